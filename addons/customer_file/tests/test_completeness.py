from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase

BASIC = [
    "name", "street", "legal_representative", "founding_date", "ownership", "industry_id", "registration_number",
    "contact_ids", "phone",
]  # fmt: skip
STANDARD = ["name", "legal_representative", "street", "zip", "phone", "fax", "business_scope", "registered_capital"]
EVALUATION = [
    "contracting_region", "background", "past_results", "cooperation_behaviour", "completion_evaluation",
    "credit_description",
]  # fmt: skip


@tagged("post_install", "-at_install")
class TestCompleteness(FileCase):
    def _require(self, *names, **values):
        return self._rule("customer.file.requirement", fields=names, **values)

    @proves("S1.7-3.1b")
    def test_nine_basic_data(self):
        self._require(*BASIC)
        file = self._file(
            street="1 Lake Road",
            legal_representative="Wang",
            ownership="private",
            registration_number="3301",
            phone="1",
            contact_ids=[(0, 0, {"name": "Li"})],
        )
        self.assertEqual((file.completeness_label, file.missing_data), ("7/9", "Founding Date, Industry"))
        file.founding_date = "2001-05-01"
        self.assertEqual(file.completeness_label, "8/9")

    @proves("S2.1-04.2")
    def test_eight_standard_data_half_a_percent_counts_up(self):
        self._require(*STANDARD)
        file = self._file(legal_representative="Wang", street="1 Lake Road", zip="310000", phone="0571 8888 0000")
        self.assertEqual((file.completeness_label, file.completeness), ("5/8", 63))
        incomplete = self.Files.search([("completeness", "<", 100), ("company_id", "=", self.company.id)])
        self.assertEqual(incomplete, file)

    @proves("S1.7-3.2b")
    def test_without_registered_capital_a_file_is_incomplete(self):
        self._require(*STANDARD)
        file = self._file(
            legal_representative="Wang", street="1 Lake Road", zip="310000", phone="1", fax="2", business_scope="paper"
        )
        self.assertEqual((file.completeness, file.missing_data), (88, "Registered Capital"))
        file.registered_capital = 5000000
        self.assertEqual((file.completeness, file.missing_data), (100, False))

    @proves("S1.1-4.3.2")
    def test_six_headings_of_a_partner(self):
        self._require(*EVALUATION, kind_ids=[(4, self._kind("partner").id)])
        filled = dict.fromkeys(EVALUATION[:4], "text")
        self.assertEqual(self._file("A", kind_id=self._kind("partner").id, **filled).completeness_label, "4/6")
        self.assertFalse(self._file("B", kind_id=self.kind.id).completeness_label)

    @proves("S4.upd-4.1")
    def test_without_region_a_customer_is_incomplete(self):
        self._require("name", "phone", "contact_ids", "state_id")
        file = self._file(phone="1", contact_ids=[(0, 0, {"name": "Li"})])
        self.assertEqual((file.completeness_label, file.missing_data), ("3/4", "Region"))
        file.state_id = self.env["res.country.state"].search([], limit=1)
        self.assertEqual(file.completeness, 100)

    @proves("S4.class-3.1")
    def test_without_need_four_of_five(self):
        self._require("name", "contact_ids", "phone", "business_scope", "need")
        file = self._file(phone="1", business_scope="paper", contact_ids=[(0, 0, {"name": "Li"})])
        self.assertEqual(file.completeness_label, "4/5")

    @proves("S4.dl-8")
    def test_without_need_a_registration_is_not_submitted(self):
        rule = self._require("name", "phone", "need", clause="004 art. 8")
        file = self.as_user(self.clerk, self._file(phone="1"))
        self.assertEqual(file.completeness_label, "2/3")
        with self.assertRaisesRegex(UserError, "Missing: Needs and Intentions.*\n\nWhy.*004 art. 8"):
            file.action_submit()
        rule.mode = "observe"
        file.action_submit()
        self.assertEqual(file.state, "to_review")
        self.assertEqual(self.env["customer.policy.observation"].search_count([("rule_code", "=", rule.code)]), 1)

    @proves("S1.9-4.1b")
    def test_contact_credit_and_transactions_are_three_groups(self):
        self._require("contact_ids", "credit_description", "transaction_ids")
        file = self._file(contact_ids=[(0, 0, {"name": "Li"})], credit_description="good")
        self.assertEqual(file.completeness_label, "2/3")
        file.transaction_ids = [(0, 0, {"way": "contract"})]
        self.assertEqual(file.completeness_label, "3/3")

    def test_a_changed_requirement_meets_all_files(self):
        file = self._file(phone="1")
        self.assertEqual(file.completeness, 100)
        rule = self._require("phone", "need")
        self.assertEqual(file.completeness, 50)
        rule.field_ids = self._field("phone")
        self.assertEqual(file.completeness, 100)
        rule.field_ids = self._field("need")
        self.assertEqual(file.completeness, 0)
        rule.unlink()
        self.assertEqual(file.completeness, 100)

    def test_the_telephone_of_the_contact_counts(self):
        self._require("phone")
        file = self._file()
        self.assertEqual(file.completeness, 0)
        file.partner_id.phone = "1"
        self.assertEqual(file.completeness, 100)

    def test_the_average_by_salesperson(self):
        self._require("phone", "need")
        for number in range(3):
            self._file(f"full {number}", phone="1", need="x")
        self._file("half", phone="1")
        groups = self.Files._read_group(
            [("company_id", "=", self.company.id)], ["responsible_id"], ["completeness:avg"]
        )
        self.assertEqual(groups, [(self.clerk, 87.5)])

    @proves("S3-05")
    def test_data_outside_the_scope_are_hidden(self):
        def shown(view_type):
            return self.Files.get_view(view_type=view_type)["arch"]

        self.assertNotRegex(shown("form"), '<field name="fax"[^>]*invisible="1"')
        scope = self._rule("customer.file.scope", fields=["phone", "need"])
        self.assertRegex(shown("form"), '<field name="fax"[^>]*invisible="1"')
        self.assertNotRegex(shown("form"), '<field name="need"[^>]*invisible="1"')
        self.assertRegex(shown("list"), '<field name="credit_code"[^>]*column_invisible="1"')
        self.assertNotIn("fax", self.Files._customer_list_columns())
        scope.mode = "observe"
        self.assertNotRegex(shown("form"), '<field name="fax"[^>]*invisible="1"')
