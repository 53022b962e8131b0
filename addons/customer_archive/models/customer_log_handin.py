from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_archive_document import INFORMATION_ADMINISTRATOR

_lt = LazyTranslate(__name__)


class CustomerLogHandin(models.Model):
    """The logs that somebody hands in on a day: visit and call records, handover records, the diary (S1.5-6.5)."""

    _name = "customer.log.handin"
    _description = "Hand-in of logs"
    _inherit = ["customer.workflow.mixin", "customer.attachment.mixin", "customer.fixed.mixin"]
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _check_company_auto = True
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "user_id", "date", "due_date", "rule_id")

    _workflow_steps = (
        Step("submit", _lt("Hand In"), ("expected",), "submitted", "", "", "submitted_date", "read"),
        Step(
            "receive",
            _lt("Confirm"),
            ("submitted",),
            "received",
            INFORMATION_ADMINISTRATOR,
            "received_by_id",
            "received_date",
        ),
    )

    rule_id = fields.Many2one("customer.log.rule", readonly=True, index="btree_not_null", ondelete="set null")
    user_id = fields.Many2one(
        "res.users",
        string="Staff Member",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        check_company=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    due_date = fields.Datetime("Due", readonly=True)
    state = fields.Selection(
        [("expected", "Not Handed In"), ("submitted", "Handed In"), ("received", "Received")],
        default="expected",
        group_expand=True,
    )
    is_missing = fields.Boolean("Missing", compute="_compute_is_missing", search="_search_is_missing")
    is_late = fields.Boolean("Late", compute="_compute_is_missing")
    visit_records = fields.Boolean("Visit and Call Records")
    handover_records = fields.Boolean()
    diary = fields.Boolean()
    note = fields.Text()
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)
    submitted_date = fields.Datetime("Handed In On", readonly=True, copy=False)
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    received_date = fields.Datetime("Received On", readonly=True, copy=False)

    _one_a_day = models.UniqueIndex("(user_id, company_id, date)", "Logs are handed in once a day.")
    _waiting = models.Index("(company_id, due_date) WHERE state = 'expected'")

    @api.depends("state", "due_date", "submitted_date")
    def _compute_is_missing(self):
        now = fields.Datetime.now()
        for handin in self:
            due = handin.due_date
            handin.is_missing = handin.state == "expected" and bool(due) and due <= now
            handin.is_late = bool(handin.submitted_date and due) and handin.submitted_date > due

    def _search_is_missing(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return [("state", "=", "expected"), ("due_date", "<=", fields.Datetime.now())]

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                if vals.setdefault("user_id", self.env.uid) != self.env.uid:
                    raise AccessError(self.env._("Everybody hands in the own logs."))
                vals.update(due_date=False, rule_id=False)
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_expected(self):
        for handin in self:
            if handin.state != "expected" or handin.rule_id:
                raise AccessError(self.env._("What was handed in, or is due, cannot be deleted."))

    def _step_obstacle(self, step):
        if step.name == "submit" and self.user_id != self.env.user:
            return self.env._("%s hands in the own logs.", self.user_id.name)
        if step.name == "receive" and self.user_id == self.env.user:
            return self.env._("Nobody confirms the own logs.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "user_id"]

    def action_submit(self):
        return self._run_step("submit")

    def action_receive(self):
        return self._run_step("receive")
