from odoo import fields, models

from ..packs.plan import ARCHIVED, CHANGED, CONFLICT, CREATED


class CustomerPolicyPackWizardChange(models.TransientModel):
    """One rule that applying the pack would touch."""

    _name = "customer.policy.pack.wizard.change"
    _description = "Change by a policy pack"

    wizard_id = fields.Many2one("customer.policy.pack.wizard", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(
        [(CREATED, "New"), (CHANGED, "Changed"), (ARCHIVED, "Archived"), (CONFLICT, "Changed by Hand")],
        string="Change",
        required=True,
        readonly=True,
    )
    model = fields.Char(required=True, readonly=True)
    model_label = fields.Char("Kind of Rule", readonly=True)
    code = fields.Char(required=True, readonly=True)
    name = fields.Char("Rule", readonly=True)
    details = fields.Text("Now → In the Pack", readonly=True)
    choice = fields.Selection(
        [("keep", "Keep as it is"), ("take", "Take the pack's")], default="keep", required=True, string="Decision"
    )


class CustomerPolicyPackWizardQuestion(models.TransientModel):
    """A value that the written policy leaves open."""

    _name = "customer.policy.pack.wizard.question"
    _description = "Value that a policy pack asks for"

    wizard_id = fields.Many2one("customer.policy.pack.wizard", required=True, index=True, ondelete="cascade")
    path = fields.Char("Where", required=True, readonly=True)
    label = fields.Char("Value", readonly=True)
    question = fields.Char(readonly=True)
    answer = fields.Char()
