from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import TourCase

from .admission_common import AdmissionCase


@tagged("post_install", "-at_install")
class TestAdmissionTour(TourCase, AdmissionCase):
    """Each person does in the browser what is theirs; between the tours nothing happens to the application."""

    def test_from_the_application_to_the_confirmed_order(self):
        self._rule("not_admitted", stops_quote=False)
        form = self._form(annexes=("Annex 1",))
        form.property_definition = [{"name": "beds", "type": "integer", "string": "Beds"}]
        self._licence(self._licence_kind(), valid_until="2099-12-31")
        order = self._order()
        with mute_logger("odoo.http"):
            self._tour(f"sales/{order.id}", "customer_admission_blocked_order", self.east)
        self._tour("customer-admissions/new", "customer_admission_apply", self.east)
        admission = self.env["customer.admission"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            admission, [{"state": "submitted", "partner_id": self.partner.id, "submitted_by_id": self.east.id}]
        )
        self._tour(f"customer-admissions/{admission.id}", "customer_admission_check", self.boss)
        self.assertRecordValues(admission, [{"state": "admitted", "admitted_by_id": self.boss.id, "met_count": 2}])
        self._tour(f"sales/{order.id}", "customer_admission_order", self.east)
        self.assertEqual(order.state, "sale")

    def test_licences_forms_and_taking_over(self):
        self.env["hr.employee"].create(
            {
                "name": "Boss",
                "user_id": self.boss.id,
                "company_id": self.company.id,
                "department_id": self.departments["East"].id,
            }
        )
        self._form()
        self._licence(self._licence_kind(needs_check=True), valid_until="2099-12-31")
        self._tour("customer-licences", "customer_admission_licences", self.boss)
        self.assertTrue(self.env["customer.licence"].search([("company_id", "=", self.company.id)]).is_valid)
        self._tour("customer-admission-takeovers/new", "customer_admission_take_over", self.boss)
        takeover = self.env["customer.admission.takeover"].search([("company_id", "=", self.company.id)])
        self.assertRecordValues(takeover, [{"state": "running", "reason": "Old customers"}])
        rules = self.users["rules_administrator"]
        form = self.env["customer.admission.form"].search([("company_id", "=", self.company.id)])
        self._tour(f"customer-admission-forms/{form.id}", "customer_admission_forms", rules)
        self.assertTrue(form.sheet_ids[0].item_ids.filtered(lambda item: item.name == "New condition"))
