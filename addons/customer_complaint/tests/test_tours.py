from odoo.tests import HttpCase, tagged

from .flow_common import FlowCase, ManufacturerCase


class TourCase(HttpCase):
    def _tour(self, complaint, name, user):
        user.password = user.login
        self.start_tour(f"/odoo/complaints/{complaint.id}", name, login=user.login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestManufacturerTour(TourCase, ManufacturerCase):
    PACK = "manufacturer_complaint_14_21_001_2"

    def test_from_the_form_to_the_cause(self):
        complaint = self._new_complaint()
        self._tour(complaint, "customer_complaint_form", self.people["sales"])
        self.assertEqual(complaint.state, "submitted")
        self._tour(complaint, "customer_complaint_accept", self.people["office"])
        self.assertTrue(complaint.number)
        self.as_user(self.people["quality"], complaint.line_ids).confirmed_quantity = 35
        self._tour(complaint, "customer_complaint_cause", self.people["quality"])
        self.assertEqual(complaint.cause_class, "non_quality")
        self.assertEqual(set(complaint.sudo().open_task_ids.mapped("code")), {"report", "measure"})


@tagged("post_install", "-at_install")
class TestPropertyTour(TourCase, FlowCase):
    PACK = "property_complaint_001_10"
    UNITS = {
        "desk": "Front Desk",
        "management": "Management Office",
        "leader": "Leader",
        "developer": "Developer",
        "plumbing": "Plumbing",
    }
    ANSWERS = {"duration": "30", "pattern": "{year}{month}{number}"}

    def test_from_the_desk_to_the_report(self):
        self.env["customer.complaint.unit"].create(
            {
                "name": "Plumbing",
                "code": "plumbing",
                "company_id": self.company.id,
                "department_id": self.departments["plumbing"].id,
            }
        )
        complaint = self._new_complaint(
            self.people["desk"],
            contact_name="Mrs Lin",
            address="Block 3, 502",
            phone="138 0000 0000",
            description="No water",
            required_date="2030-05-08 08:00:00",
        )
        complaint.action_submit()
        self._tour(complaint, "customer_complaint_dispatch", self.people["desk"])
        self.assertEqual(complaint.unit_id.code, "plumbing")
        self._tour(complaint, "customer_complaint_handle", self.people["plumbing"])
        self.assertEqual(set(complaint.sudo().open_task_ids.mapped("code")), {"tell", "call_back"})
