from odoo.exceptions import UserError
from odoo.tests import Form, freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestSheets(CommissionCase):
    """Sheets of who has left, of who has no role in customer service, and those that were returned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.deadlines = cls.env["customer.deadline.rule"].create(
            [
                {
                    "name": kind,
                    "code": kind,
                    "company_id": cls.company.id,
                    "mode": "enforce",
                    "milestone": "dealer.commission.statement/confirm",
                    "domain": f"[('kind', '=', '{kind}')]",
                    "duration": days,
                    "unit": "day",
                }
                for kind, days in (("agent", 5), ("consultant", 1))
            ]
        )
        cls._assign(cls._scheme((0, 1)))
        cls.scheme = cls._scheme((0, 1), kind="consultant")
        cls._assign(cls.scheme, cls.anna)

    def _sheet(self, user=None):
        user = user or self.anna
        self._invoice(1000, partner_id=self.other.id, invoice_user_id=user.id)
        return self._made(user, kind="consultant")

    @proves("S1.6-sales-07")
    def test_who_left_is_paid_as_well(self):
        """A manager confirms in the place of who is no user any more, and somebody else approves."""
        sheet = self._sheet()
        self.anna.active = False
        general = self.users["general_manager"]
        with freeze_time("2026-06-01 05:00:00"):
            for user in (self.clerk, self.supervisor, self.accountant, self.boris):
                with self.subTest(user.login), self.assertRaises(UserError):
                    self.as_user(user, sheet).action_confirm()
            with self.assertRaisesRegex(UserError, "Only"):
                sheet.sudo().action_confirm()
            self.as_user(self.boss, sheet).action_confirm()
            sheet.invalidate_recordset()
            self.assertRecordValues(sheet, [{"state": "confirmed", "confirmed_by_id": self.boss.id}])
            self.assertIn("has left", "".join(sheet.message_ids.mapped("body")))
            with self.assertRaisesRegex(UserError, "Nobody approves"):
                self.as_user(self.boss, sheet).action_approve()
            self.as_user(general, sheet).action_approve()
            self.as_user(self.accountant, sheet).action_bill()
        sheet.invalidate_recordset()
        self.assertEqual((sheet.state, sheet.bill_id.partner_id), ("billed", self.anna.partner_id))

    @proves("S1.6-cards-11b")
    def test_a_returned_sheet_is_due_the_same_day(self):
        sheet = self._sheet()
        self._confirm(sheet)
        with freeze_time("2026-06-01 09:00:00"):
            self.as_user(self.supervisor, sheet).action_return()
        for moment, late in (("2026-06-01 15:59:59", False), ("2026-06-01 16:00:00", True)):
            with self.subTest(moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual((sheet.state, sheet.not_in_payroll), ("draft", late))

    @proves("S1.6-cards-11b")
    def test_a_sheet_returned_later_has_the_rest_of_that_day(self):
        sheet = self._sheet()
        self._confirm(sheet)
        with freeze_time("2026-06-10 09:00:00"):
            self.as_user(self.supervisor, sheet).action_return()
        for moment, late in (("2026-06-10 15:59:59", False), ("2026-06-10 16:00:00", True)):
            with self.subTest(moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(sheet.not_in_payroll, late)

    @proves("S1.5-4.1a")
    def test_a_returned_report_is_due_before_the_6th(self):
        self._invoice(1000)
        for returned, due in (("2026-06-03", "2026-06-05"), ("2026-06-08", "2026-06-08")):
            may = self._made()
            self._confirm(may, on="2026-06-02" if returned == "2026-06-03" else "2026-06-05")
            with freeze_time(f"{returned} 09:00:00"):
                self.as_user(self.supervisor, may).action_return()
            for moment, late in ((f"{due} 15:59:59", False), (f"{due} 16:00:00", True)):
                with self.subTest(moment), freeze_time(moment):
                    self.env.invalidate_all()
                    self.assertEqual(may.has_overdue_deadline, late)
        self._confirm(may, on="2026-06-25")
        self.assertIn("late", may.deadline_ids.mapped("state"))

    @proves("S1.6-sales-07")
    def test_a_salesperson_without_another_role(self):
        """Finds the own sheet, reads all of it and confirms it."""
        carl = self._new_user("sales_team.group_sale_salesman", login=f"carl@{self.company.id}")
        self._assign(self.scheme, carl)
        sheet = self._sheet(carl)
        self.env.ref("sale.sale_menu_root").active = True  # as the app Sales does
        menu = self.env.ref("dealer_commission.dealer_commission_mine_sale_menu")
        found = menu.with_user(carl)._visible_menu_ids()
        while menu:
            self.assertIn(menu.id, found)
            menu = menu.parent_id
        form = Form(self.as_user(carl, sheet), "dealer_commission.dealer_commission_statement_view_form")
        self.assertEqual(form.commission, 10)
        self._confirm(sheet)
        self.assertEqual(sheet.confirmed_by_id, carl)

    def test_paper_tells_what_was_only_observed(self):
        self._assign(self._scheme((0, 5), kind="consultant", mode="observe"), self.anna)
        sheet = self._sheet()
        self.assertEqual(
            sorted((row.commission, row.is_observed) for row in sheet._paper_rows()), [(10, False), (50, True)]
        )
        render = self.env["ir.actions.report"].with_context(force_report_rendering=False)
        html = render._render_qweb_html("dealer_commission.report_dealer_commission_statement_document", sheet.ids)[0]
        self.assertEqual(html.decode().count("observed, not paid"), 1)
