from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

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


class PackCase(ShippedPackCase, FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Packs = cls._packs_in(cls.company)

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
