from odoo import fields, models


class CustomerFileTransaction(models.Model):
    """A customer's dealings with us that no order or invoice of this database holds (S1.7-3.4)."""

    _name = "customer.file.transaction"
    _description = "Dealings with us"
    _inherit = ["customer.file.line.mixin"]
    _order = "date desc, id desc"
    _rec_name = "contract_number"

    date = fields.Date(required=True, default=fields.Date.context_today)
    contract_number = fields.Char()
    way = fields.Char("Way of Dealing", required=True)
    amount = fields.Monetary()
    payment_method = fields.Char()
    note = fields.Char("Notes")
