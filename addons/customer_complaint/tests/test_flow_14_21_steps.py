from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestSteps1421(ManufacturerCase):
    """Single articles of 001/2, by its pack alone."""

    PACK = "manufacturer_complaint_14_21_001_2"
    ORIGIN = {"production_unit": "Hall 2", "operators": "Li, Wang", "lot_name": "L77"}

    @proves("S1.2-09.1a", "S1.2-07.1a", "S1.2-03a")
    def test_what_the_form_says(self):
        complaint = self._draft(line_ids=[])
        with self.assertRaisesRegex(UserError, "Products"):
            complaint.action_submit()
        for name, value in (
            ("order_reference", "S00042"),
            ("part_number", "CB-1"),
            ("shipped_date", "2025-05-03"),
            ("quantity", 500),
        ):
            with self.subTest(name):
                complaint.line_ids = [Command.clear(), self._line(**{name: False})]
                label = complaint.line_ids._fields[name].string
                with self.assertRaisesRegex(UserError, f"{label}|cannot be"):
                    complaint.action_submit()
                complaint.line_ids[name] = value
        complaint.line_ids.defective_quantity = 501
        with self.assertRaisesRegex(UserError, "501.* defective of 500"):
            complaint.action_submit()
        complaint.line_ids.defective_quantity = 500
        complaint.demand = False
        with self.assertRaisesRegex(UserError, "Demand"):
            complaint.action_submit()
        complaint.demand = "Take it back"
        complaint.action_submit()
        self.assertTrue(complaint.submitted_date)

    @proves("S1.2-09.1b")
    def test_the_form_goes_with_sample_and_opinion(self):
        complaint = self._draft(sample=False, opinion=False)
        with self.assertRaisesRegex(UserError, "Sample.*Opinion"):
            complaint.action_submit()
        complaint.write({"opinion": "He is right", "sample": "none"})
        with self.assertRaisesRegex(UserError, "Why There Is No Sample"):
            complaint.action_submit()
        complaint.sample_reason = "Used up"
        complaint.action_submit()
        self.assertFalse(complaint.accepted_date)
        with freeze_time("2026-05-01 07:00:00"):
            self.as_user(self.people["office"], complaint).action_accept()
        self.assertEqual(str(complaint.accepted_date), "2026-05-01 07:00:00")

    @proves("S1.2-03b")
    def test_without_a_loss_it_is_an_abnormality_to_be_improved(self):
        complaint = self._draft(has_loss=False, description="Some are wet")
        complaint.action_submit()
        self.assertEqual(complaint.procedure_id.code, "abnormality-001-2")
        improve = self._task(complaint, "improve")
        self.assertEqual(improve.unit_id.department_id, self.departments["manufacturing"])
        self._do(complaint, "improve", self.people["manufacturing"], countermeasure="A roof")
        self._do(complaint, "follow", self.people["sales"], result="Seen the roof")
        self.assertFalse(complaint.sudo()._current_approvals("decide"))
        self.as_user(self.people["sales"], complaint).action_close()
        self.assertEqual(complaint.state, "closed")

    @proves("S1.2-05", "S1.2-09.7b")
    def test_class_of_the_cause_and_whether_it_is_tracked(self):
        complaint = self._accepted()
        line = self.as_user(self.people["quality"], complaint.line_ids)
        line.confirmed_quantity = 35
        with self.assertRaisesRegex(UserError, "Class of the Cause"):
            self._do(complaint, "cause", self.people["quality"], investigation="Wet", test_result="fail")
        cause = self.env["customer.complaint.cause"].search(
            [("code", "=", "negligence-001-2"), ("company_id", "=", self.company.id)]
        )
        self._do(complaint, "cause", self.people["quality"], cause_id=cause.id)
        self.assertEqual((complaint.cause_class, complaint.needs_tracking), ("non_quality", "no"))
        other = self._accepted()
        self._investigate(other)
        self.assertFalse(other.needs_tracking, "anything else needs an answer")

    @proves("S1.2-05")
    def test_statistics_tell_the_classes_apart(self):
        classes = ["non_quality"] * 5 + ["quality"] * 7
        cases = self.env["customer.complaint"].create(
            [{"name": "Wet", "partner_id": self.partner.id, "cause_class": one} for one in classes]
        )
        viewer = self.as_user(self.people["quality"], cases)
        counts = viewer.formatted_read_group([("id", "in", cases.ids)], ["cause_class"], ["__count"])
        self.assertEqual({row["cause_class"]: row["__count"] for row in counts}, {"quality": 7, "non_quality": 5})

    @proves("S1.2-09.4e")
    def test_by_authority_or_all_by_the_general_manager(self):
        approval = self._to_decision(self._accepted(), 5000 / 35)
        self.assertEqual(self._may_decide(approval), ["sales"])
        rule = self.env["customer.approval.rule"].search(
            [("code", "=", "decide-gm-001-2"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(rule.mode, "off")
        rule.mode = "enforce"
        approval = self._to_decision(self._accepted(), 5000 / 35)
        self.assertEqual(self._may_decide(approval), ["gm"])
        with self.assertRaises(UserError):
            self.as_user(self.heads["sales"], approval).action_approve()
        self.as_user(self.heads["gm"], approval).action_approve()
        self.assertEqual(approval.state, "approved")

    @proves("S1.2-10.1")
    def test_14_days_until_a_warning_and_21_until_it_is_overdue(self):
        with freeze_time("2026-05-01 07:00:00"):
            complaint = self._accepted()
        deadline = self._deadline(complaint, "close")
        self.assertEqual(str(deadline.last_day), "2026-05-22")
        activities = self.env["mail.activity"].search([("customer_deadline_id", "=", deadline.id)])
        self._tick("2026-05-14 15:59:00")
        self.assertFalse(activities.search([("customer_deadline_id", "=", deadline.id)]))
        self._tick("2026-05-14 16:00:00")
        activities = activities.search([("customer_deadline_id", "=", deadline.id)])
        self.assertEqual(activities.user_id, self.people["sales"])
        self.assertFalse(self._slips(complaint))

    @proves("S1.2-09.3")
    def test_the_report_has_three_days(self):
        with freeze_time("2026-05-08 07:00:00"):
            complaint = self._accepted()
        with freeze_time("2026-05-10 07:00:00"):
            self._investigate(complaint)
        deadline = self._deadline(self._task(complaint, "report"))
        self.assertEqual(str(deadline.last_day), "2026-05-13")
        with freeze_time("2026-05-13 15:59:00"):
            self.assertNotIn(complaint.sudo().task_ids, self._overdue(complaint))
        with freeze_time("2026-05-14 01:00:00"):
            self.assertIn(self._task(complaint, "report"), self._overdue(complaint))
        self._tick("2026-05-13 16:00:00")
        self.assertEqual(self._slips(complaint).deadline_id, deadline)

    def _overdue(self, complaint):
        tasks = complaint.sudo().task_ids
        return tasks.search([("id", "in", tasks.ids), ("has_overdue_deadline", "=", True)])

    @proves("S1.2-09.6")
    def test_the_comprehensive_opinion_has_a_day(self):
        complaint = self._accepted()
        with freeze_time("2026-05-10 07:00:00"):
            self._investigate(complaint)
            self._do(complaint, "report", result="Report")
            self.as_user(self.people["manufacturing"], complaint.line_ids).write(self.ORIGIN)
            self._do(complaint, "measure", countermeasure="A roof", result="It leaks")
            self._do(complaint, "check", result="Seen")
            self._do(complaint, "handle", self.people["sales"], handling_opinion="Pay")
            self._do(complaint, "negotiate", self.people["sales"], negotiation="Agreed")
            self._do(complaint, "review", self.heads["sales"])
        deadline = self._deadline(self._task(complaint, "opinion"))
        self.assertEqual(str(deadline.due_date), "2026-05-11 16:00:00", "the end of 11 May in Shanghai")
        self._tick("2026-05-11 15:59:00")
        self.assertFalse(self._slips(complaint))
        self._tick("2026-05-11 16:00:00")
        self.assertEqual(self._slips(complaint).department_id, self.departments["office"])

    @proves("S1.2-07.1b")
    def test_the_customer_is_informed_the_same_day(self):
        complaint = self._accepted()
        with freeze_time("2026-05-10 07:00:00"):
            approval = self._to_decision(complaint)
            self.as_user(self.heads["sales"], approval).action_approve()
        inform = self._task(complaint, "inform")
        self.assertEqual(str(self._deadline(inform).last_day), "2026-05-10")
        activity = complaint.activity_ids.filtered(lambda one: one.summary == "Inform the Customer")
        self.assertEqual((activity.user_id, str(activity.date_deadline)), (self.people["sales"], "2026-05-10"))

    @proves("S1.2-09.14")
    def test_whoever_objects_to_a_refusal_reaches_the_superior(self):
        complaint = self._accepted()
        sales = self.as_user(self.people["sales"], complaint)
        with self.assertRaisesRegex(UserError, "can be asked for"):
            sales.action_ask_for_step("customer_objects")
        approval = self._to_decision(complaint, is_established="no")
        self.as_user(self.heads["sales"], approval).action_approve()
        step = sales.askable_step_ids
        self.assertEqual(step.code, "customer_objects")
        self.as_user(self.people["sales"], self.env["customer.complaint.ask"]).create(
            {"complaint_id": complaint.id, "step_id": step.id}
        ).action_ask()
        self.assertFalse(sales.askable_step_ids, "it runs already")
        task = self._task(complaint, "customer_objects")
        self.assertEqual(task.user_id, self.heads["sales"])
        self.assertIn(self.heads["sales"], complaint.activity_ids.user_id)
        self._reply(complaint, self.people["sales"])
        with self.assertRaisesRegex(UserError, "waits for"):
            sales.action_close()
        self._do(complaint, "customer_objects", result="It stays refused")
        sales.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_an_interim_reply_does_not_end_the_final_one(self):
        complaint = self._accepted()
        approval = self._to_decision(complaint)
        self.as_user(self.heads["sales"], approval).action_approve()
        self._reply(complaint, self.people["sales"], kind="interim")
        self.assertTrue(self._task(complaint, "inform"))
        with self.assertRaisesRegex(UserError, "send the customer a reply"):
            self._do(complaint, "inform", self.people["sales"])
        self._reply(complaint, self.people["sales"])
        self.assertFalse(self._task(complaint, "inform"))

    @proves("S1.2-07.2a")
    def test_only_quality_proposes_cause_and_fault(self):
        complaint = self._accepted()
        for code in ("office", "manufacturing", "sales", "research"):
            for name, value in (("cause_class", "quality"), ("fault", "company"), ("test_result", "fail")):
                with self.subTest(f"{code} {name}"), self.assertRaisesRegex(AccessError, "Investigation and Cause"):
                    self.as_user(self.people[code], complaint)[name] = value
        self.as_user(self.people["quality"], complaint).write({"cause_class": "quality", "fault": "company"})
