from typing import Self

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [
    ("consult", "Consultation"),
    ("copy", "Copying"),
    ("loan", "Loan"),
    ("export", "Bulk Export"),
    ("authority", "Consultation by an Authority"),
]


class CustomerAccessRule(models.Model):
    """What a request for consultation, copying, loan or export needs, and what follows from keeping things too long.

    All rules that meet a request count together. Who approves says an approval rule, how long a loan lasts says a
    deadline rule.
    """

    _name = "customer.access.rule"
    _description = "Access rule"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(KINDS, help="Empty: requests of every kind.")
    domain = fields.Char(help="The rule meets requests that fulfil this.")
    field_ids = fields.Many2many(
        "ir.model.fields",
        "customer_access_rule_submit_field_rel",
        string="Needed to Submit",
        domain=[("model", "=", "customer.access.request"), ("readonly", "=", False)],
        help="Without these the request is not submitted.",
    )
    issue_field_ids = fields.Many2many(
        "ir.model.fields",
        "customer_access_rule_issue_field_rel",
        string="Needed to Hand Out",
        domain=[("model", "=", "customer.access.request")],
        help="Without these nothing is handed out.",
    )
    refused_reasons = fields.Text(help="One to a line: a reason that holds one of these words is refused.")
    refuses_filed = fields.Boolean("Not What Is Filed", help="What is filed in the archive is refused.")
    access_days = fields.Integer(
        "Days of Access", help="The access ends so many days after the approval at the latest. 0: as the request says."
    )
    guards = fields.Selection(
        [("secret", "What has a secrecy level"), ("important", "Secret or of an important customer"), ("all", "All")],
        "Not Printed or Exported",
        help="Which data of customers nobody prints or exports without an approved request for copying.",
    )
    late_blocks = fields.Boolean("Late: No Further Loans")
    lost_blocks = fields.Boolean("Lost or Damaged: No Further Loans")
    late_conduct_code = fields.Char(help="Code of the conduct rule to which a late return is reported.")
    lost_conduct_code = fields.Char(help="Code of the conduct rule to which loss or damage is reported.")

    _days_positive = models.Constraint("CHECK(access_days >= 0)", "The days of access cannot be negative.")

    def _condition_model(self):
        return "customer.access.request"

    @api.constrains("field_ids", "issue_field_ids")
    def _check_fields(self):
        for rule in self:
            if any(field.model != "customer.access.request" for field in rule.field_ids | rule.issue_field_ids):
                raise ValidationError(self.env._("%s: the data needed are those of an access request.", rule.name))

    @api.model
    def _matching(self, request) -> Self:
        """Return the rules in force that meet ``request``."""
        # sudo: which rule meets a request does not depend on who asks
        known = request.sudo()
        return self._in_force(request.company_id).filtered(
            lambda rule: rule.kind in (False, request.kind) and bool(known.filtered_domain(rule._get_domain()))
        )

    def _check_submission(self, request):
        """Let these rules react to what is missing or wrong in a request that is submitted."""
        for rule in self:
            rule._check_needed(request, rule.field_ids)
            rule._check_reason(request)
            rule._check_filed(request)

    def _check_needed(self, request, needed):
        self.ensure_one()
        # sudo: names and labels of fields are no secret
        missing = [field for field in needed.sudo() if not request[field.name]]
        if missing:
            message = self.env._(
                "%(request)s: missing is %(fields)s.",
                request=request.display_name,
                fields=", ".join(request._fields[field.name]._description_string(self.env) for field in missing),
            )
            self._breached_by(request, message)

    def _check_reason(self, request):
        words = [line.strip() for line in (self.refused_reasons or "").splitlines() if line.strip()]
        given = f"{request.purpose or ''}\n{request.reason or ''}".casefold()
        found = [word for word in words if word.casefold() in given]
        if found:
            message = self.env._(
                "%(request)s: “%(word)s” is no reason for it.", request=request.display_name, word=found[0]
            )
            self._breached_by(request, message)

    def _check_filed(self, request):
        if self.refuses_filed and request._is_filed():
            message = self.env._(
                "%s: what is filed in the archive is not handed out. It may be consulted on site.", request.display_name
            )
            self._breached_by(request, message)
