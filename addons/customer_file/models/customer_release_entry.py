from odoo import fields, models


class CustomerReleaseEntry(models.Model):
    """What was released, to whom and on which basis, for good."""

    _name = "customer.release.entry"
    _description = "Register of releases"
    _inherit = ["customer.register.mixin", "customer.export.mixin"]
    _order = "id desc"

    release_id = fields.Many2one("customer.release", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    name = fields.Char("Title", required=True, readonly=True)
    recipient = fields.Char("Released to", required=True, readonly=True)
    content = fields.Text("What Was Released", readonly=True)
    purpose = fields.Text(readonly=True)
    customers = fields.Text(readonly=True)
    basis = fields.Selection(
        lambda self: self.env["customer.release"]._fields["basis"]._description_selection(self.env),
        required=True,
        readonly=True,
    )
    legal_reference = fields.Char("Law or Order", readonly=True)
    consent_date = fields.Date("Consent of", readonly=True)
    scan_hashes = fields.Text("Hashes of the Scans", readonly=True)
    approved_by = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "Released by", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime("Released on", required=True, readonly=True)

    def _level_bearers(self):
        return [self.release_id]
