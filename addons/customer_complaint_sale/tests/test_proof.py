from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .settlement_common import SettlementCase


class TestProof(SettlementCase):
    """Which papers of the customer finance needs before it books."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._deliver(cls.order, 600, 2)
        cls.invoice = cls._invoice(cls.order)
        original = {"needs_reference": True, "needs_stamp": True, "needs_scan": False}
        copy = {"needs_stamp": True, "needs_figures": True, "needs_scan": True}
        returned = {"needs_stamp": True, "needs_return": True, "needs_scan": True}
        cls.ways = {
            code: cls.env["customer.complaint.proof.rule"].create(
                {
                    "name": code.title(),
                    "code": code,
                    "company_id": cls.company.id,
                    "kind": "allowance",
                    "mode": "enforce",
                    **vals,
                }
            )
            for code, vals in (("original", original), ("copy", copy), ("certificate", returned))
        }

    def setUp(self):
        super().setUp()
        self.settlement = self._issued()

    def _issued(self, **values):
        settlement = self._settle(
            self._case(self.order, (0, {"kind": "allowance", "quantity": 50, "amount": 100, **values}))
        )
        settlement.action_issue()
        return settlement

    def _prove(self, way, settlement=None, scan=False, **vals):
        settlement = settlement or self.settlement
        if scan:
            paper = self.as_user(self.sales, self.env["ir.attachment"]).create({"name": "scan.png", "raw": b"x"})
            vals["attachment_ids"] = [Command.set(paper.ids)]
        return self.as_user(self.sales, self.env["customer.complaint.proof"]).create(
            {"settlement_id": settlement.id, "rule_id": self.ways[way].id, **vals}
        )

    def _assert_refused(self, *missing):
        with self.assertRaises(UserError) as caught:
            self.settlement.action_hand_over()
        self.assertIn("It needs", str(caught.exception))
        self.assertEqual(self.settlement.state, "issued")

    @proves("S1.2-12.6a")
    def test_way_1_the_original_invoice_with_number_and_stamp(self):
        self._assert_refused()
        proof = self._prove("original", reference="00112233")
        self.assertEqual(proof.missing, "Stamped by the Buyer")
        self._assert_refused()
        proof.is_stamped = True
        self.assertFalse(proof.missing)
        self.settlement.action_hand_over()
        self.assertEqual(self.settlement.state, "finance")
        with self.assertRaisesRegex(UserError, "stay as they are"):
            proof.reference = "44"

    @proves("S1.2-12.6b")
    def test_way_2_a_copy_whose_figures_fit_the_credit_note(self):
        settlement = self.settlement = self._issued(quantity=20, amount=300)
        proof = self._prove("copy", is_stamped=True, price_unit=15, amount=300)
        self.assertEqual(proof.missing, "Scans")
        self._assert_refused()
        proof.attachment_ids = self.as_user(self.sales, self.env["ir.attachment"]).create({"name": "s", "raw": b"x"})
        self.assertFalse(proof.missing)
        proof.quantity = 20
        self.assertFalse(proof.warning)
        proof.amount = 310
        self.assertIn("is not", proof.warning)
        proof.write({"quantity": 0})
        self.assertIn("the credit note is of", proof.warning)
        proof.write({"quantity": 20, "amount": 300})
        settlement.action_hand_over()
        note = self._credit(settlement)
        self.assertEqual(note.amount_untaxed, 300)
        self.assertFalse(proof.warning)

    @proves("S1.2-12.6c")
    def test_way_3_the_certificate_is_signed_back_before_finance_posts(self):
        proof = self._prove("certificate", scan=True, is_stamped=True)
        self.assertEqual(proof.missing, "Signed Back on")
        self._assert_refused()
        note = self._create_credit_notes()
        with self.assertRaisesRegex(UserError, "not handed over to finance"):
            note.action_post()
        proof.returned_date = "2026-02-03"
        self.settlement.action_hand_over()
        note.action_post()
        self.assertEqual(self.settlement.state, "done")

    def _create_credit_notes(self):
        mine = self.as_user(self.finance, self.settlement)
        mine.action_create_credit_notes()
        return self.as_user(self.finance, self.settlement.sudo()._live_credit_notes())

    @proves("S1.2-12.7")
    def test_an_allowance_of_2_on_50_pieces_needs_one_of_its_ways(self):
        note = self._create_credit_notes()
        with self.assertRaisesRegex(UserError, "It needs one of: Original; Copy; Certificate"):
            note.action_post()
        proof = self._prove("copy", scan=True, is_stamped=True, quantity=50, price_unit=2, amount=100)
        self.assertFalse(proof.missing or proof.warning)
        self.settlement.action_hand_over()
        self.assertEqual(note.amount_untaxed, 100)
        note.action_post()
        self.assertEqual(note.state, "posted")

    @proves("S1.14-13")
    def test_a_paper_without_the_stamp_is_not_accepted(self):
        for way, vals in (
            ("original", {"reference": "1"}),
            ("copy", {"price_unit": 2, "amount": 100, "scan": True}),
            ("certificate", {"returned_date": "2026-02-03", "scan": True}),
        ):
            with self.subTest(way):
                proof = self._prove(way, **vals)
                self.assertEqual(proof.missing, "Stamped by the Buyer")
                self._assert_refused()
                proof.unlink()

    @proves("S1.2-12.1a")
    def test_an_allowance_needs_both_approvals_and_the_signature_of_the_customer(self):
        signature = self.env["customer.complaint.proof.rule"].create(
            {"name": "Signature", "code": "signature", "company_id": self.company.id, "kind": "allowance",
             "mode": "enforce", "is_always_needed": True}
        )  # fmt: skip
        self.ways["signature"] = signature
        roles = ("manager", "general_manager")
        self.env["customer.approval.rule"].create(
            {
                "name": "Allowances",
                "code": "allowances",
                "company_id": self.company.id,
                "document_model": "customer.complaint.settlement",
                "mode": "enforce",
                "level_ids": [
                    Command.create(
                        {
                            "sequence": at,
                            "decided_by": "group",
                            "group_id": self.env.ref(f"customer_policy.group_{role}").id,
                        }
                    )
                    for at, role in enumerate(roles)
                ],
            }
        )
        settlement = self.settlement = self._settle(self._case(self.order, (0, {"kind": "allowance", "amount": 1200})))
        with self.assertRaises(UserError):
            settlement.action_issue()
        settlement.action_request_approval()
        approval = settlement._current_approvals()
        for role in roles:
            with self.assertRaises(UserError):
                settlement.action_issue()
            self.as_role(role, approval).action_approve()
        settlement.action_issue()
        note = self._create_credit_notes()
        self._prove("original", settlement, reference="1", is_stamped=True)
        with self.assertRaisesRegex(UserError, "It needs: Signature"):
            note.action_post()
        self._assert_refused()
        self._prove("signature", settlement, scan=True)
        settlement.action_hand_over()
        note.action_post()
        self.assertEqual(note.amount_untaxed, 1200)

    def test_a_rule_that_observes_stops_nothing_and_is_listed(self):
        for rule in self.ways.values():
            rule.mode = "observe"
        self.settlement.action_hand_over()
        listed = self.env["customer.policy.observation"].search([("res_model", "=", self.settlement._name)])
        self.assertEqual(listed.res_id, self.settlement.id)

    def test_scans_stay_once_finance_has_them(self):
        proof = self._prove("certificate", scan=True, is_stamped=True, returned_date="2026-02-03")
        scan = self.as_user(self.sales, proof.attachment_ids)
        scan.raw = b"a better scan"
        self.settlement.action_hand_over()
        for vals in ({"raw": b"forged"}, {"name": "other.png"}, {"res_id": 0}):
            with self.assertRaisesRegex(UserError, "evidence"):
                scan.write(vals)
        for user in (self.sales, self.finance):
            with self.assertRaises(UserError):
                self.as_user(user, scan).unlink()
        self._create_credit_notes().action_post()
        with self.assertRaisesRegex(UserError, "evidence"):
            scan.unlink()
        self.assertEqual(proof.attachment_ids.raw, b"a better scan")

    def test_scans_are_collected_again_once_it_is_taken_back(self):
        proof = self._prove("certificate", scan=True, is_stamped=True, returned_date="2026-02-03")
        self.settlement.action_hand_over()
        self.settlement.action_take_back()
        self.as_user(self.sales, proof.attachment_ids).unlink()
        self.assertEqual(proof.missing, "Scans")

    def test_finance_reads_proofs_and_changes_none(self):
        proof = self._prove("original", reference="1", is_stamped=True)
        mine = self.as_user(self.finance, proof)
        self.assertEqual(mine.reference, "1")
        with self.assertRaises(AccessError):
            mine.reference = "2"
