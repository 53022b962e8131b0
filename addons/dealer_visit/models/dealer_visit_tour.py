from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class DealerVisitTour(models.Model):
    """A tour round of dealers and customers with a survey, closed with its written analysis (S1.5-4.3c)."""

    _name = "dealer.visit.tour"
    _description = "Tour round"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.export.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
    ]
    _order = "date_from desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _attachment_fields = ("analysis_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("closed", "cancelled")
    _workflow_steps = (
        Step("start", _lt("Start"), ("draft",), "running"),
        Step("close", _lt("Close"), ("running",), "closed", "", "closed_by_id", "closed_date"),
        Step("cancel", _lt("Cancel"), ("draft", "running"), "cancelled"),
    )

    name = fields.Char(required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Under Way"), ("closed", "Closed"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    date_from = fields.Date(required=True, default=fields.Date.context_today)
    date_to = fields.Date()
    responsible_id = fields.Many2one(
        "res.users", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict", tracking=True
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    purpose_id = fields.Many2one(
        "dealer.visit.purpose", index="btree_not_null", check_company=True, ondelete="restrict"
    )
    file_ids = fields.Many2many("customer.file", string="To Visit", check_company=True)
    visit_ids = fields.One2many("dealer.visit", "tour_id", string="Visits")
    visit_count = fields.Integer("Planned", compute="_compute_counts", compute_sudo=True)
    made_count = fields.Integer("Made", compute="_compute_counts", compute_sudo=True)
    analysis = fields.Text("Survey Analysis", copy=False)
    analysis_ids = fields.Many2many("ir.attachment", string="Survey Analysis Report", copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    _days_in_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "It cannot end before it begins."
    )

    @api.model
    def _secrecy_level_depends(self):
        # what is said of all customers is as secret as the most secret of them
        return [*super()._secrecy_level_depends(), "visit_ids.secrecy_level_id.rank", "file_ids.secrecy_level_id.rank"]

    @api.depends(lambda self: self._secrecy_level_depends())
    def _compute_secrecy_level_id(self):
        for tour in self:
            levels = tour.own_secrecy_level_id | tour.visit_ids.secrecy_level_id | tour.file_ids.secrecy_level_id
            tour.secrecy_level_id = levels._highest(levels)

    @api.depends("responsible_id", "company_id")
    def _compute_department_id(self):
        for tour in self:
            tour.department_id = tour.responsible_id._department_in(tour.company_id)

    @api.model
    def _fixed_once_begun(self):
        return ("file_ids", "purpose_id")

    @api.depends("number", "name", "secrecy_level_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for tour in self:
            remark = tour._remark()
            title = self.env._("(%s)", remark) if remark else tour.name
            tour.display_name = " ".join(filter(None, (tour.number, title)))

    @api.depends("visit_ids.state")
    def _compute_counts(self):
        for tour in self:
            tour.visit_count = len(tour.visit_ids.filtered(lambda visit: visit.state != "cancelled"))
            tour.made_count = len(tour.visit_ids.filtered(lambda visit: visit.state == "done"))

    @api.model
    def _evidence_domain(self):
        # until then whoever took the wrong picture takes another one
        return Domain("state", "in", self._final_states)

    @api.model
    def _changes_nothing(self, vals):
        """A tour that was closed can turn out to be a secret."""
        return super()._changes_nothing(vals) or set(vals) <= {"own_secrecy_level_id"}

    def action_start(self):
        return self._run_step("start")

    def _before_start(self):
        for tour in self:
            if not tour.file_ids and not tour.visit_ids:
                raise UserError(self.env._("%s: say whom to visit first.", tour.display_name))

    def _after_start(self):
        self._draw_numbers_by_rule()
        for tour in self:
            tour._plan_visits()

    def _plan_visits(self):
        """Propose a visit to each customer that has none on this tour."""
        begin = self._begin_of_work()
        purpose = self.purpose_id or self.env["dealer.visit.purpose"]._in_force(self.company_id)[:1]
        self.env["dealer.visit"].create(
            [
                {
                    "file_id": file.id,
                    "tour_id": self.id,
                    "purpose_id": purpose.id,
                    "user_id": self.responsible_id.id,
                    "date_begin": begin,
                    "route_sequence": number * 10,
                }
                for number, file in enumerate(self.file_ids - self.visit_ids.file_id, 1)
            ]
        )

    def _begin_of_work(self):
        """Return when work begins on the first day of the tour, in UTC; midnight where no working time says it."""
        midnight, _end = self.company_id._policy_moments(self.date_from, self.date_from)
        # sudo: the working time of the company is no secret
        hours = self.company_id.sudo().resource_calendar_id.attendance_ids
        today = hours.filtered(lambda hour: int(hour.dayofweek) == self.date_from.weekday())
        return midnight + relativedelta(hours=min((today or hours).mapped("hour_from"), default=0))

    def action_close(self):
        return self._run_step("close")

    def _before_close(self):
        for tour in self:
            # sudo: that a visit is open counts, also one that is closed to the user
            waiting = tour.sudo().visit_ids.filtered(lambda visit: visit.state not in ("done", "cancelled"))
            if waiting:
                raise UserError(self.env._("%(tour)s: %(count)s visits are still to be made.", tour=tour.display_name,
                                           count=len(waiting)))  # fmt: skip
            # sudo: as above; what was cancelled has its reason
            if missed := tour.sudo().file_ids - tour.sudo().visit_ids.file_id:
                raise UserError(self.env._("%(tour)s: %(count)s customers were not visited.", tour=tour.display_name,
                                           count=len(missed)))  # fmt: skip
            if not tour.analysis_ids and not (tour.analysis or "").strip():
                raise UserError(self.env._("%s is closed with the survey analysis report.", tour.display_name))

    def action_cancel(self):
        return self._run_step("cancel")

    def action_view_visits(self):
        """Show the visits of the tour."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_visit_action")
        return {**action, "domain": [("tour_id", "=", self.id)], "context": {"default_tour_id": self.id}}
