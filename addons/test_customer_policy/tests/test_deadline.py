from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import RoleCase

ENGINE = "odoo.addons.customer_policy.models.customer_deadline_engine"


class DeadlineCase(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": "Asia/Shanghai"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.Documents = cls.env["test.customer.document"]
        cls.Deadlines = cls.env["customer.deadline"]
        cls.Steps = cls.env["customer.deadline.step"]
        cls.remind = cls.env.ref("customer_policy.customer_deadline_action_activity")
        cls.clerk, cls.head, cls.director = (
            cls._new_user("user", login=name) for name in ("clerk", "head", "director")
        )
        cls.division = cls._department("Division", cls.director)
        cls.sales = cls._department("Sales", cls.head, parent_id=cls.division.id)
        cls._employee(cls.clerk, department_id=cls.sales.id)

    @classmethod
    def _employee(cls, user, **values):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _department(cls, name, user, **values):
        manager = cls._employee(user) if user else cls.env["hr.employee"]
        return cls.env["hr.department"].create(
            {"name": name, "company_id": cls.company.id, "manager_id": manager.id, **values}
        )

    @classmethod
    def _deadline_rule(cls, duration=1, unit="day", steps=(), **values):
        return cls.env["customer.deadline.rule"].create(
            {
                "name": "Confirm in time",
                "milestone": "test.customer.document/confirm",
                "duration": duration,
                "unit": unit,
                "mode": "enforce",
                "step_ids": [(0, 0, {"action_id": cls.remind.id, **step}) for step in steps],
                "company_id": cls.company.id,
                **values,
            }
        )

    def _document(self, **values):
        return self.Documents.create(
            {"name": "Case", "company_id": self.company.id, "user_id": self.clerk.id, **values}
        )

    def _start(self, moment="2026-05-10 07:00:00", milestone="confirm", **values):
        """Start the deadline of a new document; 07:00 in UTC is 15:00 in Shanghai."""
        with freeze_time(moment):
            return self._document(**values)._start_deadline(milestone)

    def _tick(self, moment=None):
        """Let the engine run, in transactions of its own."""
        self.env.flush_all()
        with freeze_time(moment or datetime.now()), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def _activities(self, deadline):
        return self.env["mail.activity"].search([("customer_deadline_id", "=", deadline.id)])


@tagged("post_install", "-at_install")
class TestTerm(DeadlineCase):
    """When a term ends."""

    def _due(self, duration, unit, start="2026-05-10 07:00:00", **values):
        return str(self._deadline_rule(duration, unit, **values)._due(datetime.fromisoformat(start)))

    def test_days_end_at_midnight_of_the_company(self):
        # 15:00 on the 10th plus one day: the 11th is still in time, the 12th is late
        self.assertEqual(self._due(1, "day"), "2026-05-11 16:00:00")
        self.assertEqual(self._due(0, "day"), "2026-05-10 16:00:00")
        # an hour before midnight in Shanghai is the same day, an hour later the next one
        self.assertEqual(self._due(1, "day", "2026-05-10 15:00:00"), "2026-05-11 16:00:00")
        self.assertEqual(self._due(1, "day", "2026-05-10 16:00:00"), "2026-05-12 16:00:00")

    def test_minutes_and_hours_are_exact(self):
        self.assertEqual(self._due(90, "minute"), "2026-05-10 08:30:00")
        self.assertEqual(self._due(48, "hour"), "2026-05-12 07:00:00")

    def test_weeks_and_months(self):
        self.assertEqual(self._due(2, "week"), "2026-05-24 16:00:00")
        self.assertEqual(self._due(1, "month", "2026-01-31 07:00:00"), "2026-02-28 16:00:00")
        self.assertEqual(self._due(1, "month", "2028-01-31 07:00:00"), "2028-02-29 16:00:00")

    def test_working_days_leave_out_the_weekend_and_the_start(self):
        # Friday 15:00 plus one working day ends with Monday
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-11 16:00:00")
        self.assertEqual(self._due(5, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-15 16:00:00")
        # a Saturday
        self.assertEqual(self._due(1, "day", "2026-05-09 07:00:00", working_time=True), "2026-05-11 16:00:00")

    def test_working_hours(self):
        # Friday 16:00 in Shanghai, work ends at 17:00 and begins on Monday at 8:00
        self.assertEqual(self._due(3, "hour", "2026-05-08 08:00:00", working_time=True), "2026-05-11 02:00:00")

    def test_a_public_holiday_and_the_day_worked_for_it(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Labour Day",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-04-30 16:00:00",
                "date_to": "2026-05-05 15:59:59",
            }
        )
        # Thursday 30 April plus two working days: 6 and 7 May
        self.assertEqual(self._due(2, "day", "2026-04-30 07:00:00", working_time=True), "2026-05-07 16:00:00")
        # Saturday 9 May is worked like a Tuesday
        self.env["customer.working.day"].create({"date": "2026-05-09", "weekday": "1", "company_id": self.company.id})
        self.assertEqual(self._due(1, "day", "2026-05-08 07:00:00", working_time=True), "2026-05-09 16:00:00")
        self.assertEqual(self._due(3, "hour", "2026-05-08 08:00:00", working_time=True), "2026-05-09 02:00:00")

    def test_working_hours_without_any_work_fall_back_to_the_calendar(self):
        empty = self.env["resource.calendar"].create(
            {"name": "Never", "company_id": self.company.id, "attendance_ids": [(5,)], "tz": "Asia/Shanghai"}
        )
        self.assertEqual(self._due(1, "day", working_time=True, calendar_id=empty.id), "2026-05-11 16:00:00")

    def test_the_clock_change_moves_no_midnight(self):
        self.calendar.tz = "Europe/Berlin"
        # 28 March 2026 is the day before summer time
        self.assertEqual(self._due(1, "day", "2026-03-28 12:00:00"), "2026-03-29 22:00:00")
        self.assertEqual(self._due(1, "day", "2026-10-24 12:00:00"), "2026-10-25 23:00:00")
        self.assertEqual(self._due(24, "hour", "2026-03-28 12:00:00"), "2026-03-29 12:00:00")


@tagged("post_install", "-at_install")
class TestDeadline(DeadlineCase):
    """The life of a deadline."""

    def test_a_rule_gives_a_document_its_term(self):
        rule = self._deadline_rule(clause="art. 9")
        deadline = self._start()
        self.assertRecordValues(
            deadline,
            [
                {
                    "rule_id": rule.id,
                    "state": "open",
                    "user_id": self.clerk.id,
                    "department_id": self.sales.id,
                    "due_date": datetime(2026, 5, 11, 16),
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIn("art. 9", deadline.why)

    def test_without_a_rule_in_force_nothing_runs(self):
        self._deadline_rule(mode="off")
        self._deadline_rule(effective_from="2026-05-12")
        self._deadline_rule(company_id=self.other_company.id)
        self._deadline_rule(milestone="test.customer.document/close")
        self.assertFalse(self._start())

    def test_the_first_rule_that_meets_the_document_counts(self):
        self._deadline_rule(6, domain="[('is_foreign', '=', True)]", sequence=1)
        self._deadline_rule(3, sequence=2)
        self.assertEqual([self._start(is_foreign=foreign).duration for foreign in (True, False)], [6, 3])

    def test_met_in_time_and_too_late(self):
        self._deadline_rule()
        for moment, state in (("2026-05-11 15:59:59", "met"), ("2026-05-11 16:00:00", "late")):
            deadline = self._start()
            with freeze_time(moment):
                document = self.Documents.browse(deadline.res_id)
                document.action_confirm()
            self.assertEqual((deadline.state, str(deadline.done_date)), (state, moment))

    def test_one_deadline_of_a_milestone_runs_at_a_time(self):
        self._deadline_rule()
        document = self._document()
        self.assertTrue(document._start_deadline("confirm"))
        self.assertFalse(document._start_deadline("confirm"))
        document.action_confirm()
        self.assertTrue(document._start_deadline("confirm"))

    def test_a_cancelled_or_deleted_document_has_no_obligation(self):
        self._deadline_rule()
        cancelled, deleted = self._start(), self._start()
        self.Documents.browse(cancelled.res_id).action_cancel()
        self.Documents.browse(deleted.res_id).unlink()
        self.assertEqual((cancelled.state, deleted.state), ("cancelled", "cancelled"))
        self.assertEqual(deleted.document_name, "Case")

    def test_the_deadline_follows_its_document(self):
        self._deadline_rule()
        deadline = self._start()
        self.Documents.browse(deadline.res_id).user_id = self.head
        self.assertEqual(deadline.user_id, self.head)

    def test_a_changed_rule_meets_open_deadlines_only_on_demand(self):
        rule = self._deadline_rule(1)
        deadline = self._start()
        rule.duration = 3
        self.assertEqual(str(deadline.due_date), "2026-05-11 16:00:00")
        rule.action_apply_to_open()
        self.assertEqual(str(deadline.due_date), "2026-05-13 16:00:00")
        moved = deadline.event_ids.filtered(lambda event: event.type == "move")
        self.assertEqual(str(moved.old_due_date), "2026-05-11 16:00:00")

    def test_the_start_moves_with_its_reason(self):
        self._deadline_rule(2)
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        document._move_deadline("confirm", datetime(2026, 5, 12, 7), "Goods came later")
        self.assertEqual(str(deadline.due_date), "2026-05-14 16:00:00")
        moved = deadline.event_ids.filtered(lambda event: event.type == "move")
        self.assertEqual(moved.note, "Goods came later")

    def test_the_term_stands_still_while_the_customer_is_to_answer(self):
        for unit, duration, working, due in (
            # paused on the 11th with two days left, resumed on the 20th
            ("day", 3, False, "2026-05-22 16:00:00"),
            ("hour", 48, False, "2026-05-21 05:00:00"),
            # Monday the 11th to Wednesday: two working days from Wednesday the 20th
            ("day", 3, True, "2026-05-22 16:00:00"),
        ):
            rule = self._deadline_rule(duration, unit, pauses=True, working_time=working)
            deadline = self._start()
            document = self.Documents.browse(deadline.res_id)
            with freeze_time("2026-05-11 07:00:00"):
                document._pause_deadlines("Asked for samples")
            self.assertEqual(deadline.state, "paused")
            with freeze_time("2026-05-20 05:00:00"):
                document._resume_deadlines("Samples came")
            self.assertEqual((deadline.state, str(deadline.due_date)), ("open", due), (unit, working))
            rule.active = False

    def test_what_is_overdue_or_does_not_pause_is_not_paused(self):
        self._deadline_rule(1)
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        with freeze_time("2026-05-11 07:00:00"):
            document._pause_deadlines("no rule says so")
        self.assertEqual(deadline.state, "open")
        deadline.rule_id.pauses = True
        deadline.rule_id.action_apply_to_open()
        with freeze_time("2026-05-11 16:00:00"):
            document._pause_deadlines("too late")
        self.assertEqual(deadline.state, "open")

    def test_a_manager_waives_with_a_reason(self):
        self._deadline_rule()
        deadline = self._start()
        for user in (self.clerk, self._new_user("user", login="stranger")):
            with self.assertRaises(AccessError):
                self.as_user(user, deadline)._waive("I say so")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.as_user(self.head, deadline)._waive("  ")
        wizard = self.as_user(self.director, self.env["customer.deadline.waive"]).with_context(active_ids=deadline.ids)
        wizard.create({"reason": "The customer withdrew"}).action_waive()
        self.assertRecordValues(deadline, [{"state": "waived", "reason": "The customer withdrew"}])
        with self.assertRaisesRegex(UserError, "closed already"):
            self.as_user(self.head, deadline)._waive("again")

    def test_nobody_writes_deadlines_or_their_history(self):
        self._deadline_rule(steps=[{"offset": 1}])
        deadline = self._start()
        for role in ("user", "supervisor", "general_manager", "rules_administrator", "security_auditor"):
            for records, vals in (
                (deadline, {"state": "met"}),
                (deadline.step_ids, {"state": "done"}),
                (deadline.event_ids, {"note": "x"}),
            ):
                with self.assertRaises(UserError):
                    self.as_role(role, records).write(vals)
                with self.assertRaises(UserError):
                    self.as_role(role, records).unlink()

    def test_a_company_sees_its_own_deadlines(self):
        self._deadline_rule()
        deadline = self._start()
        stranger = self._new_user("supervisor", login="other", company=self.other_company)
        self.assertFalse(self.as_user(stranger, self.Deadlines).search([("id", "=", deadline.id)]))

    def test_documents_are_found_by_their_deadlines(self):
        self._deadline_rule()
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        with freeze_time("2026-05-12 00:00:00"):
            self.assertEqual(self.Documents.search([("has_overdue_deadline", "=", True)]), document)
            self.assertTrue(document.has_overdue_deadline)
        self.assertEqual(self.Documents.search([("next_due_date", "<", "2026-05-12")]), document)

    def test_a_domain_that_cannot_be_searched_is_refused(self):
        for domain in ("[('nothing', '=', 1)]", "[(", "[('name', 'like', uid)]"):
            with self.assertRaises(ValidationError):
                self._deadline_rule(domain=domain)


@tagged("post_install", "-at_install")
class TestEngine(DeadlineCase):
    """Steps run once, each in its own transaction."""

    def test_each_recipient_is_told_at_the_moment_and_once(self):
        self._deadline_rule(
            2,
            steps=[
                {"offset": 1, "moment": "before", "unit": "day"},
                {"offset": 0, "moment": "after", "recipient": "department"},
                {"offset": 1, "moment": "after", "unit": "day", "recipient": "superior"},
            ],
        )
        deadline = self._start()
        expected = self.env["res.users"]
        for moment, user in (
            ("2026-05-11 15:59:59", None),
            ("2026-05-11 16:00:00", self.clerk),
            ("2026-05-12 16:00:00", self.head),
            ("2026-05-13 16:00:00", self.director),
            ("2026-05-13 16:05:00", None),
        ):
            self._tick(moment)
            expected |= user or expected
            self.assertEqual(self._activities(deadline).user_id, expected, moment)
        self.assertEqual(len(self._activities(deadline)), 3)
        self.assertEqual(set(deadline.step_ids.mapped("state")), {"done"})

    def test_what_is_met_reminds_nobody(self):
        self._deadline_rule(1, steps=[{"offset": 0}, {"offset": 1, "moment": "before", "unit": "hour"}])
        deadline = self._start()
        self._tick("2026-05-11 15:30:00")
        self.assertEqual(len(self._activities(deadline)), 1)
        with freeze_time("2026-05-11 15:40:00"):
            self.Documents.browse(deadline.res_id).action_confirm()
        self.assertFalse(self._activities(deadline))
        self._tick("2026-05-11 17:00:00")
        self.assertFalse(self._activities(deadline))
        self.assertEqual(sorted(deadline.step_ids.mapped("state")), ["done", "dropped"])

    def _broken(self, code="raise Exception('broken')"):
        return self.env["ir.actions.server"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("test.customer.document"),
                "state": "code",
                "code": code,
            }
        )

    def test_a_failing_step_holds_up_nobody_and_is_tried_later(self):
        broken = self._broken("record.write({'note': 'half'})\nraise Exception('broken')")
        self._deadline_rule(1, steps=[{"action_id": broken.id}, {"offset": 1, "unit": "minute"}])
        deadline = self._start()
        with self.assertLogs(ENGINE, "WARNING"):
            self._tick("2026-05-11 16:01:00")
        failing, other = deadline.step_ids
        self.assertEqual((failing.state, failing.attempts, other.state), ("waiting", 1, "done"))
        self.assertIn("broken", failing.error)
        self.assertFalse(self.Documents.browse(deadline.res_id).note, "what a failing action did is undone")
        # a minute, then two, then four
        for moment, attempts in (
            ("2026-05-11 16:01:59", 1),
            ("2026-05-11 16:02:00", 2),
            ("2026-05-11 16:03:59", 2),
            ("2026-05-11 16:04:00", 3),
        ):
            with mute_logger(ENGINE):
                self._tick(moment)
            self.assertEqual(failing.attempts, attempts, moment)
        broken.code = "record.write({'note': 'done'})"
        self._tick("2026-05-11 17:00:00")
        self.assertEqual((failing.state, failing.error), ("done", False))
        self.assertEqual(self.Documents.browse(deadline.res_id).note, "done")
        self.assertEqual(len(deadline.event_ids.filtered(lambda event: event.type == "failed")), 3)

    def test_an_action_has_the_rights_of_the_person_it_runs_as(self):
        action = self._broken("env['res.users'].browse(env.uid).partner_id\nenv['ir.rule'].create({'name': 'x'})")
        self._deadline_rule(1, steps=[{"action_id": action.id, "user_id": self.clerk.id}])
        deadline = self._start()
        with mute_logger(ENGINE):
            self._tick("2026-05-11 16:00:00")
        self.assertIn("ir.rule", deadline.step_ids.error)

    def test_nobody_lets_a_step_run_as_another(self):
        rules = self.as_role("rules_administrator", self.env["customer.deadline.rule"])
        vals = {"name": "X", "milestone": "test.customer.document/confirm"}
        step = {"action_id": self.remind.id, "user_id": self.users["general_manager"].id}
        with self.assertRaisesRegex(AccessError, "runs as yourself"):
            rules.create({**vals, "step_ids": [(0, 0, step)]})
        rule = rules.create({**vals, "step_ids": [(0, 0, {"action_id": self.remind.id})]})
        self.assertEqual(rule.step_ids.user_id, self.users["rules_administrator"])
        with self.assertRaisesRegex(AccessError, "runs as yourself"):
            rule.step_ids.user_id = self.users["general_manager"]
        # another one's step is changed, but does not become a way to use the other's rights
        self.as_role("rules_administrator", self._deadline_rule(2, steps=[{}]).step_ids).offset = 3

    def test_an_action_on_other_records_is_refused(self):
        other = self._broken()
        other.model_id = self.env["ir.model"]._get_id("res.partner")
        with self.assertRaisesRegex(ValidationError, "other records"):
            self._deadline_rule(1, steps=[{"action_id": other.id}])

    def test_observing_runs_nothing_and_takes_note(self):
        rule = self._deadline_rule(1, mode="observe", steps=[{}])
        deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        self.assertFalse(self._activities(deadline))
        self.assertEqual(deadline.step_ids.state, "observed")
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual((observed.res_model, observed.res_id), ("customer.deadline", deadline.id))

    def test_after_a_long_stop_each_is_told_once_of_all(self):
        self._deadline_rule(1, steps=[{}, {"recipient": "department", "in_digest": False}])
        deadlines = self._start() | self._start()
        self._tick("2026-05-12 16:00:01")
        told = deadlines.step_ids.filtered(lambda step: step.state == "digest")
        self.assertEqual(len(told), 2)
        messages = self.env["mail.message"].search([("partner_ids", "in", self.clerk.partner_id.ids)])
        self.assertEqual(messages.mapped("subject"), ["2 deadlines passed while the server stood still"])
        # the other step asked to run however late
        self.assertEqual(self._activities(deadlines[0]).user_id, self.head)

    def test_at_the_limit_of_the_digest_steps_still_run(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()
        self._tick("2026-05-12 15:59:59")
        self.assertEqual(deadline.step_ids.state, "done")

    def test_a_step_whose_document_was_deleted_by_sql_ends_its_deadline(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()
        self.env.flush_all()
        action = self._broken()
        deadline.step_ids.action_id = action
        self.env.cr.execute("DELETE FROM test_customer_document WHERE id = %s", [deadline.res_id])
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(deadline.state, "cancelled")

    def test_nobody_to_tell_is_shown(self):
        self._deadline_rule(1, steps=[{"recipient": "superior", "level": 4}])
        deadline = self._start()
        with mute_logger(ENGINE):
            self._tick("2026-05-11 16:00:00")
        self.assertIn("nobody to be told", deadline.step_ids.error)

    def test_the_health_page_shows_what_fails_and_what_nobody_can_do(self):
        def health():
            self.env.invalidate_all()
            rows = self.env["customer.policy.health"].search([("code", "=like", "%deadline%")])
            return {row.code: row.count for row in rows if row.count}

        rule = self._deadline_rule(1, steps=[{"action_id": self._broken().id}])
        self._start()
        self.assertEqual(health(), {})
        with mute_logger(ENGINE):
            self._tick("2026-05-11 16:00:00")
        self.assertEqual(health(), {"deadline_step": 1})
        rule.step_ids = [
            (
                0,
                0,
                {
                    "recipient": "group",
                    "group_id": self.env["res.groups"].create({"name": "Empty"}).id,
                    "action_id": self.remind.id,
                },
            )
        ]
        rule.write({"working_time": True, "calendar_id": self.calendar.id})
        self.calendar.attendance_ids.unlink()
        self.assertEqual(health(), {"deadline_step": 1, "deadline_calendar": 1, "rules_customer.deadline.rule": 1})

    def test_who_is_late_is_not_told_as_the_manager(self):
        self._deadline_rule(1, steps=[{"recipient": "department"}])
        deadline = self._start(user_id=self.head.id, department_id=self.sales.id)
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(self._activities(deadline).user_id, self.director)

    def test_slips(self):
        reminder, investigation = (
            self.env.ref(f"customer_policy.customer_deadline_action_{kind}_slip")
            for kind in ("reminder", "investigation")
        )
        self._deadline_rule(
            1,
            steps=[
                {"action_id": reminder.id, "recipient": "department"},
                {"action_id": investigation.id, "moment": "late", "recipient": "department"},
            ],
        )
        late, in_time = self._start(), self._start()
        with freeze_time("2026-05-11 12:00:00"):
            self.Documents.browse(in_time.res_id).action_confirm()
        self._tick("2026-05-11 16:00:00")
        with freeze_time("2026-05-11 18:00:00"):
            self.Documents.browse(late.res_id).action_confirm()
        self._tick("2026-05-11 18:00:00")
        slips = self.env["customer.deadline.slip"].search([("deadline_id", "in", (late | in_time).ids)], order="id")
        self.assertEqual(
            [(slip.deadline_id, slip.type, slip.user_id) for slip in slips],
            [(late, "reminder", self.head), (late, "investigation", self.head)],
        )
        with self.assertRaises(AccessError):
            self.as_user(self._new_user("user", login="stranger"), slips[0]).answer = "not mine"
        with self.assertRaises(AccessError):
            self.as_user(self.head, slips[0]).text = "another text"
        self.as_user(self.head, slips[0]).answer = "Ill"
        self.assertEqual((slips[0].answer, slips[0].answer_user_id), ("Ill", self.head))
        with self.assertRaisesRegex(UserError, "answered already"):
            self.as_user(self.head, slips[0]).answer = "Better"

    def test_a_clock_that_goes_back_runs_nothing_twice(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()
        for moment in ("2026-05-11 16:00:00", "2026-05-11 15:00:00", "2026-05-11 16:00:00"):
            self._tick(moment)
        self.assertEqual(len(self._activities(deadline)), 1)

    def test_a_paused_deadline_reminds_nobody(self):
        self._deadline_rule(1, pauses=True, steps=[{}])
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        with freeze_time("2026-05-11 01:00:00"):
            document._pause_deadlines("waiting")
        self._tick("2026-05-11 16:30:00")
        self.assertEqual(deadline.step_ids.state, "held")
        with freeze_time("2026-05-14 01:00:00"):
            document._resume_deadlines("answered")
        self.assertEqual(deadline.step_ids.planned_date - deadline.due_date, timedelta())
