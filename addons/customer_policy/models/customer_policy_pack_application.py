from odoo import fields, models


class CustomerPolicyPackApplication(models.Model):
    """One application of a pack: who, when, which version, and how many rules it touched."""

    _name = "customer.policy.pack.application"
    _description = "Application of a policy pack"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "version"

    pack_id = fields.Many2one("customer.policy.pack", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    version = fields.Char(required=True, readonly=True)
    content_hash = fields.Char("Fingerprint of the File", readonly=True)
    created_count = fields.Integer("Created", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    archived_count = fields.Integer("Archived", readonly=True)
    kept_count = fields.Integer("Kept as They Were", readonly=True, help="Changed by hand since, and left so.")
    unchanged_count = fields.Integer("Unchanged", readonly=True)
