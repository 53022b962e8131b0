from odoo import api, models


class ResGroups(models.Model):
    _inherit = "res.groups"

    @api.constrains("implied_ids", "implied_by_ids", "user_ids")
    def _check_separated_duties(self):
        self.all_implied_by_ids.all_user_ids._check_separated_duties()

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        if groups.all_user_ids:
            # a group that implies another brings its people into that one
            self.env["customer.approval"]._ask_anew("group")
        return groups

    def write(self, vals):
        result = super().write(vals)
        if {"user_ids", "implied_ids", "implied_by_ids"} & set(vals):
            self.env["customer.approval"]._ask_anew("group")
        return result
