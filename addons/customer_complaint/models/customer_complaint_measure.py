from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from .customer_complaint_filling import FREE

_lt = LazyTranslate(__name__)


class CustomerComplaintMeasure(models.Model):
    """What keeps the trouble of a case away, now or for good, with its own clock (改善措施).

    It lives on when the case is closed: whoever has it carries it out, and the unit that the procedure names confirms
    its effect. A confirmed measure stays as it is.
    """

    _name = "customer.complaint.measure"
    _description = "Improvement measure"
    _inherit = [
        "customer.workflow.mixin",
        "customer.complaint.row.mixin",
        "customer.deadline.mixin",
        "customer.attachment.mixin",
        "customer.complaint.inside.mixin",
        "mail.activity.mixin",
    ]
    _steps_act_for_anybody = True
    _order = "due_date, id"
    _check_company_auto = True
    _complaint_field = "measure_ids"
    _attachment_fields = ("evidence_ids",)
    _mail_post_access = "read"
    _workflow_steps = (
        Step("done", _lt("Carried Out"), ("open",), "done", "", "done_by_id", "done_date", "read"),
        Step(
            "confirm",
            _lt("Confirm the Effect"),
            ("done",),
            "confirmed",
            "",
            "confirmed_by_id",
            "confirmed_date",
            "read",
        ),
        Step("reject", _lt("Without Effect"), ("done",), "open", "", "", "", "read"),
        Step("cancel", _lt("Give Up"), ("open",), "cancelled", "customer_policy.group_supervisor", access="read"),
    )

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    kind = fields.Selection(
        [("containment", "Containment"), ("corrective", "Corrective"), ("preventive", "Preventive")],
        required=True,
        default="corrective",
    )
    name = fields.Char("Measure", required=True)
    finding_id = fields.Many2one(
        "customer.complaint.finding",
        string="Against",
        domain="[('complaint_id', '=', complaint_id)]",
        index="btree_not_null",
        ondelete="set null",
        help="The cause that the measure removes.",
    )
    is_notice = fields.Boolean(
        "Corrective Notice",
        help="The department gets a corrective and preventive notice (纠正预防措施通知单), "
        "and shows with evidence that it carried it out.",
    )
    department_id = fields.Many2one(
        "hr.department", index="btree_not_null", ondelete="restrict", check_company=True, help="It carries it out."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        help="Empty: any member of the department.",
    )
    due_date = fields.Date("Due on", required=True, help="The last day on which it can be carried out in time.")
    state = fields.Selection(
        [("open", "To Do"), ("done", "Carried Out"), ("confirmed", "Effect Confirmed"), ("cancelled", "Given Up")],
        default="open",
        tracking=True,
        group_expand=True,
    )
    result = fields.Text("What Was Done")
    evidence_ids = fields.Many2many("ir.attachment", copy=False)
    effect = fields.Text(help="What the check of the effect found.")
    done_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    done_date = fields.Datetime("Carried Out on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime("Confirmed on", readonly=True, copy=False)

    _open = models.Index("(company_id, due_date) WHERE state IN ('open', 'done')")
    _somebody = models.Constraint(
        "CHECK(num_nonnulls(department_id, user_id) > 0)", "Say which department or person carries the measure out."
    )

    @api.depends("complaint_id.number", "name", "secrecy_level_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for measure in self:
            # sudo: the number of a case is no secret
            measure.display_name = f"{measure.complaint_id.sudo().number or ''} {measure._title(measure.name)}".strip()

    # who

    def _may_do(self, user) -> bool:
        """Say whether ``user`` carries this out, or urges that it is."""
        # sudo: who works in which department, and which unit urges, is no secret
        measure = self.sudo()
        if measure.complaint_id._is_about(user):
            return False
        department = measure.department_id
        mine = user == measure.user_id if measure.user_id else user in department.member_ids.user_id
        urging = measure.complaint_id.procedure_id.urging_unit_id
        return mine or user == department._get_manager_user() or bool(urging and user in urging._get_users())

    def _may_confirm(self, user) -> bool:
        """Say whether ``user`` judges the effect: the unit the procedure names, and not who did it."""
        # sudo: see above
        measure = self.sudo()
        if measure.complaint_id._is_about(user) or user == measure.done_by_id:
            return False
        unit = measure.complaint_id.procedure_id.effect_unit_id
        return user in unit._get_users() if unit else user.has_group("customer_policy.group_user")

    def _filled_by(self, user) -> set[str]:
        """Name what ``user`` may fill in now beside those who wrote the measure down."""
        if self.state == "open" and (self._may_do(user) or user.has_group("customer_policy.group_supervisor")):
            return {"result", "evidence_ids"}
        if self.state == "done" and self._may_confirm(user):
            return {"effect", "due_date"}
        return set()

    def _check_row_filling(self, names):
        names = names and {name for name in names if not name.startswith(FREE)} - set(self._workflow_protected_fields())
        others = self.filtered(lambda measure: names is None or not names <= measure._filled_by(self.env.user))
        for measure in others:
            if measure.state != "open":
                raise AccessError(
                    self.env._(
                        "%(measure)s: it is “%(state)s”, and stays as it is.",
                        measure=measure.display_name,
                        state=measure._workflow_state_label(),
                    )
                )
        return super(CustomerComplaintMeasure, others)._check_row_filling(names)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for measure in self:
            if measure.state != "open":
                raise UserError(self.env._("%s was carried out: it stays.", measure.display_name))

    def _step_obstacle(self, step):
        if not self.env.su:
            if step.name == "done" and not self._may_do(self.env.user):
                return self.env._("Whoever has the measure carries it out.")
            if step.name in ("confirm", "reject") and not self._may_confirm(self.env.user):
                return self._confirming_obstacle()
        return super()._step_obstacle(step)

    def _confirming_obstacle(self) -> str:
        # sudo: which unit judges the effect is no secret
        unit = self.sudo().complaint_id.procedure_id.effect_unit_id
        who = unit.name or self.env._("customer service")
        return self.env._("The effect is confirmed by “%s”, and not by who carried it out.", who)

    # the clock

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "done": self.env._("Carried Out")}

    def _deadline_users(self):
        return self.user_id or self.department_id.member_ids.user_id | self.department_id._get_manager_user()

    def _begin_following(self):
        """Start the clock of measures that are tracked, and give them to whom they are for (S1.2-09.7b)."""
        for measure in self:
            # sudo: the case says whether its improvement is tracked
            if measure.state != "open" or measure.sudo().complaint_id.needs_tracking == "no":
                continue
            measure._start_deadline("done", measure._due_moment())
            owner = measure.user_id or measure.department_id._get_manager_user()
            if owner:
                measure.sudo().activity_schedule(  # sudo: see above
                    "mail.mail_activity_data_todo",
                    date_deadline=measure.due_date,
                    summary=measure.name,
                    user_id=owner.id,
                )

    def _end_following(self, reason: str):
        self._cancel_deadlines(reason)
        # sudo: activities of others end as well
        self.sudo().activity_unlink(["mail.mail_activity_data_todo", "customer_policy.mail_activity_type_deadline"])

    def _due_moment(self):
        """Return when the last day begins: the term of a measure is counted from there, by a rule of 0 days mostly."""
        return self.company_id._policy_moments(self.due_date, self.due_date)[0]

    def _urge(self):
        """Give the unit that urges improvement an activity; a step of a deadline rule runs it (S1.2-07.2b)."""
        for measure in self:
            # sudo: the step runs as whoever saved its rule, who may see no case; an activity shows what the measure is
            known = measure.sudo()
            case = known.complaint_id
            users = case.procedure_id.urging_unit_id and case.procedure_id.urging_unit_id._get_leaders()
            for user in users or case.user_id or case.first_contact_id:
                known.activity_schedule(
                    "customer_policy.mail_activity_type_deadline",
                    summary=self.env._("See to it: %s is overdue", known.display_name),
                    user_id=user.id,
                )

    @api.model_create_multi
    def create(self, vals_list):
        measures = super().create(vals_list)
        measures._begin_following()
        return measures

    def write(self, vals):
        result = super().write(vals)
        if "due_date" in vals:
            for measure in self:
                measure._move_deadline("done", measure._due_moment(), self.env._("Another day was agreed."))
        return result

    # steps

    def action_done(self):
        return self._run_step("done")

    def action_confirm(self):
        return self._run_step("confirm")

    def action_reject(self):
        return self._run_step("reject")

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_done(self):
        for measure in self:
            if not (measure.result or "").strip():
                raise UserError(self.env._("%s: write what was done.", measure.display_name))
            if measure.is_notice and not measure.evidence_ids:
                raise UserError(
                    self.env._("%s: a corrective notice is carried out with evidence: add it.", measure.display_name)
                )

    def _after_done(self):
        self._meet_deadline("done")
        # sudo: whoever had it is done with it
        self.sudo().activity_feedback(["mail.mail_activity_data_todo", "customer_policy.mail_activity_type_deadline"])
        for measure in self.sudo():  # sudo: which unit judges the effect is no secret
            unit = measure.complaint_id.procedure_id.effect_unit_id
            for user in unit and unit._get_leaders():
                measure.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Check the effect: %s", measure.name),
                    user_id=user.id,
                )

    def _check_effect_said(self):
        for measure in self:
            if not (measure.effect or "").strip():
                raise UserError(self.env._("%s: write what the check of the effect found.", measure.display_name))

    def _before_confirm(self):
        self._check_effect_said()

    def _after_confirm(self):
        self._end_following(self.env._("The effect was confirmed."))

    def _before_reject(self):
        self._check_effect_said()

    def _after_reject(self):
        self._end_following(self.env._("The measure had no effect."))
        # sudo: whoever may judge the effect sends it back
        self.sudo()._write_protected({"done_by_id": False, "done_date": False})
        self._begin_following()

    def _before_cancel(self):
        for measure in self:
            if not (measure.result or "").strip():
                raise UserError(self.env._("%s: write why it is given up.", measure.display_name))

    def _after_cancel(self):
        self._end_following(self.env._("The measure was given up."))

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = self.env.company._policy_today()
        return Domain("state", "=", "open") & Domain("due_date", "<", today)

    is_overdue = fields.Boolean("Past Its Day", compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("state", "due_date")
    def _compute_is_overdue(self):
        today = self.env.company._policy_today()
        for measure in self:
            measure.is_overdue = measure.state == "open" and bool(measure.due_date) and measure.due_date < today
