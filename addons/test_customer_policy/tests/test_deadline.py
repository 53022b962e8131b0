from datetime import date, datetime

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .deadline_common import DeadlineCase


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

    def test_one_that_observes_does_not_hide_the_enforced_one_behind_it(self):
        observing = self._deadline_rule(1, sequence=1, mode="observe")
        enforced = self._deadline_rule(3, sequence=2)
        deadline = self._start()
        self.assertEqual((deadline.rule_id, deadline.mode), (enforced, "enforce"))
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", observing.code)])
        self.assertEqual(noted.mapped("message"), ["It would have been due 2026-05-11 16:00:00."])

    def test_without_a_rule_nothing_is_asked(self):
        self.env["customer.deadline.rule"].search([]).unlink()
        document = self._document()
        self.assertFalse(self.env["customer.deadline.rule"]._models_with_rules())
        document._start_deadline("confirm")
        self.env.flush_all()
        with self.assertQueryCount(0):
            document._start_deadline("confirm")
            document._meet_deadline("confirm")
        self._deadline_rule(mode="off", active=False)
        self.assertEqual(self.env["customer.deadline.rule"]._models_with_rules(), {"test.customer.document"})

    def test_a_used_rule_stays(self):
        rule = self._deadline_rule(mode="observe")
        self._start()
        with self.assertRaisesRegex(UserError, "milestone stays"):
            rule.milestone = "test.customer.document/close"
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            rule.unlink()

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
        for role in ("user", "general_manager", "security_auditor"):
            with self.assertRaises(AccessError):
                self.as_role(role, rule).action_apply_to_open()
        self.as_role("rules_administrator", rule).action_apply_to_open()
        self.assertEqual(str(deadline.due_date), "2026-05-13 16:00:00")
        for vals in ({"mode": "off"}, {"mode": "enforce", "active": False}):
            rule.write(vals)
            with self.assertRaisesRegex(UserError, "switched off"):
                self.as_role("rules_administrator", rule).action_apply_to_open()
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

    def _paused(self, begin, end, working=False, duration=3):
        self._deadline_rule(duration, pauses=True, working_time=working, steps=[{}])
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        with freeze_time(begin):
            document._pause_deadlines("asked")
        if end:
            with freeze_time(end):
                document._resume_deadlines("answered")
        return deadline, document

    def test_a_term_that_moves_keeps_its_pauses(self):
        deadline, document = self._paused("2026-05-11 07:00:00", "2026-05-13 07:00:00")
        self.assertEqual(str(deadline.due_date), "2026-05-15 16:00:00")
        document._move_deadline("confirm", datetime(2026, 5, 11, 5), "Goods came later")
        self.assertEqual((deadline.state, str(deadline.due_date)), ("open", "2026-05-16 16:00:00"))
        # a pause before the new start was none of this term
        document._move_deadline("confirm", datetime(2026, 5, 14, 5), "Goods came later")
        self.assertEqual(str(deadline.due_date), "2026-05-17 16:00:00")
        document._move_deadline("confirm", datetime(2026, 5, 10, 7), "No, they were there")
        self.assertEqual(str(deadline.due_date), "2026-05-15 16:00:00")

    def test_an_earlier_day_can_be_agreed(self):
        rule = self._deadline_rule(3, pauses=True, steps=[{}])
        self.assertEqual(str(rule._last_day(datetime(2026, 5, 10, 7))), "2026-05-13")
        for agreed, due in (("2026-05-12", "2026-05-12 16:00:00"), ("2026-05-20", "2026-05-13 16:00:00")):
            with freeze_time("2026-05-10 07:00:00"):
                document = self._document()
                deadline = document._start_deadline("confirm", agreed_day=date.fromisoformat(agreed))
            self.assertEqual((str(deadline.due_date), str(deadline.step_ids.planned_date)), (due, due))
        with freeze_time("2026-05-11 07:00:00"):
            document = self._document()
            deadline = document._start_deadline("confirm", datetime(2026, 5, 10, 7), date(2026, 5, 12))
            document._pause_deadlines("asked")
        with freeze_time("2026-05-13 07:00:00"):
            document._resume_deadlines("answered")
        self.assertEqual(str(deadline.due_date), "2026-05-14 16:00:00", "two days later than agreed")

    def test_a_move_to_the_same_start_does_not_take_the_present_rule(self):
        self._deadline_rule(2)
        deadline = self._start()
        deadline.rule_id.duration = 9
        self.Documents.browse(deadline.res_id)._move_deadline("confirm", deadline.start_date, "again")
        self.assertEqual(str(deadline.due_date), "2026-05-12 16:00:00")

    def test_a_paused_term_that_moves_or_follows_its_rule_stays_paused(self):
        deadline, document = self._paused("2026-05-11 07:00:00", None)
        document._move_deadline("confirm", datetime(2026, 5, 11, 5), "Goods came later")
        deadline.rule_id.duration = 4
        deadline.rule_id.action_apply_to_open()
        self.assertEqual((deadline.state, str(deadline.due_date)), ("paused", "2026-05-15 16:00:00"))
        self.assertEqual(sorted(deadline.step_ids.mapped("state")), ["dropped", "held"])
        with freeze_time("2026-05-13 07:00:00"):
            document._resume_deadlines("answered")
        self.assertEqual((deadline.state, str(deadline.due_date)), ("open", "2026-05-17 16:00:00"))

    def test_met_while_the_customer_is_to_answer(self):
        # paused for two days, so that the term would end with the 15th
        for moment, state in (("2026-05-15 15:59:59", "met"), ("2026-05-20 16:00:00", "met")):
            deadline, document = self._paused("2026-05-11 07:00:00", None)
            with freeze_time(moment):
                document.action_confirm()
            self.assertEqual(deadline.state, state, moment)
            deadline.rule_id.active = False

    def test_paused_on_the_last_day_and_gone_on_when_nobody_works(self):
        # Sunday plus five working days: Friday 15 May; answered on Saturday
        deadline, _document = self._paused("2026-05-15 02:00:00", "2026-05-16 02:00:00", working=True, duration=5)
        self.assertEqual(str(deadline.due_date), "2026-05-18 16:00:00")

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

    def test_who_sees_deadlines(self):
        slip = self.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        self._deadline_rule(steps=[{"action_id": slip.id, "recipient": "department"}])
        deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        stranger = self._new_user("user", login="stranger")
        slips = self.env["customer.deadline.slip"].search([("deadline_id", "=", deadline.id)])
        all_rows = (deadline, deadline.step_ids, deadline.event_ids, slips)
        for user, seen in (
            (self.clerk, all_rows),
            (self.head, all_rows),
            (self.director, all_rows),
            (stranger, ()),
            (self.users["information_administrator"], all_rows),
            (self.users["general_manager"], all_rows),
            (self.users["security_auditor"], all_rows),
            (self.users["rules_administrator"], (deadline.step_ids,)),
        ):
            for rows in all_rows:
                mine = self.as_user(user, rows)
                if mine.has_access("read") or rows in seen:
                    self.assertEqual(
                        mine.search([("id", "in", rows.ids)]), rows if rows in seen else rows.browse(), user
                    )

    def test_the_document_changes_company_with_its_history(self):
        self._deadline_rule()
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        document.write({"company_id": self.other_company.id, "department_id": False})
        self.env.flush_all()
        self.assertEqual(deadline.company_id, self.other_company)
        auditor = self._new_user("security_auditor", login="auditor", company=self.other_company)
        self.assertTrue(self.as_user(auditor, deadline.event_ids).search([("id", "in", deadline.event_ids.ids)]))
        self.assertFalse(
            self.as_role("security_auditor", deadline.event_ids).search([("id", "in", deadline.event_ids.ids)])
        )

    def test_the_department_is_that_of_the_company_of_the_document(self):
        self.clerk.company_ids += self.other_company
        elsewhere = self.env["hr.department"].create({"name": "Elsewhere", "company_id": self.other_company.id})
        self.env["hr.employee"].create(
            {
                "name": "clerk",
                "user_id": self.clerk.id,
                "company_id": self.other_company.id,
                "department_id": elsewhere.id,
            }
        )
        document = self._document()
        self.assertEqual(document.with_company(self.other_company)._document_department(), self.sales)
        self.assertEqual(document.with_company(self.company)._document_department(), self.sales)

    def test_a_company_sees_its_own_deadlines(self):
        self._deadline_rule()
        deadline = self._start()
        stranger = self._new_user("supervisor", login="other", company=self.other_company)
        self.assertFalse(self.as_user(stranger, self.Deadlines).search([("id", "=", deadline.id)]))

    def test_documents_are_found_by_their_deadlines(self):
        self._deadline_rule()
        deadline = self._start()
        document = self.Documents.browse(deadline.res_id)
        free = self._document()
        with freeze_time("2026-05-12 00:00:00"):
            self.assertEqual(self.Documents.search([("has_overdue_deadline", "=", True)]), document)
            self.assertTrue(document.has_overdue_deadline)
            self.assertEqual(self.Documents.search([("has_overdue_deadline", "=", False)]), free)
        for domain, found in (
            ([("next_due_date", "<", "2026-05-12")], document),
            ([("next_due_date", ">", "2026-05-12")], free.browse()),
            ([("next_due_date", "=", "2026-05-11 16:00:00")], document),
            ([("next_due_date", "=", False)], free),
            ([("next_due_date", "!=", False)], document),
        ):
            self.assertEqual(self.Documents.search(domain), found, domain)
        # whoever reads the document knows when it is due
        document.invalidate_recordset()
        self.env["ir.model.access"].search([("model_id.model", "=", "customer.deadline")]).active = False
        self.assertEqual(self.as_user(self.clerk, document).next_due_date, deadline.due_date)

    def test_a_domain_that_cannot_be_searched_is_refused(self):
        for domain in ("[('nothing', '=', 1)]", "[(", "[('name', 'like', uid)]"):
            with self.assertRaisesRegex(ValidationError, "condition is wrong"):
                self._deadline_rule(domain=domain)
        rule = self._deadline_rule(domain="[('severity', '=', 'low')]")
        with self.assertRaisesRegex(ValidationError, "condition is wrong"):
            rule.milestone = "customer.approval/decide"
