from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


@freeze_time("2026-06-03 04:00:00")
class TestBill(CommissionCase):
    """What was approved becomes one vendor bill, made by accounting."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.scheme = cls._scheme((0, 0.5))
        cls._assign(cls.scheme)
        cls.unit = cls._scheme((0, 300), kind="consultant", basis="unit")
        cls._assign(cls.unit, cls.anna)

    def _statement(self, *amounts, month="2026-05", approve=True):
        self._invoice(*(amounts or (1000000,)), day=f"{month}-10")
        statement = self._made(month=month)
        self._confirm(statement, on="2026-07-01" if month == "2026-06" else "2026-06-01")
        if approve:
            self._approve(statement, on="2026-07-01" if month == "2026-06" else "2026-06-02")
        return statement

    def _bill(self, statement, user=None):
        self.as_user(user or self.accountant, statement).action_bill()
        statement.invalidate_recordset()
        return statement.bill_id

    def test_bill(self):
        statement = self._statement()
        bill = self._bill(statement)
        self.assertRecordValues(
            bill,
            [
                {
                    "state": "draft",
                    "move_type": "in_invoice",
                    "partner_id": self.partner.id,
                    "amount_total": 5000,
                    "company_id": self.company.id,
                    "create_uid": self.accountant.id,
                    "commission_statement_id": statement.id,
                    "is_commission_bill": True,
                }
            ],
        )
        self.assertRecordValues(statement, [{"state": "billed", "billed_by_id": self.accountant.id}])

    def test_what_is_paid_of_it(self):
        bill = self._bill(self._statement())
        bill.invoice_date = "2026-06-03"
        bill.action_post()
        self._pay(bill, 3000, day="2026-06-20")
        self._pay(bill, 500, day="2026-07-01")
        june = self._made(month="2026-06")
        self.assertEqual((june.opening_amount, june.paid_amount, june.outstanding_amount), (5000, 3000, 2000))

    @proves("S1.6-sales-07")
    def test_eight_units_without_confirmation(self):
        for _number in range(8):
            order = self._sold(self.anna)
            self._complete(order)
            self._pay(order.invoice_ids)
        sheet = self._made(self.anna, kind="consultant")
        self.assertEqual((sheet.performance, sheet.commission), (8, 2400))
        for user in (self.accountant, self.boss):
            with self.assertRaises(UserError):
                self.as_user(user, sheet).action_bill()
        with self.assertRaisesRegex(UserError, "not possible"):
            self.as_user(self.boss, sheet).action_approve()
        self._confirm(sheet)
        with self.assertRaises(AccessError):  # not approved: closed to accounting
            self.as_user(self.accountant, sheet).action_bill()
        self._approve(sheet)
        self.assertEqual(self._bill(sheet).amount_total, 2400)
        self.assertEqual(sheet.bill_id.partner_id, self.anna.partner_id)

    def test_never_twice(self):
        statement = self._statement()
        bill = self._bill(statement)
        with self.assertRaisesRegex(UserError, "already"):
            self._bill(statement)
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            bill.unlink()
        self.assertEqual(self.env["account.move"].search_count([("commission_statement_id", "=", statement.id)]), 1)
        bill.button_cancel()
        second = self._bill(statement)
        self.assertNotEqual(bill, second)
        with self.assertRaisesRegex(ValidationError, "is billed with"):
            bill.button_draft()

    def test_who_makes_it(self):
        statement = self._statement()
        for user in (self.clerk, self.boss, self.supervisor, self.users["general_manager"], self.anna):
            with self.subTest(user.login), self.assertRaises(UserError):
                self._bill(statement, user)
        self.assertFalse(statement.bill_id)

    def test_negative_is_a_refund(self):
        invoice = self._invoice(1000000)
        self._confirm(self._made())
        self._credit(invoice, day="2026-06-10", amount=200000)
        june = self._made(month="2026-06")
        self._confirm(june, on="2026-07-01")
        self._approve(june, on="2026-07-01")
        bill = self._bill(june)
        self.assertEqual((bill.move_type, bill.amount_total), ("in_refund", 1000))

    def test_nothing_to_bill(self):
        with self.assertRaisesRegex(UserError, "nothing to pay"):
            self._bill(self._statement(0.1))

    def test_scheme_that_observed(self):
        self.scheme.mode = "observe"
        statement = self._statement()
        self.scheme.mode = "enforce"
        with self.assertRaisesRegex(UserError, "only observed"):
            self._bill(statement)

    def test_enforced_is_paid(self):
        statement = self._statement()
        self.scheme.mode = "observe"
        self.assertEqual(self._bill(statement).amount_total, 5000)

    def test_reversed_bill_is_made_anew(self):
        statement = self._statement()
        bill = self._bill(statement)
        bill.invoice_date = "2026-06-03"
        bill.action_post()
        with self.assertRaisesRegex(UserError, "already"):
            self._bill(statement)
        bill._reverse_moves([{"invoice_date": "2026-06-03", "date": "2026-06-03"}], cancel=True)
        self.assertEqual(bill.payment_state, "reversed")
        self.assertNotEqual(self._bill(statement), bill)
        june = self._made(month="2026-06")
        self.assertEqual((june.paid_amount, june.outstanding_amount), (0, 5000))

    def test_nobody_approves_the_own(self):
        statement = self._statement(approve=False)
        with self.assertRaisesRegex(UserError, "It needs the role"):
            self.as_user(self.clerk, statement).action_approve()
        self._assign(self.unit, self.boss)
        order = self._sold(self.boss)
        self._complete(order)
        self._pay(order.invoice_ids)
        sheet = self._made(self.boss, kind="consultant")
        self._confirm(sheet)
        with self.assertRaisesRegex(UserError, "Nobody approves"):
            self.as_user(self.boss, sheet).action_approve()

    def test_approval_rule(self):
        self.env["customer.approval.rule"].create(
            {
                "name": "General manager",
                "code": "gm",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "dealer.commission.statement",
                "amount_from": 5000,
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_general_manager").id})],
            }
        )
        statement = self._statement(approve=False)
        with self.assertRaisesRegex(UserError, "General Manager"):
            self._approve(statement)
        approval = statement.sudo().approval_ids
        self.assertEqual(approval.state, "pending")
        approval.with_user(self.users["general_manager"]).sudo(False)._decide("approve", "Right")
        self._approve(statement)
        self.assertEqual(statement.state, "approved")

    def test_posted_as_it_was_approved(self):
        bill = self._bill(self._statement())
        bill.invoice_date = "2026-06-03"
        for vals in (
            {"partner_id": self.other.id},
            {"invoice_line_ids": [(1, bill.invoice_line_ids.id, {"price_unit": 5000.01})]},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "gets"):
                bill.write(vals)
                bill.action_post()
        bill.action_post()

    def test_due_on_pay_day(self):
        self.env["dealer.commission.rule"].create(
            {"name": "Pay", "code": "pay", "company_id": self.company.id, "mode": "enforce", "pay_day": 15}
        )
        self.partner.with_company(self.company).property_supplier_payment_term_id = self.env.ref(
            "account.account_payment_term_30days"
        )
        bill = self._bill(self._statement())
        bill.invoice_date = "2026-06-03"
        self.assertEqual(str(bill.invoice_date_due), "2026-06-15")

    def test_link_is_not_forged(self):
        statement = self._statement()
        bill = self._invoice(70, move_type="in_invoice", day="2026-06-03")
        with self.assertRaisesRegex(UserError, "made by its statement"):
            self.as_user(self.accountant, bill).write({"commission_statement_id": statement.id})
        made = self.as_user(self.accountant, self.env["account.move"]).with_context(
            default_commission_statement_id=statement.id
        )
        self.assertFalse(made.create({"move_type": "in_invoice"}).commission_statement_id)
