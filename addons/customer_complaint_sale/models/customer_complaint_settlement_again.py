from odoo import models


class CustomerComplaintSettlement(models.Model):
    """What ended without a result is taken up again: goods arrive after all, or are invoiced later."""

    _inherit = "customer.complaint.settlement"

    def _without_result(self):
        # sudo: only which of what is on the note
        return self.sudo().action_ids.filtered("no_result_reason")

    def _take_up_obstacle(self) -> str:
        """Hook: say why the note is not taken up again, or return an empty string.

        What had to be decided and approved before it was issued has to be still.
        """
        if not self._without_result():
            return self.env._("Nothing of it ended without a result.")
        return self._issue_obstacle()

    def action_take_up(self):
        return self._run_step("take_up")

    def _after_take_up(self):
        for settlement in self:
            settlement._take_up(settlement._without_result())

    def _take_up(self, actions):
        """Say what is taken up again, and why it had ended; what finance has credited stays with finance."""
        self.ensure_one()
        ended = "; ".join(f"{action._label()}: {action.no_result_reason}" for action in actions)
        self.message_post(body=self.env._("Taken up again. %s", ended))
        actions.no_result_reason = False
        known = self.sudo()  # sudo: what is to be credited follows from what was decided
        known._expect_credit_notes()
        with_finance = known.state == "finance" or known._live_credit_notes()
        known._write_protected({"state": "finance" if with_finance else "issued"})
