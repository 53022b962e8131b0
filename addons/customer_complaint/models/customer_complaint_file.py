from odoo import models


class CustomerComplaintFile(models.Model):
    """A case belongs to the file of its customer, also when that is opened, or the customer merged, after it."""

    _inherit = "customer.complaint"

    def _follow_customer(self):
        """Find customer and file of these cases anew; all that hangs on them follows. With superuser rights."""
        if not self:
            return
        # not written by anybody, and so true of closed cases as well
        self.modified(["partner_id", "commercial_partner_id"])
        self._sync_document_rows()
        for rows in self._rows_with_clocks():
            rows._sync_document_rows()

    def _rows_with_clocks(self) -> list:
        """Return the rows of these cases that other rows are about: deadlines and slips."""
        return [self.task_ids, self.measure_ids, self.objection_ids]
