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

    @api.model
    def _object_fields(self) -> list[str]:
        """Hook: name the fields that hold what is kept."""
        return ["file_ids", "class_ids", "document_ids"]

    @api.constrains(lambda self: self._object_fields())
    def _check_objects(self):
        for hold in self:
            if not any(hold[name] for name in self._object_fields()):
                raise ValidationError(self.env._("%s: say which files, classes or documents are kept.", hold.name))

    @api.model
    def _holding(self, records):
        """Return the holds in force on files, documents or snapshots."""
        domain = self._holding_domain(records)
        # sudo: that something must be kept counts for everybody
        return self.sudo().search(domain & fields.Domain("company_id", "in", records.company_id.ids))

    @api.model
    def _holding_domain(self, records) -> fields.Domain:
        """Hook: return the domain of the holds on ``records``."""
        files = records if records._name == "customer.file" else records.file_id
        domain = fields.Domain("file_ids", "in", files._family().ids)
        if records._name == "customer.archive.document":
            above = {int(key) for item in records.class_id for key in (item.parent_path or "").split("/") if key}
            domain |= fields.Domain("class_ids", "in", list(above)) | fields.Domain("document_ids", "in", records.ids)
        return domain
