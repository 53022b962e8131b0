from odoo.tests import tagged

from odoo.addons.customer_file.tests.pack_common import PackCase
from odoo.addons.customer_policy.tests.common import pack_answers, proves

PACKS = ("car_sales_rates_001_6",)


@tagged("post_install", "-at_install")
class TestPacks(PackCase):
    def _apply_pack(self, part: str, company, **answers):
        """Apply the pack that has ``part`` in its name, enforced; ``answers`` by the end of the question's path."""
        (name,) = [name for name in PACKS if part in name]
        packs = self._packs_in(company)
        data, filename = packs._read_shipped(f"customer_statistics_crm/{name}.yaml")
        known = pack_answers(packs, company, data, filename)
        for end, answer in answers.items():
            known |= {path: answer for path in known if path.endswith(end)}
        return packs._apply(company, data, filename, answers=known, enforce=True)

    def _found(self, model, company):
        return self.env[model].search([("company_id", "=", company.id)])

    def test_each_is_applied_to_an_empty_company_and_makes_the_round_trip(self):
        for name in PACKS:
            with self.subTest(name):
                self._check_round_trip(f"customer_statistics_crm/{name}.yaml")

    @proves("S1.6-daily-28")
    def test_every_two_months_the_last_in_each_of_three_rates(self):
        company = self._empty_company()
        self._apply_pack("001_6", company)
        kind = self._found("customer.statistic.kind", company)
        self.assertEqual((kind.period, kind.period_count, kind.group_one), ("month", 2, "user"))
        flagged = kind.line_ids.filtered("flags_last")
        self.assertEqual([(line.indicator_id.unit, line.flags_last) for line in flagged], [("percent", 1)] * 3)
