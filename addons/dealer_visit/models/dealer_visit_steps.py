from odoo import api, fields, models
from odoo.exceptions import UserError

SUPERVISOR = "customer_policy.group_supervisor"


class DealerVisit(models.Model):
    """How a visit goes on, from the plan to what follows from its report."""

    _inherit = "dealer.visit"

    def _step_obstacle(self, step):
        if step.name == "cancel" and not (self.cancel_reason or "").strip():
            return self.env._("Say why it is cancelled.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "cancel_reason"]

    @api.model
    def _fixed_once_begun(self):
        return ("file_id",)

    def action_plan(self):
        return self._run_step("plan")

    def _before_plan(self):
        self._check_purpose()

    def _check_purpose(self):
        """Refuse visits without a purpose, or with one that is off, where the company says what visits are for."""
        for company, visits in self.grouped("company_id").items():
            purposes = self.env["dealer.visit.purpose"]._in_force(company)
            for visit in visits if purposes else ():
                if visit.purpose_id not in purposes:
                    raise UserError(self.env._("%s: choose a purpose that is in force.", visit.display_name))

    def _after_plan(self):
        self._draw_numbers_by_rule()
        self.invitation_ids._send()

    def action_start(self):
        return self._run_step("start")

    def _before_start(self):
        self._check_purpose()
        for visit in self.filtered("purpose_id.needs_action_report"):
            # sudo: whether the report is there, and for which day, is no secret
            day = visit.sudo().day_id
            if day.state not in ("handed_in", "recorded"):
                visit.purpose_id._breached_by(
                    visit, self.env._("%s: hand in the action report first.", visit.display_name)
                )
            elif day.date != visit.company_id._policy_today():
                message = self.env._("%(visit)s: its action report is for another day, %(day)s.",
                                     visit=visit.display_name, day=day.date)  # fmt: skip
                visit.purpose_id._breached_by(visit, message)

    def _after_start(self):
        self._draw_numbers_by_rule()
        for visit in self:
            visit.visit_date = visit.visit_date or visit.company_id._policy_today()
        self._start_deadline("report")

    def action_close(self):
        return self._run_step("close")

    def _before_close(self):
        for visit in self:
            if not visit.visit_date:
                raise UserError(self.env._("%s: say on which day the visit was.", visit.display_name))
            missing = visit._missing_to_close()
            if not missing:
                continue
            message = self.env._(
                "%(visit)s cannot be closed yet. Missing: %(missing)s.",
                visit=visit.display_name,
                missing=", ".join(missing),
            )
            if not visit.purpose_id:
                raise UserError(message)
            visit.purpose_id._breached_by(visit, message)

        for visit in self.filtered(lambda one: self.env.user in one.user_id | one.companion_ids):
            visit._note_presence()

    def _missing_to_close(self) -> list[str]:
        """Say what the purpose of the visit asks for and is not there; a visit of no purpose needs the data update."""
        purpose = self.purpose_id
        wanted = (
            (purpose.needs_report, (self.report or "").strip(), self.env._("the visit report")),
            (
                purpose.needs_data_update or not purpose,
                self.data_update,
                self.env._("the confirmation that the customer's data were updated or are right"),
            ),
            (purpose.needs_photo, self.photo_ids, self.env._("a photograph")),
            (purpose.needs_survey, self.survey_ids, self.env._("the survey form")),
        )
        return [what for needed, there, what in wanted if needed and not there]

    def _after_close(self):
        self._meet_deadline("report")
        self._meet_visit_deadlines()
        for visit in self:
            visit._schedule_follow_up()
            visit._tell_coordinators()

    def action_confirm_presence(self):
        """Let a visitor confirm to have been there: that others name somebody is no proof."""
        self.check_access("write")
        for visit in self:
            if visit.state not in ("started", "done"):
                raise UserError(self.env._("%s was not made.", visit.display_name))
            if self.env.user not in visit.user_id | visit.companion_ids:
                raise UserError(self.env._("%s: you are none of the visitors.", visit.display_name))
            visit._note_presence()
        return True

    def _note_presence(self):
        """Keep that the user was there, and whether that is top management by the rules of now (S1.1-4.2.4b)."""
        groups = self.env["customer.file"]._senior_rules(self.company_id).senior_group_id
        # sudo: who has which role is no secret
        is_senior = self.is_senior or bool(groups & self.env.user.sudo().all_group_ids)
        self._write_protected({"present_ids": [(4, self.env.uid)], "is_senior": is_senior})

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "is_senior", "present_ids"}

    def _meet_visit_deadlines(self):
        """The terms of the customers' visits were met on the days of the visits; the next ones begin."""
        Files = self.env["customer.file"]
        if not Files._can_have_deadlines():
            return
        # sudo: the terms of a file follow its visits, whoever makes them
        known = self.sudo()
        others = [("file_id", "in", known.file_id.ids), ("state", "=", "done"), ("id", "not in", self.ids)]
        last = dict(known._read_group(others, ["file_id"], ["visit_date:max"]))
        for visit in known.sorted("visit_date"):
            file = visit.file_id
            # one from before the last was made when the term had not begun
            if file not in last or visit.visit_date > last[file]:
                moment, _end = visit.company_id._policy_moments(visit.visit_date, visit.visit_date)
                file._meet_deadline("visit", min(moment, fields.Datetime.now()))
                last[file] = visit.visit_date
        self.sudo().file_id._start_visit_deadlines()  # sudo: see above

    def _schedule_follow_up(self):
        if self.follow_up:
            self._tell(
                self.follow_up_user_id or self.user_id,
                self.follow_up,
                self.follow_up_date or self.company_id._policy_today(),
                self.env._("Something is to be done after a visit"),
            )

    def _tell(self, user, summary: str, day, subject: str, note: str = ""):
        """Give ``user`` an activity; who may not read the visit learns no more than that there is something.

        :return: the activity, empty where there is none
        """
        seen = self.with_user(user).with_context(allowed_company_ids=self.company_id.ids)
        # sudo: in which companies a colleague works is no secret
        if self.company_id in user.sudo().company_ids and seen.has_access("read"):
            # sudo: also of another department is told whoever closes or plans the visit
            return self.sudo().activity_schedule(
                "mail.mail_activity_data_todo", summary=summary, note=note, date_deadline=day, user_id=user.id
            )
        # sudo: number and customer are no secret
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=user.partner_id.ids,
            subject=subject,
            body=self.env._("%(subject)s: %(visit)s. Ask for access.", subject=subject, visit=self.display_name),
        )
        return self.env["mail.activity"]

    def _tell_coordinators(self):
        """Tell who coordinates that there is news of the customer (S1.1-4.2.5); what it is stands in the visit."""
        # sudo: which department coordinates, and who manages it, is no secret
        department = self.company_id.sudo().dealer_coordinating_department_id
        manager = department._get_manager_user()
        if manager and self.data_update:
            self._tell(
                manager,
                self.env._("Customer data after a visit: look at the next moves"),
                self.company_id._policy_today(),
                self.env._("Customer data after a visit"),
            )

    def action_cancel(self):
        return self._run_step("cancel")

    def _after_cancel(self):
        self._cancel_deadlines(self.env._("The visit was cancelled."))

    # postponing

    def action_postpone(self):
        """Ask for another time and the reason."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_visit_postpone_action")
        return {**action, "context": {"default_visit_ids": [(6, 0, self.ids)]}}

    def _postpone(self, moment, reason: str):
        """Move planned visits to another time; what was planned and why it was moved stays with the visit.

        :param moment: when it is planned now, in UTC
        :raises UserError: for a visit that has begun or ended
        """
        self.check_access("write")
        for visit in self:
            if not (reason or "").strip():
                raise UserError(self.env._("%s: say why it is postponed.", visit.display_name))
            if visit.state not in ("draft", "planned"):
                raise UserError(self.env._("%s has begun or ended: it is not postponed.", visit.display_name))
        # sudo: rows about postponements are written by this method only
        self.env["dealer.visit.postponement"].sudo().create(
            [
                {"visit_id": visit.id, "date_from": visit.date_begin, "date_to": moment, "reason": reason}
                for visit in self
            ]
        )
        # sudo: who may write the visit was checked; the reason is there now
        self.sudo().write({"date_begin": moment})

    def action_correct_file(self):
        """Let the visitor propose other data: protected ones change by an approved correction."""
        self.ensure_one()
        return self.file_id.action_correct()

    def action_report(self):
        """Open the form of the visit, where it is reported."""
        self.ensure_one()
        return self._get_records_action()
