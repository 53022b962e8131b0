from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.dealer_visit.tests.common import VisitCase


@tagged("post_install", "-at_install")
@freeze_time("2026-01-10 04:00:00")
class TestProjectNear(VisitCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.file,) = cls._customers(1)
        cls._visit_rule(interval=6, project_window_days=90, project_percent=50)
        cls._made(cls.file, "2026-01-01")

    def _lead(self, closing, **values):
        vals = {"name": "A hall", "type": "opportunity", "partner_id": self.file.partner_id.id}
        return self.env["crm.lead"].create(
            {**vals, "company_id": self.company.id, "date_deadline": closing, "user_id": False, **values}
        )

    def _due(self):
        return fields.Date.to_string(self.file.next_visit_date)

    @proves("S1.1-4.2.6")
    def test_half_the_interval_with_an_opportunity_within_the_window(self):
        self.assertEqual(self._due(), "2026-07-01")
        lead = self._lead("2026-04-11")
        self.assertEqual(self._due(), "2026-07-01", "91 days")
        lead.date_deadline = "2026-04-10"
        self.assertEqual(self._due(), "2026-04-01", "90 days: half of 181 days")
        lead.action_set_lost()
        self.assertEqual(self._due(), "2026-07-01")

    @proves("S1.1-4.2.6")
    def test_only_open_opportunities_of_the_customer_count(self):
        for values in (
            {"type": "lead"},
            {"partner_id": self._partner("Another").id},
            {"company_id": self.other_company.id},
            {"date_deadline": "2026-01-09"},
        ):
            lead = self._lead("2026-02-01", **values)
            self.assertEqual(self._due(), "2026-07-01", values)
            lead.unlink()
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.file.partner_id.id})
        lead = self._lead("2026-02-01", partner_id=contact.id)
        self.assertEqual(self._due(), "2026-04-01")
        lead.action_set_won()
        self.assertEqual(self._due(), "2026-07-01")

    def test_the_nearest_project_that_is_still_to_come(self):
        self.file.planned_project_date = "2026-01-02"
        self.assertEqual(self._due(), "2026-07-01", "it is over")
        lead = self._lead("2026-02-01")
        self.assertEqual(self._due(), "2026-04-01")
        self.file.planned_project_date = "2026-03-01"
        lead.unlink()
        self.assertEqual(self._due(), "2026-04-01")
