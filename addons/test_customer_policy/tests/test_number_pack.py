from odoo.tests import tagged

from .test_numbers import NumberCase

PACK = """
pack:
  code: paper
  name: Paper
  version: "1.0"
rules:
  customer.number.rule:
    - code: slips
      name: {en_US: Slips, zh_CN: 单据}
      document: test.customer.slip
      pattern: "{yy}{month}{number}"
      width: 2
  customer.form.rule:
    - code: slip_copies
      name: Slip in two copies
      report_id: test_customer_policy.report_test_customer_slip
      copy_ids:
        - name: {en_US: First copy, zh_CN: 第一联}
          keeper: {en_US: Sales, zh_CN: 业务}
          colour: white
        - name: {en_US: Second copy, zh_CN: 第二联}
          keeper: {en_US: Finance, zh_CN: 财务}
          colour: yellow
"""


@tagged("post_install", "-at_install")
class TestNumberPack(NumberCase):
    """Numbering and copies of forms travel in policy packs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        consultant = cls.users["rules_administrator"]
        consultant.company_ids |= cls.other_company
        cls.Packs = cls.env["customer.policy.pack"].with_user(consultant)

    def _packs_in(self, company):
        return self.Packs.with_context(allowed_company_ids=company.ids)

    def test_round_trip(self):
        self._packs_in(self.company)._apply(self.company, PACK.encode(), "paper.yaml", enforce=True)
        self.assertRegex(self._accepted().number, r"^\d{4}01$")
        form = self.env["customer.form.rule"].search([("code", "=", "slip_copies")])
        self.assertEqual(form.with_context(lang="zh_CN").copy_ids.mapped("keeper"), ["业务", "财务"])
        exported = self._packs_in(self.company)._export(self.company)
        there = self._packs_in(self.other_company)
        there._apply(self.other_company, exported.encode(), "paper.yaml", enforce=True)
        self.env.invalidate_all()
        self.assertEqual(there._export(self.other_company), exported)

    def test_a_pattern_that_cannot_number_is_refused(self):
        with self.assertRaisesRegex(Exception, "must have the part"):
            self._packs_in(self.company)._apply(
                self.company, PACK.replace("{yy}{month}", "{yy}").encode(), "paper.yaml", enforce=True
            )
