from odoo.exceptions import UserError
from odoo.tests import freeze_time

from .common import ApprovalCase


class TestRule(ApprovalCase):
    """What all rules have in common, shown with rules of approvals."""

    def _in_force(self, company=None):
        return self.env["customer.approval.rule"]._in_force(company or self.company)

    def test_modes(self):
        rules = {
            mode: self._rule(mode=mode, sequence=number) for number, mode in enumerate(("off", "observe", "enforce"))
        }
        self.assertEqual(self._in_force(), rules["observe"] | rules["enforce"])
        document = self._document()
        rules["off"]._breached_by(document, "off")
        rules["observe"]._breached_by(document, "noted")
        with self.assertRaisesRegex(UserError, "stopped\n\nWhy\\? Rule “Who approves”.*§ 7"):
            rules["enforce"]._breached_by(document, "stopped")
        noted = self.env["customer.policy.observation"].search([("res_id", "=", document.id)])
        self.assertEqual(noted.mapped("message"), ["noted"])

    def test_the_day_of_the_company_counts(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        rule = self._rule(effective_from="2026-05-02")
        # whoever asks from elsewhere is under the same rule
        env = self.env["customer.approval.rule"].with_context(tz="America/Los_Angeles")
        for moment, met in (("2026-05-01 15:59:59", False), ("2026-05-01 16:00:00", True)):
            with freeze_time(moment):
                self.assertEqual(env._in_force(self.company) == rule, met, moment)

    def test_another_time_zone_of_the_company_counts_at_once(self):
        def zone():
            return self.company._policy_timezone().zone

        calendar, partner = self.company.resource_calendar_id, self.company.partner_id
        calendar.tz = "Asia/Shanghai"
        self.assertEqual(zone(), "Asia/Shanghai")
        calendar.tz = "America/Lima"
        self.assertEqual(zone(), "America/Lima")
        self.company.resource_calendar_id = calendar.copy({"tz": "Europe/Berlin"})
        self.assertEqual(zone(), "Europe/Berlin")
        self.company.resource_calendar_id = False
        partner.tz = "Asia/Tokyo"
        self.assertEqual(zone(), "Asia/Tokyo")
        partner.tz = False
        self.assertEqual(zone(), "UTC")
        self.company.partner_id = partner.copy({"tz": "Africa/Cairo"})
        self.assertEqual(zone(), "Africa/Cairo")

    def test_archived_rules_are_not_in_force_whoever_asks_first(self):
        archived = self._rule(active=False, domain="[('is_foreign', '=', True)]")
        present = self._rule()
        asked = self.env["customer.approval.rule"].with_context(active_test=False)
        self.env.registry.clear_cache()
        self.assertEqual(asked._in_force(self.company), present)
        self.assertNotIn("is_foreign", asked._condition_fields("test.customer.document", ""))
        archived.active = True
        self.assertEqual(self._in_force(), archived | present)

    def test_each_company_has_its_own(self):
        self._rule(company_id=self.other_company.id)
        self.assertFalse(self._in_force())

    def test_a_copy_of_a_document_begins_anew(self):
        document = self._document()
        document.action_confirm()
        copy = document.copy()
        self.assertRecordValues(copy, [{"state": "draft", "confirmed_by_id": False, "confirmed_date": False}])

    def test_conditions_on_lines_are_looked_into(self):
        rule = self._rule(domain="['|', ('severity', '=', 'low'), ('partner_id', 'any', [('ref', '=', 'A')])]")
        self.assertEqual(
            rule._condition_fields("test.customer.document", ""), frozenset({"severity", "partner_id.ref"})
        )

    def test_from_what_was_observed_to_the_rule(self):
        rule = self._rule(mode="observe")
        rule._breached_by(self._document(), "noted")
        row = self.as_role("rules_administrator", self.env["customer.policy.observation"]).search(
            [("rule_code", "=", rule.code)]
        )
        self.assertEqual(row.rule_kind, "Approval rule")
        rule.active = False
        action = row.action_open_rule()
        self.assertEqual((action["res_model"], action["res_id"]), (rule._name, rule.id))
        rule.unlink()
        with self.assertRaisesRegex(UserError, "was deleted"):
            row.action_open_rule()
