from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CustomerComplaintInspecting(models.Model):
    """Whether units go to the customer together before the case is submitted (S1.2-09.2a)."""

    _inherit = "customer.complaint"

    needs_inspection = fields.Boolean(
        "Joint Inspection", tracking=True, help="The units that the procedure names go to the customer together (会勘)."
    )
    inspection_ids = fields.One2many("customer.complaint.inspection", "complaint_id", string="Joint Inspections")

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints.filtered("needs_inspection")._call_inspection()
        return complaints

    def write(self, vals):
        result = super().write(vals)
        if vals.get("needs_inspection"):
            self._call_inspection()
        return result

    def _call_inspection(self):
        """Make the inspection with a participant for each unit, and tell these; at most one, before submission."""
        # sudo: the units are those of the procedure, whoever asks for the inspection
        for case in self.sudo().filtered(lambda one: not one.inspection_ids):
            if case.state != "draft":
                raise UserError(
                    self.env._("%s: a joint inspection comes before the case is submitted.", case.display_name)
                )
            procedure = self.env["customer.complaint.procedure"]._procedure_for(case)
            if not procedure.inspection_unit_ids:
                raise UserError(
                    self.env._("%s: no procedure says which units take part in a joint inspection.", case.display_name)
                )
            inspection = case.inspection_ids.create(
                {
                    "complaint_id": case.id,
                    "participant_ids": [Command.create({"unit_id": unit.id}) for unit in procedure.inspection_unit_ids],
                }
            )
            users = inspection.participant_ids.unit_id.mapped(lambda unit: unit._get_users())
            case._notify_link(users - self.env.user, inspection.display_name)

    def _closing_obstacle(self):
        # sudo: only whether one is open
        if self.sudo().inspection_ids.filtered(lambda inspection: inspection.state == "open"):
            return self.env._("The joint inspection has no report yet.")
        return super()._closing_obstacle()
