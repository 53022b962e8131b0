from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import pack_answers, proves

PACKS = ("statistics_reports_000",)


@tagged("post_install", "-at_install")
class TestPacks(PackCase):
    def _apply_pack(self, part: str, company, **answers):
        """Apply the pack that has ``part`` in its name, enforced; ``answers`` by the end of the question's path."""
        (name,) = [name for name in PACKS if part in name]
        packs = self._packs_in(company)
        data, filename = packs._read_shipped(f"customer_statistics_archive/{name}.yaml")
        known = pack_answers(packs, company, data, filename)
        for end, answer in answers.items():
            known |= {path: answer for path in known if path.endswith(end)}
        return packs._apply(company, data, filename, answers=known, enforce=True)

    def _found(self, model, company):
        return self.env[model].search([("company_id", "=", company.id)])

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(f"customer_statistics_archive/{name}.yaml")

    @proves("S0-10")
    def test_three_levels_of_approval(self):
        company = self._empty_company()
        self._apply_pack("000", company, months="24")
        rule = self._found("customer.approval.rule", company)
        roles = [self.env.ref(f"customer_policy.group_{role}") for role in ("supervisor", "manager", "general_manager")]
        self.assertEqual(list(rule.level_ids.group_id), roles)
        self.assertEqual((rule.four_eyes, rule.several_levels), (True, False))
        self.assertEqual(self._found("customer.retention.class", company).months, 24)
