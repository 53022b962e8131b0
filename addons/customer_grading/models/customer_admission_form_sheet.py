from odoo import fields, models
from odoo.fields import Command


class CustomerAdmissionFormSheet(models.Model):
    """The main form, or an annex (S1.1-4.1.1)."""

    _name = "customer.admission.form.sheet"
    _description = "Sheet of an admission form"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "form_id, is_main desc, sequence, id"

    form_id = fields.Many2one("customer.admission.form", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="form_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    is_main = fields.Boolean("Main Form")
    needs_scan = fields.Boolean("Signed on Paper", help="The sheet counts as filled in once its scan is there.")
    item_ids = fields.One2many("customer.admission.form.item", "sheet_id", string="Conditions", copy=True)

    _one_main_form = models.UniqueIndex("(form_id) WHERE is_main", "A set has one main form; the others are annexes.")

    def _prepare_sheet_vals(self, admission) -> dict:
        self.ensure_one()
        return {
            "admission_id": admission.id,
            "sequence": self.sequence,
            "name": self.name,
            "is_main": self.is_main,
            "needs_scan": self.needs_scan,
            "answer_ids": [
                Command.create({**item._prepare_answer_vals(), "admission_id": admission.id}) for item in self.item_ids
            ],
        }
