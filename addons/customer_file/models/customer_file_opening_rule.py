from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileOpeningRule(models.Model):
    """When a file is opened by itself, and by when it must be submitted (S1.12-1, S1.7-3.2a, S3-12.1)."""

    _name = "customer.file.opening.rule"
    _description = "Opening of customer files"
    _inherit = ["customer.file.rule.mixin"]

    on_new_contact = fields.Boolean(
        "On a New Contact", help="A new company or person among the contacts gets its file at once; colleagues do not."
    )
    submission_days = fields.Integer(
        "Days to Submit",
        help="Days from the first contact until the file must be submitted for review. "
        "0: on the same day. The last day still counts as in time.",
    )

    _submission_days_positive = models.Constraint(
        "CHECK(submission_days >= 0)", "The days to submit a file cannot be negative."
    )

    @api.model
    def _opening_fields(self) -> list[str]:
        """Name the fields that let this rule open files."""
        return ["on_new_contact"]

    def _past_breaches(self, date_from, date_to):
        """Return the files of customers first met in these days that were submitted late, or not yet though due."""
        self.ensure_one()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("first_contact_date", ">=", date_from),
            ("first_contact_date", "<=", date_to),
        ]
        if self.kind_ids:
            domain.append(("kind_id", "in", self.kind_ids.ids))
        # sudo: whoever tries a rule need not read files; how many there are is no secret, and they are opened without
        files = self.env["customer.file"].sudo().search_fetch(domain, ["first_contact_date", "submitted_date"])
        return files.filtered(
            lambda file: (
                fields.Date.context_today(self, file.submitted_date or None)
                > file.first_contact_date + relativedelta(days=self.submission_days)
            )
        )

    @api.constrains(lambda self: ["kind_ids", *self._opening_fields()])
    def _check_kinds(self):
        for rule in self:
            if rule.kind_ids and any(rule[name] for name in self._opening_fields()):
                raise ValidationError(
                    self.env._(
                        "%s: a new customer has no kind yet. Leave the kinds empty where the rule opens files.",
                        rule.name,
                    )
                )

    @api.model
    def _opening_on(self, field_name: str, company):
        """Return the rule that counts in ``company`` of those that open files on this occasion, or an empty one."""
        return self._counting(company, lambda rule: rule[field_name])

    def _lets_open(self, records, message: str) -> bool:
        """Say whether files are opened now; else keep in the register for which ``records`` none is, and why.

        :param message: what would have happened, for a rule that only observes
        """
        self.ensure_one()
        if self.mode == "observe":
            self._breached_by(records, message)
            return False
        if not records.env["customer.file"].has_access("create"):
            # the contact, lead or order is saved all the same, and a rule gives nobody a right
            message = self.env._("%s may not open customer files: the customer has none.", self.env.user.name)
            self.env["customer.policy.observation"]._record(self, records, message)
            return False
        return True
