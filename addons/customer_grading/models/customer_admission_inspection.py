from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerAdmissionInspection(models.Model):
    """Somebody was at the customer's: when, which units, what they looked at (S1.1-4.1.2a, S1.1-3.2)."""

    _name = "customer.admission.inspection"
    _description = "Site inspection"
    _inherit = ["customer.admission.row.mixin"]
    _order = "date desc, id desc"
    _rec_name = "date"

    date = fields.Date("Inspected on", required=True, default=fields.Date.context_today)
    department_ids = fields.Many2many(
        "hr.department", string="Units", check_company=True, help="The units that went there together."
    )
    aspect_ids = fields.Many2many("customer.admission.aspect", string="Looked at", check_company=True)
    findings = fields.Text()
    is_joint = fields.Boolean("Joint Inspection", compute="_compute_is_joint", help="Of two units or more.")

    @api.depends("department_ids")
    def _compute_is_joint(self):
        for inspection in self:
            inspection.is_joint = len(inspection.department_ids) > 1

    @api.constrains("date")
    def _check_date(self):
        for inspection in self:
            if inspection.date > inspection.company_id._policy_today():
                raise ValidationError(
                    self.env._("%s: an inspection is entered once it took place.", inspection.admission_id.display_name)
                )
