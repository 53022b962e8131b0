from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .settlement_common import FINANCE, SettlementCase


class TestPackRules(SettlementCase):
    """The packs alone: who signs an allowance certificate, who keeps it, and what finance needs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver(cls.order, 600, 2)
        cls.invoice = cls._invoice(cls.order)
        cls.heads = {}
        above = None
        for code in ("gm", "deputy"):
            cls.heads[code], above = cls._new_head(code, above)
        department = cls.departments["sales"]
        cls.heads["sales"], _own = cls._new_head("head", above, department)
        cls._new_unit("accounts", "Accounts", FINANCE)
        # complaints are decided by a short procedure; the packs of settlements bring the rest
        cls.packs = cls.env["customer.policy.pack"].with_user(cls.users["rules_administrator"])
        cls.packs = cls.packs.with_context(allowed_company_ids=cls.company.ids)

    @classmethod
    def _new_head(cls, code, above, department=None):
        user = cls._new_user("customer_policy.group_viewer", login=f"{code}@{cls.company.id}")
        manager = cls.env["hr.employee"].create({"name": code, "user_id": user.id, "company_id": cls.company.id})
        department = department or cls.env["hr.department"].create({"name": code, "company_id": cls.company.id})
        department.write({"manager_id": manager.id, "parent_id": above and above.id})
        return user, department

    def _apply(self, source):
        data, filename = self.packs._read_shipped(f"customer_complaint_sale/manufacturer_settlement_{source}.yaml")
        # that of the complaint pack
        self.units["sales"].code = f"sales-{source.replace('_', '-')}"
        answers = {
            question.path: "ZR{yy}{month}{number}"
            if question.path.endswith("pattern")
            else self.departments["accounts"].display_name
            for question in self.packs._plan(self.company, data, filename).pack.questions
        }
        self.packs._apply(self.company, data, filename, answers=answers, enforce=True)
        self.env.invalidate_all()

    def _approve(self, settlement, *codes):
        approval = settlement.sudo()._current_approvals()
        for code in codes:
            waiting = [one for one in self.heads if approval._principal_of(self.heads[one])]
            self.assertIn(code, waiting)
            self.as_user(self.heads[code], approval).action_approve()

    def _prove(self, settlement, rule, **vals):
        rules = self.env["customer.complaint.proof.rule"].search([("company_id", "=", self.company.id)])
        found = rules.filtered(lambda one: one.code.startswith(rule))
        self.assertEqual(len(found), 1, rule)
        scan = self.as_user(self.sales, self.env["ir.attachment"]).create({"name": "scan.png", "raw": b"x"})
        return self.as_user(self.sales, self.env["customer.complaint.proof"]).create(
            {
                "settlement_id": settlement.id,
                "rule_id": found.id,
                "is_stamped": True,
                "attachment_ids": [Command.set(scan.ids)],
                **vals,
            }
        )

    @proves("S1.2-12.1a", "S1.2-12.1b", "S1.2-12.7")
    def test_an_allowance_of_1200_by_001_2(self):
        self._apply("001_2")
        settlement = self._settle(self._case(self.order, (0, {"kind": "allowance", "quantity": 600, "amount": 1200})))
        with self.assertRaisesRegex(UserError, "must be requested first"):
            settlement.action_issue()
        settlement.action_request_approval()
        self._approve(settlement, "sales")
        with self.assertRaises(UserError):
            settlement.action_issue()
        # the deputy general manager, or the one above
        self._approve(settlement, "gm")
        settlement.action_issue()
        self.assertRegex(settlement.number, r"ZR\d{4}001")
        with self.assertRaisesRegex(UserError, "Allowance certificate signed by the customer"):
            settlement.action_hand_over()
        self._prove(settlement, "allowance-signature")
        with self.assertRaisesRegex(UserError, "It needs one of"):
            settlement.action_hand_over()
        self._prove(settlement, "allowance-certificate")
        settlement.action_hand_over()
        keepers = self.env["customer.form.handover"].search([("issue_id.res_id", "=", settlement.id)], order="id")
        self.assertEqual(keepers.mapped("keeper"), ["Sales", "Finance"])
        note = self._credit(settlement)
        note.action_post()
        self.assertEqual((note.amount_untaxed, settlement.state), (1200, "done"))

    @proves("S1.2-12.7")
    def test_by_001_3_the_certificate_is_signed_back_or_the_red_letter_invoice_has_its_number(self):
        self._apply("001_3")
        settlement = self._settle(self._case(self.order, (0, {"kind": "allowance", "quantity": 600, "amount": 1200})))
        settlement.action_request_approval()
        self._approve(settlement, "sales", "deputy")
        settlement.action_issue()
        self._prove(settlement, "allowance-signature")
        certificate = self._prove(settlement, "allowance-certificate")
        self.assertEqual(certificate.missing, "Signed Back on")
        with self.assertRaisesRegex(UserError, "It needs one of"):
            settlement.action_hand_over()
        self._prove(settlement, "allowance-red-letter", is_stamped=False, attachment_ids=[], reference="2311200000")
        settlement.action_hand_over()
        self.assertEqual(settlement.state, "finance")
