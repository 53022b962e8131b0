from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerAccessBlock(models.Model):
    """A borrower who gets no further loans (S1.6-sales-10b, S1.6-sales-10c), until a manager lifts it with a reason."""

    _name = "customer.access.block"
    _description = "Borrower without further loans"
    _inherit = ["customer.workflow.mixin", "customer.fixed.mixin"]
    _order = "id desc"
    _rec_name = "borrower_name"
    _fixed_fields = ("company_id", "request_id", "applicant_kind", "applicant_id", "borrower_name", "cause", "why")

    _workflow_steps = (
        Step(
            "lift",
            _lt("Lift"),
            ("in_force",),
            "lifted",
            "customer_policy.group_manager",
            "lifted_by_id",
            "lifted_date",
        ),
    )

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    request_id = fields.Many2one(
        "customer.access.request", string="Loan", required=True, readonly=True, index=True, ondelete="restrict"
    )
    applicant_kind = fields.Selection(
        [("staff", "Staff"), ("outsider", "Somebody from outside")], required=True, readonly=True
    )
    applicant_id = fields.Many2one(
        "res.users", string="Borrower", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    borrower_name = fields.Char(required=True, readonly=True)
    cause = fields.Selection([("late", "Late"), ("lost", "Lost"), ("damaged", "Damaged")], required=True, readonly=True)
    why = fields.Text("Why?", readonly=True)
    state = fields.Selection([("in_force", "In Force"), ("lifted", "Lifted")], default="in_force")
    lift_reason = fields.Text("Reason to Lift It")
    lifted_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    lifted_date = fields.Datetime(readonly=True)

    @api.model
    def _impose(self, request, cause: str, rule):
        """Let the borrower of ``request`` have no further loans."""
        # sudo: blocks come from steps of requests only
        return self.sudo().create(
            {
                "company_id": request.company_id.id,
                "request_id": request.id,
                "applicant_kind": request.applicant_kind,
                "applicant_id": request.applicant_id.id,
                "borrower_name": request.borrower_name,
                "cause": cause,
                "why": rule._why(),
            }
        )

    @api.model
    def _in_force_for(self, request):
        """Return the block of the borrower of ``request``, if any."""
        domain = [("company_id", "=", request.company_id.id), ("state", "=", "in_force")]
        # sudo: that one is blocked is told to who asks for a loan
        return self.sudo().search([*domain, *request._same_borrower()], limit=1)

    def write(self, vals):
        if "lift_reason" in vals:
            for block in self:
                if block.state == "lifted" and block.lift_reason != vals["lift_reason"]:
                    raise UserError(
                        self.env._("%s: the block was lifted; why stays as it was given.", block.borrower_name)
                    )
        return super().write(vals)

    def _step_obstacle(self, step):
        if step.name == "lift" and self.applicant_id == self.env.user:
            return self.env._("Nobody lifts the own block.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "applicant_id"]

    def _before_lift(self):
        for block in self:
            if not (block.lift_reason or "").strip():
                raise UserError(self.env._("%s: say why the block is lifted.", block.borrower_name))

    def action_lift(self):
        return self._run_step("lift")
