from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from ..tools.filing_year import filing_year

_lt = LazyTranslate(__name__)

INFORMATION_ADMINISTRATOR = "customer_policy.group_information_administrator"
SUPERVISOR = "customer_policy.group_supervisor"


class CustomerArchiveDocument(models.Model):
    """A document on its way into the archive and in it (归档文件).

    The department hands it in, the archivist confirms the receipt by filing it into a volume, and at the end of its
    term its content is destroyed. What is filed is closed to changes.
    """

    _name = "customer.archive.document"
    _description = "Archive document"
    _inherit = [
        "customer.workflow.mixin",
        "customer.numbered.mixin",
        "customer.secret.mixin",
        "customer.destructible.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
        "customer.fixed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _mail_post_access = "read"
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id",)
    _secrecy_file_field = "file_id"
    _secrecy_registers = True
    _secrecy_index_fields = ("id", "display_name", "number", "company_id", "secrecy_level_id", "state")

    _workflow_steps = (
        Step("hand_in", _lt("Hand In"), ("draft",), "handed_in", "", "handed_in_by_id", "handed_in_date", "read"),
        Step("return", _lt("Return"), ("handed_in",), "draft", INFORMATION_ADMINISTRATOR),
        Step(
            "file",
            _lt("Receive and File"),
            ("handed_in",),
            "filed",
            INFORMATION_ADMINISTRATOR,
            "filed_by_id",
            "filed_date",
        ),
        Step("take_out", _lt("Take Out of the Volume"), ("filed",), "handed_in", SUPERVISOR, access="read"),
    )

    name = fields.Char("Title", required=True, index="trigram", tracking=True)
    state = fields.Selection(
        [
            ("draft", "To Hand In"),
            ("handed_in", "Handed In"),
            ("filed", "Filed"),
            ("destroyed", "Destroyed"),
        ],
        tracking=True,
        group_expand=True,
    )
    class_id = fields.Many2one(
        "customer.archive.class", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    file_id = fields.Many2one(
        "customer.file", string="Customer File", index="btree_not_null", ondelete="restrict", check_company=True
    )
    date = fields.Date("Document Date", required=True, default=fields.Date.context_today)
    nature = fields.Selection(
        [
            ("ordinary", "Ordinary"),
            ("request", "Request for Instructions"),
            ("reply", "Reply"),
            ("plan", "Plan"),
            ("summary", "Summary"),
            ("meeting", "Meeting Paper"),
        ],
        required=True,
        default="ordinary",
        help="Decides in which year the document is filed.",
    )
    date_start = fields.Date("From", help="First day of a plan; day on which a meeting was opened.")
    date_end = fields.Date("To", help="Last day that a summary or a plan covers.")
    year = fields.Integer(compute="_compute_year", store=True, recursive=True, aggregator=None, index=True)
    relation = fields.Selection(
        [
            ("annex", "Annex of"),
            ("draft", "Draft of"),
            ("reply", "Reply to"),
            ("translation", "Translation of"),
        ],
        help="How this document belongs to another one. They stay together in a volume.",
    )
    related_id = fields.Many2one(
        "customer.archive.document",
        string="Belongs To",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    relative_ids = fields.One2many("customer.archive.document", "related_id", string="Belonging Documents")
    department_id = fields.Many2one(
        "hr.department",
        string="Main Department",
        compute="_compute_department_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Collects the document, also where several departments work together.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
        help="Holds the document until it is handed in.",
    )
    custodian_department_id = fields.Many2one(
        "hr.department",
        string="Kept By",
        compute="_compute_custodian_department_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    custodian_id = fields.Many2one(
        "res.users",
        compute="_compute_custodian_id",
        help="The keeper of the department that keeps the document.",
    )
    carrier = fields.Selection(
        [
            ("paper", "Paper"),
            ("film", "Film"),
            ("disk", "Disk"),
            ("usb", "USB Stick"),
            ("hard_disk", "Hard Disk"),
        ],
        required=True,
        default="paper",
    )
    copies = fields.Integer(default=1, required=True)
    pages = fields.Integer(default=1, required=True)
    keywords = fields.Char(index="trigram")
    note = fields.Text()
    is_secret = fields.Boolean(
        "Kept Apart",
        related="secrecy_level_id.keeps_apart",
        store=True,
        help="Its secrecy level keeps it in a volume and at a place for secrets.",
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)

    volume_id = fields.Many2one(
        "customer.archive.volume",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        tracking=True,
    )
    volume_position = fields.Integer("Position", readonly=True, copy=False, aggregator=None)
    place_id = fields.Many2one(
        "customer.archive.place",
        compute="_compute_place_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        copy=False,
        help="Where it is: with its volume, or by itself.",
    )
    handed_in_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    handed_in_date = fields.Datetime("Handed In On", readonly=True, copy=False)
    filed_by_id = fields.Many2one("res.users", string="Received By", readonly=True, copy=False, ondelete="restrict")
    filed_date = fields.Datetime("Received On", readonly=True, copy=False)

    _counts_positive = models.Constraint(
        "CHECK(copies > 0 AND pages > 0)", "A document has one copy and one page at least."
    )
    _relation_complete = models.Constraint(
        "CHECK((relation IS NULL) = (related_id IS NULL))", "Say how the document belongs to which other one."
    )
    _dates_in_order = models.Constraint(
        "CHECK(date_start IS NULL OR date_end IS NULL OR date_start <= date_end)",
        "The last day cannot lie before the first.",
    )
    _expiring = models.Index("(company_id, retention_date) WHERE state = 'filed'")

    @api.depends("number", "name", "secrecy_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for document in self:
            # links show the name of a record to whoever sees the link: of a secret one the number and the remark
            remark = document._remark()
            title = self.env._("(%s)", remark) if remark else document.name
            number = document.number or (self.env._("Document %s", document.id) if remark else "")
            document.display_name = " ".join(filter(None, (number, title)))

    @api.depends("responsible_id")
    def _compute_department_id(self):
        for document in self:
            if not document.department_id:
                document.department_id = document.responsible_id._department_in(document.company_id)

    @api.depends(
        "nature",
        "date",
        "date_start",
        "date_end",
        "relation",
        "related_id.year",
        "relative_ids.relation",
        "relative_ids.date",
        "volume_id.state",
    )
    def _compute_year(self):
        for document in self:
            if document.volume_id.state == "closed":
                document.year = document.year
            elif document.relation in ("annex", "draft", "translation"):
                document.year = document.related_id.year
            else:
                replies = document.relative_ids.filtered(lambda other: other.relation == "reply" and other.date)
                document.year = filing_year(
                    document.nature,
                    document.date or fields.Date.context_today(document),
                    document.date_start or None,
                    document.date_end or None,
                    max(replies.mapped("date"), default=None),
                )

    @api.depends(
        "state",
        "department_id",
        "class_id.custody",
        "class_id.department_id",
        "company_id.customer_archive_department_id",
    )
    def _compute_custodian_department_id(self):
        for document in self:
            main, item = document.department_id, document.class_id
            received = document.state in ("filed", "destroyed")
            document.custodian_department_id = item._custodian_department(main, received) if item else main

    @api.depends("state", "custodian_department_id", "responsible_id", "class_id")
    def _compute_custodian_id(self):
        for document in self:
            if document.state in ("draft", "handed_in") and document.class_id.custody == "responsible":
                document.custodian_id = document.responsible_id
            else:
                document.custodian_id = document.custodian_department_id._archive_keeper(document.company_id)

    @api.depends("volume_id.place_id")
    def _compute_place_id(self):
        for document in self:
            document.place_id = document.volume_id.place_id or document.place_id

    @api.constrains("related_id")
    def _check_related_id(self):
        if self._has_cycle("related_id"):
            raise ValidationError(self.env._("Documents cannot belong to each other in a circle."))

    @api.constrains("class_id", "place_id")
    def _check_place_id(self):
        for document in self:
            document._check_fixed_place(document.class_id, document.place_id)

    @api.model
    def _check_fixed_place(self, item, place):
        """Refuse a place other than that of the class (S1.5-6.3)."""
        if item.mode == "enforce" and place and item.place_id and not place._is_inside(item.place_id):
            message = self.env._(
                "Documents of the class %(class)s are kept in %(place)s, not in %(other)s.",
                **{"class": item.display_name},
                place=item.place_id.complete_name,
                other=place.complete_name,
            )
            raise ValidationError(message)

    @api.constrains("volume_id", "class_id", "related_id")
    def _check_volume_id(self):
        for document in self.filtered("volume_id"):
            obstacle = document.volume_id._document_obstacle(document)
            if obstacle:
                raise ValidationError(obstacle)

    # secrecy

    @api.model
    def _in_charge_sql(self, user_id: int, alias: str) -> SQL:
        """Who is responsible for a document is in charge of it until the archive has received it."""
        own = SQL(
            "(%(row)s.responsible_id = %(user)s AND %(row)s.state IN ('draft', 'handed_in'))",
            row=SQL.identifier(alias),
            user=user_id,
        )
        return SQL("(%s OR %s)", own, super()._in_charge_sql(user_id, alias))

    def _secrecy_title(self):
        self.ensure_one()
        return self.number or super()._secrecy_title()

    def _flush(self):  # pylint: disable=unknown-option-value,missing-return
        """Notice that documents come to be kept apart, by whatever level, and no longer (S2.2-23b)."""
        ids = list(self.env._field_dirty.get(self._fields["is_secret"], ()))
        super()._flush()
        if ids:
            # sudo: a filed document is closed to changes; where it lies follows from its level
            self.sudo().browse(ids)._keep_apart()

    def _keep_apart(self):
        """Take documents out of volumes where those of their level do not lie."""
        for document in self.filtered("volume_id"):
            if document.state == "destroyed" or not document.volume_id._document_obstacle(document):
                continue
            if document.state == "filed":
                document._move_apart()
            elif document.volume_id.state == "open":
                # it only was meant for this one
                document.volume_id = False

    def _move_apart(self):
        self.ensure_one()
        if self.volume_id.state == "open":
            self.volume_id = self.env["customer.archive.volume"]._open_for(self)
            return
        self.volume_id.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Open the volume and put apart: %s", self.number),
            user_id=(self.volume_id.closed_by_id or self.env.user).id,
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        for document in self:
            if document.state != "draft" or document.handed_in_date:
                raise UserError(
                    self.env._(
                        "%s was handed in and cannot be deleted. Its content is destroyed by a destruction request.",
                        document.display_name,
                    )
                )

    def _document_department(self):
        self.ensure_one()
        return self.department_id

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "retention_id",
            "retention_date",
            "volume_position",
            "destroyed_date",
            "destruction_record_id",
        }

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "responsible_id", "department_id", "volume_id"]
