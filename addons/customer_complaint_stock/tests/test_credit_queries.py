from .return_common import ReturnCase


class TestCreditQueries(ReturnCase):
    """The list of waiting credit notes does not ask more of the database for twenty than for one."""

    def _waiting(self, count):
        """Return the drafts of as many notes, half of which were handed over to finance."""
        notes = self.env["customer.complaint.settlement"]
        for number in range(count):
            sold = self._order((self.goods, 4))
            self._ship(sold)
            self._invoice(sold)
            note = self._note(2, sold)
            self._receive(note)
            if number % 2:
                note.action_hand_over()
            self.as_user(self.finance, note).action_create_credit_notes()
            notes |= note.sudo()
        return notes.credit_note_ids.sorted("id")

    def _queries(self, moves) -> int:
        """Return how many queries the list makes of these."""
        self.env.flush_all()
        self.env.invalidate_all()
        moves = self.as_user(self.finance, moves.browse(moves.ids))
        before = self.env.cr.sql_log_count
        rows = moves.read(["complaint_posting_obstacle", "complaint_settlement_state", "complaint_proof_obstacle"])
        count = self.env.cr.sql_log_count - before
        self.assertEqual(
            [bool(row["complaint_posting_obstacle"]) for row in rows],
            [row["complaint_settlement_state"] == "issued" for row in rows],
        )
        return count

    def test_as_many_for_twenty_as_for_one(self):
        proofs = self.env["customer.complaint.proof.rule"]
        vals = {"name": "Signed", "code": "signed", "company_id": self.company.id, "kind": "return", "mode": "observe"}
        proofs.create(vals)
        drafts = self._waiting(20)
        self.assertEqual(len(drafts), 20)
        self._queries(drafts)  # with rules in the cache
        few = self._queries(drafts[:2])
        self.assertEqual(self._queries(drafts), few)
