from typing import Self

from odoo import api, fields, models
from odoo.exceptions import ValidationError

KINDS = [("inside", "A Department Asks"), ("outside", "An Outside Unit Asks")]


class CustomerStatisticRequestRule(models.Model):
    """What must be there before a request for statistics is accepted (S0-07)."""

    _name = "customer.statistic.request.rule"
    _description = "What a request for statistics needs"
    _inherit = ["customer.policy.rule.mixin"]

    kind = fields.Selection(KINDS, help="Empty: requests of both kinds.")
    field_ids = fields.Many2many(
        "ir.model.fields",
        string="Needed to Accept",
        domain=[("model", "=", "customer.statistic.request"), ("readonly", "=", False)],
        help="Without these the request is not accepted.",
    )

    @api.constrains("field_ids")
    def _check_fields(self):
        for rule in self:
            if any(field.model != "customer.statistic.request" for field in rule.field_ids):
                raise ValidationError(self.env._("%s: the data needed are those of a request.", rule.name))

    @api.model
    def _matching(self, request) -> Self:
        """Return the rules in force that meet ``request``."""
        return self._in_force(request.company_id).filtered(lambda rule: rule.kind in (False, request.kind))

    def _check_acceptance(self, request):
        """Let these rules react to what is missing."""
        for rule in self:
            # sudo: names and labels of fields are no secret
            missing = [field.name for field in rule.field_ids.sudo() if not request[field.name]]
            if missing:
                message = self.env._(
                    "%(request)s: missing is %(fields)s.",
                    request=request.display_name,
                    fields=", ".join(request._fields[name]._description_string(self.env) for name in missing),
                )
                rule._breached_by(request, message)
