from odoo import models


class CustomerDeliveryMixin(models.AbstractModel):
    """Goods that leave for a customer: who ordered decides too, whoever they go to."""

    _name = "customer.delivery.mixin"
    _description = "Delivery to a customer"
    _inherit = ["customer.business.mixin"]

    def _business_customers(self):
        customers = super()._business_customers()
        return customers.union(*(order._business_customers() for order in self._business_origin()))

    def _business_buyers(self):
        orders = self._business_origin()
        buyers = self.env["res.partner"].union(*(order._business_buyers() for order in orders))
        return buyers if orders else super()._business_buyers()

    def _business_departments(self):
        orders = self._business_origin()
        if orders:
            return self.env["hr.department"].union(*(order._business_departments() for order in orders))
        maker = self.sudo().create_uid  # sudo: which department delivers is no secret
        return maker._department_in(self.company_id)
