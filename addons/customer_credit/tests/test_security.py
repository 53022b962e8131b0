from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


@freeze_time("2025-06-20 04:00:00")
class TestSecurity(CreditCase):
    def setUp(self):
        super().setUp()
        self.rule = self._credit_rule()

    def _guarantee(self, amount, **values):
        vals = {"partner_id": self.partner.id, "amount": amount, "guarantor": "Bank", **values}
        guarantee = self.as_user(self.clerk, self.env["customer.credit.guarantee"]).create(vals)
        self.as_user(self.boss, guarantee).action_accept()
        return guarantee

    def _plan(self, count, total, **values):
        lines = [(0, 0, {"due_date": f"2025-0{7 + n // 2}-{10 + n}", "amount": total / count}) for n in range(count)]
        plan = self.as_user(self.clerk, self.env["customer.credit.instalment"]).create(
            {"partner_id": self.partner.id, "line_ids": lines, **values}
        )
        self.as_user(self.boss, plan).action_agree()
        return plan

    @proves("S4.credstand-3.5")
    def test_guarantee(self):
        self.levels["low"].security_percent = 100
        self._evaluated(30, 30, 30)
        order = self._order_of(20000)
        draft = self.env["customer.credit.guarantee"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id, "amount": 20000}
        )
        with self.assertRaisesRegex(UserError, "100% security: needed .*20,000.00, given .*0.00"):
            order.action_confirm()
        draft.unlink()
        self._guarantee(20000, valid_until="2025-06-19")
        first = self._guarantee(19999.99, valid_until="2025-06-20")
        with self.assertRaisesRegex(UserError, "given .*19,999.99"):
            order.action_confirm()
        with self.assertRaises(AccessError):
            self.as_user(self.boss, first).amount = 20000
        self._guarantee(0.01)
        order.action_confirm()

    @proves("S4.credstand-3.5")
    def test_instalments(self):
        self.levels["low"].write({"security_percent": 100, "instalment_count": 4})
        self._evaluated(30, 30, 30)
        order = self._order_of(20000)
        self._plan(3, 30000)
        with self.assertRaisesRegex(UserError, "100% security"):
            order.action_confirm()
        plan = self._plan(4, 20000, order_id=order.id)
        order.action_confirm()
        self.as_user(self.clerk, plan.line_ids[0]).action_paid()
        self.assertEqual((plan.amount, plan.open_amount), (20000, 15000))
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, plan.line_ids[1]).paid_date = date(2025, 6, 20)
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, plan.line_ids[1]).amount = 1

    def test_instalments_paid_by_invoices(self):
        invoice = self._invoice(20000)
        self.clerk.group_ids += self.env.ref("account.group_account_invoice")
        plan = self._plan(4, 20000, move_ids=[(6, 0, invoice.ids)])
        self._pay(invoice, amount=9999, day="2025-06-20")
        plan.sudo()._mark_paid()
        self.assertEqual(plan.line_ids.mapped(lambda line: bool(line.paid_date)), [True, False, False, False])
        self._pay(invoice, amount=1, day="2025-06-20")
        plan.sudo()._mark_paid()
        self.assertEqual(plan.open_amount, 10000)

    @proves("S4.credstand-3.5")
    def test_nobody_accepts_the_own_entry(self):
        """Four eyes: neither who made it nor who changed it last accepts a security."""
        mine = {"partner_id": self.partner.id, "amount": 100}
        lines = [(0, 0, {"due_date": "2025-07-01", "amount": 100})]
        for model, values, step in (
            ("customer.credit.guarantee", mine, "action_accept"),
            ("customer.credit.instalment", {"partner_id": self.partner.id, "line_ids": lines}, "action_agree"),
        ):
            own = self.as_user(self.boss, self.env[model]).create({**values, "entered_by_id": self.clerk.id})
            with self.assertRaisesRegex(UserError, "Nobody accepts what the same person entered"):
                getattr(own, step)()
            self.assertNotIn(step.removeprefix("action_"), own.allowed_steps)
            other = self.as_user(self.clerk, self.env[model]).create(values)
            changing = self.as_user(self.boss, other)
            if "line_ids" in values:
                changing.line_ids.amount = 99
            else:
                changing.amount = 99
            with self.assertRaisesRegex(UserError, "Nobody accepts what the same person entered"):
                getattr(changing, step)()
            getattr(self.as_user(self.users["general_manager"], other), step)()
            with self.assertRaises(AccessError):
                changing.entered_by_id = self.clerk

    @proves("S4.credstand-3.6")
    def test_prepayment_of_a_low_level(self):
        self.levels["low"].prepayment_percent = 100
        self._evaluated(30, 30, 30)
        order = self._order_of(20000)
        with self.assertRaisesRegex(UserError, "100% prepayment: needed .*20,000.00, paid .*0.00"):
            order.action_confirm()
        self._pay_in_advance(19999)
        with self.assertRaisesRegex(UserError, "paid .*19,999.00"):
            order.action_confirm()
        self._pay_in_advance(1)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "100% prepayment"):  # the money is used
            self._order_of(1).action_confirm()

    @proves("S4.credstand-3.6")
    def test_none_of_a_high_level(self):
        self.levels["low"].prepayment_percent = 100
        self._evaluated(90, 90, 90)
        self.assertEqual(self._order_of(20000, confirm=True).state, "sale")
