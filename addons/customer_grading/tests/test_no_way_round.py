from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.accounts import set_up_accounts

from .admission_common import AdmissionCase
from .common import BusinessCase


class TestNoWayRound(BusinessCase):
    """Ways round a blacklist for somebody who knows Odoo well."""

    def test_a_listed_company_made_a_contact_of_another(self):
        self._rule()
        self._listed()
        self.partner.write({"is_company": False, "parent_id": self.other.id})
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
            self._order()

    def test_whose_business_it_is_cannot_be_left_open(self):
        self._rule()
        self._employ(self.sellers["East"], department_id=self.departments["East"].id)
        self._listed(department=self.departments["East"])
        with self.assertRaisesRegex(UserError, "blacklist of East"):
            self._order(team_id=False, user_id=False)

    def test_lines_added_to_a_confirmed_order(self):
        self._rule()
        order = self._order()
        order.action_confirm()
        self._listed()
        with (
            self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"),
            self.env.cr.savepoint(),
        ):
            order.order_line.product_uom_qty = 2
        with (
            self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"),
            self.env.cr.savepoint(),
        ):
            order.order_line = [(0, 0, {"product_id": self.product.id, "price_unit": 0})]
        order.order_line.product_uom_qty = 1

    def test_moved_to_the_company_with_the_list(self):
        self._rule()
        self._listed()
        companies = self.company | self.other_company
        orders = self.env["sale.order"].with_context(allowed_company_ids=companies.ids)
        order = orders.create({"partner_id": self.partner.id, "company_id": self.other_company.id})
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
            order.write(
                {"company_id": self.company.id, "warehouse_id": False}
                if "warehouse_id" in order
                else {"company_id": self.company.id}
            )

    def test_one_invoice_of_two_orders_one_let_through(self):
        self._rule()
        set_up_accounts(self.company)
        orders = self._order() | self._order()
        orders.action_confirm()
        orders.order_line.qty_delivered = 1
        entry = self._listed()
        row = entry.document_ids.filtered(lambda one: (one.res_model, one.res_id) == ("sale.order", orders[0].id))
        row.reason = "Paid in advance"
        row.with_user(self.boss).action_go_on()
        invoice = orders.sudo()._create_invoices()
        self.assertEqual(len(invoice), 1)
        with (
            self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"),
            self.env.cr.savepoint(),
        ):
            invoice.action_post()
        invoice.invoice_line_ids.filtered(lambda line: orders[1] in line.sale_line_ids.order_id).unlink()
        invoice.action_post()

    def test_invoices_without_the_button(self):
        self._rule()
        set_up_accounts(self.company)
        order = self._order(partner=self.other)
        order.action_confirm()
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        self._listed(self.other)
        with (
            self.assertRaisesRegex(UserError, "Blue Hill is on the blacklist"),
            self.env.cr.savepoint(),
        ):
            invoice.state = "posted"
        invoice.partner_id = self.contact
        invoice.action_post()
        with (
            self.assertRaisesRegex(UserError, "Blue Hill is on the blacklist"),
            self.env.cr.savepoint(),
        ):
            invoice.with_context(skip_readonly_check=True).partner_id = self.other

    def test_another_team_is_chosen(self):
        """The list of East holds for its people, whichever team they choose: also for who confirms."""
        self._rule(stops_quote=False)
        everybody = self.env.ref("sales_team.group_sale_salesman_all_leads")
        for name, seller in self.sellers.items():
            seller.group_ids += everybody
            self._employ(seller, department_id=self.departments[name].id)
        self._listed(department=self.departments["East"])
        west = {"team_id": self.teams["West"].id}
        own = self._order(**west)
        named = self._order(**west, user_id=self.sellers["West"].id)
        for order in (own, named):
            with self.assertRaisesRegex(UserError, "blacklist of East"), self.env.cr.savepoint():
                order.action_confirm()
            self.assertIn("blacklist of East", order.business_notice)
        with self.assertRaisesRegex(UserError, "blacklist of East"), self.env.cr.savepoint():
            own.sudo().with_user(self.sellers["West"]).action_confirm()
        named.with_user(self.sellers["West"]).sudo().action_confirm()
        # in his own invoice either
        set_up_accounts(self.company)
        named.order_line.qty_delivered = 1
        named.sudo()._create_invoices().with_user(self.sellers["East"]).sudo().action_post()
        with self.assertRaisesRegex(UserError, "blacklist of East"):
            named.user_id = self.sellers["East"]

    def test_what_goes_on_does_not_grow(self):
        """That an order goes on was decided about this order, of this customer, and up to this amount."""
        self._rule()
        set_up_accounts(self.company)
        order = self._order()
        order.action_confirm()
        entry = self._listed()
        row = entry.document_ids.with_user(self.boss)
        row.reason = "Paid in advance"
        row.action_go_on()
        self.assertRecordValues(row, [{"amount": 10, "currency_id": order.currency_id.id, "is_open": False}])
        with self.assertRaisesRegex(UserError, "decided already"):
            row.action_go_on()
        order.order_line.price_unit = 10
        for values in ({"price_unit": 10.01}, {"product_uom_qty": 2, "price_unit": 10}):
            with self.assertRaisesRegex(UserError, "on the blacklist"), self.env.cr.savepoint():
                order.order_line.write(values)
        with self.assertRaisesRegex(UserError, "on the blacklist"), self.env.cr.savepoint():
            order.sudo().partner_shipping_id = self.other
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        line = invoice.invoice_line_ids
        more = {"product_id": self.product.id, "price_unit": 5, "tax_ids": []}
        for values in ({"invoice_line_ids": [(0, 0, more)]}, {"invoice_line_ids": [(1, line.id, {"quantity": 2})]}):
            with self.assertRaisesRegex(UserError, "on the blacklist"), self.env.cr.savepoint():
                invoice.write(values)
                invoice.action_post()
        invoice.action_post()
        self.env["customer.business.rule"].search([]).mode = "off"
        order.order_line.price_unit = 20
        self.env["customer.business.rule"].with_context(active_test=False).search([]).mode = "enforce"
        row.invalidate_recordset(["is_open"])
        self.assertTrue(row.is_open)
        row.action_go_on()
        self.assertEqual((row.amount, row.is_open), (20, False))

    def test_the_portal_is_told_nothing(self):
        self._rule(stops_quote=False)
        order = self._order()
        self._listed()
        customer = self._new_user("base.group_portal", login=f"portal@{self.company.id}")
        order.sudo().message_subscribe(customer.partner_id.ids)
        order.sudo().partner_id.message_subscribe(customer.partner_id.ids)
        mine = order.with_user(customer)
        with self.assertRaises(AccessError):
            mine.read(["business_notice"])
        with self.assertRaises(UserError) as caught:
            mine.sudo()._validate_order()
        self.assertNotIn("blacklist", str(caught.exception))

    def test_the_list_of_observations_tells_no_reason(self):
        self._rule(mode="observe")
        self._listed()
        self._order()
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", "blacklist")])
        self.assertIn("Green Valley is on the blacklist", seen.message)
        self.assertNotIn("Never paid", seen.message)


class TestLicenceNoWayRound(AdmissionCase):
    def test_a_product_swapped_in_a_confirmed_order(self):
        self._rule("no_licence")
        special = self.env["product.product"].create({"name": "Scalpel", "type": "service", "taxes_id": False})
        self._licence_kind(
            "permit",
            name="Permit",
            needed_for="products",
            product_ids=[(6, 0, special.ids)],
        )
        order = self._order()
        order.action_confirm()
        with self._refused("holds no valid licence: Permit"):
            order.order_line = [(0, 0, {"product_id": special.id, "price_unit": 0})]
