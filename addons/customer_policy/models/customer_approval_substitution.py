from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date


class CustomerApprovalSubstitution(models.Model):
    """Who decides on behalf of whom during an absence, from the first to the last day of it."""

    _name = "customer.approval.substitution"
    _description = "Substitution of approvers"
    _inherit = ["customer.fixed.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    # who may write it depends on these, so it stays with them
    _fixed_fields = ("user_id", "company_id")

    user_id = fields.Many2one(
        "res.users", string="Absent", required=True, default=lambda self: self.env.user, ondelete="cascade"
    )
    substitute_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", domain=[("share", "=", False)]
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date_from = fields.Date("First Day", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Last Day", required=True)
    document_model = fields.Selection(
        selection=lambda self: self.env["customer.approval.rule"]._selection_document_model(),
        string="Only for",
        help="Only approvals of these documents; empty: of all.",
    )
    # moments, so that SQL compares without knowing the time zone of a company
    starts = fields.Datetime(compute="_compute_moments", store=True, precompute=True)
    ends = fields.Datetime(compute="_compute_moments", store=True, precompute=True, help="The first moment after it.")

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day cannot be before the first.")

    @api.constrains("user_id", "substitute_id")
    def _check_substitute(self):
        for substitution in self:
            if substitution.user_id == substitution.substitute_id:
                raise ValidationError(
                    self.env._("%s cannot be the own substitute.", substitution.user_id.name),
                )

    @api.model_create_multi
    def create(self, vals_list):
        substitutions = super().create(vals_list)
        substitutions._check_acting_user()
        return substitutions

    def write(self, vals):
        self._check_unused(vals)
        result = super().write(vals)
        self._check_acting_user()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._check_unused({})

    def _check_acting_user(self):
        """Let nobody become the substitute of somebody else by the own hand; tell the absent of what others enter.

        Not a constraint: those are checked as the superuser.
        """
        for substitution in self.filtered(lambda one: one.user_id != self.env.user and not self.env.su):
            if substitution.substitute_id == self.env.user:
                raise AccessError(
                    self.env._("%s: nobody makes himself the substitute of another.", substitution.user_id.name)
                )
            absent = substitution.user_id
            text = substitution.with_context(lang=absent.lang).env._(
                "%(user)s entered that %(substitute)s decides on your behalf from %(first)s to %(last)s.",
                user=self.env.user.name,
                substitute=substitution.substitute_id.name,
                first=format_date(self.env, substitution.date_from, lang_code=absent.lang),
                last=format_date(self.env, substitution.date_to, lang_code=absent.lang),
            )
            # sudo: the absent is told whoever enters it
            self.env["mail.thread"].sudo().message_notify(partner_ids=absent.partner_id.ids, subject=text, body=text)

    def _check_unused(self, vals):
        """Keep a substitution somebody decided by; it may only end earlier or later."""
        if set(vals) == {"date_to"} and fields.Date.to_date(vals["date_to"]) >= fields.Date.today() - timedelta(days=1):
            return
        # sudo: only whether there was a decision
        decisions = self.env["customer.approval.decision"].sudo()
        for substitution in self:
            if decisions.search_count(
                [
                    ("user_id", "=", substitution.substitute_id.id),
                    ("on_behalf_of_id", "=", substitution.user_id.id),
                    ("approval_id.company_id", "=", substitution.company_id.id),
                    ("date", ">=", substitution.starts),
                    ("date", "<", substitution.ends),
                ],
                limit=1,
            ):
                raise UserError(
                    self.env._(
                        "%s was decided for during this absence: only its last day can still change.",
                        substitution.user_id.name,
                    )
                )

    @api.depends("date_from", "date_to", "company_id")
    def _compute_moments(self):
        for substitution in self:
            days = (substitution.date_from, substitution.date_to)
            moments = substitution.company_id._policy_moments(*days) if all(days) else (False, False)
            substitution.starts, substitution.ends = moments

    @api.model
    def _substituted_by(self, user, approval):
        """Return the users on whose behalf ``user`` may decide ``approval`` now."""
        now = fields.Datetime.now()
        # sudo: only who is substituted by the one who decides leaves this method
        substitutions = self.sudo().search(
            [
                ("substitute_id", "=", user.id),
                ("company_id", "=", approval.company_id.id),
                ("starts", "<=", now),
                ("ends", ">", now),
                ("document_model", "in", (False, approval.res_model)),
            ]
        )
        return substitutions.user_id
