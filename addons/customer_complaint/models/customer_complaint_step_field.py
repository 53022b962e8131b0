import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerComplaintStepField(models.Model):
    """One thing that a step of a procedure fills in."""

    _name = "customer.complaint.step.field"
    _description = "What a step of a procedure fills in"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    step_id = fields.Many2one("customer.complaint.step", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Selection(selection="_selection_name", string="Fills In", required=True)
    required = fields.Boolean(default=True, help="The step cannot be done without it.")

    domain = fields.Char("Required If", help="Only cases that fulfil this are asked for it; empty: all.")

    _name_unique = models.Constraint("UNIQUE(step_id, name)", "A step fills in each of the data once.")

    @api.model
    def _selection_name(self) -> list[tuple[str, str]]:
        return list(self.env["customer.complaint"]._step_fields().items())

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._selection_name())
        for field in self:
            field.display_name = labels.get(field.name, field.name)

    @api.constrains("domain")
    def _check_domain(self):
        for field in self.filtered("domain"):
            try:
                Domain(ast.literal_eval(field.domain)).validate(self.env["customer.complaint"])
            except (ValueError, SyntaxError, TypeError) as error:
                raise ValidationError(
                    self.env._("%(field)s: the condition is wrong: %(error)s", field=field.display_name, error=error)
                ) from error
