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
