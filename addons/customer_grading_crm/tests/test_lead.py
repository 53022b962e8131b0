from odoo.tests import tagged

from odoo.addons.customer_grading.tests.admission_common import AdmissionCase
from odoo.addons.customer_policy.tests.common import proves


@tagged("post_install", "-at_install")
class TestLead(AdmissionCase):
    def _lead(self, seller=None, **values):
        seller = seller or self.east
        leads = self.as_user(seller, self.env["crm.lead"])
        vals = {"name": "A bridge", "type": "opportunity", "partner_id": self.partner.id}
        return leads.create({**vals, "user_id": seller.id, "team_id": self.teams["East"].id, **values})

    @proves("S1.1-4.1.3a")
    def test_admission_before_cooperation_is_discussed(self):
        rule = self._rule("not_admitted", stops_lead=True)
        self._form()
        self._lead(type="lead")
        unknown = self._lead(partner_id=False)
        admission = self._application()
        with self._refused("Green Valley is not admitted: the application is not decided yet"):
            self._lead()
        with self._refused("Green Valley is not admitted"):
            self._lead(company_id=False, team_id=False, user_id=False)
        with self._refused("Green Valley is not admitted"):
            unknown.partner_id = self.contact
        rule.mode = "observe"
        warned = self._lead()
        self.assertIn("Green Valley is not admitted", warned.business_notice)
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertIn(warned.id, noted.mapped("res_id"))
        rule.mode = "enforce"
        admission.action_withdraw()
        self._admitted()
        lead = self._lead()
        self.assertFalse(lead.business_notice)
        with self._refused("Blue Hill is not admitted"):
            lead.partner_id = self.other

    def test_on_conversion(self):
        rule = self._rule("not_admitted", stops_lead=True)
        lead = self._lead(type="lead")
        self.assertFalse(lead.business_notice)
        with self._refused("Green Valley is not admitted"):
            lead.convert_opportunity(self.partner)
        rule.stops_lead = False
        lead.convert_opportunity(self.partner)
        self.assertEqual(lead.type, "opportunity")

    def test_blacklist_of_the_department(self):
        self._rule(stops_lead=True)
        self._listed(department=self.departments["East"])
        with self._refused("blacklist of East"):
            self._lead()
        with self._refused("blacklist of East"):
            self._lead(team_id=self.teams["West"].id)
        self._lead(self.west, team_id=self.teams["West"].id)
