from odoo import api, fields, models


class CustomerCreditSecurityMixin(models.AbstractModel):
    """What secures the debt of a customer: one person enters it, another accepts it (four eyes)."""

    _name = "customer.credit.security.mixin"
    _description = "Security of credit"
    _inherit = ["customer.record.mixin", "customer.credit.mixin", "customer.approval.mixin"]
    _check_company_auto = True
    _fixed_fields = ("company_id", "create_uid", "entered_by_id")

    #: the step by which it begins to count
    _accepting_step = ""

    entered_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Who wrote last what counts. Neither this person nor who made the record accepts it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        return super().create([{**vals, "entered_by_id": self.env.uid} for vals in vals_list])

    def write(self, vals):
        result = super().write(vals)
        if not self._entered_fields().isdisjoint(vals):
            self._note_entered()
        return result

    @api.model
    def _entered_fields(self) -> set[str]:
        """Hook: name what is entered and accepted."""
        return {name.partition(".")[0] for name in self._approval_fields("")}

    def _note_entered(self):
        if not self.env.su:
            # sudo: nobody writes by hand who entered it; the right to change it was checked
            self.sudo().write({"entered_by_id": self.env.uid})

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle or step.name != self._accepting_step:
            return obstacle
        if self.env.user in self.create_uid | self.entered_by_id and not self.env.su:
            return self.env._("Nobody accepts what the same person entered.")
        return ""

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "entered_by_id"]
