from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step
from odoo.addons.customer_policy.tools import deadline_time

from ..tools import visit_date

_lt = LazyTranslate(__name__)

#: states in which a visit is still to come
COMING = ("draft", "planned", "started")
#: what the calendar shows of a visit
IN_CALENDAR = {"date_begin", "duration", "user_id", "companion_ids", "state", "file_id", "own_secrecy_level_id"}

#: set by the software, also after a visit was closed
PRESENCE = {"present_ids", "is_senior"}


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
    # the last two are set by the software
    _fixed_fields = ("company_id", "file_id", "create_uid", "day_id", "event_id")
    _final_states = ("done", "cancelled")
    _workflow_steps = (
        Step("plan", _lt("Plan"), ("draft",), "planned"),
        Step("start", _lt("Start"), ("draft", "planned"), "started", stamp_date="started_date"),
        Step("close", _lt("Close"), ("started",), "done", "", "closed_by_id", "closed_date"),
        Step("cancel", _lt("Cancel"), COMING, "cancelled"),
    )

    file_id = fields.Many2one("customer.file", string="Customer File", required=True, index=True, ondelete="restrict")
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
    purpose_id = fields.Many2one(
        "dealer.visit.purpose",
        default=lambda self: self.env["dealer.visit.purpose"]._in_force(self.env.company)[:1],
        index=True,
        check_company=True,
        ondelete="restrict",
    )
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
    day_id = fields.Many2one(
        "dealer.visit.day",
        string="Action Report",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
        ondelete="set null",
    )
    tour_id = fields.Many2one(
        "dealer.visit.tour",
        string="Tour Round",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        copy=False,
    )
    invitation_ids = fields.One2many("dealer.visit.invitation", "visit_id", string="Invited Departments")
    postponement_ids = fields.One2many("dealer.visit.postponement", "visit_id", string="Postponed", readonly=True)
    event_id = fields.Many2one(
        "calendar.event",
        string="In the Calendar",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    address = fields.Char(compute="_compute_address")
    phone = fields.Char(related="partner_id.phone")
    map_url = fields.Char("Map", compute="_compute_address")
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
    card_reference = fields.Char("Three-Table Card", copy=False, help="Number of the card that was filled (三表卡).")
    card_missing = fields.Boolean(
        compute="_compute_card_missing", store=True, help="The visit was made and no three-table card is named."
    )
    follow_up = fields.Char("Follow-Up", copy=False, help="What is to be done next: an activity comes of it.")
    follow_up_date = fields.Date("Follow-up until", copy=False)
    follow_up_user_id = fields.Many2one(
        "res.users",
        string="Followed up by",
        copy=False,
        check_company=True,
        ondelete="restrict",
        help="Empty: the visitor.",
    )
    cancel_reason = fields.Text("Why Cancelled", copy=False)
    color = fields.Integer(related="purpose_id.color")
    present_ids = fields.Many2many(
        "res.users",
        "dealer_visit_present_rel",
        string="Were There",
        readonly=True,
        copy=False,
        help="Who closed the visit, and who else of its visitors confirmed to have come along.",
    )
    is_senior = fields.Boolean("By Top Management", readonly=True, copy=False)
    started_date = fields.Datetime(readonly=True, copy=False)
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    _duration_positive = models.Constraint("CHECK(duration > 0)", "A visit takes time.")

    _days = models.Index("(user_id, date_begin)")

    @api.depends("number", "file_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for visit in self:
            # sudo: the number and the name of a customer are no secret
            file = visit.sudo().file_id.display_name
            visit.display_name = " ".join(filter(None, (visit.number, file and self.env._("Visit to %s", file))))

    @api.depends("date_begin", "duration")
    def _compute_date_end(self):
        for visit in self:
            visit.date_end = visit.date_begin and visit.date_begin + relativedelta(minutes=round(visit.duration * 60))

    @api.depends("user_id", "company_id")
    def _compute_department_id(self):
        for visit in self:
            visit.department_id = visit.user_id._department_in(visit.company_id)

    @api.depends("partner_id", "company_id.dealer_map_url")
    def _compute_address(self):
        for visit in self:
            # sudo: the address of a customer is no secret, and the settings of the company neither
            partner, company = visit.sudo().partner_id, visit.sudo().company_id
            parts = (partner.state_id.name, partner.city, partner.street, partner.street2)
            visit.address = " ".join(filter(None, parts))
            template = company.dealer_map_url
            visit.map_url = visit_date.map_link(template, visit.address) if template and visit.address else False

    @api.depends("card_reference", "purpose_id", "state")  # and not what it asks for: that stays as it was
    def _compute_card_missing(self):
        for visit in self:
            there = (visit.card_reference or "").strip()
            visit.card_missing = visit.state == "done" and visit.purpose_id.needs_card and not there

    @api.constrains("visit_date")
    def _check_visit_date(self):
        for visit in self:
            if visit.visit_date and visit.visit_date > visit.company_id._policy_today():
                raise ValidationError(self.env._("%s: the day of the visit is still to come.", visit.display_name))

    @api.constrains("user_id", "companion_ids", "company_id")
    def _check_visitors(self):
        for visit in self:
            # sudo: in which companies a colleague works is no secret
            for user in (visit.user_id | visit.companion_ids).sudo():
                if user.share or visit.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._("%(visit)s: %(user)s does not work here.", visit=visit.display_name, user=user.name)
                    )

    def _planned_day(self):
        """Return the day for which the visit is planned, where the company is."""
        zone = self.company_id._policy_timezone().zone
        return deadline_time.local_day(self.date_begin, zone)

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        visits = super().create([{**vals, "day_id": False, "event_id": False} for vals in vals_list])
        visits._check_tour()
        return visits

    def write(self, vals):
        if "date_begin" in vals and not self.env.su:
            self._check_moved(fields.Datetime.to_datetime(vals["date_begin"]))
        if "purpose_id" in vals and not self.env.su:
            self._check_purpose_stays(vals["purpose_id"])
        result = super().write(vals)
        if "tour_id" in vals:
            self._check_tour()
        if {"date_begin", "user_id"} & set(vals):
            self._leave_other_days()
        if IN_CALENDAR & set(vals):
            self._follow_in_calendar()
        return result

    def unlink(self):
        # sudo: the event is the software's; it goes with what it is about, also at a destruction
        events = self.sudo().event_id
        result = super().unlink()
        events.unlink()
        return result

    def _check_moved(self, moment):
        """Let nobody put off silently what was planned: that takes a reason."""
        for visit in self.filtered(lambda one: one.state != "draft" and moment != one.date_begin):
            if visit.state != "planned":
                raise UserError(self.env._("%s has begun: its time stays.", visit.display_name))
            zone = visit.company_id._policy_timezone().zone
            if moment and deadline_time.local_day(moment, zone) > visit._planned_day():
                raise UserError(
                    self.env._("%s is planned: postpone it with its button and say why.", visit.display_name)
                )

    def _check_tour(self):
        """Let nobody put visits into a round that is closed, or that is another one's to change."""
        for tour in self.tour_id if not self.env.su else ():
            tour.check_access("write")
            tour._check_not_final()

    def _check_purpose_stays(self, purpose_id):
        """What a visit needs is not chosen by how it went."""
        for visit in self.filtered(lambda one: one.state not in ("draft", "planned")):
            if (purpose_id or False) != visit.purpose_id.id:
                raise UserError(self.env._("%s has begun: its purpose stays.", visit.display_name))

    def _leave_other_days(self):
        """A visit that was moved is no stop any more of the action report it stood in."""
        for visit in self.filtered("day_id"):
            if visit.day_id.date != visit._planned_day() or visit.day_id.user_id != visit.user_id:
                # sudo: the action report follows; what it says of the visit stays as secret as it was
                day = visit.sudo().day_id
                level = day.secrecy_level_id
                visit.sudo().day_id = False  # sudo: see above
                if day.secrecy_level_id.rank < level.rank:
                    day._classify(level, self.env._("It was as secret before a visit was moved."))

    @api.model
    def _evidence_domain(self):
        # until then whoever took the wrong picture takes another one
        return Domain("state", "in", self._final_states)

    @api.model
    def _changes_nothing(self, vals):
        """A merge of two files takes what was made along; a visit that was made can turn out to be a secret."""
        alone = {"file_id"} if self.env.su else set()
        return super()._changes_nothing(vals) or set(vals) <= {
            "own_secrecy_level_id",
            "day_id",
            "event_id",
            *PRESENCE,
            *alone,
        }

    def _document_user(self):
        return self.user_id

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "report": self.env._("Reported")}
