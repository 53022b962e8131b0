from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_file.tests.common import FileCase
from odoo.addons.customer_policy.tests.common import proves

SALESMAN = "customer_policy.group_user,sales_team.group_sale_salesman"


@tagged("post_install", "-at_install")
class TestLead(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.li = cls._new_user(SALESMAN, login="li", name="Li")
        cls.assistant = cls._new_user(
            "customer_policy.group_user,sales_team.group_sale_salesman_all_leads", login="assistant"
        )
        cls.methods = {
            code: cls.env["customer.collection.method"].search(
                [("code", "=", code), ("company_id", "=", cls.company.id)]
            )
            for code in ("web", "market")
        }

    @classmethod
    def _opening_rule(cls, **values):
        return cls._rule("customer.file.opening.rule", **{"on_new_lead": True, **values})

    def _lead(self, user=None, **values):
        """Create a lead as ``user``, by default as Li for Li."""
        user = user or self.li
        leads = self.as_user(user, self.env["crm.lead"])
        return leads.create({"name": "Inquiry", "type": "lead", "user_id": self.li.id, **values})

    def _files(self, partner=None):
        domain = [("company_id", "=", self.company.id)]
        if partner:
            domain.append(("partner_id", "=", partner.id))
        return self.Files.with_context(active_test=False).search(domain)

    def _observed(self, rule):
        return self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])

    @proves("S3-12.1", "S1.7-3.2a")
    def test_a_new_lead_of_li_opens_a_file_of_li_on_the_same_day(self):
        self._opening_rule()
        now = self.env.cr.now()
        with freeze_time(now):
            lead = self._lead(
                user=self.assistant, partner_name="New Mill", contact_name="Ms Wang", phone="021 5555 0101"
            )
            today = fields.Date.context_today(lead)
            file = self._files()
            self.assertRecordValues(
                file,
                [
                    {
                        "name": "New Mill",
                        "partner_id": lead.partner_id.commercial_partner_id.id,
                        "responsible_id": self.li.id,
                        "opening_date": today,
                        "first_contact_date": today,
                        "life_status": "potential",
                        "state": "collected",
                    }
                ],
            )
            action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_action_list")
            listed = self.as_user(self.li, self.env[action["res_model"]]).search([("opening_date", "=", today)])
        self.assertEqual(listed, file)
        self.assertEqual(file.contact_ids.name, "Ms Wang")
        self.assertEqual(lead.partner_id, file.contact_ids)

    def test_nothing_is_opened_until_a_rule_says_so(self):
        self._opening_rule(mode="off")
        self._rule("customer.file.opening.rule", on_new_contact=False)
        lead = self._lead(partner_name="New Mill")
        self.assertFalse(lead.partner_id)
        self._lead(partner_id=self._partner("Second Mill").id)
        self.assertFalse(self._files())

    def test_observing_opens_nothing_makes_no_contact_and_lists_the_lead(self):
        rule = self._opening_rule(mode="observe")
        known = self._file("Known Mill")
        named = self._lead(partner_name="New Mill")
        with_partner = self._lead(partner_id=self._partner("Second Mill").id)
        self._lead(partner_id=known.partner_id.id)
        self._lead(email_from="somebody@mill.example")
        self.assertFalse(named.partner_id)
        self.assertEqual(self._files(), known)
        self.assertEqual(self._observed(rule).mapped("res_id"), (with_partner | named).ids)
        self.assertEqual(set(self._observed(rule).mapped("res_model")), {"crm.lead"})

    @proves("S4.class-3.1")
    def test_five_fields_of_a_first_contact_without_the_need_it_stays_incomplete(self):
        self._opening_rule()
        required = ("name", "contact_ids", "phone", "industry_id", "need")
        self._rule("customer.file.requirement", fields=required, mode="observe")
        industry = self.env["res.partner.industry"].create({"name": "Paper"})
        for number, description, label in (
            (1, False, "4/5"),
            (2, "<p>Two presses</p>", "5/5"),
            (3, "<p><br></p>", "4/5"),
        ):
            mill = self._partner(f"Mill {number}", phone="021 5555 0101", industry_id=industry.id)
            buyer = self.env["res.partner"].create({"name": "Ms Wang", "parent_id": mill.id})
            self._lead(partner_id=buyer.id, description=description)
            self.assertEqual(self._files(mill).completeness_label, label)

    @proves("S4.upd-4.1")
    def test_a_lead_without_a_region_is_saved_as_incomplete(self):
        self._opening_rule()
        self._rule("customer.file.requirement", fields=("name", "contact_ids", "phone", "state_id"), mode="observe")
        state = self.env["res.country.state"].search([("country_id", "=", self.env.ref("base.cn").id)], limit=1)
        common = {"contact_name": "Ms Wang", "phone": "021 5555 0101"}
        self._lead(partner_name="Mill Nowhere", **common)
        self._lead(partner_name="Mill North", state_id=state.id, country_id=state.country_id.id, **common)
        labels = {file.name: (file.completeness_label, file.missing_data) for file in self._files()}
        self.assertEqual(labels["Mill Nowhere"][0], "3/4")
        self.assertEqual(labels["Mill North"][0], "4/4")

    @proves("S4.dl-8")
    def test_a_registration_without_the_need_cannot_be_submitted(self):
        self._opening_rule()
        self._rule("customer.file.requirement", fields=("name", "phone", "need"))
        self._lead(partner_name="New Mill", phone="021 5555 0101")
        file = self.as_user(self.li, self._files())
        self.assertEqual(file.completeness_label, "2/3")
        with self.assertRaisesRegex(UserError, "incomplete"):
            file.action_submit()
        file.need = "Two presses"
        file.action_submit()
        self.assertEqual((file.completeness_label, file.state), ("3/3", "to_review"))

    def test_need_and_source_come_from_the_lead(self):
        rule = self._opening_rule(lead_source_id=self.methods["market"].id)
        web = self.env["utm.source"].create({"name": "WEB"})
        fair = self.env["utm.source"].create({"name": "Fair 2025"})
        for number, source, expected in ((1, web, "web"), (2, fair, "market"), (3, self.env["utm.source"], "market")):
            partner = self._partner(f"Mill {number}")
            self._lead(partner_id=partner.id, source_id=source.id, description="<p>Two <b>presses</b></p>")
            file = self._files(partner)
            self.assertEqual((file.source_id, file.need), (self.methods[expected], "Two *presses*"))
        rule.lead_source_id = False
        partner = self._partner("Mill 4")
        self._lead(partner_id=partner.id)
        self.assertFalse(self._files(partner).source_id)

    def test_what_a_file_says_already_stays(self):
        self._opening_rule(lead_source_id=self.methods["market"].id)
        silent = self._file("Silent Mill")
        known = self._file("Known Mill", need="Ink", source_id=self.methods["web"].id)
        closed = self._filed(name="Filed Mill", kind_id=self.kind.id)
        for file in (silent, known, closed):
            self._lead(partner_id=file.partner_id.id, description="Two presses")
        self.assertRecordValues(
            silent | known | closed,
            [
                {"need": "Two presses", "source_id": self.methods["market"].id, "responsible_id": self.clerk.id},
                {"need": "Ink", "source_id": self.methods["web"].id, "responsible_id": self.clerk.id},
                {"need": False, "source_id": False, "responsible_id": self.clerk.id},
            ],
        )

    def test_the_contact_of_a_company_opens_the_file_of_the_company(self):
        self._opening_rule()
        mill = self._partner("New Mill")
        buyer = self.env["res.partner"].create({"name": "Ms Wang", "parent_id": mill.id})
        self._lead(partner_id=buyer.id)
        self.assertEqual(self._files().partner_id, mill)

    def test_an_archived_file_is_reopened_also_a_filed_one(self):
        self._opening_rule()
        file = self._filed(name="Old Mill", kind_id=self.kind.id)
        file.action_archive()
        self._lead(partner_id=file.partner_id.id)
        self.assertEqual(self._files(), file)
        self.assertRecordValues(file, [{"active": True, "state": "filed"}])

    def test_who_may_not_open_files_saves_the_lead_and_the_gap_is_listed(self):
        rule = self._opening_rule()
        user = self._new_user("sales_team.group_sale_salesman", login="only_sales")
        lead = self._lead(user=user, user_id=user.id, partner_name="New Mill")
        self.assertTrue(lead.id)
        self.assertFalse(lead.partner_id)
        self.assertFalse(self._files())
        self.assertRecordValues(self._observed(rule), [{"res_id": lead.id, "user_id": user.id}])

    def test_a_lead_that_names_nobody_waits_until_its_customer_is_known(self):
        self._opening_rule()
        lead = self._lead(name="Subject of a mail", email_from="somebody@mill.example")
        self.assertFalse(lead.partner_id)
        self.assertFalse(self._files())
        mill = self._partner("New Mill")
        lead.convert_opportunity(mill)
        self.assertRecordValues(self._files(), [{"partner_id": mill.id, "responsible_id": self.li.id}])

    def test_a_person_without_a_company_gets_the_file(self):
        self._opening_rule()
        lead = self._lead(contact_name="Student Sun")
        self.assertRecordValues(lead.partner_id, [{"name": "Student Sun", "is_company": False}])
        self.assertEqual(self._files().partner_id, lead.partner_id)

    def test_known_contacts_are_taken_instead_of_made_again(self):
        self._opening_rule()
        mill = self._partner("Known Mill", email="office@mill.example")
        by_name = self._lead(partner_name="Known Mill", contact_name="Mr Sun")
        by_mail = self._lead(partner_name="Mill", email_from="office@mill.example")
        self.assertEqual(by_name.partner_id.parent_id, mill)
        self.assertEqual(by_mail.partner_id, mill)
        self.assertEqual(self._files().partner_id, mill)

    def test_a_namesake_of_another_company_is_not_taken(self):
        self._opening_rule()
        theirs = self._partner("Known Mill", company_id=self.other_company.id, email="office@mill.example")
        self.assistant.company_ids |= self.other_company
        leads = self.env["crm.lead"].with_user(self.assistant)
        leads = leads.with_context(allowed_company_ids=[self.company.id, self.other_company.id])
        vals = {"name": "Inquiry", "partner_name": "Known Mill", "email_from": "office@mill.example"}
        lead = leads.create({**vals, "company_id": self.company.id})
        self.assertNotEqual(lead.partner_id.commercial_partner_id, theirs)
        self.assertEqual(self._files().partner_id, lead.partner_id.commercial_partner_id)

    def test_leads_of_one_list_about_the_same_company_open_one_file(self):
        self._opening_rule()
        names = ({"contact_name": "Buyer 1"}, {"contact_name": "Buyer 2"}, {})
        leads = self.as_user(self.li, self.env["crm.lead"]).create(
            [{"name": "Inquiry", "partner_name": "New Mill", **name} for name in names]
        )
        self.assertEqual(len(leads.partner_id), 3)
        self.assertEqual(len(leads.partner_id.commercial_partner_id), 1)
        self.assertEqual(self._files().partner_id, leads.partner_id.commercial_partner_id)
        mill = self._partner("Second Mill")
        self.as_user(self.li, self.env["crm.lead"]).create([{"name": "Inquiry", "partner_id": mill.id}] * 2)
        self.assertEqual(len(self._files(mill)), 1)

    def test_a_contact_that_got_its_file_when_it_was_made_keeps_it(self):
        self._rule("customer.file.opening.rule", on_new_contact=True, on_new_lead=True)
        self._lead(partner_name="New Mill", description="Two presses")
        self.assertRecordValues(
            self._files(), [{"name": "New Mill", "need": "Two presses", "responsible_id": self.li.id}]
        )

    def test_the_rule_of_the_company_of_the_lead_decides(self):
        self._opening_rule(company_id=self.other_company.id)
        mill = self._partner("New Mill")
        self._lead(partner_id=mill.id, company_id=self.company.id)
        self.assertFalse(self._files())
        self.assistant.company_ids |= self.other_company
        leads = self.env["crm.lead"].with_user(self.assistant)
        leads = leads.with_context(allowed_company_ids=[self.company.id, self.other_company.id])
        leads.create({"name": "Inquiry", "partner_id": mill.id, "company_id": self.other_company.id, "user_id": False})
        files = self.Files.search([("partner_id", "=", mill.id), ("company_id", "=", self.other_company.id)])
        self.assertEqual(files.responsible_id, self.assistant)

    def test_a_visitor_of_the_website_is_not_responsible(self):
        self._opening_rule()
        leads = self.env["crm.lead"].with_user(self.env.ref("base.public_user")).sudo()
        leads = leads.with_context(allowed_company_ids=self.company.ids)
        leads.create({"name": "Form", "partner_name": "New Mill", "user_id": False, "company_id": self.company.id})
        self.assertRecordValues(self._files(), [{"name": "New Mill", "responsible_id": False}])

    def test_a_customer_of_the_portal_is_not_responsible(self):
        self._opening_rule()
        portal = self._new_user("base.group_portal", login="customer_portal")
        leads = self.env["crm.lead"].with_user(portal).sudo().with_context(allowed_company_ids=self.company.ids)
        leads.create({"name": "Form", "partner_name": "New Mill", "user_id": False, "company_id": self.company.id})
        self.assertRecordValues(self._files(), [{"name": "New Mill", "responsible_id": False}])

    def test_without_a_rule_a_batch_costs_no_query(self):
        self._rule("customer.file.opening.rule", on_new_lead=True, mode="off")
        leads = self.as_user(self.li, self.env["crm.lead"]).create(
            [{"name": f"Inquiry {n}", "partner_name": f"Mill {n}"} for n in range(20)]
        )
        self.env["customer.file.opening.rule"]._in_force(self.company)
        with self.assertQueryCount(0):
            leads._apply_opening_rules()

    def test_a_batch_of_known_customers_costs_the_same_number_of_searches(self):
        self._opening_rule()
        partners = self.env["res.partner"].create([{"name": f"Mill {n}", "is_company": True} for n in range(12)])
        for partner in partners:
            self._file(partner_id=partner.id, need="Ink", source_id=self.methods["web"].id)
        counts = []
        for size in (2, 12):
            leads = self.env["crm.lead"].create(
                [{"name": "Inquiry", "partner_id": partner.id} for partner in partners[:size]]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            leads._apply_opening_rules()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_buttons_between_lead_and_file(self):
        file = self._file("Known Mill")
        buyer = self.env["res.partner"].create({"name": "Ms Wang", "parent_id": file.partner_id.id})
        lead = self._lead(partner_id=buyer.id)
        lost = self._lead(partner_id=file.partner_id.id, active=False)
        others = self._lead(user=self.assistant, user_id=self.assistant.id, partner_id=buyer.id)
        theirs = self.env["crm.lead"].create({"name": "x", "partner_id": buyer.id, "company_id": self.other_company.id})
        self.assertEqual(lead.customer_file_id, file)
        self.assertEqual(lead.action_open_customer_file()["res_id"], file.id)
        for user, expected in ((self.li, lead | lost), (self.assistant, lead | lost | others)):
            self.env.invalidate_all()
            as_user = self.as_user(user, file)
            self.assertEqual(as_user.lead_count, len(expected))
            action = as_user.action_view_leads()
            leads = self.as_user(user, self.env["crm.lead"]).with_context(**action["context"]).search(action["domain"])
            self.assertEqual(leads, expected)
            self.assertNotIn(theirs.id, leads.ids)
        both = self._new_user("customer_policy.group_user,sales_team.group_sale_salesman_all_leads", login="both")
        both.company_ids |= self.other_company
        in_both = file.with_user(both).with_context(allowed_company_ids=both.company_ids.ids)
        self.assertEqual(in_both.lead_count, 3)
        self.assertNotIn(theirs, in_both.env["crm.lead"].search(in_both.action_view_leads()["domain"]))
        new = self._lead(partner_id=self._partner("New Mill").id)
        self.assertFalse(new.customer_file_id)
        opened = self.Files.browse(new.action_open_customer_file()["res_id"])
        self.assertEqual(opened.partner_id.name, "New Mill")

    def test_a_closed_file_is_neither_opened_nor_opened_again(self):
        lead = self._lead(partner_id=self._file("Known Mill").partner_id.id)
        model = self.env["ir.model"]._get("customer.file")
        self.env["ir.rule"].create(
            {"name": "secret", "model_id": model.id, "domain_force": "[('responsible_id', '=', user.id)]"}
        )
        self.env.invalidate_all()
        self.assertTrue(lead.customer_file_id)
        with self.assertRaises(AccessError):
            lead.action_open_customer_file()

    def test_the_buttons_are_for_those_who_may_follow_them(self):
        only_files = self._new_user("user", login="only_files")
        only_leads = self._new_user("sales_team.group_sale_salesman", login="only_leads")
        form = self.as_user(only_files, self.Files).get_view(view_type="form")["arch"]
        self.assertFalse(etree.fromstring(form).xpath("//field[@name='lead_count']"))
        form = self.as_user(only_leads, self.env["crm.lead"]).get_view(view_type="form")["arch"]
        self.assertFalse(etree.fromstring(form).xpath("//field[@name='customer_file_id']"))
