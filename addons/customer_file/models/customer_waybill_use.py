from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerWaybillUse(models.Model):
    """Numbers of a range that were used, spoilt or returned; the register only grows."""

    _name = "customer.waybill.use"
    _description = "Used waybills"
    _inherit = ["customer.register.mixin"]
    _order = "range_id, first_number"

    range_id = fields.Many2one("customer.waybill.range", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="range_id.company_id")
    first_number = fields.Integer("From", required=True)
    last_number = fields.Integer("To", required=True)
    kind = fields.Selection(
        [("used", "Used"), ("spoilt", "Spoilt"), ("returned", "Returned"), ("lost", "Gone Astray")],
        string="What Became of Them",
        required=True,
        default="used",
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one("res.users", "Entered by", required=True, readonly=True, ondelete="restrict")
    note = fields.Char()

    _numbers_in_order = models.Constraint(
        "CHECK(last_number >= first_number)", "The last number cannot be below the first one."
    )
    # see customer.waybill.range
    _numbers_apart = models.Constraint(
        "EXCLUDE USING gist (box(point(first_number, range_id), point(last_number, range_id)) WITH &&)",
        "Some of these numbers were used already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # who enters is no input, also not by default_user_id of the context
        return super().create([{**vals, "user_id": self.env.uid} for vals in vals_list])

    @api.constrains("first_number", "last_number", "range_id")
    def _check_in_range(self):
        for use in self:
            issued = use.range_id
            if use.first_number < issued.first_number or use.last_number > issued.last_number:
                raise UserError(
                    self.env._(
                        "%(first)s-%(last)s are not within the issued %(range)s.",
                        first=use.first_number,
                        last=use.last_number,
                        range=issued.display_name,
                    )
                )
