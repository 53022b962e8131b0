from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerLegalHold(models.Model):
    """A reason why documents must not be destroyed, whatever their term: a lawsuit, an audit."""

    _name = "customer.legal.hold"
    _description = "Legal hold"
    _inherit = ["customer.fixed.mixin", "mail.thread"]
    _fixed_fields = ("company_id",)
    _order = "date_from desc, id desc"
    _check_company_auto = True

    name = fields.Char("Reason", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    date_from = fields.Date("Since", required=True, default=fields.Date.context_today, tracking=True)
    active = fields.Boolean("In Force", default=True, tracking=True, help="A hold that is archived has been lifted.")
    # archived files too: these are the ones that could be destroyed
    file_ids = fields.Many2many(
        "customer.file", string="Customer Files", check_company=True, context={"active_test": False}
    )
    class_ids = fields.Many2many("customer.archive.class", string="Classes", check_company=True)
    document_ids = fields.Many2many("customer.archive.document", string="Documents", check_company=True)
    note = fields.Text()

    @api.constrains("file_ids", "class_ids", "document_ids")
    def _check_objects(self):
        for hold in self:
            if not (hold.file_ids or hold.class_ids or hold.document_ids):
                raise ValidationError(self.env._("%s: say which files, classes or documents are kept.", hold.name))

    @api.model
    def _holding(self, records):
        """Return the holds in force on files, documents or snapshots."""
        files = records if records._name == "customer.file" else records.file_id
        domain = fields.Domain("file_ids", "in", files._family().ids)
        if records._name == "customer.archive.document":
            above = {int(key) for item in records.class_id for key in (item.parent_path or "").split("/") if key}
            domain |= fields.Domain("class_ids", "in", list(above)) | fields.Domain("document_ids", "in", records.ids)
        # sudo: that something must be kept counts for everybody
        return self.sudo().search(domain & fields.Domain("company_id", "in", records.company_id.ids))
