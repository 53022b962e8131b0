from freezegun import freeze_time

from odoo import Command

from odoo.addons.dealer_visit.tests.common import VisitCase


class RecallCase(VisitCase):
    """A main shop and a second-tier shop with goods of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = warehouse.lot_stock_id
        cls.internal = warehouse.int_type_id
        cls.main, cls.shop = cls._customers(2)
        cls.places = cls.env["stock.location"].create(
            [
                {"name": name, "usage": "internal", "location_id": warehouse.view_location_id.id,
                 "company_id": cls.company.id}
                for name in ("Main shop", "Shop")
            ]
        )  # fmt: skip
        cls.main.write({"dealer_tier": "main", "dealer_location_id": cls.places[0].id})
        cls.shop.write({"dealer_tier": "second", "main_shop_id": cls.main.id, "dealer_location_id": cls.places[1].id})
        cls.car = cls.env["product.product"].create(
            {"name": "Car", "type": "consu", "is_storable": True, "tracking": "serial"}
        )
        cls.rule = cls._rule(
            "dealer.recall.rule",
            max_days=30,
            conduct_code="recall",
            domain="[('dealer_tier', '=', 'second')]",
            effective_from="2020-01-01",
        )
        cls.keeper = cls._new_user("base.group_user,stock.group_stock_user", login=f"keeper@{cls.company.id}")

    def _lot(self, name):
        lot = self.env["stock.lot"].create({"name": name, "product_id": self.car.id, "company_id": self.company.id})
        self.env["stock.quant"]._update_available_quantity(self.car, self.stock, 1, lot_id=lot)
        return lot

    def _move(self, source, target, product, quantity=1, lot=None):
        where = {"location_id": source.id, "location_dest_id": target.id, "company_id": self.company.id}
        line = {**where, "product_id": product.id, "lot_id": lot and lot.id, "quantity": quantity}
        picking = self.env["stock.picking"].create(
            {
                **where,
                "picking_type_id": self.internal.id,
                "move_ids": [
                    Command.create(
                        {**where, "product_id": product.id, "product_uom_qty": quantity,
                         "move_line_ids": [Command.create(line)]}
                    )
                ],
            }
        )  # fmt: skip
        picking.action_confirm()
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def _send(self, day, lot):
        with freeze_time(day):
            return self._move(self.stock, self.places[1], self.car, lot=lot)

    def _night(self, day):
        with freeze_time(day):
            self.env["dealer.recall.rule"]._cron_recall()
            self.env.flush_all()

    def _recalls(self):
        return self.env["dealer.recall"].search([("company_id", "=", self.company.id)])

    def _ages(self, day):
        with freeze_time(day):
            rows = self.env["dealer.stock.age"]._left([("company_id", "=", self.company.id)])
            rows.fetch(["days", "band", "quantity", "arrival_date", "file_id"])  # as they are on that day
            return rows
