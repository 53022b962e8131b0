import hashlib
import json

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.customer_policy.tools import deadline_time

#: bookkeeping of the database, no data about the customer
LEFT_OUT = ("message_", "activity_", "my_activity_", "rating_", "website_message_")


class CustomerFileSnapshot(models.Model):
    """What a customer file said on a day, frozen (S1.1-4.3.1b).

    The content is a JSON file with its hash. Nobody changes it; it ends by a destruction request.
    """

    _name = "customer.file.snapshot"
    _description = "Snapshot of a customer file"
    _inherit = ["customer.secret.mixin", "customer.destructible.mixin", "customer.fixed.mixin"]
    _secrecy_file_field = "file_id"
    _secrecy_registers = True
    _order = "date desc, id desc"
    _rec_name = "name"
    _check_company_auto = True
    _fixed_fields = (
        "file_id", "company_id", "date", "occasion", "rule_id", "period", "content", "sha256", "user_id",
        "retention_id", "retention_date", "destroyed_date", "destruction_record_id", "state", "name",
    )  # fmt: skip

    name = fields.Char(required=True, readonly=True)
    file_id = fields.Many2one(
        "customer.file", string="Customer File", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", related="file_id.company_id", store=True, precompute=True, index=True)
    date = fields.Datetime("Taken On", required=True, readonly=True, default=fields.Datetime.now)
    occasion = fields.Selection(
        [("periodic", "By Rule"), ("manual", "By Hand")],
        "How It Was Taken",
        required=True,
        readonly=True,
        default="manual",
    )
    rule_id = fields.Many2one("customer.file.snapshot.rule", readonly=True, index="btree_not_null", ondelete="restrict")
    period = fields.Date("Period Begins", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Taken By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    state = fields.Selection(
        [("kept", "Kept"), ("destroyed", "Destroyed")], required=True, readonly=True, default="kept"
    )
    content = fields.Binary("Frozen File", readonly=True, attachment=True)
    sha256 = fields.Char("SHA-256", readonly=True)
    is_unchanged = fields.Boolean(
        compute="_compute_is_unchanged", help="The content still has the hash it was stored with."
    )
    content_html = fields.Html("Content", compute="_compute_content_html", sanitize=False)

    _one_per_period = models.UniqueIndex(
        "(rule_id, file_id, period) WHERE rule_id IS NOT NULL", "The file has its snapshot of this period."
    )

    @api.model
    def _raise_levels(self, held: dict):
        """Make snapshots as secret as the most secret of the rows they hold.

        All rows were taken into them, whoever reads what: one level is higher than that of the file, or none is.

        :param held: the levels of the rows, by snapshot
        """
        Levels = self.env["customer.secrecy.level"]
        raised = {}
        for snapshot, levels in held.items():
            highest = Levels._highest(Levels.union(*levels))
            if snapshot.secrecy_level_id.rank < highest.rank:
                raised[highest] = raised.get(highest, self.browse()) | snapshot
        for level, snapshots in raised.items():
            snapshots._classify(level, self.env._("It holds rows of this level."))

    def _raw(self) -> bytes:
        """Return the frozen content."""
        self.ensure_one()
        # sudo: the content of a snapshot one may read; never its size instead, which a client may ask for
        attachments = self.sudo().env["ir.attachment"].with_context(bin_size=False, bin_size_raw=False)
        own = [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "content")]
        return attachments.search(own, limit=1).raw or b""

    def _compute_is_unchanged(self):
        for snapshot in self:
            snapshot.is_unchanged = hashlib.sha256(snapshot._raw()).hexdigest() == snapshot.sha256

    def _compute_content_html(self):
        for snapshot in self:
            raw = snapshot._raw()
            snapshot.content_html = snapshot._render(json.loads(raw)) if raw else False

    @api.model
    def _render(self, content: dict) -> Markup:
        """Return the content as tables."""
        parts = [self._html_table([list(row.values()) for row in content["data"]])]
        for section in content["lines"]:
            parts.append(Markup("<h3>%s</h3>") % section["label"])
            parts.append(self._html_table(section["rows"], section["columns"]))
        return Markup().join(parts)

    @api.model
    def _html_table(self, rows: list[list], head=()) -> Markup:
        cells = Markup().join(Markup("<th>%s</th>") % label for label in head)
        lines = [Markup("<tr>%s</tr>") % cells] if head else []
        for row in rows:
            lines.append(Markup("<tr>%s</tr>") % Markup().join(Markup("<td>%s</td>") % value for value in row))
        return Markup('<table class="table table-sm">%s</table>') % Markup().join(lines)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(self.env._("A snapshot cannot be deleted. Its content is destroyed by a destruction request."))

    # destruction

    def _term(self):
        """What was taken without a class is kept as the rule, or the kind of the file, says today."""
        retention, date = super()._term()
        if not retention:
            day = deadline_time.local_day(self.date, self.company_id._policy_timezone().zone)
            retention, date = self.file_id._snapshot_term(self.rule_id, day)
        return retention, date

    def _destruction_facts(self):
        return {
            **super()._destruction_facts(),
            "document_number": self.name,
            "title": self.sha256,
            "document_date": self.date.date(),
            "file_number": self.file_id.number,
        }

    def _emptied_values(self):
        return {**super()._emptied_values(), "state": "destroyed"}
