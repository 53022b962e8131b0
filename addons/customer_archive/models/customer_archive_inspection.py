from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_archive_document import INFORMATION_ADMINISTRATOR

_lt = LazyTranslate(__name__)


class CustomerArchiveInspection(models.Model):
    """A check of what is kept, or of the place it is kept in, with what was found (S3-14.1, S3-14.3).

    When it is done the term until the next one begins, as the deadline rules say.
    """

    _name = "customer.archive.inspection"
    _description = "Custody inspection"
    _inherit = ["customer.record.mixin", "customer.deadline.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _final_states = ("done",)

    _workflow_steps = (
        Step("complete", _lt("Complete"), ("draft",), "done", INFORMATION_ADMINISTRATOR, "done_by_id", "done_date"),
    )

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(
        [("custody", "Custody of Documents"), ("environment", "Storage Environment")],
        required=True,
        default="custody",
        tracking=True,
    )
    place_id = fields.Many2one(
        "customer.archive.place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="What is inspected, with all places inside; empty: the whole archive.",
    )
    date = fields.Date(required=True, default=fields.Date.context_today, tracking=True)
    responsible_id = fields.Many2one(
        "res.users",
        string="Inspector",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
    )
    state = fields.Selection(
        [("draft", "In Progress"), ("done", "Done")],
        tracking=True,
    )
    checked_count = fields.Integer("Checked", help="How many documents were checked.")
    finding_ids = fields.One2many("customer.archive.finding", "inspection_id", string="Findings")
    finding_count = fields.Integer("Findings Noted", compute="_compute_counts")
    damaged_count = fields.Integer("Damaged", compute="_compute_counts")
    missing_count = fields.Integer("Missing", compute="_compute_counts")
    next_date = fields.Date("Next Inspection", compute="_compute_next_date")
    note = fields.Text()
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    done_date = fields.Datetime("Done On", readonly=True, copy=False)

    _checked_positive = models.Constraint("CHECK(checked_count >= 0)", "No less than no document can be checked.")

    @api.depends("kind", "place_id.complete_name", "date")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for inspection in self:
            parts = (labels.get(inspection.kind), inspection.place_id.complete_name, str(inspection.date or ""))
            inspection.name = " ".join(filter(None, parts))

    @api.depends("finding_ids.kind")
    def _compute_counts(self):
        for inspection in self:
            kinds = inspection.finding_ids.mapped("kind")
            inspection.finding_count = len(kinds)
            inspection.damaged_count = sum(kind in ("damaged", "faded") for kind in kinds)
            inspection.missing_count = kinds.count("missing")

    @api.depends("deadline_ids.state", "deadline_ids.due_date")
    def _compute_next_date(self):
        for inspection in self:
            running = inspection.deadline_ids.filtered(lambda one: one.milestone == "next" and one.state == "open")
            inspection.next_date = running[:1].last_day

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "next": self.env._("Next inspection done")}

    def action_complete(self):
        return self._run_step("complete")

    def _before_complete(self):
        self._draw_numbers_by_rule()

    def _after_complete(self):
        for inspection in self:
            same = [
                ("company_id", "=", inspection.company_id.id),
                ("kind", "=", inspection.kind),
                ("place_id", "=", inspection.place_id.id),
                ("state", "=", "done"),
                ("id", "!=", inspection.id),
            ]
            self.search(same)._meet_deadline("next")
            inspection._start_deadline("next", inspection.company_id._archive_noon(inspection.date))

    def action_view_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_archive.customer_archive_finding_action")
        return {
            **action,
            "domain": [("inspection_id", "=", self.id)],
            "context": {"default_inspection_id": self.id},
        }
