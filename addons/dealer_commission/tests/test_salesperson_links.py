from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestSalespersonLinks(CommissionCase):
    """Ways to another's performance that change no salesperson: order lines, and what computes a delivery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls.env["dealer.commission.rule"].create(
            {
                "name": "Guard",
                "code": "guard",
                "company_id": cls.company.id,
                "mode": "enforce",
                "guards_salesperson": True,
            }
        )
        cls.scheme = cls._scheme((0, 1), kind="consultant")
        for user in (cls.anna, cls.boris):
            cls._assign(cls.scheme, user)

        # reads the invoices of others, as a leader does
        cls.leader = cls._new_user("sales_team.group_sale_salesman_all_leads", login=f"leader@{cls.company.id}")

    def _called(self, model, vals, **context):
        try:
            with self.env.cr.savepoint():
                records = self.as_user(self.leader, self.env[model]).with_context(**context)
                return call_kw(records, "create", [[vals]], {"context": dict(records.env.context)})
        finally:
            self.env.invalidate_all()

    @proves("S1.6-daily-22")
    def test_an_order_line_is_not_made_on_an_invoice_of_another(self):
        invoice = self._invoice(1000, partner_id=self.other.id, invoice_user_id=self.anna.id)
        order = self._sold(self.leader, invoice=False)
        self._assign(self.scheme, self.leader)
        link = [(4, invoice.invoice_line_ids.id)]
        line = {"product_id": self.product.id, "name": "Mine", "product_uom_qty": 1}
        sold = {"partner_id": self.other.id, "company_id": self.company.id}
        for model, vals, context in (
            ("sale.order.line", {**line, "order_id": order.id, "invoice_lines": link}, {}),
            ("sale.order.line", {**line, "order_id": order.id}, {"default_invoice_lines": link}),
            ("sale.order", {**sold, "order_line": [(0, 0, {**line, "invoice_lines": link})]}, {}),
        ):
            with self.subTest(model, context=context), self.assertRaisesRegex(UserError, "is delivered"):
                self._called(model, vals, **context)
        self._called("sale.order.line", {**line, "order_id": order.id})
        may = {one.user_id: one.commission for one in self._make(kind="consultant")}
        self.assertEqual(may, {self.anna: 10, self.boris: 0, self.leader: 0})

    @proves("S1.6-daily-22")
    def test_what_is_delivered_by_a_computation_and_returned(self):
        """As with pickings: nobody writes how much was delivered."""
        for delivered_before in (False, True):
            with self.subTest(delivered_before=delivered_before):
                order = self._sold(self.anna, invoice=False)
                lines = order.order_line
                if delivered_before:  # before the addon was installed
                    self.env.flush_all()
                    self.env.cr.execute("UPDATE sale_order_line SET qty_delivered = 1 WHERE id IN %s", [lines._ids])
                    self.env.invalidate_all()
                for quantity in (0,) if delivered_before else (1, 0):
                    self.patch(
                        type(lines), "_prepare_qty_delivered", lambda records, q=quantity: dict.fromkeys(records, q)
                    )
                    self.env.add_to_compute(lines._fields["qty_delivered"], lines)
                    self.env.flush_all()
                self.assertEqual(lines.qty_delivered, 0)
                with self.assertRaisesRegex(UserError, "is delivered"):
                    order.user_id = self.boris
                self.assertEqual(order.user_id, self.anna)

    def test_never_delivered_is_free(self):
        order = self._sold(self.anna, invoice=False)
        with freeze_time("2026-06-05 04:00:00"):
            self.env.add_to_compute(order.order_line._fields["qty_delivered"], order.order_line)
            self.env.flush_all()
            order.user_id = self.boris
        self.assertFalse(order.commission_latched)
