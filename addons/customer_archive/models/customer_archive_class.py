from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerArchiveClass(models.Model):
    """An item of the class catalogue (案卷类目), such as 3.2 sales contracts (S2.2-05, S2.2-16)."""

    _name = "customer.archive.class"
    _description = "Archive class"
    _inherit = ["customer.policy.rule.mixin"]
    _order = "number_key, sequence, id"
    _rec_names_search = ["number", "name", "code"]
    _parent_store = True

    mode = fields.Selection(default="enforce")
    number = fields.Char(required=True, help="Its number in the catalogue, such as 3.2.")
    number_key = fields.Char(compute="_compute_number_key", store=True, help="Sorts 3.10 behind 3.2.")
    parent_id = fields.Many2one(
        "customer.archive.class", string="Part Of", index=True, ondelete="restrict", check_company=True
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("customer.archive.class", "parent_id", string="Items")
    retention_id = fields.Many2one(
        "customer.retention.class",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Empty: that of the class above.",
    )
    custody = fields.Selection(
        [
            ("archive", "The archive department of the company"),
            ("main", "The main department of the document"),
            ("forwarded", "The main department, and the archive department once received"),
            ("responsible", "The responsible, and the archive department once received"),
            ("department", "A department"),
        ],
        "Kept By",
        required=True,
        default="forwarded",
        help="Who keeps documents of this class.",
    )
    department_id = fields.Many2one(
        "hr.department", string="Keeping Department", index="btree_not_null", ondelete="restrict", check_company=True
    )
    place_id = fields.Many2one(
        "customer.archive.place",
        string="Fixed Place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Documents of this class are kept here or in a place inside, and nowhere else.",
    )
    needs_level = fields.Boolean(
        "Needs a Secrecy Level", help="A document of this class is filed only once its secrecy level is decided."
    )
    lendable = fields.Boolean(default=True, help="Documents of this class may be lent.")
    take_away = fields.Boolean(
        "May Leave the House", help="Lent documents may be taken away; else they are read on site."
    )
    description = fields.Text(translate=True)
    document_count = fields.Integer(compute="_compute_document_count")

    _number_unique = models.Constraint("UNIQUE(company_id, number)", "Another class has this number.")

    @api.depends("number")
    def _compute_number_key(self):
        for item in self:
            item.number_key = ".".join(part.zfill(6) for part in (item.number or "").split("."))

    @api.depends("number", "name")
    def _compute_display_name(self):
        for item in self:
            item.display_name = " ".join(filter(None, (item.number, item.name)))

    def _compute_document_count(self):
        documents = self.env["customer.archive.document"]
        counts = {}
        if documents.has_access("read"):
            counts = dict(documents._read_group([("class_id", "in", self.ids)], ["class_id"], ["__count"]))
        for item in self:
            item.document_count = counts.get(item, 0)

    @api.model
    def _pack_excluded_fields(self):
        return {*super()._pack_excluded_fields(), "parent_path"}

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A class cannot be part of itself."))

    @api.constrains("custody", "department_id")
    def _check_department_id(self):
        for item in self:
            if item.custody == "department" and not item.department_id:
                raise ValidationError(self.env._("%s: say which department keeps the documents.", item.display_name))

    def _effective_retention(self):
        """Return the retention class of this class, or of the nearest one above it that has one."""
        self.ensure_one()
        item = self
        while item and not item.retention_id:
            item = item.parent_id
        return item.retention_id

    def _custodian_department(self, main_department, received: bool):
        """Return the department that keeps a document, before or after it was received (S2.2-01, S2.2-02)."""
        self.ensure_one()
        archive = self.company_id.customer_archive_department_id
        if self.custody == "department":
            return self.department_id
        if self.custody == "archive" or (received and self.custody in ("forwarded", "responsible")):
            return archive or main_department
        return main_department

    def action_view_documents(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_archive_document_action")
        return {
            **action,
            "domain": [("class_id", "child_of", self.ids)],
            "context": {"default_class_id": self.id},
        }
