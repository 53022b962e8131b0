from odoo import api, models


class CustomerCreditOverdue(models.Model):
    _inherit = "customer.credit.overdue"

    @api.model
    def _disputed_amounts(self, moves):
        """A customer who complains is not dunned for what it complains of (S1.2-12.5)."""
        disputed = moves._complaint_disputed()
        return {**super()._disputed_amounts(moves), **{moves.browse(id_): amount for id_, amount in disputed.items()}}
