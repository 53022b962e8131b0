from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase, pack_answers

PACKS = 9


@tagged("post_install", "-at_install")
class TestShippedPacks(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.consultant = cls.users["rules_administrator"]

    def _company(self, name):
        company = self.env["res.company"].create({"name": name})
        self.consultant.company_ids = [(4, company.id)]
        packs = self.env["customer.policy.pack"].with_user(self.consultant)
        return company, packs.with_context(allowed_company_ids=company.ids)

    def _shipped(self):
        return [name for name in self.env["customer.policy.pack"]._shipped() if name.startswith("customer_complaint/")]

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        """Steps with what they fill in, their outcomes and all translations come out as they went in."""
        self.assertEqual(len(self._shipped()), PACKS)
        for name in self._shipped():
            with self.subTest(name):
                (first, packs), (second, there) = self._company(f"{name} 1"), self._company(f"{name} 2")
                data, filename = packs._read_shipped(name)
                plan = packs._apply(first, data, filename, answers=pack_answers(packs, first, data, filename))
                self.assertEqual(plan.counts["created"], len(plan.pack.rules))
                self.assertTrue(packs._plan(first, data, filename).is_empty)
                self.assertTrue(all(rule.values.get("clause") for rule in plan.pack.rules.values()), "clause missing")
                exported = packs._export(first, pack_code=plan.pack.code)
                self.assertEqual(exported.count("zh_CN:"), data.decode().count("zh_CN:") - self._asked(data))
                answers = pack_answers(there, second, exported.encode(), filename)
                there._apply(second, exported.encode(), filename, answers=answers)
                self.assertEqual(there._export(second, pack_code=plan.pack.code), exported)
                self.assertTrue(there._plan(second, exported.encode(), filename).is_empty)

    @staticmethod
    def _asked(data: bytes) -> int:
        """Count the questions: an answer takes their place."""
        return data.decode().count("required:\n")

    def test_they_stand_side_by_side(self):
        company, packs = self._company("All")
        for name in self._shipped():
            data, filename = packs._read_shipped(name)
            packs._apply(company, data, filename, answers=pack_answers(packs, company, data, filename))
        self.assertEqual(packs.search_count([("company_id", "=", company.id)]), PACKS)

    def test_a_unit_without_department_meets_nobody_and_the_health_page_says_so(self):
        company, packs = self._company("Unmanned")
        data, filename = packs._read_shipped("customer_complaint/manufacturer_complaint_14_21_001_2.yaml")
        packs._apply(company, data, filename, answers=pack_answers(packs, company, data, filename), enforce=True)
        units = self.env["customer.complaint.unit"].search([("company_id", "=", company.id)])
        quality = units.filtered(lambda unit: unit.code == "quality-001-2")
        quality.department_id = False
        self.assertFalse(quality._get_users())
        self.assertIn(quality, units._unfulfillable())
        health = self.env["customer.policy.health"].with_company(company).with_context(allowed_company_ids=company.ids)
        checks = [check for check in health._checks() if check.code == "rules_customer.complaint.unit"]
        self.assertIn(quality, quality.search(checks[0].domain))
