import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from .common import CommissionCase


class TestStatementSteps(CommissionCase):
    """How statements are made, confirmed and cancelled, one after the other, and handed out."""

    def test_drafts_are_computed_in_order(self):
        self._assign(self._scheme((0, 2)))
        invoice = self._invoice(1000)
        may = self._made()
        june = self._made(month="2026-06")
        late = self._invoice(500, day="2026-05-31", post=False)
        with freeze_time("2026-07-02 04:00:00"):
            late.action_post()
            (june | may).sudo()._compute_lines()
        self.assertEqual((may.commission, june.commission), (30, 0))
        self._touched(invoice, "2026-06-06")
        with freeze_time("2026-07-03 04:00:00"):
            may.sudo()._compute_lines()
        self.assertEqual((may.computed_date, june.commission), (june.computed_date, 0), "the later draft follows")

    def test_cancelled_statement(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made()
        june = self._made(month="2026-06")
        with self.assertRaisesRegex(UserError, "builds on it"):
            self.as_user(self.boss, may).action_cancel()
        june.unlink()
        self.as_user(self.boss, may).action_cancel()
        with self.assertRaisesRegex(UserError, "anew first"):
            self._make(month="2026-06")
        self.assertEqual(self._made().commission, 20)
        self.assertTrue(self._made(month="2026-06"))

    def test_nobody_cancels_the_own(self):
        self._assign(self._scheme((0, 1), kind="consultant"), self.boss)
        sheet = self._made(self.boss, kind="consultant")
        with self.assertRaisesRegex(UserError, "Nobody cancels"):
            self.as_user(self.boss, sheet).action_cancel()
        self.as_user(self.users["general_manager"], sheet).action_cancel()

    def test_confirmed_statements_stay(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made()
        self._confirm(may)
        lines = may.line_ids
        self._invoice(50, day="2026-05-31")
        self.assertEqual(self._made(), may)
        self.assertEqual((may.commission, may.line_ids), (20, lines))
        with self.assertRaisesRegex(UserError, "stays as it is"):
            self.as_user(self.clerk, may).action_compute()

    def test_in_order(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made()
        june = self._made(month="2026-06")
        with self.assertRaisesRegex(UserError, "comes first"):
            self._confirm(june, on="2026-07-01")
        self._confirm(may, on="2026-07-01")
        self._confirm(june, on="2026-07-01")
        with self.assertRaisesRegex(UserError, "later period"):
            self._make(month="2026-04")
        with self.assertRaisesRegex(UserError, "builds on it"):
            self.as_user(self.supervisor, may).action_return()

    def test_not_before_the_period_is_over(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made(on="2026-05-25")
        with self.assertRaisesRegex(UserError, "once the period is over"):
            self._confirm(may)
        # one o'clock in the night of 1 June, where the company works
        with freeze_time("2026-05-31 17:00:00"):
            self.as_user(self.clerk, may).action_compute()
            self.as_user(self.clerk, may).action_confirm()
        self.assertEqual(may.state, "confirmed")

    def test_one_statement_of_sql(self):
        self._assign(self._scheme((0, 2)))
        for number in range(5):
            agent = self.env["res.partner"].create({"name": f"Agent {number}", "is_company": True})
            self._assign(self.env["dealer.commission.scheme"].search([], limit=1), agent)
            self._invoice(100, partner_id=agent.id)
        statements = self._make()
        self.assertEqual(len(statements), 6)
        self.env.flush_all()
        self.env["dealer.commission.assignment"].search([]).mapped("scheme_id.basis")
        with self.assertQueryCount(8):
            statements.sudo()._compute_lines()

    def test_nobody_writes_it(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made()
        for user in (self.clerk, self.boss, self.accountant):
            with self.assertRaises(AccessError):
                self.as_user(user, may).write({"commission": 1})
            with self.assertRaises(AccessError):
                self.as_user(user, may.line_ids).write({"commission": 1})
            with self.assertRaises(AccessError):
                self.as_user(user, may).unlink()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, may).create(
                {"partner_id": self.other.id, "date_from": "2026-05-01", "date_to": "2026-05-31"}
            )

    def test_agents_that_were_merged(self):
        scheme = self._scheme((0, 2))
        self._assign(scheme)
        self._assign(scheme, self.other)
        self._invoice(1000)
        self._make()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "commission statement until"):
            wizard._update_foreign_keys(self.other, self.partner)

    def test_merge_of_two_with_one_scheme(self):
        scheme = self._scheme((0, 2))
        self._assign(scheme, date_to="2026-05-31")
        second = self._assign(scheme, self.other, date_from="2026-05-31")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaisesRegex(UserError, "both contacts"):
            wizard._update_foreign_keys(self.other, self.partner)
        second.date_from = "2026-06-01"
        wizard._update_foreign_keys(self.other, self.partner)
        self.env.invalidate_all()
        self.assertEqual(second.partner_id, self.partner)

    def test_defaults_of_a_client_are_no_figures(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        wizard = self.as_user(self.clerk, self.env["dealer.commission.compute"]).with_context(
            default_commission=7, default_state="approved", default_confirmed_by_id=self.clerk.id
        )
        with freeze_time("2026-06-01 04:00:00"):
            wizard.create({"date_from": "2026-05-01"}).action_make()
        self.assertRecordValues(self._made(), [{"commission": 20, "state": "draft", "confirmed_by_id": False}])

    def test_scheduled(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        statements = self.env["dealer.commission.statement"]
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args: 60)
        with freeze_time("2026-05-31 15:00:00"):
            statements._cron_make()
        self.assertFalse(statements.search([("company_id", "=", self.company.id), ("date_to", "=", "2026-05-31")]))
        with freeze_time("2026-05-31 16:00:00"):  # midnight where the company works
            statements._cron_make()
            statements._cron_make()
        self.assertEqual(
            statements.search([("company_id", "=", self.company.id), ("date_to", "=", "2026-05-31")]).commission, 20
        )

    def test_scheduled_after_a_draft_before_the_end(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made(on="2026-05-25")
        self._invoice(500, day="2026-05-28")
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args: 60)
        with freeze_time("2026-06-01 04:00:00"):
            self.env["dealer.commission.statement"]._cron_make()
        self.assertEqual(may.commission, 30)

    def test_scheduled_beside_a_company_that_is_stuck(self):
        self._assign(self._scheme((0, 2)))
        self._assign(self._scheme((0, 2), company=self.other_company))
        for company in (self.company, self.other_company):
            self.env["dealer.commission.statement"].sudo().create(
                {
                    "company_id": company.id,
                    "kind": "agent",
                    "partner_id": self.partner.id,
                    "date_from": "2026-04-01",
                    "date_to": "2026-04-30" if company == self.company else "2026-05-02",
                }
            )._compute_lines()
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args: 60)
        statements = type(self.env["dealer.commission.statement"])
        make = statements._make

        def stuck(records, company, *period):
            if company == self.other_company:
                raise ZeroDivisionError  # whatever it is
            return make(records, company, *period)

        self.patch(statements, "_make", stuck)
        logger = "odoo.addons.dealer_commission.models.dealer_commission_statement_making"
        with freeze_time("2026-06-01 04:00:00"), self.assertLogs(logger, "WARNING") as logs:
            self.env["dealer.commission.statement"]._cron_make()
        self.assertIn(self.other_company.name, logs.output[0])
        self.assertEqual(len(self._make()), 1)

    def test_period_to_come(self):
        with self.assertRaisesRegex(UserError, "not begun"):
            self._make(on="2026-04-30")

    def test_consultant_is_the_contact_of_the_user(self):
        assignment = self._assign(self._scheme((0, 1), kind="consultant"), self.anna)
        with self.assertRaisesRegex(ValidationError, "contact of the user"):
            assignment.sudo().partner_id = self.other

    def test_nothing_selected(self):
        with self.assertRaisesRegex(UserError, "Select"):
            self.env["dealer.commission.statement"].action_export()

    def test_papers(self):
        self._assign(self._scheme((0, 0.5)), opening_amount=500)
        self._invoice(1000000)
        may = self._made()
        render = self.env["ir.actions.report"].with_context(force_report_rendering=False)
        for name in ("statement", "sheet"):
            html = render._render_qweb_html(f"dealer_commission.report_dealer_commission_{name}_document", may.ids)[0]
            self.assertIn("1,000,000.00", html.decode())
            self.assertIn("5,500.00", html.decode())
        self.assertEqual([(row.count, row.commission) for row in may._paper_rows()], [(1, 5000)])

    def test_the_spreadsheet(self):
        self._assign(self._scheme((0, 0.5)), opening_amount=500)
        self._invoice(1000000)
        may = self._made()
        self.partner.name = "=1+1"
        url = self.as_user(self.clerk, may).action_export()["url"]
        self.assertIn("commission_2026-05.xlsx", url)
        export = self.env["dealer.commission.export"].browse(int(url.split("/")[4]))
        sheet = openpyxl.load_workbook(io.BytesIO(base64.b64decode(export.data))).active
        self.assertEqual(sheet.freeze_panes, "C2")
        self.assertRegex(sheet.tables["statements"].ref, r"^A1:[A-Z]3$")
        heads, row, totals = ([cell.value for cell in sheet[1]], sheet[2], sheet[3])
        cells = dict(zip(heads, row, strict=True))
        agent, first, trade, open_ = (cells[name] for name in ("Agent or Consultant", "From", "Trade", "Outstanding"))
        self.assertEqual((agent.value, agent.data_type), ("=1+1", "s"), "no formula")
        self.assertEqual(str(first.value), "2026-05-01 00:00:00")
        self.assertEqual(
            [(one.value, one.number_format) for one in (trade, open_)], [(1000000, "#,##0.00"), (5500, "#,##0.00")]
        )
        self.assertIn("SUBTOTAL", totals[heads.index("Outstanding")].value, "the total is a formula")

    def test_nothing_without_schemes(self):
        """Installing changes nothing: no row is written where no commission is paid."""
        invoice = self._invoice(1000)
        self._pay(invoice, day="2026-05-11", known="2026-06-11")
        invoice.button_draft()
        self.assertFalse(self.env["dealer.commission.recheck"].search([("company_id", "=", self.company.id)]))
        self.assertFalse(self._make())
