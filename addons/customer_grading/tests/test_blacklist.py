from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.accounts import set_up_accounts
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
        order = self._order()
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.assertFalse(order.business_notice)

    def test_every_reason_at_once(self):
        self._rule()
        self._listed(department=self.departments["East"], reason="Never paid")
        self._listed(reason="Fraud")
        with self.assertRaisesRegex(UserError, "(?s)Never paid.*Fraud|Fraud.*Never paid"):
            self._order()

    @proves("S1.11-5.3.3b", "S1.11-5.3.5a", "S1.11-4.1d")
    def test_the_company_puts_a_customer_on_its_list(self):
        for name in ("North", "South", "Export"):
            self.departments[name] = self.env["hr.department"].create({"name": name, "company_id": self.company.id})
        managers = self.env["res.users"]
        for name, department in self.departments.items():
            user = self._new_user("customer_policy.group_user", login=f"manager {name}@{self.company.id}")
            employee = self.env["hr.employee"].create(
                {"name": name, "user_id": user.id, "company_id": self.company.id, "department_id": department.id}
            )
            department.manager_id = employee
            managers |= user
        quotations = self._order(team="East") | self._order(team="West")
        order = self._order()
        order.action_confirm()
        self._rule(cancels_quotes=True)
        entry = self.as_user(self.sellers["East"], self.env["customer.blacklist.entry"]).create(
            {"partner_id": self.partner.id, "company_id": self.company.id, "reason": "Fraud", "loss_amount": 100000}
        )
        entry.action_report()
        with self.assertRaisesRegex(UserError, "kept by the customer service manager"):
            entry.with_user(self.supervisor).action_verify()
        mine = entry.with_user(self.boss)
        with self.assertRaisesRegex(UserError, "what the verification found"):
            mine.action_verify()
        mine.verification = "The invoices were forged"
        mine.action_verify()
        mine.action_list()
        messages = self.env["mail.message"].search([("model", "=", entry._name), ("res_id", "=", entry.id)])
        told = messages.notified_partner_ids
        self.assertLessEqual(managers.partner_id, told)
        self.assertEqual(set(quotations.mapped("state")), {"cancel"})
        self.assertEqual(order.state, "sale", "an order is decided about by somebody")
        waiting = entry.document_ids.filtered(lambda row: not row.decision)
        self.assertEqual([(row.res_model, row.res_id) for row in waiting], [("sale.order", order.id)])
        for department in list(self.departments.values())[:3]:
            self._listed(department=department)
        listed = self.env["customer.blacklist.entry"].with_user(self.boss).search([("state", "=", "listed")])
        self.assertEqual((len(listed), len(listed.filtered("department_id"))), (4, 3))

    def test_decisions_are_not_forged(self):
        order = self._order()
        order.action_confirm()
        self._rule()
        entry = self._listed()
        row = self.as_user(self.sellers["East"], entry.document_ids.filtered(lambda one: one.res_id == order.id))
        with self.assertRaises(AccessError):
            row.decision = "go_on"
        row.reason = "My friend"
        with self.assertRaisesRegex(UserError, "kept by the customer service manager"):
            row.action_go_on()
        with self.assertRaises(AccessError):
            self.as_user(self.sellers["East"], entry).write({"state": "lifted"})

    def test_lists_of_import_and_signatures(self):
        self._rule(stops_quote=False)
        order = self._order()
        self._listed()
        with self.assertRaisesRegex(UserError, "blacklist"):
            order.sudo()._validate_order()
        loaded = self.env["sale.order"].load(
            ["partner_id/.id", "state", "company_id/.id"], [[str(self.partner.id), "sale", str(self.company.id)]]
        )
        self.assertIn("blacklist", loaded["messages"][0]["message"])

    def test_invoices_are_not_posted(self):
        self._rule()
        order = self._order(partner=self.other)
        order.action_confirm()
        set_up_accounts(self.company)
        order.order_line.qty_delivered = 1
        invoice = order.sudo()._create_invoices()
        self._listed(self.other)
        with self.assertRaisesRegex(UserError, "Blue Hill is on the blacklist"):
            invoice.action_post()
        self.assertIn("Blue Hill is on the blacklist", invoice.business_notice)

    def test_a_secret_reason_is_not_told(self):
        self._rule()
        self._listed()
        reader = self._new_user("sales_team.group_sale_salesman", login=f"only sales@{self.company.id}")
        with self.assertRaisesRegex(UserError, "Green Valley is on the blacklist") as caught:
            self.env["sale.order"].with_user(reader).with_company(self.company).create(
                {"partner_id": self.partner.id, "company_id": self.company.id, "team_id": self.teams["East"].id}
            )
        self.assertNotIn("Never paid", str(caught.exception))

    def test_another_company_deals(self):
        self._rule()
        self._listed()
        other = self.other_company
        self.env["customer.business.rule"].create(
            {"name": "List", "code": "list", "company_id": other.id, "mode": "enforce", "stops_quote": True}
        )
        order = (
            self.env["sale.order"].with_company(other).create({"partner_id": self.partner.id, "company_id": other.id})
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_entry_follows_the_file_that_is_opened_later(self):
        entry = self._listed()
        self.assertFalse(entry.file_id)
        file = self.env["customer.file"].create({"partner_id": self.partner.id, "company_id": self.company.id})
        self.assertEqual(entry.file_id, file)

    def test_customers_on_one_list_are_merged(self):
        kept = self._listed(self.other)
        lost = self.env["customer.blacklist.entry"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id, "reason": "Late"}
        )
        lost.action_report()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.partner | self.other).ids, self.other)
        self.env.invalidate_all()
        self.assertEqual((kept.state, kept.partner_id), ("listed", self.other))
        self.assertEqual((lost.state, lost.partner_id), ("refused", self.other))

    def test_by_its_pack(self):
        """The company's list waits for the general manager; then nobody quotes, and the open quotation is cancelled."""
        consultant = self.users["rules_administrator"]
        packs = self.env["customer.policy.pack"].with_user(consultant)
        packs = packs.with_context(allowed_company_ids=self.company.ids)
        data, filename = packs._read_shipped("customer_grading/pharmacy_blacklist_001_11.yaml")
        packs._apply(self.company, data, filename, answers={}, enforce=True)
        quotation = self._order()
        entry = self.env["customer.blacklist.entry"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id, "reason": "Fraud", "verification": "Seen"}
        )
        entry.action_report()
        self.assertTrue(entry.number.startswith("BL"))
        mine = entry.with_user(self.boss)
        mine.action_verify()
        with self.assertRaisesRegex(UserError, "approval must be requested"), self.env.cr.savepoint():
            mine.action_list()
        mine.action_request_approval()
        entry._current_approvals("").with_user(self.users["general_manager"]).action_approve()
        mine.action_list()
        self.assertEqual(quotation.state, "cancel")
        with self.assertRaisesRegex(UserError, "001/11"), self.env.cr.savepoint():
            self._order(team="West")
        html = self.env["ir.actions.report"]._render_qweb_html(
            "customer_grading.report_customer_blacklist_entry", entry.ids
        )[0]
        self.assertIn(b"Green Valley", html)
