from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import PropertyCase


@tagged("post_install", "-at_install")
class TestFlowProperty(PropertyCase):
    """The property manager's ladder of 001/10, by its pack alone. Times here are those in Shanghai."""

    def _at(self, moment: str):
        """Freeze the time at a moment of May 2026 in Shanghai, such as ``5 10:00``."""
        day, _space, clock = moment.partition(" ")
        local = fields.Datetime.to_datetime(
            f"2026-05-{int(day):02} {clock if clock.count(':') == 2 else clock + ':00'}"
        )
        return freeze_time(local - timedelta(hours=8))

    def _record(self, **values):
        complaints = self.as_user(self.porter, self.env["customer.complaint"])
        return complaints.create(
            {
                "name": "No water",
                "partner_id": self.partner.id,
                "contact_name": "Mrs Lin",
                "address": "Block 3, 502",
                "phone": "138 0000 0000",
                "description": "No water since the morning",
                **values,
            }
        )

    def _submitted(self, moment, **values):
        with self._at(moment):
            complaint = self._record(**values)
            complaint.action_submit()
        return complaint

    def _dispatch(self, complaint, moment, required="2026-05-20 08:00:00", **values):
        with self._at(moment):
            given = {"unit_id": self.plumbing.id, "required_date": required, **values}
            self._do(complaint, "dispatch", self.people["desk"], **given)

    def _state(self, record, milestone="done"):
        return self._deadline(record, milestone).state

    def _done(self, complaint, code):
        return complaint.sudo().task_ids.filtered(lambda task: task.code == code and task.state != "open")

    @proves("S1.10-1")
    def test_a_record_goes_to_the_front_desk_within_a_day(self):
        for moment, state in (("6 09:59", "met"), ("6 10:01", "late")):
            with self.subTest(moment):
                with self._at("5 10:00"):
                    complaint = self._record()
                with self._at(moment):
                    complaint.action_submit()
                self.assertEqual(self._state(complaint, "submit"), state)
        for name in ("contact_name", "address", "phone", "description"):
            with (
                self.subTest(name),
                self.assertRaisesRegex(UserError, self.env["customer.complaint"]._fields[name].string),
            ):
                self._record(**{name: False}).action_submit()

    @proves("S1.10-2")
    def test_the_desk_dispatches_within_12_hours_and_says_until_when(self):
        for moment, state in (("5 19:59", "met"), ("5 20:01", "late")):
            with self.subTest(moment):
                complaint = self._submitted("5 08:00")
                with self._at(moment):
                    with self.assertRaisesRegex(UserError, "Settle Until"):
                        self._do(complaint, "dispatch", self.people["desk"], unit_id=self.plumbing.id)
                    self._do(complaint, "dispatch", self.people["desk"], required_date="2026-05-08 08:00:00")
                self.assertEqual(self._state(self._done(complaint, "dispatch")), state)
                deadline = self._deadline(self._task(complaint, "handle"))
                self.assertEqual(str(deadline.last_day), "2026-05-08", "the required day binds the department")

    @proves("S1.10-4")
    def test_who_cannot_keep_the_time_says_so_within_two_hours(self):
        for moment, state in (("5 11:59", "met"), ("5 12:01", "late")):
            with self.subTest(moment):
                complaint = self._submitted("5 09:00")
                self._dispatch(complaint, "5 10:00")
                with self._at("5 12:00"):
                    overdue = self._deadline(self._task(complaint, "respond"))
                    overdue.invalidate_recordset()
                    self.assertTrue(overdue.is_overdue)
                with self._at(moment):
                    self._do(complaint, "respond", outcome="in_time")
                self.assertEqual(self._state(self._done(complaint, "respond")), state)

    @proves("S1.10-4")
    def test_a_delay_becomes_a_reply_to_the_customer(self):
        complaint = self._submitted("5 09:00")
        self._dispatch(complaint, "5 10:00")
        with self._at("5 11:30"):
            with self.assertRaisesRegex(UserError, "what came of it"):
                self._do(complaint, "respond", self.people["plumbing"], outcome="delayed")
            self._do(complaint, "respond", self.people["plumbing"], result="Delayed till Friday")
            reply = complaint.sudo().reply_ids
            self.assertEqual((reply.state, reply.kind), ("draft", "interim"))
            self.assertIn("Delayed till Friday", reply.body)
            self.assertEqual(self._task(complaint, "tell_delay").unit_id.department_id, self.departments["desk"])
            desk = self.as_user(self.people["desk"], reply)
            desk.channel = "phone"
            desk.action_send()
        self.assertFalse(self._task(complaint, "tell_delay"))
        self.assertTrue(self._task(complaint, "handle"))

    @proves("S1.10-4", "S1.10-5a")
    def test_who_solves_it_earlier_need_not_respond_and_reports(self):
        complaint = self._submitted("5 09:00")
        self._dispatch(complaint, "5 10:00")
        with self._at("5 11:00"):
            self._do(complaint, "handle", self.people["plumbing"], outcome="solved", result="A new valve")
        self.assertEqual(self._done(complaint, "respond").state, "cancelled")
        self.assertEqual(self._deadline(self._done(complaint, "respond"), states=("cancelled",)).state, "cancelled")
        for moment, state in (("5 16:59", "met"), ("5 17:01", "late")):
            with self.subTest(moment):
                complaint = self._submitted("5 09:00")
                self._dispatch(complaint, "5 10:00")
                with self._at("5 15:00"):
                    self._do(complaint, "handle", self.people["plumbing"], outcome="solved", result="A new valve")
                with self._at(moment):
                    self._do(complaint, "report", self.people["plumbing"], result="It runs")
                self.assertEqual(self._state(self._done(complaint, "report")), state)

    @proves("S1.10-8")
    def test_the_first_contact_person_is_told_within_two_hours(self):
        for moment, state in (("5 16:59", "met"), ("5 17:01", "late")):
            with self.subTest(moment):
                complaint = self._submitted("5 09:00")
                self._dispatch(complaint, "5 10:00")
                complaint.sudo().user_id = self.people["desk"]
                self.assertEqual(complaint.first_contact_id, self.porter)
                with self._at("5 15:00"):
                    self._do(complaint, "handle", self.people["plumbing"], outcome="solved", result="A new valve")
                told = self.env["mail.message"].search_count([("partner_ids", "in", self.porter.partner_id.ids)])
                with self._at(moment):
                    self._do(complaint, "tell", self.people["desk"])
                after = self.env["mail.message"].search_count([("partner_ids", "in", self.porter.partner_id.ids)])
                self.assertEqual(after, told + 1)
                self.assertEqual(self._state(self._done(complaint, "tell")), state)

    @proves("S1.10-6a")
    def test_departments_are_told_of_urgent_cases_within_three_minutes(self):
        for moment, state in (("5 10:02", "met"), ("5 10:04", "late")):
            with self.subTest(moment):
                with self._at("5 10:00"):
                    complaint = self._record(urgency="urgent", unit_id=self.plumbing.id)
                told = [
                    ("partner_ids", "in", self.people["plumbing"].partner_id.ids),
                    ("subject", "like", "Urgent: "),
                ]
                before = self.env["mail.message"].search_count(told)
                with self._at(moment):
                    complaint.action_submit()
                self.assertEqual(self._state(complaint, "dispatch"), state)
                self.assertTrue(self._task(complaint, "handle"), "nothing waits for the desk")
                self.assertGreater(self.env["mail.message"].search_count(told), before)

    @proves("S1.10-6a")
    def test_what_turns_out_to_be_urgent_counts_from_then_on(self):
        complaint = self._submitted("5 08:00")
        self.assertFalse(self._deadline(complaint, "dispatch"))
        desk = self.as_user(self.people["desk"], complaint)
        with self._at("5 10:00"):
            desk.urgency = "urgent"
        self.assertEqual(
            self._deadline(complaint, "dispatch").due_date, fields.Datetime.to_datetime("2026-05-05 02:03:00")
        )
        with self._at("5 10:02"):
            desk.unit_id = self.plumbing
        self.assertEqual(self._state(complaint, "dispatch"), "met")

    def _beyond(self, moment):
        """An urgent case that the department cannot solve since ``moment``."""
        complaint = self._submitted("5 09:55", urgency="urgent", unit_id=self.plumbing.id)
        with self._at(moment):
            self._do(complaint, "handle", self.people["plumbing"], outcome="beyond", result="The main is broken")
        return complaint

    @proves("S1.10-6b")
    def test_what_the_office_cannot_solve_goes_to_the_leader(self):
        for reported, written, states in (
            ("5 10:04", "6 09:59", ("met", "met")),
            ("5 10:06", "6 10:01", ("late", "late")),
        ):
            with self.subTest(reported):
                complaint = self._beyond("5 10:00")
                self.assertFalse(self._task(complaint, "report"), "it is not solved")
                head = self._task(complaint, "report_leader")
                self.assertEqual(head.user_id, self.heads["management"])
                with self._at("6 10:00"):
                    paper = self._deadline(self._task(complaint, "written_leader"))
                    paper.invalidate_recordset()
                    self.assertTrue(paper.is_overdue)
                with self._at(reported):
                    self._do(complaint, "report_leader")
                self.assertTrue(self._task(complaint, "leader"))
                with self._at(written):
                    self._do(complaint, "written_leader", result="The main broke at nine")
                found = tuple(self._state(self._done(complaint, code)) for code in ("report_leader", "written_leader"))
                self.assertEqual(found, states)

    @proves("S1.10-7a")
    def test_what_the_leader_cannot_solve_goes_to_the_board(self):
        for phoned, written, states in (
            ("5 10:13", "7 10:12", ("met", "met")),
            ("5 10:15", "7 10:16", ("late", "late")),
        ):
            with self.subTest(phoned):
                complaint = self._beyond("5 10:00")
                with self._at("5 10:04"):
                    self._do(complaint, "report_leader")
                self.assertEqual(str(self._deadline(self._task(complaint, "leader")).due_date), "2026-05-05 02:14:00")
                with self._at(phoned):
                    self._do(complaint, "leader", self.people["leader"], outcome="board", result="Asked Mr Qian")
                with self._at(written):
                    self._do(complaint, "written_board", self.people["leader"], result="The main broke at nine")
                found = tuple(self._state(self._done(complaint, code)) for code in ("leader", "written_board"))
                self.assertEqual(found, states)
                self.assertFalse(self._task(complaint, "handle"))
                self._do(complaint, "board", self.heads["gm"], result="Hire a digger")
                self.assertTrue(self._task(complaint, "handle"), "the department goes on as was decided")

    @proves("S1.10-7b")
    def test_urgent_cases_are_verified_in_8_hours_and_called_back_in_two_working_days(self):
        for verified, called, states in (
            ("8 16:59", "12 23:59", ("met", "met")),
            ("8 17:01", "13 00:01", ("late", "late")),
        ):
            with self.subTest(verified):
                complaint = self._submitted("8 08:00", urgency="urgent", unit_id=self.plumbing.id)
                with self._at("8 09:00"):
                    # a Friday
                    self._do(complaint, "handle", self.people["plumbing"], outcome="solved", result="A new valve")
                self.assertEqual(
                    set(complaint.sudo().open_task_ids.mapped("code")), {"report", "tell", "verify", "call_back_urgent"}
                )
                with self._at(verified):
                    self._do(complaint, "verify", self.people["developer"], result="It runs")
                with self._at(called):
                    self._do(complaint, "call_back_urgent", self.people["developer"], call_back="She is content")
                found = tuple(self._state(self._done(complaint, code)) for code in ("verify", "call_back_urgent"))
                self.assertEqual(found, states)

    @proves("S1.10-3")
    def test_who_cannot_be_persuaded_meets_the_head(self):
        complaint = self._submitted("5 09:00")
        self._dispatch(complaint, "5 10:00", is_unreasonable=True)
        self.assertEqual(complaint.sudo().open_task_ids.mapped("code"), ["explain"])
        with self._at("5 11:00"):
            self._do(complaint, "explain", self.people["desk"], outcome="not_persuaded", result="She shouts")
            head = self._task(complaint, "head")
            self.assertEqual(head.user_id, self.heads["desk"])
            self.assertFalse(self._task(complaint, "tell"), "the next steps wait")
            self._do(complaint, "head", result="We part friends")
            self._do(complaint, "tell", self.people["desk"])
            self.as_user(self.people["desk"], complaint).action_close()
        self.assertEqual(complaint.state, "closed")
        accepted = self._submitted("5 09:00")
        self._dispatch(accepted, "5 10:00", is_unreasonable=True)
        self._do(accepted, "explain", self.people["desk"], outcome="accepted", result="She sees")
        self.assertFalse(self._task(accepted, "head"))

    def test_a_normal_case_to_its_end(self):
        complaint = self._submitted("5 09:00")
        self.assertEqual(complaint.state, "open", "nobody has to accept it")
        self._dispatch(complaint, "5 10:00")
        with self._at("5 11:00"):
            self._do(complaint, "respond", self.people["plumbing"], outcome="in_time")
            self._do(complaint, "handle", self.people["plumbing"], outcome="solved", result="A new valve")
            self._do(complaint, "report", self.people["plumbing"], result="It runs")
            self._do(complaint, "tell", self.people["desk"])
            desk = self.as_user(self.people["desk"], complaint)
            with self.assertRaisesRegex(UserError, "Call-Back"):
                desk.action_close()
            self._do(complaint, "call_back", self.people["desk"], call_back="She is content", satisfaction="5")
            desk.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.number, "2026050001")
