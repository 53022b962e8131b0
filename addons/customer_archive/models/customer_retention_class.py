from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerRetentionClass(models.Model):
    """How long documents are kept (保管期限): for good, long or short (S2.2-26, S1.8-26)."""

    _name = "customer.retention.class"
    _description = "Retention class"
    _inherit = ["customer.policy.rule.mixin"]

    mode = fields.Selection(default="enforce")
    term = fields.Selection(
        [("permanent", "Permanent"), ("long", "Long"), ("short", "Short")], required=True, default="long"
    )
    months = fields.Integer(
        "Kept for (Months)",
        help="Counted from the date of the document. On the day the months are over, the document may be destroyed.",
    )

    _months_positive = models.Constraint("CHECK(months >= 0)", "Documents cannot be kept for less than no month.")

    @api.constrains("term", "months")
    def _check_months(self):
        for retention in self:
            if (retention.term == "permanent") == bool(retention.months):
                raise ValidationError(
                    self.env._(
                        "%s: what is kept for good has no months; long and short need the number of months.",
                        retention.name,
                    )
                )

    def _expiry(self, day):
        """Return the day from which a document of ``day`` may be destroyed; False for one kept for good."""
        self.ensure_one()
        return self.months and day + relativedelta(months=self.months)
