from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    policy_pack_revision = fields.Integer(
        readonly=True, copy=False, help="How often policy packs were applied. Applications queue behind this number."
    )
