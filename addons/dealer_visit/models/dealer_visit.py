from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

#: states in which a visit is still to come
COMING = ("draft", "planned", "started")


class DealerVisit(models.Model):
    """A visit to a customer: prepared, made, and reported (走访)."""

    _name = "dealer.visit"
    _description = "Visit"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
    ]
    _order = "date_begin desc, route_sequence, id desc"
    _rec_names_search = ["number", "file_id"]
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    _attachment_fields = ("photo_ids", "survey_ids")
    _fixed_fields = ("company_id", "file_id", "create_uid")
    _final_states = ("done", "cancelled")
    _workflow_steps = (
        Step("plan", _lt("Plan"), ("draft",), "planned"),
        Step("start", _lt("Start"), ("draft", "planned"), "started", stamp_date="started_date"),
        Step("close", _lt("Close"), ("started",), "done", "", "closed_by_id", "closed_date"),
        Step("cancel", _lt("Cancel"), COMING, "cancelled"),
    )

    file_id = fields.Many2one(
        "customer.file", string="Customer File", required=True, index=True, check_company=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="file_id.partner_id", string="Customer", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(related="file_id.company_id", store=True, precompute=True, index=True, default=None)
    state = fields.Selection(
        [
            ("draft", "Proposed"),
            ("planned", "Planned"),
            ("started", "Under Way"),
            ("done", "Made"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    purpose_id = fields.Many2one("dealer.visit.purpose", index=True, check_company=True, ondelete="restrict")
    date_begin = fields.Datetime("Planned for", required=True, default=fields.Datetime.now, index=True)
    duration = fields.Float("Duration (Hours)", default=1.0)
    date_end = fields.Datetime("Until", compute="_compute_date_end", store=True)
    user_id = fields.Many2one(
        "res.users",
        string="Visitor",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    companion_ids = fields.Many2many("res.users", string="Accompanied By", help="Colleagues who come along.")
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    route_sequence = fields.Integer("Stop", default=10, help="The order of the stops of a day.")
    visit_date = fields.Date("Visited on", copy=False, index="btree_not_null")
    answers = fields.Properties("Questions", definition="purpose_id.question_definition", copy=False)
    report = fields.Text("Visit Report", copy=False)
    data_update = fields.Selection(
        [("updated", "Data were updated"), ("unchanged", "Data were checked and are right")],
        string="Customer Data",
        copy=False,
    )
    next_moves = fields.Text("Next Moves of the Customer", copy=False)
    photo_ids = fields.Many2many("ir.attachment", "dealer_visit_photo_rel", string="Photographs", copy=False)
    survey_ids = fields.Many2many("ir.attachment", "dealer_visit_survey_rel", string="Survey Forms", copy=False)
    is_senior = fields.Boolean("By Top Management", readonly=True, copy=False)
    started_date = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    _duration_positive = models.Constraint("CHECK(duration > 0)", "A visit takes time.")

    @api.depends("file_id", "date_begin")
    def _compute_display_name(self):
        for visit in self:
            # sudo: the number and the name of a customer are no secret
            visit.display_name = self.env._("Visit to %s", visit.sudo().file_id.display_name or "")

    @api.depends("date_begin", "duration")
    def _compute_date_end(self):
        for visit in self:
            visit.date_end = visit.date_begin and visit.date_begin + relativedelta(minutes=round(visit.duration * 60))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for visit in self:
            visit.department_id = visit.user_id._department_in(visit.company_id)

    def action_plan(self):
        return self._run_step("plan")

    def action_start(self):
        return self._run_step("start")

    def action_close(self):
        return self._run_step("close")

    def action_cancel(self):
        return self._run_step("cancel")
