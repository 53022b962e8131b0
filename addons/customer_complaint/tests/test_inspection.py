from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase


@tagged("post_install", "-at_install")
class TestInspection(ManufacturerCase):
    PACK = "manufacturer_complaint_14_21_001_2"

    def _inspection(self):
        complaint = self._draft(needs_inspection=True)
        return complaint, complaint.inspection_ids

    def _participant(self, inspection, code):
        return inspection.participant_ids.filtered(lambda one: one.unit_id.code == f"{code}-001-2")

    @proves("S1.2-09.2a")
    def test_the_tick_calls_the_units_of_the_procedure(self):
        _complaint, inspection = self._inspection()
        self.assertEqual(
            set(inspection.participant_ids.unit_id.mapped("code")),
            {"sales-001-2", "quality-001-2", "manufacturing-001-2"},
        )
        later = self._draft()
        self.assertFalse(later.inspection_ids)
        later.needs_inspection = True
        self.assertEqual(len(later.inspection_ids.participant_ids), 3)
        later.needs_inspection = True
        self.assertEqual(len(later.inspection_ids), 1)
        accepted = self._accepted()
        with self.assertRaisesRegex(UserError, "before the case is submitted"):
            accepted.needs_inspection = True

    @proves("S1.2-09.2b")
    def test_the_general_manager_sends_somebody_for_who_cannot_go(self):
        complaint, inspection = self._inspection()
        quality = self._participant(inspection, "quality")
        with self.assertRaises(AccessError):
            self.as_user(self.people["manufacturing"], quality).reason = "They are ill"
        with self.assertRaisesRegex(UserError, "goes itself"):
            self.as_user(self.heads["gm"], quality).appointed_id = self.people["research"]
        self.as_user(self.people["quality"], quality).reason = "All are ill"
        activity = complaint.activity_ids.filtered(lambda one: one.user_id == self.heads["gm"])
        self.assertEqual(activity.activity_type_id, self.env.ref("customer_complaint.mail_activity_type_appoint"))
        sales = self.as_user(self.people["sales"], inspection)
        sales.write({"report": "Wet", "reported_to_id": self.heads["gm"].id})
        with self.assertRaisesRegex(UserError, "has still to appoint"):
            sales.action_close()
        with self.assertRaises(AccessError):
            self.as_user(self.people["quality"], quality).appointed_id = self.people["research"]
        self.as_user(self.heads["gm"], quality).appointed_id = self.people["research"]
        self.assertFalse(activity.exists().filtered("active"))
        sales.action_close()
        self.assertEqual(inspection.state, "closed")
        with self.assertRaisesRegex(UserError, "is closed"):
            self.as_user(self.people["quality"], quality).reason = "Still ill"

    @proves("S1.2-09.2b")
    def test_it_ends_with_a_report_to_the_general_manager(self):
        complaint, inspection = self._inspection()
        sales = self.as_user(self.people["sales"], inspection)
        with self.assertRaisesRegex(UserError, "write the report"):
            sales.action_close()
        sales.report = "The store is wet"
        with self.assertRaisesRegex(UserError, "write the report"):
            sales.action_close()
        sales.reported_to_id = self.heads["sales"]
        with self.assertRaisesRegex(UserError, "is not"):
            sales.action_close()
        self.assertIn("joint inspection", complaint.sudo()._closing_obstacle().lower())
        sales.reported_to_id = self.heads["gm"]
        sales.action_close()
        self.assertNotIn("joint inspection", complaint.sudo()._closing_obstacle().lower())

    def test_members_of_a_unit_see_the_inspections_they_take_part_in(self):
        _complaint, inspection = self._inspection()
        department = self.departments["quality"]
        member = self._new_user("employee", login="quality-employee")
        self.assertFalse(self.as_user(member, inspection).has_access("read"))
        self.env["hr.employee"].create(
            {"name": "Q", "user_id": member.id, "company_id": self.company.id, "department_id": department.id}
        )
        self.assertTrue(self.as_user(member, inspection).has_access("read"))
        self.as_user(member, self._participant(inspection, "quality")).reason = "Ill"
        with self.assertRaises(AccessError):
            self.as_user(member, inspection).report = "Nothing"

    def test_the_domains_of_record_rules_outlive_the_cursor_they_were_made_with(self):
        """Odoo keeps them for later requests."""
        user = self.people["quality"]
        with self.registry.cursor() as cr:
            short = self.env(cr=cr)["res.users"].browse(user.id)
            domains = {
                "customer.complaint": short._complaint_cases_domain(),
                "customer.complaint.task": short._complaint_tasks_domain(),
                "customer.complaint.unit": short._complaint_units_domain(),
            }
        complaint = self._accepted()
        found = {model: self.env[model].search(domain) for model, domain in domains.items()}
        self.assertIn(complaint, found["customer.complaint"])
        self.assertIn(self._task(complaint, "cause"), found["customer.complaint.task"])
        self.assertEqual(found["customer.complaint.unit"].mapped("code"), ["quality-001-2"])
