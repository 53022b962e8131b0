from odoo import fields, models


class CustomerFileCompetitor(models.Model):
    """A customer's dealings with a competitor of ours (S1.7-3.4)."""

    _name = "customer.file.competitor"
    _description = "Dealings with a competitor"
    _inherit = ["customer.file.line.mixin"]
    _order = "annual_amount desc, id"

    name = fields.Char("Competitor", required=True)
    way = fields.Char("Way of Dealing", help="What they buy there, and how.")
    annual_amount = fields.Monetary("Amount a Year")
    payment_method = fields.Char(help="For example: transfer, 60 days.")
    note = fields.Char("Notes")
