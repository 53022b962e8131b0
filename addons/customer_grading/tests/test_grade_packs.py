from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase


@tagged("post_install", "-at_install")
class TestGradePacks(RoleCase):
    def _packs(self, company):
        consultant = self.users["rules_administrator"]
        consultant.company_ids = [(4, company.id)]
        packs = self.env["customer.policy.pack"].with_user(consultant)
        return packs.with_context(allowed_company_ids=company.ids)

    def _answers(self, packs, company, data, filename, answer="7"):
        questions = packs._plan(company, data, filename).pack.questions
        return {one.path: "[]" if one.path.endswith(".domain") else answer for one in questions}

    def _apply(self, company, name, **options):
        packs = self._packs(company)
        data, filename = packs._read_shipped(f"customer_grading/{name}.yaml")
        answers = self._answers(packs, company, data, filename)
        plan = packs._apply(company, data, filename, answers=answers, **options)
        return plan, self.env["customer.grade.scheme"].search([("company_id", "=", company.id)])

    def test_each_makes_the_round_trip(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        names = [name for name in self.env["customer.policy.pack"]._shipped() if "_grades_" in name]
        self.assertEqual(len(names), 3)
        for name in names:
            with self.subTest(name):
                first, second = self.env["res.company"].create([{"name": f"{name} {n}"} for n in (1, 2)])
                plan, schemes = self._apply(first, name.partition("/")[2].removesuffix(".yaml"))
                self.assertEqual(plan.counts["created"], len(plan.pack.rules))
                self.assertEqual(set(schemes.mapped("mode")), {"observe"})
                packs, there = self._packs(first), self._packs(second)
                data, filename = packs._read_shipped(name)
                self.assertTrue(packs._plan(first, data, filename).is_empty)
                exported = packs._export(first, pack_code=plan.pack.code).encode()
                there._apply(second, exported, filename, answers=self._answers(there, second, exported, filename))
                self.assertEqual(there._export(second, pack_code=plan.pack.code).encode(), exported)

    def test_what_is_left_open_is_asked(self):
        for name, count in (("hospital_supplier", 12), ("joint_venture", 11), ("service", 15)):
            file = next(one for one in self.env["customer.policy.pack"]._shipped() if f"/{name}_grades" in one)
            packs = self._packs(self.company)
            questions = packs._plan(self.company, *packs._read_shipped(file)).pack.questions
            self.assertEqual(len(questions), count, name)

    def test_caps_and_days_of_the_hospital_supplier(self):
        _plan, scheme = self._apply(self.company, "hospital_supplier_grades_001_11", enforce=True)
        self.assertEqual(scheme.grade_ids.mapped("cap_percent"), [15, 30, 0])
        self.assertEqual((scheme.review_months, scheme.mode), (6, "enforce"))
        rule = self.env["customer.deadline.rule"].search([("company_id", "=", self.company.id)])
        self.assertEqual((rule.duration, rule.unit), (5, "day"))

    def test_scores_with_each(self):
        """Every scheme of every pack is measured without an error."""
        for name in ("hospital_supplier_grades_001_11", "joint_venture_grades_001_1", "service_grades_004"):
            _plan, schemes = self._apply(self.company, name, enforce=True)
        self.assertEqual(len(schemes), 6)
        for scheme in schemes:
            run = self.as_role("supervisor", self.env["customer.grading.run"]).create({"scheme_id": scheme.id})
            run.action_compute()
            self.assertEqual(run.state, "computed")
