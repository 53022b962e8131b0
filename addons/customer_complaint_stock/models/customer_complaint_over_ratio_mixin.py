from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerComplaintOverRatioMixin(models.AbstractModel):
    """An order, or a line of one, on which the customer's over-quantity acceptance ratio is noted (S1.3-12.3c)."""

    _name = "customer.complaint.over.ratio.mixin"
    _description = "Order with an over-quantity acceptance ratio"

    complaint_has_over_ratio = fields.Boolean(
        "Over-Quantity Ratio Noted", help="The customer's order says how much more than approved may be returned."
    )
    complaint_over_ratio = fields.Float(
        "Over-Quantity Acceptance Ratio (%)",
        digits=(5, 2),
        help="How much more than approved the customer may return (超量允收比率). A noted 0 means: nothing more.",
    )

    @api.onchange("complaint_over_ratio")
    def _onchange_complaint_over_ratio(self):
        if self.complaint_over_ratio:
            self.complaint_has_over_ratio = True

    @api.constrains("complaint_over_ratio")
    def _check_complaint_over_ratio(self):
        for record in self:
            if record.complaint_over_ratio < 0:
                raise ValidationError(
                    self.env._("%s: the over-quantity acceptance ratio cannot be negative.", record.display_name)
                )

    def write(self, vals):
        changed = {"complaint_has_over_ratio", "complaint_over_ratio"} & set(vals)
        if changed and not self.env.su:
            self._check_complaint_over_ratio_open(
                self.filtered(lambda record: any(record[name] != vals[name] for name in changed))
            )
        return super().write(vals)

    def _check_complaint_over_ratio_open(self, changed):
        """Refuse to change what was agreed with the customer once the goods are complained of."""
        # sudo: only whether there is one
        lines = self.env["customer.complaint.line"].sudo()
        for record in changed:
            if lines.search_count(record._complaint_lines_domain(), limit=1):
                raise UserError(
                    self.env._(
                        "%s is complained of: its over-quantity acceptance ratio stays as it was agreed.",
                        record.display_name,
                    )
                )

    def _complaint_lines_domain(self) -> list:
        """Hook: return the domain of the complained-of products that come from it."""
        raise NotImplementedError
