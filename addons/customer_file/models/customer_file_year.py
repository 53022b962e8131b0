from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileYear(models.Model):
    """A customer's results and financial status of one year (S1.7-3.3b, S2.1-04.5)."""

    _name = "customer.file.year"
    _description = "Year of a customer"
    _inherit = ["customer.file.line.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _order = "year desc"
    _rec_name = "year"

    year = fields.Integer(required=True, aggregator=None)
    turnover = fields.Monetary()
    profit = fields.Monetary()
    total_assets = fields.Monetary()
    total_liabilities = fields.Monetary()
    financial_status = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Reports", copy=False)

    _year_unique = models.Constraint("UNIQUE(file_id, year)", "The file has figures of this year already.")

    @api.constrains("year")
    def _check_year(self):
        this_year = fields.Date.context_today(self).year
        for row in self:
            if not 1900 <= row.year <= this_year:
                raise ValidationError(
                    self.env._(
                        "%(year)s is no year between 1900 and %(this_year)s.", year=row.year, this_year=this_year
                    )
                )
