from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError


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

    @api.depends("date_from", "date_to", "company_id")
    def _compute_moments(self):
        for substitution in self:
            zone = substitution.company_id._policy_timezone()
            substitution.starts = self._midnight(substitution.date_from, zone)
            substitution.ends = substitution.date_to and self._midnight(substitution.date_to + timedelta(days=1), zone)

    @api.model
    def _midnight(self, day, zone):
        """Return the moment ``day`` begins in the time zone, as stored."""
        return day and zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

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
