from lxml import html

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .portal_common import URL, PortalCase


@tagged("post_install", "-at_install")
class TestPortal(PortalCase):
    """A customer reads what is kept about it, and proposes changes."""

    @proves("S3-04.2")
    def test_a_customer_sees_the_questions_of_the_form_and_nothing_else(self):
        home = self._page(url="/my")
        card = home.xpath("//a[contains(@href, '/my/customer-file')]")
        self.assertEqual(
            [(a.get("href"), a.get("title")) for a in card],
            [(f"{URL}?company={self.company.id}", "Our data at First Company")],
        )
        page = self._page()
        names = [node.get("name") for node in page.xpath("//form//*[@name]") if node.get("type") != "hidden"]
        self.assertEqual(names, self.form.line_ids.mapped("field_id.name"))
        values = {name: self._field(page, name).value for name in names}
        self.assertEqual(
            {name: value for name, value in values.items() if value},
            {
                "name": "Green Valley Paper",
                "phone": "026-88880001",
                "business_scope": "Paper\nCartons",
                "registered_capital": "5000000",
                "founding_date": "2010-05-01",
                "ownership": "Private",
                "country_id": "China",
            },
        )
        types = {name: (self._field(page, name).tag, self._field(page, name).get("type")) for name in names}
        self.assertEqual(types["founding_date"], ("input", "date"))
        self.assertEqual(types["business_scope"], ("textarea", None))
        for name in ("ownership", "country_id", "industry_id"):
            self.assertEqual(types[name], ("select", None), name)
        self.assertEqual(types["state_id"], ("input", "text"), "too many to choose from")
        self.assertIn("广东省 (CN)", page.xpath("//datalist/option/@value"))
        self.assertEqual(page.xpath("//form//*[@required]/@name"), ["name", "phone"])
        self.assertNotIn("SECRET", page.text_content())

    @proves("S3-04.2")
    def test_changes_become_one_proposal_that_changes_nothing_until_accepted(self):
        self.form.acceptance_days = 3
        page = self._send(self._page(), phone="026-99990000", ownership="Listed Company", country_id="Germany")
        survey = self._proposals()
        self.assertRecordValues(
            survey,
            [
                {
                    "file_id": self.file.id,
                    "company_id": self.company.id,
                    "form_id": self.form.id,
                    "collector_id": self.buyer.id,
                    "submitted_by_id": self.buyer.id,
                    "state": "submitted",
                    "from_customer": True,
                }
            ],
        )
        self.assertEqual((survey.acceptance_due_date - survey.date).days, 3)
        self.assertEqual(
            [(line.field_name, line.old_value, line.value) for line in survey.line_ids],
            [
                ("phone", "026-88880001", "026-99990000"),
                ("ownership", "Private", "Listed Company"),
                ("country_id", "China", "Germany"),
            ],
        )
        self.assertFalse(survey.message_partner_ids, "a customer following the survey would read its messages")
        self.assertIn("Your proposal was sent", self._text(page))
        self.assertIn("Waiting for a decision", self._text(page))
        self.assertEqual((self.file.phone, self.file.ownership), ("026-88880001", "private"))

        self.as_role("information_administrator", survey).action_accept()
        self.assertRecordValues(
            self.file, [{"phone": "026-99990000", "ownership": "listed", "country_id": self.env.ref("base.de").id}]
        )
        self.assertEqual(self.file.business_scope, "Paper\nCartons")
        page = self._page()
        self.assertEqual(self._field(page, "phone").value, "026-99990000")
        self.assertIn("Accepted", self._text(page))

    def test_a_refused_proposal_changes_nothing(self):
        survey = self._propose(phone="026-99990000")
        # returned to whom? nobody rewrites what the customer said
        with self.assertRaisesRegex(UserError, "accepted or refused"):
            self.as_role("information_administrator", survey).action_return()
        self.as_role("information_administrator", survey).action_refuse()
        self.assertEqual(self.file.phone, "026-88880001")
        page = self._page()
        self.assertEqual(self._field(page, "phone").value, "026-88880001")
        self.assertIn("Not accepted", self._text(page))
        self.assertIn("026-99990000", self._text(page))

    def test_an_emptied_answer_is_a_change(self):
        survey = self._propose(business_scope="")
        self.assertEqual([(line.field_name, line.value or "") for line in survey.line_ids], [("business_scope", "")])
        self.assertIn("to be removed", self._text(self._page()))
        self.as_role("information_administrator", survey).action_accept()
        self.assertFalse(self.file.business_scope)
        self.assertEqual(self.file.phone, "026-88880001")

    def test_one_proposal_waits_at_a_time(self):
        page = self._page()
        self._send(page, phone="026-99990000")
        again = self._send(page, phone="026-11110000")
        self.assertIn("A proposal waits", self._alert(again))
        self.assertEqual(self._field(again, "phone").value, "026-11110000")
        self._login(self.colleague)
        self.assertIn("A proposal waits", self._text(self._page(self.colleague)))
        self.assertEqual(self._proposals().line_ids.mapped("value"), ["026-99990000"])
        self.assertFalse(self._page().xpath("//form[@method='post']"), "nothing to type while one waits")

        survey = self._proposals()
        self.as_role("information_administrator", survey).action_refuse()
        self._send(self._page(), phone="026-11110000")
        self.assertEqual(len(self._proposals()), 2)

    def test_what_the_company_changed_meanwhile_is_not_proposed_back(self):
        page = self._page()
        self.file.ownership = "state"
        self._send(page, phone="026-99990000")
        self.assertEqual(self._proposals().line_ids.mapped("field_name"), ["phone"])

    def test_nothing_changed_is_no_proposal(self):
        self.assertIn("no value was changed", self._alert(self._send(self._page())))
        # other spellings of what stands there
        page = self._send(
            self._page(), registered_capital="500万", business_scope="Paper\r\nCartons", founding_date="2010年5月1日"
        )
        self.assertIn("no value was changed", self._alert(page))
        self.assertFalse(self._proposals())

    def test_a_colleague_sees_and_proposes_the_same(self):
        self._propose(self.colleague, phone="026-99990000")
        self.assertIn("colleague@green", self._text(self._page(self.buyer)))
        self.assertIn("026-99990000", self._text(self._page(self.buyer)))

    def test_garbage_is_answered_with_a_message_and_stays_typed(self):
        cases = {
            "founding_date": ("31/31/2020", "not understood"),
            "registered_capital": ("a lot", "Expected an amount"),
            "employee_count": ("1.5", "whole number"),
            "ownership": ("<b>mine</b>", "is not one of"),
            "country_id": ("Atlantis", "no records fit"),
            "email": ("no address", "not an e-mail address"),
            "phone": ("", "This is required."),
            "name": ("无", "This is required."),
            "business_scope": ("x" * 1_000_000, "1000000 characters, at most 5000"),
        }
        answers = {name: typed for name, (typed, _message) in cases.items()}
        page = self._page()
        present = {name: self._field(page, name).value or "" for name in cases}
        page = self._send(page, **answers, industry_id="Construction")
        self.assertIn("look at the marked answers", self._alert(page))
        for name, (typed, message) in cases.items():
            self.assertEqual(self._field(page, name).value or "", typed.strip(), name)
            self.assertIn(message, page.get_element_by_id(f"error_{name}").text_content())
        self.assertEqual(self._field(page, "founding_date").get("type"), "text", "a date field would show nothing")
        self.assertFalse(self._proposals())
        self._send(page, **present)
        self.assertEqual(self._proposals().line_ids.mapped("value"), ["Construction"], "it was typed before")

    def test_the_language_of_the_page_is_the_language_of_the_answer(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.china.with_context(lang="zh_CN").name = "中国"
        self.env.ref("base.de").with_context(lang="zh_CN").name = "德国"
        self.buyer.lang = "zh_CN"
        self.authenticate(self.buyer.login, self.buyer.login, session_extra={"context": {"lang": "zh_CN"}})
        page = html.fromstring(self.url_open(URL).text)
        self.assertEqual(self._field(page, "country_id").value, "中国")
        self._send(page, country_id="德国")
        survey = self._proposals()
        self.as_role("information_administrator", survey).action_accept()
        self.assertEqual(self.file.country_id, self.env.ref("base.de"))

    def test_without_a_form_in_force_there_is_no_page(self):
        for vals in ({"mode": "observe"}, {"mode": "off"}, {"mode": "enforce", "on_portal": False}):
            self.form.write(vals)
            self._page(status=404)
            self.assertFalse(self._page(url="/my").xpath("//a[contains(@href, '/my/customer-file')]"))
        self.form.on_portal = True
        data = dict(self._page().xpath("//form[@action]")[-1].form_values())
        self.form.on_portal = False
        self.assertEqual(self.url_open(URL, data={**data, "phone": "1"}).status_code, 404)
        self.assertFalse(self._proposals())

    def test_a_customer_without_a_file_reads_so_and_none_is_opened(self):
        newcomer = self.env["res.partner"].create({"name": "New Mill", "is_company": True})
        user = self._portal_user("new@mill.example", newcomer)
        page = self._page(user)
        self.assertIn("First Company keeps no customer file about you yet.", self._text(page))
        self.assertFalse(page.xpath("//form[@method='post']"))
        csrf = html.fromstring(self.url_open("/my/security").text).xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.url_open(URL, data={"csrf_token": csrf, "phone": "1"})
        self.assertIn("There is no file", answer.text)
        self.assertFalse(self.env["customer.file"].search([("partner_id", "=", newcomer.id)]))
        self.assertFalse(self._proposals())

    def test_the_company_is_chosen_among_those_with_a_file(self):
        self._form(self.other_company, "fax")
        self._page(url=f"{URL}?company={self.other_company.id}", status=404)
        other_file = self.env["customer.file"].create(
            {"partner_id": self.customer.id, "company_id": self.other_company.id, "fax": "026-5"}
        )
        page = self._page(url=f"{URL}?company={self.other_company.id}")
        self.assertEqual(self._field(page, "fax").value, "026-5")
        self.assertFalse(page.xpath("//*[@name='phone']"))
        self._send(page, url=f"{URL}?company={self.other_company.id}", fax="026-6")
        self.assertRecordValues(
            self._proposals(), [{"file_id": other_file.id, "company_id": self.other_company.id, "state": "submitted"}]
        )
        home = self._page(url="/my")
        self.assertEqual(len(home.xpath("//a[contains(@href, '/my/customer-file')]")), 2)
        self.assertNotIn("026-6", self._text(self._page()), "the page of the first company")
        self._page(self.stranger, f"{URL}?company={self.other_company.id}", status=404)

    def test_merged_and_archived_files_are_not_shown(self):
        self.file.active = False
        self.assertIn("keeps no customer file", self._text(self._page()))
