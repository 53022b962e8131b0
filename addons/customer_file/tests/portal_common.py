from datetime import date

from lxml import html

from odoo.tests import HttpCase

from odoo.addons.customer_policy.tests.common import RoleCase

URL = "/my/customer-file"


class PortalCase(RoleCase, HttpCase):
    """Two customers with a file each and portal users, and a form in force for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Surveys = cls.env["customer.information.survey"]
        cls.china = cls.env.ref("base.cn")
        cls.customer, cls.file = cls._customer("Green Valley Paper", phone="026-88880001", country_id=cls.china.id)
        cls.file.write(
            {
                "ownership": "private",
                "registered_capital": 5000000,
                "founding_date": date(2010, 5, 1),
                "business_scope": "Paper\nCartons",
                "credit_description": "SECRET: pays late",
            }
        )
        cls.buyer = cls._portal_user("buyer@green", cls.customer)
        cls.colleague = cls._portal_user("colleague@green", cls.customer)
        cls.stranger_customer, cls.stranger_file = cls._customer("Red Hill Steel", phone="021-77770001")
        cls.stranger = cls._portal_user("stranger@red", cls.stranger_customer)
        cls.form = cls._form(
            cls.company,
            *("name", "phone", "email", "business_scope", "registered_capital", "founding_date", "ownership"),
            *("country_id", "state_id", "industry_id", "employee_count"),
        )

    @classmethod
    def _customer(cls, name, **values):
        customer = cls.env["res.partner"].create({"name": name, "is_company": True, **values})
        return customer, cls.env["customer.file"].create({"partner_id": customer.id, "company_id": cls.company.id})

    @classmethod
    def _portal_user(cls, login, customer):
        contact = cls.env["res.partner"].create({"name": login, "parent_id": customer.id})
        return cls._new_user("base.group_portal", login=login, partner_id=contact.id, name=login)

    @classmethod
    def _form(cls, company, *names, required=("phone",)):
        method = cls.env["customer.collection.method"].search([("code", "=", "web"), ("company_id", "=", company.id)])
        fields = cls.env["ir.model.fields"]
        return cls.env["customer.collection.form"].create(
            {
                "name": "Portal",
                "company_id": company.id,
                "mode": "enforce",
                "method_id": method.id,
                "on_portal": True,
                "line_ids": [
                    (0, 0, {"field_id": fields._get("customer.file", name).id, "is_required": name in required})
                    for name in names
                ],
            }
        )

    def _login(self, user):
        self.authenticate(user.login, user.login)

    def _page(self, user=None, url=URL, status=200):
        """Open the page as ``user`` and return it as a tree."""
        self._login(user or self.buyer)
        response = self.url_open(url)
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.text)

    def _send(self, page, url=URL, **answers):
        """Send the form on ``page`` as a browser does, with ``answers`` typed into it."""
        data = dict(page.xpath("//form[@action]")[-1].form_values())
        response = self.url_open(url, data={**data, **answers})
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _propose(self, user=None, **answers):
        page = self._send(self._page(user), **answers)
        survey = self._proposals()[:1]
        self.assertTrue(survey, self._alert(page))
        return survey

    def _proposals(self):
        return self.Surveys.search([("from_customer", "=", True), ("company_id", "in", self.env.user.company_ids.ids)])

    def _alert(self, page):
        return " ".join(page.xpath("normalize-space(//*[@role='alert'])").split())

    def _field(self, page, name):
        return page.xpath(f"//*[@name='{name}']")[0]

    def _text(self, page):
        return " ".join(page.text_content().split())
