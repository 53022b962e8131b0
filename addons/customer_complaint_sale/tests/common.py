from odoo.addons.customer_complaint.tests.common import ComplaintCase

SELLER = "customer_policy.group_user,sales_team.group_sale_salesman"


class SaleCase(ComplaintCase):
    """A confirmed order of the customer, by a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._new_user(SELLER, login=f"seller@{cls.company.id}")
        cls.product.write({"type": "consu", "invoice_policy": "delivery", "taxes_id": False})
        cls.service = cls.env["product.product"].create(
            {"name": "Cutting", "type": "service", "invoice_policy": "delivery", "taxes_id": False}
        )
        cls.order = cls._order((cls.product, 600), (cls.service, 2))

    @classmethod
    def _order(cls, *products, **values):
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.partner.id,
                "user_id": cls.seller.id,
                "company_id": cls.company.id,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": quantity, "price_unit": 12, "discount": 25})
                    for product, quantity in products
                ],
                **values,
            }
        )
        order.action_confirm()
        return order

    def _registered(self, user, record):
        """Return the complaint that the button on ``record`` makes."""
        action = self.as_user(user, record).action_register_complaint()
        return self.env[action["res_model"]].browse(action["res_id"])
