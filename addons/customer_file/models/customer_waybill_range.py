from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerWaybillRange(models.Model):
    """A range of blank waybills that was issued to somebody (空白详情单登记, S1.8-18)."""

    _name = "customer.waybill.range"
    _description = "Blank waybills issued"
    _inherit = ["customer.fixed.mixin", "mail.thread"]
    _fixed_fields = ("company_id", "prefix", "first_number", "last_number", "department_id", "date")
    _order = "prefix, first_number"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    prefix = fields.Char(default="", help="Letters before the number.")
    first_number = fields.Integer("From", required=True)
    last_number = fields.Integer("To", required=True)
    count = fields.Integer("Issued", compute="_compute_counts", store=True)
    used_count = fields.Integer("Used", compute="_compute_counts", store=True)
    left_count = fields.Integer("Left", compute="_compute_counts", store=True)
    department_id = fields.Many2one(
        "hr.department", string="Issued to", required=True, check_company=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", string="Received by", index="btree_not_null", ondelete="restrict")
    date = fields.Date("Issued on", required=True, default=fields.Date.context_today)
    use_ids = fields.One2many("customer.waybill.use", "range_id", string="Used Numbers")
    left_ranges = fields.Char("Unused Numbers", compute="_compute_left_ranges")

    _numbers_in_order = models.Constraint(
        "CHECK(first_number >= 0 AND last_number >= first_number)", "The last number cannot be below the first one."
    )
    # Ranges are boxes that may not overlap, a row of boxes for each company and prefix. Its place is exact in the
    # coordinates of a point for up to two million companies.
    _numbers_apart = models.Constraint(
        """
        EXCLUDE USING gist (box(
            point(first_number, company_id::float8 * 4294967296 + hashtext(COALESCE(prefix, ''))::float8),
            point(last_number, company_id::float8 * 4294967296 + hashtext(COALESCE(prefix, ''))::float8)
        ) WITH &&)
        """,
        "Some of these numbers were issued already.",
    )

    @api.depends("prefix", "first_number", "last_number")
    def _compute_display_name(self):
        for issued in self:
            issued.display_name = f"{issued.prefix or ''}{issued.first_number}-{issued.last_number}"

    @api.depends("first_number", "last_number", "use_ids")
    def _compute_counts(self):
        for issued in self:
            issued.count = issued.last_number - issued.first_number + 1
            issued.used_count = sum(use.last_number - use.first_number + 1 for use in issued.use_ids)
            issued.left_count = issued.count - issued.used_count

    @api.depends("first_number", "last_number", "use_ids")
    def _compute_left_ranges(self):
        for issued in self:
            left, next_number = [], issued.first_number
            for use in issued.use_ids.sorted("first_number"):
                if use.first_number > next_number:
                    left.append((next_number, use.first_number - 1))
                next_number = use.last_number + 1
            if next_number <= issued.last_number:
                left.append((next_number, issued.last_number))
            issued.left_ranges = ", ".join(f"{first}-{last}" if last > first else str(first) for first, last in left)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        raise UserError(self.env._("Issued waybills stay on record."))
