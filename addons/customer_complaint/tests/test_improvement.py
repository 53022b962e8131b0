from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import proves

from .outcome_common import OutcomeCase

IMPROVEMENT = ["needs_tracking", "measure_ids"]


class TestImprovement(OutcomeCase):
    def _improved(self, fields=("measure_ids",), **values):
        """A case to whose end the office plans measures; quality urges them, the office confirms their effect."""
        self.procedure = self._procedure(
            [self._step("improve", 10, "office", fields=fields)],
            urging_unit_id=self.units["quality"].id,
            effect_unit_id=self.units["office"].id,
        )
        return self._accepted(**values)

    def _term(self):
        action = self.env.ref("customer_complaint.customer_complaint_measure_action_urge")
        return self._rule(
            "customer.deadline.rule",
            "measure",
            milestone="customer.complaint.measure/done",
            duration=0,
            step_ids=[Command.create({"offset": 0, "moment": "after", "action_id": action.id})],
        )

    def _run_engine(self):
        # the engine commits: a cursor of its own within the transaction of the test
        self.env.flush_all()
        with self.registry.cursor() as cr:
            env = self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)
            env["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    @proves("S1.2-07.2b")
    def test_an_overdue_measure_reaches_quality(self):
        self._term()
        with freeze_time("2025-06-02 08:00"):
            complaint = self._improved()
            measure = self._measure(complaint, self.people["office"])
            self._do(complaint, "improve")
            self._close(complaint)
        deadline = measure.sudo().deadline_ids
        self.assertEqual(deadline.due_date.isoformat(), "2025-06-11T00:00:00", "the 10th is over")
        quality = ("user_id", "=", self.people["quality"].id)
        about = [("res_model", "=", measure._name), ("res_id", "=", measure.id), quality]
        with freeze_time("2025-06-10 23:59"):
            self._run_engine()
            self.assertFalse(self.env["mail.activity"].search_count(about))
            self.assertFalse(measure.is_overdue)
        with freeze_time("2025-06-11 00:01"):
            self._run_engine()
            self.assertTrue(measure.is_overdue)
            self.assertEqual(self.env["mail.activity"].search_count(about), 1)
            self._run_engine()
            self.assertEqual(self.env["mail.activity"].search_count(about), 1)

    def test_it_reaches_quality_whoever_made_the_rule(self):
        """Steps run as whoever saved their rule: consultants see no cases."""
        term = self._term()
        term.step_ids.user_id = self._new_user("customer_policy.group_rules_administrator", login="rules@urge")
        with freeze_time("2025-06-02 08:00"):
            measure = self._measure(self._improved(), self.people["office"])
        with freeze_time("2025-06-11 00:01"):
            self._run_engine()
        domain = [("res_model", "=", measure._name), ("res_id", "=", measure.id)]
        found = self.env["mail.activity"].search([*domain, ("user_id", "=", self.people["quality"].id)])
        self.assertEqual(1, len(found))
        self.assertIn(measure.sudo().display_name, found.summary)

    def test_another_day_moves_the_term(self):
        self._term()
        complaint = self._improved()
        measure = self._measure(complaint, self.people["office"])
        measure.due_date = "2025-06-20"
        self.assertEqual(measure.sudo().deadline_ids.due_date.isoformat(), "2025-06-21T00:00:00")

    @proves("S1.2-07.3b")
    def test_the_office_alone_confirms_the_effect(self):
        complaint = self._improved()
        measure = self._measure(complaint, self.people["office"])
        self._do(complaint, "improve")
        self._close(complaint)
        worker = self.as_user(self.people["manufacturing"], measure)
        with self.assertRaisesRegex(UserError, "what was done"):
            worker.action_done()
        worker.result = "The roof stands"
        worker.action_done()
        self.assertEqual(measure.state, "done")
        for code in ("manufacturing", "quality", "sales"):
            other = self.as_user(self.people[code], measure)
            self.assertNotIn("confirm", other.allowed_steps)
            with self.assertRaisesRegex(UserError, "GM Office"):
                other.action_confirm()
            with self.assertRaises(AccessError):
                other.effect = "Good"
        judge = self.as_user(self.people["office"], measure)
        with self.assertRaisesRegex(UserError, "check of the effect"):
            judge.action_confirm()
        judge.effect = "Dry for a month"
        judge.action_confirm()
        self.assertEqual(measure.confirmed_by_id, self.people["office"])
        for user in (*self.people.values(), self.users["user"]):
            with self.assertRaises(UserError):
                self.as_user(user, measure).write({"effect": "Rewritten", "result": "Rewritten"})
            with self.assertRaises(UserError):
                self.as_user(user, measure).unlink()

    def test_what_had_no_effect_begins_again(self):
        self._term()
        complaint = self._improved()
        measure = self._measure(complaint, self.people["office"])
        worker = self.as_user(self.people["manufacturing"], measure)
        worker.result = "Half a roof"
        worker.action_done()
        judge = self.as_user(self.people["office"], measure)
        judge.write({"effect": "Still wet", "due_date": "2025-07-10"})
        judge.action_reject()
        self.assertEqual(measure.state, "open")
        self.assertFalse(measure.done_date)
        terms = measure.sudo().deadline_ids.filtered(lambda one: one.state == "open")
        self.assertEqual(terms.due_date.isoformat(), "2025-07-11T00:00:00")

    def test_a_closed_case_keeps_its_measures_going_and_gets_no_new_ones(self):
        complaint = self._improved()
        measure = self._measure(complaint, self.people["office"])
        self._do(complaint, "improve")
        self._close(complaint)
        with self.assertRaisesRegex(AccessError, "closed"):
            self._measure(complaint, self.people["office"])
        with self.assertRaisesRegex(AccessError, "closed"):
            self.as_role("user", measure).name = "Nothing"
        self.as_user(self.people["manufacturing"], measure).result = "Done"

    @proves("S1.2-09.7b")
    def test_tracking_is_said_except_for_negligence(self):
        self._term()
        step = self._step("improve", 10, "office", fields=IMPROVEMENT)
        step[2]["field_ids"][0][2]["domain"] = "[('cause_id.negligence', '=', False)]"
        step[2]["field_ids"][1][2]["required"] = False
        self._procedure([step])
        causes = {
            name: self._rule("customer.complaint.cause", name, cause_class="non_quality", negligence=careless)
            for name, careless in (("carelessness", True), ("storage", False))
        }
        complaint = self._accepted(cause_id=causes["storage"].id)
        with self.assertRaisesRegex(UserError, "Improvement"):
            self._do(complaint, "improve")
        measure = self._measure(complaint, self.people["office"])
        self.assertTrue(measure.activity_ids)
        self.assertTrue(measure.sudo().deadline_ids)
        self._do(complaint, "improve", needs_tracking="yes")
        careless = self._accepted(cause_id=causes["carelessness"].id)
        self.assertEqual(careless.needs_tracking, "no")
        measure = self._measure(careless, self.people["office"])
        self.assertFalse(measure.activity_ids)
        self.assertFalse(measure.sudo().deadline_ids)
        self._do(careless, "improve")

    def test_tracking_that_is_ended_ends_the_clocks(self):
        self._term()
        complaint = self._improved(fields=IMPROVEMENT)
        measure = self._measure(complaint, self.people["office"])
        self.assertEqual(measure.sudo().deadline_ids.state, "open")
        self.as_user(self.people["office"], complaint).needs_tracking = "no"
        self.assertEqual(measure.sudo().deadline_ids.state, "cancelled")
        self.assertFalse(measure.sudo().activity_ids)

    @proves("S4.train-4")
    def test_without_prevention_it_is_not_closed(self):
        self._procedure([self._step("closing", 90, fields=["prevention"], type="closing")])
        complaint = self.as_role("user", self._accepted())
        with self.assertRaisesRegex(UserError, "Prevention"):
            complaint.action_close()
        complaint.prevention = "Stored under a roof"
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    @proves("S4.hotel-fl")
    def test_what_was_handled_badly_leads_to_a_notice_with_evidence(self):
        self._procedure(
            [
                self._step(
                    "ask",
                    10,
                    "sales",
                    outcomes=[
                        {"code": "well", "name": "Well"},
                        {"code": "badly", "name": "Badly", "next_steps": "notice"},
                    ],
                ),
                self._step("notice", 20, "quality", fields=["measure_ids"], start="demand"),
            ]
        )
        satisfied = self._accepted()
        self._do(satisfied, "ask", outcome="well")
        self._close(satisfied)
        complaint = self._accepted()
        self._do(complaint, "ask", outcome="badly")
        with self.assertRaisesRegex(UserError, "Notice"):
            self.as_role("user", complaint).action_close()
        with self.assertRaisesRegex(UserError, "Measures"):
            self._do(complaint, "notice")
        measure = self._measure(complaint, self.people["quality"], is_notice=True)
        self._do(complaint, "notice")
        self._close(complaint)
        worker = self.as_user(self.people["manufacturing"], measure)
        worker.result = "Staff was trained"
        with self.assertRaisesRegex(UserError, "evidence"):
            worker.action_done()
        scan = self.as_user(self.people["manufacturing"], self.env["ir.attachment"]).create(
            {"name": "list.pdf", "raw": b"x"}
        )
        worker.evidence_ids = [Command.link(scan.id)]
        worker.action_done()
        self.assertEqual(measure.state, "done")

    def test_whoever_did_it_does_not_confirm_it(self):
        complaint = self._improved()
        measure = self._measure(complaint, self.people["office"], user_id=self.people["office"].id)
        mine = self.as_user(self.people["office"], measure)
        mine.result = "Done"
        mine.action_done()
        with self.assertRaisesRegex(UserError, "not by who carried it out"):
            mine.action_confirm()
