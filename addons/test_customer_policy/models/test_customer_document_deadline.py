from odoo import api, models


class DocumentDeadline(models.Model):
    """The document with two milestones: confirmed within a term, and closed within another one."""

    _name = "test.customer.document"
    _inherit = ["test.customer.document", "customer.deadline.mixin"]

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "confirm": self.env._("Confirm"), "close": self.env._("Close")}

    def _after_confirm(self):
        self._meet_deadline("confirm")
        self._start_deadline("close")

    def _after_close(self):
        self._meet_deadline("close")

    def _after_cancel(self):
        self._cancel_deadlines(self.env._("The document was cancelled."))
