from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import FlowCase


@tagged("post_install", "-at_install")
class TestPharmacy(FlowCase):
    PACK = "pharmacy_complaint_types_001_11"
    UNITS = {"sales": "Sales"}
    ANSWERS = {"delivery-001-11.days": "7", "days": "3"}

    @proves("S1.11-4.2g", "S1.2-06")
    def test_a_type_names_department_person_and_days(self):
        kind = self.env["customer.complaint.type"].search(
            [("code", "=", "delivery-001-11"), ("company_id", "=", self.company.id)]
        )
        kind.user_id = self.people["sales"]
        complaint = self._new_complaint(type_id=kind.id, received_date="2026-05-03 07:00:00")
        self.assertEqual(complaint.unit_id.department_id, self.departments["sales"])
        self.assertEqual(complaint.user_id, self.people["sales"])
        self.assertEqual(str(complaint.required_date), "2026-05-10 07:00:00")


@tagged("post_install", "-at_install")
class TestEducation(FlowCase):
    PACK = "education_complaint_004"
    UNITS = {"service": "Service"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people["service"].group_ids |= cls.env.ref("customer_policy.group_user")
        cls.env["customer.number.rule"].create(
            {
                "name": "Complaints",
                "code": "complaint",
                "company_id": cls.company.id,
                "document": "customer.complaint",
                "pattern": "{year}{number}",
                "width": 4,
                "reset": "year",
                "mode": "enforce",
            }
        )

    @proves("S4.edu-4")
    def test_no_case_closes_without_cause_solution_and_answer(self):
        complaint = self._new_complaint()
        complaint.action_submit()
        user = self.as_user(self.people["service"], complaint)
        for code, name in (("cause", "Investigation and Cause"), ("solution", "Handling Method")):
            with self.assertRaisesRegex(UserError, "waits for"):
                user.action_close()
            field = {"cause": "investigation", "solution": "handling_method"}[code]
            with self.assertRaisesRegex(UserError, name):
                self._do(complaint, code, self.people["service"])
            self._do(complaint, code, self.people["service"], **{field: "Said"})
        with self.assertRaisesRegex(UserError, "waits for"):
            user.action_close()
        self._reply(complaint, self.people["service"])
        user.action_close()
        self.assertEqual(complaint.state, "closed")


@tagged("post_install", "-at_install")
class TestTraining(TestEducation):
    PACK = "training_complaint_004"

    @proves("S4.train-4")
    def test_no_case_closes_without_cause_solution_and_answer(self):
        complaint = self._new_complaint()
        complaint.action_submit()
        user = self.as_user(self.people["service"], complaint)
        self._do(complaint, "cause", self.people["service"], investigation="Said")
        self._do(complaint, "solution", self.people["service"], handling_method="Said")
        self._reply(complaint, self.people["service"])
        with self.assertRaisesRegex(UserError, "No Repetition"):
            user.action_close()
        with self.assertRaisesRegex(UserError, "Prevention"):
            self._do(complaint, "prevention", self.people["service"])
        self._do(complaint, "prevention", self.people["service"], prevention="Two teachers")
        user.action_close()
        self.assertEqual(complaint.state, "closed")


@tagged("post_install", "-at_install")
class TestCustomerDepartment(FlowCase):
    PACK = "customer_department_complaint_004"
    UNITS = {}
    ANSWERS = {"record-004-gen8.duration": "1", "dispatch-004-dept.duration": "8", "solve-004-dept.duration": "3"}

    @proves("S4.dept-9")
    def test_a_case_that_is_with_no_department_is_shown_to_the_supervisor(self):
        with freeze_time("2026-05-05 02:00:00"):
            complaint = self._new_complaint(self.users["user"])
        overdue = [("id", "=", complaint.id), ("has_overdue_deadline", "=", True), ("unit_id", "=", False)]
        supervisor = self.as_role("supervisor", self.env["customer.complaint"])
        with freeze_time("2026-05-05 09:59:00"):
            self.assertFalse(supervisor.search(overdue))
        with freeze_time("2026-05-05 10:00:00"):
            self.assertEqual(supervisor.search(overdue), complaint)
        self._tick("2026-05-05 10:00:00")
        self.assertIn(self.users["supervisor"], complaint.activity_ids.user_id)

    @proves("S4.gen8-5")
    def test_a_complaint_is_recorded_within_a_day(self):
        with freeze_time("2026-05-06 15:59:00"):
            early = self._new_complaint(self.users["user"], received_date="2026-05-05 02:00:00")
        with freeze_time("2026-05-06 16:00:00"):
            late = self._new_complaint(self.users["user"], received_date="2026-05-05 02:00:00")
        self.assertEqual(self._deadline(early, "record").state, "met")
        self.assertEqual(self._deadline(late, "record").state, "late")


@tagged("post_install", "-at_install")
class TestHotel(TestEducation):
    PACK = "hotel_complaint_004"
    UNITS = {"relations": "Guest Relations", "service": "Housekeeping"}
    ANSWERS = {"duration": "2"}

    @proves("S4.hotel-fl")
    def test_no_case_closes_without_cause_solution_and_answer(self):
        """What was handled badly brings a corrective notice with a term and evidence; what was not, none."""
        unit = self.env["customer.complaint.unit"].create(
            {"name": "Housekeeping", "company_id": self.company.id, "department_id": self.departments["service"].id}
        )
        values = {"contact_name": "Mr Hu", "description": "A cold room", "unit_id": unit.id}
        content, angry = self._new_complaint(**values), self._new_complaint(**values)
        (content | angry).action_submit()
        self._do(content, "handle", self.people["relations"], outcome="well")
        self.assertFalse(content.sudo().open_task_ids)
        with freeze_time("2026-05-05 02:00:00"):
            self._do(angry, "handle", self.people["relations"], outcome="badly", result="He left")
        notice = self._task(angry, "notice")
        self.assertEqual(notice.department_id, self.departments["service"])
        self.assertEqual(str(self._deadline(notice).last_day), "2026-05-07")
        with self.assertRaisesRegex(UserError, "Photographs and Scans"):
            self._do(angry, "notice", self.people["service"], countermeasure="Heat it")
        evidence = (
            self.env["ir.attachment"].with_user(self.people["service"]).create({"name": "heater.jpg", "raw": b"x"})
        )
        self._do(angry, "notice", self.people["service"], attachment_ids=[(4, evidence.id)])
        self.assertEqual(notice.state, "done")


@tagged("post_install", "-at_install")
class TestParcel(FlowCase):
    PACK = "parcel_complaint_001_8"
    UNITS = {"security": "Security"}
    ANSWERS = {"duration": "5", "contact": "400 100 200"}

    def test_information_security_has_a_term_of_its_own(self):
        kind = self.env["customer.complaint.type"].search(
            [("code", "=", "information-security-001-8"), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(kind.contact, "400 100 200")
        self.env["customer.number.rule"].create(
            {
                "name": "Complaints",
                "company_id": self.company.id,
                "document": "customer.complaint",
                "pattern": "{year}{number}",
                "width": 4,
                "reset": "year",
                "mode": "enforce",
            }
        )
        with freeze_time("2026-05-05 02:00:00"):
            complaint = self._new_complaint(self.users["user"], type_id=kind.id)
            other = self._new_complaint(self.users["user"])
            (complaint | other).action_submit()
        self.assertEqual(complaint.unit_id.department_id, self.departments["security"])
        self.assertEqual(str(self._deadline(complaint, "close").last_day), "2026-05-10")
        self.assertFalse(self._deadline(other, "close"))
