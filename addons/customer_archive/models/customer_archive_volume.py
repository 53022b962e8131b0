from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from ..tools.volume_order import Paper, volume_order
from .customer_archive_document import INFORMATION_ADMINISTRATOR, SUPERVISOR

_lt = LazyTranslate(__name__)

#: states of documents that lie in their volume
IN_VOLUME = ("filed", "destroyed")


class CustomerArchiveVolume(models.Model):
    """Documents of one class and one year, bound together (案卷).

    While it is open documents come in; closed it stays as it is.
    """

    _name = "customer.archive.volume"
    _description = "Archive volume"
    _inherit = [
        "customer.workflow.mixin",
        "customer.numbered.mixin",
        "customer.secret.mixin",
        "customer.fixed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "year desc, number desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _fixed_fields = ("company_id",)
    _secrecy_registers = True
    _secrecy_index_fields = ("id", "display_name", "number", "company_id", "secrecy_level_id", "state")

    _workflow_steps = (
        Step("close", _lt("Close"), ("open",), "closed", INFORMATION_ADMINISTRATOR, "closed_by_id", "closed_date"),
        Step("reopen", _lt("Open Again"), ("closed",), "open", SUPERVISOR, access="read"),
    )

    name = fields.Char("Title", compute="_compute_name", store=True, readonly=False, precompute=True, required=True)
    class_id = fields.Many2one(
        "customer.archive.class", required=True, index=True, ondelete="restrict", check_company=True, tracking=True
    )
    year = fields.Integer(
        required=True, aggregator=None, default=lambda self: self.env.company._policy_today().year, tracking=True
    )
    is_apart = fields.Boolean("For Secrets", tracking=True)
    place_id = fields.Many2one(
        "customer.archive.place", index="btree_not_null", ondelete="restrict", check_company=True, tracking=True
    )
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        tracking=True,
        group_expand=True,
    )
    document_ids = fields.One2many("customer.archive.document", "volume_id", string="Documents")
    document_count = fields.Integer("Kinds", compute="_compute_counts")
    copy_count = fields.Integer("Copies", compute="_compute_counts")
    page_count = fields.Integer("Pages", compute="_compute_counts")
    check_ids = fields.One2many("customer.archive.volume.check", "volume_id", string="Points to Check", copy=False)
    contents = fields.Json("List of Contents", readonly=True, copy=False)
    contents_date = fields.Datetime("Contents Listed On", readonly=True, copy=False)
    contents_current = fields.Boolean(compute="_compute_contents_current")
    note = fields.Text()
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime("Closed On", readonly=True, copy=False)

    _year_plausible = models.Constraint("CHECK(year BETWEEN 1900 AND 2200)", "The year of a volume has four digits.")

    @api.depends("class_id", "year", "is_apart")
    def _compute_name(self):
        for volume in self:
            if not volume.name or not volume.id:
                volume.name = f"{volume.class_id.name or ''} {volume.year or ''}".strip()

    @api.depends("number", "name", "secrecy_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for volume in self:
            remark = volume._remark()
            title = self.env._("(%s)", remark) if remark else volume.name
            volume.display_name = " ".join(filter(None, (volume.number, title)))

    @api.model
    def _secrecy_level_depends(self):
        return [*super()._secrecy_level_depends(), "document_ids.secrecy_level_id.rank"]

    @api.depends(lambda self: self._secrecy_level_depends())
    def _compute_secrecy_level_id(self):
        """A volume is as secret as the most secret document in it: its list of contents tells their titles."""
        for volume in self:
            levels = volume.own_secrecy_level_id | volume.document_ids.secrecy_level_id
            volume.secrecy_level_id = levels._highest(levels)

    def _compute_counts(self):
        domain = [("volume_id", "in", self.ids), ("state", "in", IN_VOLUME)]
        groups = self.env["customer.archive.document"]._read_group(
            domain, ["volume_id"], ["__count", "copies:sum", "pages:sum"]
        )
        counts = {volume: numbers for volume, *numbers in groups}
        for volume in self:
            volume.document_count, volume.copy_count, volume.page_count = counts.get(volume, (0, 0, 0))

    @api.depends("document_ids", "contents")
    def _compute_contents_current(self):
        for volume in self:
            volume.contents_current = bool(volume.contents) and volume.contents == volume._contents_rows()

    @api.constrains("class_id", "place_id", "is_apart")
    def _check_place_id(self):
        for volume in self.filtered("place_id"):
            self.env["customer.archive.document"]._check_fixed_place(volume.class_id, volume.place_id)
            if volume.place_id.is_apart != volume.is_apart:
                raise ValidationError(
                    self.env._(
                        "%s: secret volumes stand at a place for secrets, and others do not.", volume.display_name
                    )
                )

    @api.constrains("class_id", "year", "is_apart")
    def _check_documents(self):
        self.document_ids._check_volume_id()

    @api.model_create_multi
    def create(self, vals_list):
        volumes = super().create(vals_list)
        volumes._draw_numbers()
        for volume in volumes:
            rule = self.env["customer.archive.volume.rule"]._matching(volume)
            # sudo: the points come from the rule, and are ticked by their own method only
            volume.sudo().check_ids = [fields.Command.create({"name": point.name}) for point in rule.point_ids]
        return volumes

    @api.ondelete(at_uninstall=False)
    def _unlink_except_empty(self):
        for volume in self:
            if volume.document_ids or volume.state != "open":
                raise UserError(self.env._("%s holds documents and cannot be deleted.", volume.display_name))

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "contents", "contents_date"}

    # what goes in

    @api.model
    def _open_for(self, document):
        """Return the open volume that takes ``document``: of its class and year; made when there is none."""
        key = {
            "company_id": document.company_id.id,
            "class_id": document.class_id.id,
            "year": document.year,
            "is_apart": document.is_secret,
        }
        domain = [(name, "=", value) for name, value in key.items()] + [("state", "=", "open")]
        return self.search(domain, limit=1, order="id") or self.create({**key, "place_id": self._place_for(document)})

    @api.model
    def _place_for(self, document):
        """Return the id of the fixed place of the class, when the document may stand there."""
        place = document.class_id.place_id
        return place.id if place.is_apart == document.is_secret else False

    def _document_obstacle(self, document) -> str:
        """Say why ``document`` may not lie in this volume, or return an empty string."""
        self.ensure_one()
        names = {"document": document.display_name, "volume": self.display_name}
        if document.class_id and not self._takes_class(document.class_id):
            return self.env._("%(document)s is of another class than the volume %(volume)s.", **names)
        if self.state == "open" and document.year != self.year:
            return self.env._(
                "%(document)s belongs to the year %(year)s, and so not into the volume %(volume)s.",
                year=document.year,
                **names,
            )
        if document.is_secret and not self.is_apart:
            return self.env._("%(document)s is secret: it lies in a volume for secrets, not in %(volume)s.", **names)
        if self.is_apart and not document.is_secret:
            if not any(other.is_secret for other in document._family() & self.document_ids):
                return self.env._(
                    "%(document)s is not secret: it goes into the volume for secrets %(volume)s only with a secret "
                    "document it belongs to.",
                    **names,
                )
        return ""

    def _takes_class(self, item) -> bool:
        return bool(item.parent_path) and item.parent_path.startswith(self.class_id.parent_path or "/")

    def _filed_documents(self):
        """Return what lies in the volume, without what is only meant for it."""
        return self.document_ids.filtered(lambda document: document.state in IN_VOLUME)

    # contents

    def _sorted_documents(self):
        """Return the filed documents in the written order."""
        self.ensure_one()
        papers = [
            Paper(document.id, document.date, document.relation or "", document.related_id.id or None)
            for document in self._filed_documents()
        ]
        return self.document_ids.browse(volume_order(papers))

    def _contents_rows(self) -> list[dict]:
        """Return the list of contents (卷内文件目录) as it would be now."""
        self.ensure_one()
        rows, page = [], 1
        for position, document in enumerate(self._sorted_documents(), start=1):
            rows.append(
                {
                    "position": position,
                    "id": document.id,
                    "number": document.number or "",
                    "title": document.name,
                    "date": fields.Date.to_string(document.date),
                    "department": document.department_id.name or "",
                    "page": page,
                    "pages": document.pages,
                    "copies": document.copies,
                    "relation": document.relation or "",
                    "related": document.related_id.number or "",
                    "is_destroyed": document.state == "destroyed",
                }
            )
            page += document.pages
        return rows

    def action_list_contents(self):
        """Put the documents into the written order and keep the list of contents."""
        self.check_access("write")
        for volume in self:
            rows = volume._contents_rows()
            volume._write_protected({"contents": rows, "contents_date": fields.Datetime.now()})
            for row in rows:
                # sudo: a filed document is closed to changes; its position in the volume is the archive's
                document = self.env["customer.archive.document"].sudo().browse(row["id"])
                document._write_protected({"volume_position": row["position"]})
        return True

    def _contents_note(self, row: dict) -> str:
        """Return the remark of a row of the list of contents, in the language of the reader."""
        if row.get("is_destroyed"):
            return self.env._("destroyed")
        relation = self.env["customer.archive.document"]._fields["relation"]
        labels = dict(relation._description_selection(self.env))
        return " ".join(filter(None, (labels.get(row.get("relation")), row.get("related"))))

    def action_print_contents(self):
        self.ensure_one()
        return self.env.ref("customer_archive.report_customer_archive_volume").report_action(self)

    def _forget_title(self, document):
        """Take the title of a destroyed document out of the kept list of contents."""
        for volume in self.filtered("contents"):
            rows = [
                {**row, "title": document.name, "is_destroyed": True} if row["id"] == document.id else row
                for row in volume.contents
            ]
            volume._write_protected({"contents": rows})

    # closing

    def action_close(self):
        return self._run_step("close")

    def action_reopen(self):
        return self._run_step("reopen")

    def _step_obstacle(self, step):
        if step.name == "close":
            rule = self.env["customer.archive.volume.rule"]._matching(self)
            keeper = self.company_id.customer_archive_department_id._archive_keeper(self.company_id)
            if rule.mode == "enforce" and rule.archivist_only and self.env.user != keeper:
                return (
                    self.env._("The archivist closes volumes: %s.", keeper.name or self.env._("nobody was named"))
                    + " "
                    + rule._why()
                )
        return super()._step_obstacle(step)

    def _before_close(self):
        for volume in self:
            if not volume._filed_documents():
                raise UserError(self.env._("%s holds no document.", volume.display_name))
            # sudo: what was meant for this volume and is not there yet, by whomever, goes into the next one
            (volume.sudo().document_ids - volume._filed_documents()).volume_id = False
            volume._check_together()
            rule = self.env["customer.archive.volume.rule"]._matching(volume)
            if not rule:
                continue
            missing = volume.check_ids.filtered(lambda check: not check.is_done)
            if missing:
                points = ", ".join(missing.mapped("name"))
                message = self.env._(
                    "%(volume)s: not checked yet: %(points)s.", volume=volume.display_name, points=points
                )
                rule._breached_by(volume, message)
            if rule.needs_contents and not volume.contents_current:
                rule._breached_by(
                    volume, self.env._("%s: the list of contents is missing or no longer right.", volume.display_name)
                )
            keeper = volume.company_id.customer_archive_department_id._archive_keeper(volume.company_id)
            if rule.mode == "observe" and rule.archivist_only and self.env.user != keeper:
                rule._breached_by(volume, self.env._("%s was closed by somebody else.", volume.display_name))

    def _check_together(self):
        """Refuse to close a volume while a filed document that belongs to one in it lies elsewhere (S2.2-23a)."""
        self.ensure_one()
        for document in self._filed_documents():
            parted = (document.related_id | document.relative_ids).filtered(
                lambda other: other.state == "filed" and other.volume_id != self and other.volume_id.state == "open"
            )
            if parted:
                raise UserError(
                    self.env._(
                        "%(document)s and %(other)s belong together and lie in two volumes.",
                        document=document.display_name,
                        other=parted[0].display_name,
                    )
                )
