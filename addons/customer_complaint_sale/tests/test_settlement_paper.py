import doctest

from odoo.fields import Command
from odoo.tests import Form

from odoo.addons.customer_complaint_sale.tools import chinese_capitals
from odoo.addons.customer_policy.tests.common import proves

from .settlement_common import FINANCE, SettlementCase

REPORT = "customer_complaint_sale.report_customer_complaint_allowance"


class TestSettlementPaper(SettlementCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.currency_id = cls.env.ref("base.CNY")
        cls._deliver(cls.order, 600, 2)
        cls.invoice = cls._invoice(cls.order)
        for code, group in (("accounts", FINANCE), ("desk", "customer_policy.group_viewer")):
            cls._new_unit(code, code.title(), group)
        cls.accountant = cls.people["accounts"]
        cls.rule = cls.env["customer.form.rule"].create(
            {
                "name": "Allowance",
                "code": "allowance",
                "company_id": cls.company.id,
                "report_id": cls.env.ref(REPORT).id,
                "mode": "enforce",
                "copy_ids": [
                    Command.create(
                        {
                            "name": name,
                            "keeper": unit.title(),
                            "sequence": sequence,
                            "complaint_unit_id": cls.units[unit].id,
                        }
                    )
                    for sequence, (name, unit) in enumerate((("Copy 1", "sales"), ("Copy 2", "accounts")))
                ],
            }
        )

    def _allowance(self, **values):
        vals = {"kind": "allowance", "quantity": 50, "amount": 100, **values}
        return self._settle(self._case(self.order, (0, vals)))

    def _print(self, settlement, user=None, **context):
        report = self.as_user(user or self.sales, self.env["ir.actions.report"]).with_context(**context)
        return report._render_qweb_html(f"{REPORT}_document", settlement.ids)[0].decode()

    @proves("S1.2-12.1b")
    def test_it_is_printed_in_two_copies(self):
        settlement = self._allowance()
        settlement.action_issue()
        text = self._print(settlement)
        self.assertEqual(text.count("Sales Allowance Certificate</h3>"), 2)
        self.assertEqual(text.count("Copy 1</strong> · Kept by: Sales"), 1)
        self.assertEqual(text.count("Copy 2</strong> · Kept by: Accounts"), 1)
        for said in (self.invoice.name, self.product.display_name, "100.00", "2.00", "50.00"):
            self.assertEqual(text.count(said) >= 2, True, said)

    @proves("S1.2-12.1b")
    def test_finance_is_asked_to_post_the_credit_note(self):
        settlement = self._allowance()
        settlement.action_issue()
        self.assertFalse(settlement.sudo().activity_ids)
        settlement.action_hand_over()
        activity = settlement.sudo().activity_ids
        self.assertEqual(activity.user_id, self.accountant)
        handovers = self.env["customer.form.handover"].search([("issue_id.res_id", "=", settlement.id)], order="id")
        self.assertEqual(handovers.mapped("keeper"), ["Sales", "Accounts"])
        told = self.env["mail.message"].search(
            [("subject", "like", f"Handed over to finance: {settlement.display_name}%")]
        )
        self.assertEqual(told.notified_partner_ids, (self.accountant | self.sales).partner_id)
        note = self._credit(settlement)
        self.assertTrue(settlement.sudo().activity_ids)
        note.action_post()
        self.assertFalse(settlement.sudo().activity_ids)

    def test_taken_back_it_is_asked_of_finance_no_more_and_copies_are_registered_once(self):
        settlement = self._allowance()
        settlement.action_issue()
        settlement.action_hand_over()
        settlement.action_take_back()
        self.assertFalse(settlement.sudo().activity_ids)
        settlement.action_hand_over()
        self.assertEqual(len(settlement.sudo().activity_ids), 1)
        self.assertEqual(settlement.form_handover_count, 2)

    def test_without_an_accountant_among_the_keepers_nobody_is_asked(self):
        self.rule.copy_ids[1].complaint_unit_id = self.units["desk"]
        settlement = self._allowance()
        settlement.action_issue()
        settlement.action_hand_over()
        self.assertFalse(settlement.sudo().activity_ids)

    def test_amounts_in_capitals_on_chinese_papers_only(self):
        settlement = self._allowance()
        self.assertIn("壹佰元整", self._print(settlement, lang="zh_CN"))
        self.assertNotIn("壹佰元整", self._print(settlement))
        settlement.currency_id = self.env.ref("base.EUR")
        self.assertEqual(settlement.with_context(lang="zh_CN")._in_capitals(100), "")

    def test_finance_prints_and_opens_it(self):
        settlement = self._allowance()
        settlement.action_issue()
        self.assertIn(self.invoice.name, self._print(settlement, self.accountant))
        with Form(self.as_user(self.accountant, settlement)) as form:
            self.assertTrue(form.needs_credit)
            self.assertFalse(form.proof_obstacle if "proof_obstacle" in form._values else False)

    def test_the_note_says_what_is_missing(self):
        settlement = self._allowance()
        self.assertFalse(settlement.obstacle)
        self.env["customer.approval.rule"].create(
            {
                "name": "Allowances",
                "code": "allowances",
                "company_id": self.company.id,
                "document_model": settlement._name,
                "mode": "enforce",
                "level_ids": [
                    Command.create(
                        {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_general_manager").id}
                    )
                ],
            }
        )
        settlement.invalidate_recordset()
        self.assertIn("must be requested first", settlement.obstacle)


class TestDoctests(SettlementCase):
    def test_chinese_capitals(self):
        result = doctest.testmod(chinese_capitals)
        self.assertTrue(result.attempted)
        self.assertFalse(result.failed)
