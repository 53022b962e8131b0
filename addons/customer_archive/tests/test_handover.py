from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestArchiveHandover(AccessCase):
    """What who leaves has of the archive, and has not handed in."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._rule("customer.handover.rule")
        cls.file.responsible_id = cls.boss

    def _start(self):
        handover = self.as_user(self.supervisor, self.env["customer.handover"]).create(
            {"leaver_id": self.clerk.id, "successor_id": self.colleague.id}
        )
        handover.action_start()
        return handover

    @proves("S1.7-5")
    def test_what_was_borrowed_comes_back_first(self):
        self._approval("manager")
        self._loan_term(3)
        loan = self._issued(self.manager)
        handover = self._start()
        self.assertNotIn(loan._name, handover.line_ids.mapped("res_model"), "it is brought back, not given on")
        self.assertIn(loan.number, handover.obstacles)
        lines = handover.line_ids
        self.as_user(self.clerk, lines).action_hand_over()
        self.as_user(self.colleague, lines).action_receive()
        with self.assertRaisesRegex(UserError, f"To be settled first: {loan.number}"):
            handover.action_complete()
        self.assertRefused("has not handed over.*Open Loan 1", self.clerk.action_archive)
        self._return(loan)
        handover.action_list_items()
        handover.action_complete()
        self.assertEqual(handover.state, "done")

    def test_a_loan_of_somebody_else_or_one_that_was_lost_holds_up_nobody(self):
        self._approval("manager")
        self._loan_term(3)
        loan = self._issued(self.manager)
        other = self.as_user(self.supervisor, self.env["customer.handover"]).create(
            {"leaver_id": self.colleague.id, "successor_id": self.clerk.id}
        )
        other.action_start()
        self.assertNotIn(loan.number, other.obstacles or "")
        self.as_user(self.archivist, loan).action_lose()
        self.assertNotIn(loan.number, self._start().obstacles or "")

    def test_documents_not_handed_in_are_listed_and_given_on(self):
        documents = self.Documents.create(
            [
                {"name": f"Contract {number}", "company_id": self.company.id, "responsible_id": self.clerk.id}
                for number in range(3)
            ]
        )
        self.assertRefused("Document to Hand In 3", self.clerk.action_archive)
        handover = self._start()
        lines = handover.line_ids
        self.assertEqual(set(lines.filtered(lambda line: line.kind == "document").mapped("res_id")), set(documents.ids))
        self.as_user(self.clerk, lines).action_hand_over()
        self.as_user(self.colleague, lines).action_receive()
        handover.action_complete()
        self.assertEqual(documents.responsible_id, self.colleague)
