from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.customer_policy.tests.accounts import set_up_accounts
from odoo.addons.customer_policy.tests.common import proves

from .admission_common import AdmissionCase

EXEMPT = "['!', ('customer_file_ids.kind_id.code', 'in', ('retail', 'related'))]"


class TestAdmissionBusiness(AdmissionCase):
    def _kind_of_customer(self, code):
        return self.env["customer.file.kind"].create({"name": code, "code": code, "company_id": self.company.id})

    @proves("S1.11-5.1.1")
    def test_retail_and_related_parties_need_no_admission(self):
        self._rule("not_admitted", domain=EXEMPT, stops_quote=False)
        retail, related, wholesale = (
            self._file_of(
                self.env["res.partner"].create({"name": code, "is_company": True}),
                kind_id=self._kind_of_customer(code).id,
            )
            for code in ("retail", "related", "wholesale")
        )
        for file in (retail, related):
            self._order(partner=file.partner_id).action_confirm()
            self.assertEqual(file.admission_state, "not_needed")
        order = self._order(partner=wholesale.partner_id)
        with self._refused("wholesale is not admitted: nobody applied"):
            order.action_confirm()
        # nor does one without a file get through
        with self._refused("Blue Hill is not admitted"):
            self._order(partner=self.other).action_confirm()
        self._form()
        self._admitted(partner=wholesale.partner_id)
        order.action_confirm()

    def test_what_an_application_counts_for(self):
        self._rule("not_admitted", stops_quote=False)
        self._form(valid_months=12)
        order = self._order()
        admission = self._submitted()
        with self._refused("not decided yet"):
            order.action_confirm()
        self.as_user(self.boss, admission).decline_reason = "No"
        self.as_user(self.boss, admission).action_decline()
        with self._refused("was declined"):
            order.action_confirm()
        with freeze_time("2026-02-01 12:00:00"):
            self._admitted()
        with freeze_time("2027-02-01 12:00:00"), self._refused("has expired"):
            order.action_confirm()
        with freeze_time("2027-01-31 12:00:00"):
            order.action_confirm()

    def test_who_is_invoiced_is_admitted_too_goods_go_anywhere(self):
        self._rule("not_admitted", stops_quote=False)
        self._form()
        self._admitted()
        self._order(partner_shipping_id=self.other.id).action_confirm()
        with self._refused("Blue Hill is not admitted"):
            self._order(partner_invoice_id=self.other.id).action_confirm()
        self._order(partner=self.contact).action_confirm()

    def test_in_observe_mode_it_is_listed_and_shown(self):
        rule = self._rule("not_admitted", mode="observe")
        order = self._order()
        order.action_confirm()
        rows = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertIn(order.id, rows.mapped("res_id"))
        self.assertIn("Green Valley is not admitted", order.business_notice)

    def test_states_of_files_are_found_as_they_are_shown(self):
        self._form(valid_months=1)
        names = ("none", "in_progress", "admitted", "declined", "expired", "renewed", "again", "lapsed and declined")
        files = {
            name: self._file_of(self.env["res.partner"].create({"name": name, "is_company": True})) for name in names
        }
        with freeze_time("2020-01-01 12:00:00"):
            for name in ("expired", "renewed", "again", "lapsed and declined"):
                self._admitted(partner=files[name].partner_id)
        for name in ("admitted", "renewed"):
            self._admitted(partner=files[name].partner_id)
        for name in ("in_progress", "again"):
            self._submitted(partner=files[name].partner_id)
        for name in ("declined", "lapsed and declined"):
            admission = self.as_user(self.boss, self._submitted(partner=files[name].partner_id))
            admission.decline_reason = "No"
            admission.action_decline()
        self._application(files["none"].partner_id).action_withdraw()
        every = self.env["customer.file"].union(*files.values())
        for rules in (False, True):
            if rules:
                self._rule("not_admitted", domain="[('name', '!=', 'nobody')]")
            self.env.invalidate_all()
            shown = {file.name: file.admission_state for file in every}
            without = "none" if rules else "not_needed"
            self.assertEqual(
                shown,
                {
                    **dict.fromkeys(names, ""),
                    "none": without,
                    "in_progress": "in_progress",
                    "again": "in_progress",
                    "admitted": "admitted",
                    "renewed": "admitted",
                    "declined": "declined",
                    "lapsed and declined": "declined",
                    "expired": "expired",
                },
            )
            for state in ("not_needed", "none", "in_progress", "admitted", "declined", "expired"):
                found = every.search([("id", "in", every.ids), ("admission_state", "=", state)])
                self.assertEqual(set(found.mapped("name")), {name for name, one in shown.items() if one == state})
            others = every.search([("id", "in", every.ids), ("admission_state", "!=", "admitted")])
            self.assertEqual(others, every.filtered(lambda file: file.admission_state != "admitted").sorted("id", True))

    def test_many_customers_in_one_query(self):
        self._form()
        partners = self.env["res.partner"].create([{"name": f"{n}", "is_company": True} for n in range(20)])
        for partner in partners[:3]:
            self._submitted(partner=partner)
        self.env.flush_all()
        self.env.invalidate_all()
        Admission = self.env["customer.admission"]
        Admission._standings(self.company, partners)
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            standings = Admission._standings(self.company, partners)
        self.assertEqual(set(standings.values()), {"in_progress"})
        self.assertEqual(len(standings), 3)

    @proves("S1.11-5.1.2c")
    def test_business_stands_on_a_contract(self):
        self._rule("not_admitted", stops_quote=False)
        self._rule("no_contract", stops_quote=False)
        self._form()
        self._admitted()
        order = self._order()
        sale = self._licence_kind("contract", name="Purchase and Sale Contract", needed_for="contract")
        frame = self._licence_kind("frame", name="Frame Contract", needed_for="contract")
        with self._refused("no valid contract .Purchase and Sale Contract or Frame Contract"):
            order.action_confirm()
        contract = self._licence(sale, valid_from="2026-01-01", valid_until="2026-12-31")
        with freeze_time("2025-12-31 12:00:00"), self._refused("no valid contract"):
            order.action_confirm()
        with freeze_time("2027-01-01 12:00:00"), self._refused("no valid contract"):
            order.action_confirm()
        contract.kind_id = frame
        with freeze_time("2026-12-31 12:00:00"):
            order.action_confirm()

    @proves("S1.11-5.1.2e")
    def test_products_that_need_a_licence(self):
        self._rule("no_licence", stops_quote=False)
        devices = self.env["product.category"].create({"name": "Devices"})
        class_three = self.env["product.category"].create({"name": "Class III", "parent_id": devices.id})
        stent = self.env["product.product"].create(
            {"name": "Stent", "type": "service", "categ_id": class_three.id, "taxes_id": False}
        )
        kind = self._licence_kind(
            "class-3", name="Class III Licence", needed_for="products", product_categ_ids=[Command.set(devices.ids)]
        )
        lines = [Command.create({"product_id": stent.id, "product_uom_qty": 1, "price_unit": 1})]
        order = self._order(order_line=lines)
        self._order().action_confirm()
        with self._refused("holds no valid licence: Class III Licence"):
            order.action_confirm()
        kind.mode = "observe"
        other = self._order(order_line=lines)
        other.action_confirm()
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", kind.code)])
        self.assertEqual(noted.mapped("res_id"), [other.id])
        kind.mode = "enforce"
        self._licence(kind)
        order.action_confirm()
        kind.write({"product_categ_ids": [Command.clear()], "product_ids": [Command.set(self.product.ids)]})
        with self._refused("Blue Hill holds no valid licence"):
            self._order(partner=self.other).action_confirm()

    @proves("S1.11-5.1.2e")
    def test_products_on_an_invoice(self):
        self._rule("no_licence")
        kind = self._licence_kind(
            "permit", name="Permit", needed_for="products", product_ids=[Command.set(self.product.ids)]
        )
        set_up_accounts(self.company)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.partner.id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": 5})],
            }
        )
        with self._refused("holds no valid licence: Permit"):
            invoice.action_post()
        self._licence(kind)
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_few_queries_more(self):
        """All checks together ask the database two things: whose business it is, and what is known of the customer."""
        self._form()
        self._admitted()
        kinds = [
            self._licence_kind("licence", name="Licence"),
            self._licence_kind("contract", name="Contract", needed_for="contract"),
        ]
        for kind in kinds:
            self._licence(kind, valid_until="2099-12-31")
        orders = [self._order() for _n in range(4)]

        def queries(order):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(orders[0])
        without = queries(orders[1])
        for check in ("blacklist", "not_admitted", "no_contract", "no_licence"):
            self._rule(check)
        queries(orders[2])  # rules are kept in memory from here on
        self.assertLessEqual(queries(orders[3]) - without, 2)
