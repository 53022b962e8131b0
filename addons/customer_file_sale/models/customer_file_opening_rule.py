from odoo import api, fields, models


class CustomerFileOpeningRule(models.Model):
    _inherit = "customer.file.opening.rule"

    on_new_order = fields.Boolean(
        "On a First Order", help="The first confirmed order of a customer without a file opens one."
    )

    @api.model
    def _opening_fields(self):
        return [*super()._opening_fields(), "on_new_order"]
