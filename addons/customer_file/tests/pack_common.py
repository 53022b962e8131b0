from odoo.addons.customer_policy.tests.common import pack_answers

from .common import FileCase

PACK = """
pack:
  code: test
  name: {en_US: Test, zh_CN: 测试}
  version: "1.0"
rules:
  customer.file.check.rule:
    - code: check
      name: {en_US: Every quarter, zh_CN: 每季度}
      clause: 001/12 2
      interval_months: 3
      kind_ids: [dealer, hospital]
  customer.file.kind:
    - code: hospital
      name: Hospital
  customer.file.staffing.rule:
    - code: staff
      name: Two
      minimum_staff: 2
"""


class PackCase(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Packs = cls.as_rules_administrator(cls.env["customer.policy.pack"])

    @classmethod
    def as_rules_administrator(cls, records):
        user = cls.users["rules_administrator"]
        return records.with_user(user).with_context(allowed_company_ids=user.company_id.ids)

    def _plan(self, text=PACK, company=None, **options):
        return self.Packs._plan(company or self.company, text.encode(), "test.yaml", **options)

    def _apply(self, text=PACK, company=None, **options):
        plan = self.Packs._apply(company or self.company, text.encode(), "test.yaml", **options)
        self.env.invalidate_all()
        return plan

    def _rules(self, model="check.rule", code="check", company=None):
        rules = self.env[f"customer.file.{model}"].with_context(active_test=False)
        return rules.search([("company_id", "=", (company or self.company).id), ("code", "=", code)])

    def _kinds_of_change(self, plan):
        return {entry.code: entry.kind for entry in plan.entries}

    def _empty_company(self, name="Empty Company"):
        """A company with the kinds and methods that every company gets; the rules administrator works there."""
        company = self.env["res.company"].create({"name": name})
        user = self.users["rules_administrator"]
        user.company_ids = [(4, company.id)]
        self.env.user.company_ids = [(4, company.id)]
        return company

    def _packs_in(self, company):
        return self.Packs.with_context(allowed_company_ids=company.ids)

    def _apply_shipped(self, name, company, **options):
        """Apply a shipped pack, ``addon/file.yaml``, to a company."""
        packs = self._packs_in(company)
        data, filename = packs._read_shipped(name)
        return packs._apply(company, data, filename, answers=pack_answers(packs, company, data, filename), **options)

    def _check_round_trip(self, name):
        """Apply a shipped pack to one company, export it, apply that to another, and export the same."""
        first, second = self._empty_company(f"{name} 1"), self._empty_company(f"{name} 2")
        plan = self._apply_shipped(name, first)
        self.assertEqual(plan.counts["created"], len(plan.pack.rules))
        self.assertFalse(plan.counts["conflict"])
        packs = self._packs_in(first)
        data, filename = packs._read_shipped(name)
        self.assertTrue(packs._plan(first, data, filename).is_empty)
        self.assertTrue(all(rule.values.get("clause") for rule in plan.pack.rules.values()), "clause missing")
        exported = packs._export(first, pack_code=plan.pack.code)
        packs = self._packs_in(second)
        packs._apply(second, exported.encode(), filename)
        self.assertEqual(packs._export(second, pack_code=plan.pack.code), exported)
