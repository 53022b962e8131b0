from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import proves

from .common import BusinessCase


class TestBlacklist(BusinessCase):
    @proves("S1.11-5.3.5b")
    def test_list_of_a_department_and_of_the_company(self):
        self._rule()
        entry = self._listed(department=self.departments["East"])
        with self.assertRaisesRegex(UserError, "blacklist of East.*Never paid"):
            self._order(team="East")
        self._order(team="West").action_confirm()
        entry.with_user(self.boss).write({"lifting_reason": "Paid"})
        entry.with_user(self.boss).action_lift()
        self._order(team="East").action_confirm()
        self._listed()
        for team in ("East", "West"):
            with self.assertRaisesRegex(UserError, "blacklist of"):
                self._order(team=team)

    def test_no_way_round(self):
        self._rule(stops_quote=False)
        drafts = [
            self._order(partner=self.contact),
            self._order(partner=self.other, partner_invoice_id=self.contact.id),
            self._order(partner=self.other, partner_shipping_id=self.contact.id),
        ]
        self._listed()
        for draft in drafts:
            with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
                draft.action_confirm()
            with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
                draft.sudo().write({"state": "sale"})
        order = self._order(partner=self.other)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
            order.sudo().partner_shipping_id = self.contact
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist"):
            self.env["sale.order"].create(
                {"partner_id": self.partner.id, "state": "sale", "company_id": self.company.id}
            )

    def test_observed_only(self):
        rule = self._rule(mode="observe")
        self._listed()
        order = self._order()
        order.action_confirm()
        rows = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual(rows.mapped("res_id"), [order.id] * 2)
        self.assertIn("blacklist", order.business_notice)

    def test_without_a_rule_nothing_is_stopped(self):
        self._listed()
        self._order().action_confirm()
