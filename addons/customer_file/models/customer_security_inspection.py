from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_security_inspection_rule import KINDS

_lt = LazyTranslate(__name__)


class CustomerSecurityInspection(models.Model):
    """An inspection of how customer information is protected, with what was found and what came of it."""

    _name = "customer.security.inspection"
    _description = "Security inspection"
    _inherit = ["customer.record.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "rule_id")
    _final_states = ("closed",)
    _order = "planned_date desc, id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("inspect", _lt("Inspected"), ("planned",), "inspected", "", "inspected_by_id", "inspected_date"),
        Step("close", _lt("Close"), ("inspected",), "closed", "", "closed_by_id", "closed_date"),
    )

    kind = fields.Selection(KINDS, string="Kind of Inspection", required=True, default="self")
    rule_id = fields.Many2one(
        "customer.security.inspection.rule", string="Plan", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    planned_date = fields.Date("Planned for", required=True, default=fields.Date.context_today)
    inspector_id = fields.Many2one(
        "res.users", index="btree_not_null", default=lambda self: self.env.user, ondelete="restrict"
    )
    scope = fields.Text(help="Which places and systems were inspected.")
    attachment_ids = fields.Many2many("ir.attachment", string="Record", copy=False)
    finding_ids = fields.One2many("customer.security.inspection.finding", "inspection_id", string="Findings")
    open_count = fields.Integer("Open Findings", compute="_compute_open_count")
    state = fields.Selection(
        [("planned", "Planned"), ("inspected", "Inspected"), ("closed", "Closed")],
        default="planned",
        tracking=True,
    )
    inspected_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    inspected_date = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("number", "kind", "planned_date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for inspection in self:
            day = fields.Date.to_string(inspection.planned_date)
            inspection.display_name = " ".join(filter(None, (inspection.number, labels[inspection.kind], day)))

    @api.depends("finding_ids.closed_date")
    def _compute_open_count(self):
        for inspection in self:
            inspection.open_count = len(inspection.finding_ids.filtered(lambda finding: not finding.closed_date))

    def _ask_inspector(self):
        for inspection in self.filtered("inspector_id"):
            inspection.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=inspection.planned_date,
                summary=self.env._("Inspect and record what you find"),
                user_id=inspection.inspector_id.id,
            )

    def action_inspect(self):
        return self._run_step("inspect")

    def action_close(self):
        return self._run_step("close")

    def _before_inspect(self):
        self._draw_numbers_by_rule()

    def _after_inspect(self):
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _before_close(self):
        for inspection in self:
            if inspection.open_count:
                raise UserError(
                    self.env._(
                        "%(inspection)s: %(count)s findings are open.",
                        inspection=inspection.display_name,
                        count=inspection.open_count,
                    )
                )
