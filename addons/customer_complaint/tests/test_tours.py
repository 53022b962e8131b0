from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import TourCase

from .flow_common import ManufacturerCase, PropertyCase


class ComplaintTourCase(TourCase):
    """Between the tours nothing happens to the case."""

    def _on_case(self, complaint, name, user):
        self._tour(f"complaints/{complaint.id}", name, user)

    def _open_codes(self, complaint):
        return set(complaint.sudo().open_task_ids.mapped("code"))


@tagged("post_install", "-at_install")
class TestManufacturerTour(ComplaintTourCase, ManufacturerCase):
    PACK = "manufacturer_complaint_14_21_001_2"

    def test_from_the_first_call_to_the_closed_case(self):
        sales, quality, office = (self.people[code] for code in ("sales", "quality", "office"))
        self._tour("complaints/new", "customer_complaint_first_call", sales)
        complaint = self.env["customer.complaint"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            complaint, [{"state": "submitted", "partner_id": self.partner.id, "first_contact_id": sales.id}]
        )
        self._on_case(complaint, "customer_complaint_accept", office)
        self.assertTrue(complaint.number)
        self._on_case(complaint, "customer_complaint_cause", quality)
        self.assertEqual((complaint.cause_class, complaint.line_ids.confirmed_quantity), ("quality", 35))
        self.assertEqual(self._open_codes(complaint), {"measure"})
        self._on_case(complaint, "customer_complaint_measure", self.people["manufacturing"])
        self.assertEqual(complaint.line_ids.operators, "Li and Wang")
        self._on_case(complaint, "customer_complaint_check", office)
        self._on_case(complaint, "customer_complaint_negotiate", sales)
        self._on_case(complaint, "customer_complaint_review", self.heads["sales"])
        self._on_case(complaint, "customer_complaint_opinion", office)
        self.assertEqual((self._open_codes(complaint), complaint.amount), ({"decide"}, 420))
        self._on_case(complaint, "customer_complaint_decide", self.heads["sales"])
        self.assertEqual((self._open_codes(complaint), complaint.decision_id.amount), ({"inform"}, 420))
        self._on_case(complaint, "customer_complaint_close", sales)
        self.assertRecordValues(complaint, [{"state": "closed", "closed_by_id": sales.id}])
        self.assertRecordValues(complaint.reply_ids, [{"state": "sent", "kind": "final", "amount": 420}])


@tagged("post_install", "-at_install")
class TestPropertyTour(ComplaintTourCase, PropertyCase):
    def test_from_the_telephone_to_the_closed_case(self):
        self._tour("complaint-told/new", "customer_complaint_telephone", self.porter)
        complaint = self.env["customer.complaint"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            complaint, [{"state": "open", "partner_id": self.partner.id, "first_contact_id": self.porter.id}]
        )
        self._on_case(complaint, "customer_complaint_dispatch", self.people["desk"])
        self.assertEqual((complaint.unit_id.code, complaint.required_date.year), ("plumbing", 2030))
        self._on_case(complaint, "customer_complaint_handle", self.people["plumbing"])
        self.assertEqual(self._open_codes(complaint), {"tell", "call_back"})
        self._on_case(complaint, "customer_complaint_call_back", self.people["desk"])
        self.assertRecordValues(complaint, [{"state": "closed", "satisfaction": "5", "call_back": "She is content"}])
