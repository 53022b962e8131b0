from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .deadline_common import ENGINE, DeadlineCase


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

    def test_the_ready_made_actions_run_in_the_name_of_whoever_wrote_the_rule(self):
        names = ("remind", "activity", "mail", "reminder_slip", "investigation_slip")
        actions = self.env["ir.actions.server"].union(
            *(self.env.ref(f"customer_policy.customer_deadline_action_{name}") for name in names)
        )
        for user in (self.clerk, self.users["rules_administrator"]):
            rule = self._deadline_rule(1, steps=[{"action_id": action.id, "user_id": user.id} for action in actions])
            deadline = self._start()
            self._tick("2026-05-11 16:00:00")
            self.assertEqual(set(deadline.step_ids.mapped("state")), {"done"}, deadline.step_ids.mapped("error"))
            rule.active = False

    def test_nobody_runs_the_actions_of_steps_by_hand(self):
        slip = self.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        self._deadline_rule(1, steps=[{"action_id": slip.id, "user_id": self.clerk.id}])
        deadline = self._start()
        for user in (self.clerk, self.head, self.users["rules_administrator"], self.users["general_manager"]):
            forged = {
                "active_model": "customer.deadline",
                "active_id": deadline.id,
                "active_ids": deadline.ids,
                "customer_deadline_step_pass": {"step_id": deadline.step_ids.id},
            }
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_actions"):
                self.as_user(user, slip).with_context(**forged).run()
        self.assertFalse(self.env["customer.deadline.slip"].search([("deadline_id", "=", deadline.id)]))

    def test_a_rules_administrator_chooses_an_action(self):
        hidden = self._broken()
        hidden.model_id = self.env["ir.model"]._get_id("res.partner")
        self.users["rules_administrator"].group_ids += self.env.ref("base.group_partner_manager")
        actions = self.as_role("rules_administrator", self.env["ir.actions.server"])
        found = dict(
            actions.name_search(domain=[("model_name", "in", ("customer.deadline", "test.customer.document"))])
        )
        self.assertIn(self.remind.id, found)
        self.assertNotIn(hidden, actions.search([]))
        with self.assertRaises(AccessError):
            actions.browse(self.remind.id).read(["code"])
        with self.assertRaises(AccessError):
            actions.browse(self.remind.id).write({"name": "x"})
        rule = Form(self.as_role("rules_administrator", self.env["customer.deadline.rule"]))
        rule.name, rule.milestone, rule.duration = "X", "test.customer.document/confirm", 1
        with rule.step_ids.new() as step:
            step.action_id = actions.browse(self.remind.id)
        self.assertEqual(rule.save().step_ids.action_id, self.remind)
        # who writes actions and rules sees all actions
        self.users["rules_administrator"].group_ids += self.env.ref("base.group_system")
        self.assertIn(hidden, actions.search([]))

    def test_the_action_of_an_archived_person_does_not_run(self):
        rule = self._deadline_rule(1, steps=[{"user_id": self.head.id, "recipient": "responsible"}])
        deadline = self._start()
        self.head.active = False
        with mute_logger(ENGINE):
            self._tick("2026-05-11 16:00:00")
        self.assertIn("head, in whose name the step runs, is archived", deadline.step_ids.error)
        self.assertEqual(rule._unfulfillable(), rule)

    def test_an_error_that_cannot_be_stored_does_not_end_the_tick(self):
        self._deadline_rule(1, steps=[{}, {}])
        deadline = self._start()
        with mute_logger(ENGINE), patch.object(type(self.Steps), "_run", side_effect=ValueError("a\0b")):
            self._tick("2026-05-11 16:00:00")
        self.assertEqual(deadline.step_ids.mapped("error"), ["ab", "ab"])

    def test_who_came_second_is_no_failure(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()

        def lose(step):
            raise SerializationFailure("could not serialize access due to concurrent update")

        with patch.object(type(self.Steps), "_run", lose):
            self._tick("2026-05-11 16:00:00")
        self.assertEqual((deadline.step_ids.state, deadline.step_ids.error), ("waiting", False))
        self.assertFalse(deadline.event_ids.filtered(lambda event: event.type == "failed"))

    def test_out_of_time_the_scheduler_is_told_that_something_is_left(self):
        self._deadline_rule(1, steps=[{}, {}])
        self._start()
        told = []

        def commit_progress(cron, processed=0, *, remaining=None):
            cron.env.cr.commit()
            told.append(remaining)
            return 0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", commit_progress):
            self._tick("2026-05-11 16:00:00")
            self._tick("2026-05-11 16:00:00")
        self.assertEqual(told, [0, None, 1, 0, None, 0])

    def test_what_was_planned_too_late_is_not_taken_for_a_stop_of_the_server(self):
        # goods came ten days ago, somebody writes it down today
        self._deadline_rule(1, steps=[{}])
        with freeze_time("2026-05-20 07:00:00"):
            document = self._document()
            deadline = document._start_deadline("confirm", datetime(2026, 5, 10, 7))
        self._tick("2026-05-20 07:01:00")
        self.assertEqual(
            (deadline.step_ids.state, str(deadline.step_ids.planned_date)), ("done", "2026-05-11 16:00:00")
        )

    def test_nobody_lets_a_step_run_as_another(self):
        rules = self.as_role("rules_administrator", self.env["customer.deadline.rule"])
        vals = {"name": "X", "milestone": "test.customer.document/confirm", "duration": 1}
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
        self._deadline_rule(1, steps=[{}, {"recipient": "department", "digest_hours": 0}])
        deadlines = self._start() | self._start()
        self._tick("2026-05-12 16:00:01")
        told = deadlines.step_ids.filtered(lambda step: step.state == "digest")
        self.assertEqual(len(told), 2)
        messages = self.env["mail.message"].search([("partner_ids", "in", self.clerk.partner_id.ids)])
        self.assertEqual(messages.mapped("subject"), ["2 deadlines passed while the server stood still"])
        # the other step asked to run however late
        self.assertEqual(self._activities(deadlines[0]).user_id, self.head)

    def test_a_digest_that_fails_or_reaches_nobody_leaves_the_steps_to_run(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()
        with mute_logger(ENGINE), patch.object(type(self.Steps), "_tell_digest", side_effect=ValueError("no mail")):
            self._tick("2026-05-12 16:00:01")
        self.assertEqual(deadline.step_ids.state, "done")
        self.assertTrue(self._activities(deadline))
        nobody = self._start(user_id=False, department_id=self.sales.id)
        self.users["rules_administrator"].active = False
        self.env.ref("customer_policy.group_rules_administrator").user_ids = False
        with mute_logger(ENGINE):
            self._tick("2026-05-12 16:00:01")
        self.assertEqual(nobody.step_ids.state, "waiting", "what nobody was told is not told")
        self.assertIn("nobody to be told", nobody.step_ids.error)

    def test_at_the_limit_of_the_digest_steps_still_run(self):
        self._deadline_rule(1, steps=[{}])
        deadline = self._start()
        self._tick("2026-05-12 15:59:59")
        self.assertEqual(deadline.step_ids.state, "done")

    def test_a_step_whose_document_was_deleted_by_sql_ends_its_deadline(self):
        for action in (self.remind, self._broken()):
            rule = self._deadline_rule(1, steps=[{"action_id": action.id}, {"action_id": action.id, "moment": "late"}])
            running, late = self._start(), self._start()
            with freeze_time("2026-05-11 17:00:00"):
                self.Documents.browse(late.res_id).action_confirm()
            self.env.flush_all()
            self.env.cr.execute(
                "DELETE FROM test_customer_document WHERE id IN %s", [tuple((running | late).mapped("res_id"))]
            )
            self.env.invalidate_all()
            self._tick("2026-05-11 17:00:00")
            # what was met too late stays history
            self.assertEqual((running.state, late.state), ("cancelled", "late"))
            self.assertEqual(set((running | late).step_ids.mapped("state")), {"dropped"})
            rule.active = False

    def test_nobody_to_tell_is_shown(self):
        self._deadline_rule(1, steps=[{"recipient": "superior", "level": 4}])
        deadline = self._start()
        with mute_logger(ENGINE):
            self._tick("2026-05-11 16:00:00")
        self.assertIn("nobody to be told", deadline.step_ids.error)

    def test_which_rules_tell_nobody(self):
        group = self.env["res.groups"].create({"name": "Few"})
        to_group = self._deadline_rule(steps=[{"recipient": "group", "group_id": group.id}])
        above = self._deadline_rule(steps=[{"recipient": "superior", "level": 1}])
        self.assertEqual((to_group | above)._unfulfillable(), to_group, "above the highest nobody is expected")
        group.user_ids = self._new_user("user", login="elsewhere", company=self.other_company)
        self.division.manager_id = False
        self.assertEqual((to_group | above)._unfulfillable(), to_group | above)
        group.user_ids = self.clerk
        self.division.manager_id = self.director.employee_ids
        self.assertFalse((to_group | above)._unfulfillable())

    def test_managers_of_other_companies_are_not_told(self):
        self._deadline_rule(1, steps=[{"recipient": "department"}])
        self.head.write({"company_id": self.other_company.id, "company_ids": [(6, 0, self.other_company.ids)]})
        deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(self._activities(deadline).user_id, self.director)

    def test_a_step_keeps_whom_it_is_for(self):
        rule = self._deadline_rule(1, steps=[{"recipient": "department"}])
        deadline = self._start()
        rule.step_ids.unlink()
        rule.step_ids = [(0, 0, {"action_id": self.remind.id, "recipient": "responsible"})]
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(self._activities(deadline).user_id, self.head)

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
                    "recipient": "superior",
                    "level": 1,
                    "action_id": self.remind.id,
                },
            )
        ]
        rule.write({"working_time": True, "calendar_id": self.calendar.id})
        self.division.manager_id = False
        self.calendar.attendance_ids.unlink()
        self.assertEqual(health(), {"deadline_step": 1, "deadline_calendar": 1, "rules_customer.deadline.rule": 1})

    def test_who_is_late_is_not_told_as_the_manager(self):
        self._deadline_rule(1, steps=[{"recipient": "department"}])
        deadline = self._start(user_id=self.head.id, department_id=self.sales.id)
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(self._activities(deadline).user_id, self.director)

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
