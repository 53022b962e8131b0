from odoo import api, fields, models

#: by which paper each kind is carried out; the others need none
PAPERS = {"allowance": "allowance", "compensation": "allowance"}


class CustomerComplaintAction(models.Model):
    """What was decided, carried out once: by the note that it is on, and the documents made from it."""

    _inherit = "customer.complaint.action"
    _set_by_steps = ("decision_id", "settlement_id", "no_result_reason")

    settlement_id = fields.Many2one(
        "customer.complaint.settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    settlement_state = fields.Selection(related="settlement_id.state", string="State of the Note")
    credit_line_ids = fields.One2many("account.move.line", "complaint_action_id", readonly=True)
    no_result_reason = fields.Char(
        "Why Nothing Was Made of It",
        readonly=True,
        copy=False,
        help="Where no credit note, return or replacement came of what was decided.",
    )

    @api.model
    def _papers(self) -> dict[str, str]:
        """Hook: return the kind of note for each kind of settlement that is carried out by one."""
        return PAPERS

    def _to_settle(self):
        """Return those that were decided and wait for their note."""
        papers = self._papers()
        return self.filtered(lambda action: action.decision_id and not action.settlement_id and action.kind in papers)

    def _leave_settlement(self):
        """Free the settlements of a note that was given up."""
        self.settlement_id = False
