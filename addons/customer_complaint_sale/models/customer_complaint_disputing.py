from odoo import models


class CustomerComplaint(models.Model):
    _inherit = "customer.complaint"

    def _after_submit(self):
        # before it goes on: a case that is accepted at once could be decided already
        for complaint in self:
            self.env["customer.complaint.dispute.rule"]._observe(complaint)
        return super()._after_submit()
