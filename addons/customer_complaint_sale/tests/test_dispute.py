from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form

from .receivable_common import ReceivableCase


class TestDispute(ReceivableCase):
    def test_from_submission_until_it_is_settled_and_closed(self):
        case = self._complained(submit=False)
        self.assertEqual(self._disputed(), 0, "nobody complained yet")
        case.action_submit()
        self.assertEqual(self._disputed(), 20000)
        allowance = Command.create({"kind": "allowance", "line_id": case.line_ids.id, "amount": 5000})
        self._do(case, "propose", is_established="yes", action_ids=[allowance])
        self._decide(case)
        self.assertEqual(self._disputed(), 20000)
        case.sudo()._write_protected({"state": "closed"})
        self.assertEqual(self._disputed(), 20000, "what was decided is not credited yet")
        note = self._credit(self._settle(case))
        self.assertEqual(self._disputed(), 20000, "the credit note is a draft")
        note.action_post()
        self.assertEqual(self._disputed(), 0)

    def test_what_was_credited_is_not_in_dispute_any_more(self):
        case = self._complained()
        allowance = Command.create({"kind": "allowance", "line_id": case.line_ids.id, "amount": 5000})
        self._do(case, "propose", is_established="yes", action_ids=[allowance])
        self._decide(case)
        self._credit(self._settle(case)).action_post()
        self.assertEqual(case.state, "open")
        self.assertEqual(self._disputed(), 15000)

    def test_not_established_is_collected_in_its_term(self):
        case = self._complained()
        self._do(case, "propose", is_established="no", action_ids=[Command.create({"kind": "explanation"})])
        self.assertEqual(self._disputed(), 20000, "it is not decided yet")
        self._decide(case)
        self.assertEqual(case.state, "open")
        self.assertEqual(self._disputed(), 0)

    def test_what_is_decided_anew_is_in_dispute_again(self):
        case = self._complained()
        self._do(case, "propose", is_established="no", action_ids=[Command.create({"kind": "explanation"})])
        self._decide(case)
        self.assertTrue(case.sudo()._is_decided())
        self.departments["office"].manager_id = self.people["office"].employee_id
        memo = {"name": "Memo", "code": "memo", "company_id": self.company.id, "mode": "enforce"}
        self.env["customer.complaint.objection.rule"].create({**memo, "unit_id": self.units["office"].id})
        objections = self.as_user(self.people["quality"], self.env["customer.complaint.objection"])
        objection = objections.create({"complaint_id": case.id, "text": "It was found in all lots"})
        self.assertEqual(self._disputed(), 0)
        answer = self.as_user(self.people["office"], objection)
        answer.answer = "Look at it again"
        answer.action_revise()
        self.assertFalse(case.sudo()._is_decided())
        self.assertEqual(self._disputed(), 20000)

    def test_a_void_case_disputes_nothing(self):
        case = self._complained()
        case.sudo()._write_protected({"state": "void"})
        self.assertEqual(self._disputed(), 0)

    def test_without_a_rule_nothing_is_marked(self):
        case = self._complained()
        for mode in ("off", "observe"):
            self.rule.mode = mode
            self.assertEqual(self._disputed(), 0, mode)
        self.rule.write({"mode": "enforce", "effective_from": "2999-01-01"})
        self.assertEqual(self._disputed(), 0, "it is not in force yet")
        self.rule.effective_from = False
        self.assertEqual(self._disputed(), 20000)
        self.rule.domain = f"[('id', '!=', {case.id})]"
        self.assertEqual(self._disputed(), 0, "the rule is about other cases")
        self.rule.write({"domain": "[('partner_id.name', '=', 'Paper Mill')]"})
        self.assertEqual(self._disputed(), 20000)
        self.rule.active = False
        self.assertEqual(self._disputed(), 0)

    def test_observing_lists_the_case(self):
        self.rule.mode = "observe"
        case = self._complained()
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", "all")])
        self.assertEqual(seen.mapped("res_id"), [case.id])
        self.assertIn("in dispute", seen.message)

    def test_the_first_rule_says_how_much(self):
        self._complained(quantity=500)
        self.assertEqual(self._disputed(), 20000)
        first = self._dispute_rule("first", sequence=1, counts="defective", domain="[('severity', '=', '1')]")
        self.assertEqual(self._disputed(), 5000, "500 of 2,000 sheets are defective")
        first.domain = "[('severity', '=', '3')]"
        self.assertEqual(self._disputed(), 20000)

    def test_while_the_quantity_is_undetermined_all_counts(self):
        self.rule.counts = "defective"
        self._complained(quantity=0, is_undetermined=True)
        self.assertEqual(self._disputed(), 20000)

    def test_another_unit_than_that_of_the_invoice(self):
        self.rule.counts = "defective"
        case = self._complained()
        dozen = self.env.ref("uom.product_uom_dozen")
        case.line_ids.sudo().write({"uom_id": dozen.id, "quantity": 160, "defective_quantity": 10})
        self.assertEqual(self._disputed(), 1200)

    def test_two_complaints_about_the_same_goods_count_once(self):
        self._complained()
        self._complained()
        self.assertEqual(self._disputed(), 20000)

    def test_never_more_than_is_left_to_be_paid(self):
        self._complained()
        self._pay(self.bill, 70000)
        self.assertEqual(self._disputed(), 20000)
        self._pay(self.bill, 15000)
        self.assertEqual(self._disputed(), 15000)
        self._pay(self.bill, 15000)
        self.assertEqual(self._disputed(), 0)

    def test_taxes_are_part_of_the_receivable(self):
        self.company.account_fiscal_country_id = self.env.ref("base.cn")
        where = {"company_id": self.company.id, "country_id": self.env.ref("base.cn").id}
        group = self.env["account.tax.group"].create({"name": "VAT", **where})
        vat = {"name": "13%", "amount": 13, "type_tax_use": "sale", "tax_group_id": group.id}
        tax = self.env["account.tax"].create({**vat, **where})
        order = self._sold()
        order.order_line.tax_ids = tax
        bill = self._invoice(order)
        self._complained(order)
        self.assertEqual((bill.amount_total, self._disputed(bill)), (113000, 22600))

    def test_foreign_currency_at_the_rate_of_the_invoice(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rate = {"currency_id": euro.id, "company_id": self.company.id}
        self.env["res.currency.rate"].create({**rate, "name": "2020-01-01", "rate": 0.5})
        order = self._sold(pricelist_id=self.env["product.pricelist"].create({"name": "€", "currency_id": euro.id}).id)
        bill = self._invoice(order)
        self.env["res.currency.rate"].create({**rate, "name": "2026-01-20", "rate": 0.25})
        self._complained(order)
        self.assertEqual(bill.amount_total_signed, 200000)
        self.assertEqual(self._disputed(bill), 40000)

    def test_a_complaint_about_an_order_is_spread_over_its_invoices(self):
        order = self._sold()
        self._deliver(order, 0, 500)
        first = self._invoice(order)
        self._deliver(order, 0, 2000)
        second = self._invoice(order)
        self.rule.counts = "defective"
        self._complained(order, quantity=400)
        self.assertEqual((first.amount_total, second.amount_total), (5000, 15000))
        self.assertEqual((self._disputed(first), self._disputed(second)), (1000, 3000))
        self.assertEqual((first | second)._complaint_disputed(), {first.id: 1000, second.id: 3000})

    def test_a_complaint_about_one_invoice_is_about_that_one(self):
        order = self._sold()
        self._deliver(order, 0, 500)
        first = self._invoice(order)
        self._deliver(order, 0, 2000)
        second = self._invoice(order)
        both = self._new_user("customer_policy.group_user,account.group_account_invoice", login="both")
        case = self._registered(both, first)
        case.line_ids.defective_quantity = 1
        case.action_submit()
        self.assertEqual((self._disputed(first), self._disputed(second)), (5000, 0))

    def test_instalments_share_what_is_left(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Three times",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 33.33, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 33.33, "nb_days": 30}),
                    Command.create({"value": "percent", "value_amount": 33.34, "nb_days": 60}),
                ],
            }
        )
        order = self._sold()
        bill = self._invoice(order, invoice_payment_term_id=term.id)
        self._complained(order)
        terms = bill.line_ids.filtered(lambda line: line.display_type == "payment_term").sorted("date_maturity")
        self.assertEqual(terms.mapped("balance"), [33330, 33330, 33340])
        self.assertEqual([terms._complaint_disputed()[one.id] for one in terms], [6666, 6666, 6668])
        self._pay(bill, 90000)
        self.assertEqual(terms._complaint_disputed(), {terms[2].id: 10000})

    def test_other_companies_and_drafts_are_not_in_dispute(self):
        self._complained()
        stranger = self._new_user("account.group_account_invoice", login="stranger", company=self.other_company)
        found = self.as_user(stranger, self.env["account.move"]).search([("is_complaint_disputed", "=", True)])
        self.assertFalse(found)
        self.bill.button_draft()
        self.assertEqual(self._disputed(), 0)

    def test_accounting_sees_the_amount_of_a_secret_case_and_nothing_else(self):
        case = self._complained()
        level = self.env["customer.secrecy.level"].create(
            {"name": "Secret", "code": "s", "rank": 9, "company_id": self.company.id, "mode": "enforce"}
        )
        case.sudo().own_secrecy_level_id = level
        self.assertEqual(self._disputed(), 20000)
        with self.assertRaises(AccessError):
            self.as_user(self.finance, case).read(["name"])
        with self.assertRaises(AccessError):
            self.as_user(self.seller, self.bill).read(["complaint_disputed_amount"])
        with self.assertRaises(AccessError):
            self.as_user(self.seller, self.env["account.move"]).search([("is_complaint_disputed", "=", True)])

    def test_one_query_for_a_list_of_invoices(self):
        self._complained()
        others = self.bill
        for _number in range(4):
            others |= self._invoice(self._sold())
        seen = self.as_user(self.finance, others)
        self.env.flush_all()
        seen.invalidate_recordset()
        seen.mapped("amount_residual_signed")
        with self.assertQueryCount(2):
            self.assertEqual(sum(seen.mapped("complaint_disputed_amount")), 20000)

    def test_the_form_shows_it(self):
        self._complained()
        with Form(self.as_user(self.finance, self.bill)) as form:
            self.assertEqual(form.complaint_disputed_amount, 20000)
