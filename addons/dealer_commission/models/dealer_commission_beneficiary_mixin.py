from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DealerCommissionBeneficiaryMixin(models.AbstractModel):
    """A record about who earns: an agent, who is a customer with a file, or a consultant of the company.

    What is about an agent is as secret as the file of the agent.
    """

    _name = "dealer.commission.beneficiary.mixin"
    _description = "Record about who earns a commission"
    _inherit = ["customer.partner.mixin"]

    kind = fields.Selection(
        [("agent", "Agent"), ("consultant", "Consultant")],
        required=True,
        default="agent",
        index=True,
        help="An agent gets a rebate on the own trade, a consultant a commission on the own sales.",
    )
    partner_id = fields.Many2one(
        string="Agent or Consultant", compute="_compute_partner_id", store=True, precompute=True, readonly=False
    )
    user_id = fields.Many2one(
        "res.users",
        string="Consultant",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
    )

    _consultant_has_user = models.Constraint(
        "CHECK((kind = 'consultant') = (user_id IS NOT NULL))",
        "A consultant is a user, an agent is a customer.",
    )

    @api.depends("kind", "user_id")
    def _compute_partner_id(self):
        for record in self:
            if record.kind == "consultant":
                record.partner_id = record.user_id.partner_id
            else:
                record.partner_id = record.partner_id

    @api.constrains("partner_id", "user_id")
    def _check_consultant_partner(self):
        for record in self.filtered("user_id"):
            if record.partner_id != record.user_id.partner_id:
                raise ValidationError(self.env._("%s: a consultant is the contact of the user.", record.user_id.name))

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "agent":
            self.user_id = False

    @api.constrains("partner_id", "kind", "user_id")
    def _check_commercial_partner(self):
        """Whoever works for the company may be entered as one of its contacts."""
        return super(
            DealerCommissionBeneficiaryMixin, self.filtered(lambda one: one.kind == "agent")
        )._check_commercial_partner()

    def _document_user(self):
        known = self.sudo()  # sudo: who is in charge is no secret
        return self.user_id or known.file_id.responsible_id.with_env(self.env)
