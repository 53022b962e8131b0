from odoo import api, fields, models


class CustomerComplaintOriginMixin(models.AbstractModel):
    """From what customers complain about to the notes that settle it."""

    _inherit = "customer.complaint.origin.mixin"

    complaint_settlement_count = fields.Integer("Settlement Notes", compute="_compute_complaint_settlement_count")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_settlement_count(self):
        # on forms, one at a time; within the rights of the user
        for origin in self:
            settlements = self.env["customer.complaint.settlement"]
            origin.complaint_settlement_count = origin.id and settlements.search_count(
                origin._complaint_settlement_domain()
            )

    def _complaint_settlement_domain(self) -> list:
        """Return the domain of the settlement notes about this record.

        Finance reads notes whose cases are not open to it.
        """
        # sudo: which cases are about it stays inside the query; the notes are those that the user may read
        cases = self.env["customer.complaint"].sudo()._search(self._complaint_domain())
        return [("complaint_id", "in", cases)]

    def action_view_complaint_settlements(self):
        self.ensure_one()
        settlements = self.env["customer.complaint.settlement"].search(self._complaint_settlement_domain())
        return settlements._get_records_action(name=self.env._("Settlement Notes"))
