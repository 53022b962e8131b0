from odoo import models


class CustomerCreditMixin(models.AbstractModel):
    """A record about the credit of one customer of one company, as secret as the file of the customer."""

    _name = "customer.credit.mixin"
    _description = "Record about the credit of a customer"
    _inherit = ["customer.partner.mixin"]
