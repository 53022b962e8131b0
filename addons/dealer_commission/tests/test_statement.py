from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CommissionCase


class TestStatement(CommissionCase):
    """Figures of agents, of what was invoiced."""

    def _bill(self, amount, day="2026-05-12", pay="2026-05-20", **values):
        """Post a bill of the agent for a rebate, and pay it."""
        values = {"move_type": "in_invoice", "is_commission_bill": True, **values}
        bill = self._invoice(amount, day=day, **values)
        if pay:
            self._pay(bill, day=pay)
        return bill

    @proves("S1.5-2e")
    def test_the_four_figures(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(600000)
        self._invoice(400000)
        self._bill(3000)
        self.assertRecordValues(
            self._made(),
            [{"trade_amount": 1000000, "commission": 5000, "paid_amount": 3000, "outstanding_amount": 2000}],
        )

    @proves("S1.5-4.1b")
    def test_month_end(self):
        self._assign(self._scheme((0, 0.5)), opening_amount=500)
        self._invoice(1000000)
        self._bill(3000, pay="2026-05-31")
        self._bill(70, pay="2026-06-01")
        may = self._made()
        self.assertRecordValues(
            may,
            [{"opening_amount": 500, "commission": 5000, "paid_amount": 3000, "outstanding_amount": 2500}],
        )
        self._confirm(may)
        self.assertRecordValues(
            self._made(month="2026-06"),
            [{"opening_amount": 2500, "commission": 0, "paid_amount": 70, "outstanding_amount": 2430}],
        )

    def test_payment_that_became_known_late(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(1000000)
        bill = self._bill(3000, pay=None)
        may = self._made()
        self._confirm(may)
        self._pay(bill, day="2026-05-31", known="2026-06-03")
        june = self._made(month="2026-06")
        self.assertEqual((june.opening_amount, june.paid_amount, june.outstanding_amount), (5000, 3000, 2000))

    def test_other_bills_of_the_agent_are_none_of_it(self):
        self._assign(self._scheme((0, 0.5)))
        self._bill(3000, is_commission_bill=False)
        self._bill(40, partner_id=self.other.id)
        self.assertEqual(self._made().paid_amount, 0)

    def test_without_taxes_after_discounts_products_only(self):
        tax = self._tax()
        self._assign(self._scheme((0, 10)))
        self._invoice(
            self._line(1000, discount=10, tax_ids=tax.ids),
            (0, 0, {"display_type": "line_section", "name": "Section"}),
            self._line(1, quantity=33.33),
            (0, 0, {"display_type": "line_note", "name": "Note"}),
        )
        may = self._made()
        self.assertEqual((may.trade_amount, may.commission), (933.33, 93.33))
        self.assertEqual(len(may.line_ids), 2)

    def test_no_cent_is_made_or_lost(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(*[1.0] * 7)
        may = self._made()
        self.assertEqual(may.commission, 0.04)  # 0.035, and not seven times 0.01
        self.assertEqual(round(sum(may.line_ids.mapped("commission")), 2), 0.04)

    def test_credit_notes_count_when_they_are_posted(self):
        self._assign(self._scheme((0, 1), (1000, 2)))
        invoice = self._invoice(1000)
        may = self._made()
        self._confirm(may)
        self._credit(invoice, day="2026-06-10", amount=100)
        self._credit(self._invoice(1000, day="2026-06-11"), day="2026-06-12")
        june = self._made(month="2026-06")
        # taken back at the rate at which it was given, and not at the tier of June
        self.assertEqual((may.commission, june.trade_amount, june.commission), (20, -100, -2))
        self.assertEqual(sorted(june.line_ids.mapped("amount")), [-1000, -100, 1000])

    def _touched(self, invoice, day):
        with freeze_time(f"{day} 04:00:00"):
            invoice.button_draft()
            invoice.action_post()

    def test_before_the_first_statement(self):
        """What is of a month before the first statement is in the opening amount, however late it is touched."""
        self._assign(self._scheme((0, 0.5)), opening_amount=500)
        invoice = self._invoice(1000000, day="2026-04-10")
        self._touched(invoice, "2026-05-20")
        may = self._made()
        self.assertEqual((may.commission, may.outstanding_amount), (0, 500))
        self._confirm(may)
        self._touched(invoice, "2026-06-05")
        june = self._made(month="2026-06")
        self.assertEqual((june.commission, june.outstanding_amount), (0, 500))

    def test_scheme_that_ended(self):
        """What a scheme gave stays given when it is switched off, archived or begins anew."""
        self._assign(self._scheme((0, 1)))
        invoices, schemes = self.env["account.move"], self.env["dealer.commission.scheme"]
        for number in range(3):
            schemes |= self._scheme((0, 2))
            agent = self.env["res.partner"].create({"name": f"Agent {number}", "is_company": True})
            self._assign(schemes[-1], agent)
            invoices |= self._invoice(1000, partner_id=agent.id)
        for statement in self._make():
            self._confirm(statement)
        for scheme, vals in zip(
            schemes, ({"mode": "off"}, {"active": False}, {"effective_from": "2026-07-01"}), strict=True
        ):
            scheme.write(vals)
        self._touched(invoices, "2026-06-05")
        june = self._make(month="2026-06")
        self.assertEqual((june.line_ids.ids, june.mapped("outstanding_amount")), ([], [0, 20, 20, 20]))

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

    def test_two_schemes_of_one_agent(self):
        for rate in (1, 2):
            self._assign(self._scheme((0, rate)))
        self._invoice(1000)
        may = self._made()
        self.assertEqual((may.trade_amount, may.commission, len(may.line_ids)), (1000, 30, 2))

    def test_scheme_that_observes(self):
        """What was only observed is never owed, also once the scheme is enforced."""
        scheme = self._scheme((0, 2), mode="observe")
        self._assign(scheme)
        invoice = self._invoice(1000)
        may = self._made()
        self.assertEqual((may.trade_amount, may.commission, may.outstanding_amount), (1000, 0, 0))
        self.assertEqual((may.observed_amount, may.line_ids.commission), (20, 20))
        self._confirm(may)
        scheme.mode = "enforce"
        self._credit(invoice, day="2026-06-10", amount=100)
        june = self._made(month="2026-06")
        self.assertEqual((june.commission, june.observed_amount), (0, -2))

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

    def test_full_reversal(self):
        self._assign(self._scheme((0, 2)))
        self._credit(self._invoice(1000), day="2026-05-31")
        self.assertEqual((self._made().trade_amount, self._made().commission), (0, 0))

    def test_draft_and_cancelled_invoices(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000, post=False)
        cancelled = self._invoice(1000)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.assertEqual(self._made().trade_amount, 0)

    def test_invoice_cancelled_after_it_was_confirmed(self):
        self._assign(self._scheme((0, 2)))
        invoice = self._invoice(1000)
        self._confirm(self._made())
        with freeze_time("2026-06-05 04:00:00"):
            invoice.button_draft()
            invoice.invoice_line_ids.unlink()  # frozen lines stand in nobody's way
        june = self._made(month="2026-06")
        self.assertEqual((june.trade_amount, june.commission), (-1000, -20))
        self.assertTrue(june.line_ids.is_correction)
        self.assertEqual(self._made(month="2026-06").commission, -20, "computed anew, the same")

    def test_taken_back_at_the_rate_it_was_given(self):
        scheme = self._scheme((0, 1), (1000, 2))
        self._assign(scheme)
        invoice = self._invoice(1000)
        self._invoice(500)
        self._confirm(self._made())
        scheme.tier_ids[1].rate = 5
        with freeze_time("2026-06-05 04:00:00"):
            invoice.button_draft()
        self.assertEqual(self._made(month="2026-06").commission, -20)

    def test_invoice_posted_with_a_day_that_is_stated_already(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000)
        may = self._made()
        self._confirm(may)
        late = self._invoice(300, day="2026-05-31", post=False)
        with freeze_time("2026-06-05 04:00:00"):
            late.action_post()
        june = self._made(month="2026-06")
        self.assertEqual((may.commission, june.trade_amount, june.commission), (20, 300, 6))
        self.assertEqual(self._made(month="2026-07").line_ids.ids, [])

    def test_edited_and_posted_again(self):
        self._assign(self._scheme((0, 2)))
        invoice = self._invoice(1000)
        self._confirm(self._made())
        with freeze_time("2026-06-05 04:00:00"):
            invoice.button_draft()
            invoice.invoice_line_ids.price_unit = 1500
            invoice.action_post()
        june = self._made(month="2026-06")
        self.assertEqual((june.trade_amount, june.commission), (500, 10))

    def test_other_customer_is_invoiced(self):
        scheme = self._scheme((0, 2))
        self._assign(scheme)
        self._assign(scheme, self.other)
        invoice = self._invoice(1000)
        self._make()
        for statement in self._make():
            self._confirm(statement)
        with freeze_time("2026-06-05 04:00:00"):
            invoice.button_draft()
            invoice.partner_id = self.other
            invoice.action_post()
        june = {one.partner_id: one.commission for one in self._make(month="2026-06")}
        self.assertEqual(june, {self.partner: -20, self.other: 20})

    def test_contact_of_the_agent(self):
        self._assign(self._scheme((0, 2)))
        self._invoice(1000, partner_id=self.contact.id)
        self.assertEqual(self._made().commission, 20)

    def test_foreign_currency(self):
        euro = self._euro(("2026-01-01", 0.125), ("2026-06-01", 0.1))
        self._assign(self._scheme((0, 2)))
        invoice = self._invoice(1000, currency_id=euro.id)
        self.assertEqual(self._made().trade_amount, 8000)
        self._confirm(self._made())
        self._credit(invoice, day="2026-06-10")
        self.assertEqual(self._made(month="2026-06").trade_amount, -10000)

    def test_each_company_by_itself(self):
        self._set_up_accounts(self.other_company)
        self._assign(self._scheme((0, 2)))
        self._assign(self._scheme((0, 7), company=self.other_company))
        self._invoice(1000)
        self._invoice(300, company_id=self.other_company.id)
        self.assertEqual(self._made().commission, 20)
        theirs = self._made(company=self.other_company)
        self.assertEqual((theirs.commission, theirs.currency_id), (21, self.other_company.currency_id))

    def test_down_payment(self):
        scheme = self._scheme((0, 1), kind="consultant")
        self._assign(scheme, self.anna)
        order = self._sold(self.anna, price=1000, invoice=False)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        for method, day in (("percentage", "2026-05-10"), ("delivered", "2026-06-10")):
            with freeze_time(f"{day} 04:00:00"):
                wizard.create({"advance_payment_method": method, "amount": 30})._create_invoices(order)
                move = order.invoice_ids.filtered(lambda one: one.state == "draft")
                move.invoice_date = day
                move.action_post()
        may = self._made(self.anna, kind="consultant")
        self.assertEqual(may.trade_amount, 300)
        self._confirm(may)
        self.assertEqual(self._made(self.anna, kind="consultant", month="2026-06").trade_amount, 700)

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

    def test_assigned_twice_counts_once(self):
        """Two that are entered at the same moment do not see each other."""
        scheme = self._scheme((0, 2))
        self._assign(scheme, date_to="2026-12-31")
        second = self._assign(scheme, date_from="2027-01-01")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE dealer_commission_assignment SET date_from = '2026-01-01' WHERE id = %s", [second.id]
        )
        self.env.invalidate_all()
        self._invoice(1000)
        self.assertEqual(self._made().commission, 20)

    def test_what_is_paid_less_taxes_and_set_off(self):
        self._assign(self._scheme((0, 0.5)))
        self._invoice(1000000)
        tax = self._tax()
        bill = self._bill(self._line(5000, tax_ids=tax.ids), pay=None)
        self._pay(bill, day="2026-05-20")
        may = self._made()
        self.assertEqual((may.paid_amount, may.outstanding_amount), (5000, 0))
        self._confirm(may)
        self._credit(self._bill(700, day="2026-06-02", pay=None), day="2026-06-03")
        self.assertEqual(self._made(month="2026-06").paid_amount, 0)

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
        export = self.as_user(self.clerk, may).action_export()
        self.assertIn("commission_2026-05.xlsx", export["url"])

    def test_nothing_without_schemes(self):
        """Installing changes nothing: no row is written where no commission is paid."""
        invoice = self._invoice(1000)
        self._pay(invoice, day="2026-05-11", known="2026-06-11")
        invoice.button_draft()
        self.assertFalse(self.env["dealer.commission.recheck"].search([("company_id", "=", self.company.id)]))
        self.assertFalse(self._make())
