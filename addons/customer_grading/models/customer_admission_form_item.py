from odoo import fields, models


class CustomerAdmissionFormItem(models.Model):
    """A condition of admission, asked on the main form or an annex (S1.1-4.1.2b, S1.11-5.1.2b)."""

    _name = "customer.admission.form.item"
    _description = "Condition of admission"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sheet_id, sequence, id"

    sheet_id = fields.Many2one("customer.admission.form.sheet", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="sheet_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Condition", required=True, translate=True)
    is_required = fields.Boolean("Must Be Met", help="A customer that does not meet it is not admitted.")
    needs_material = fields.Boolean(
        help="Without material that shows it the condition counts as not met. For key partners all need it."
    )

    def _prepare_answer_vals(self) -> dict:
        self.ensure_one()
        return {
            "sequence": self.sequence,
            "name": self.name,
            "is_required": self.is_required,
            "needs_material": self.needs_material,
        }
