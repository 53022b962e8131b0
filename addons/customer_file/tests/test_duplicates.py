from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestDuplicates(FileCase):
    def _merge(self, partners, destination, user=None):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard = self.as_user(user, wizard) if user else wizard
        wizard.create({})._merge(partners.ids, destination.with_env(wizard.env))

    @proves("S3-04.2", "S4.edu-1a")
    def test_same_name_code_or_telephone_is_flagged(self):
        pairs = [
            ({"name": "杭州绿谷纸业有限公司"}, {"name": "杭州绿谷纸业 有限责任公司"}),
            ({"name": "Ａ１ Trading Co., Ltd."}, {"name": "A1 Trading"}),
            ({"name": "C", "phone": "+86 138-1234-5678"}, {"name": "D", "phone": "13812345678"}),
            ({"name": "E", "phone": "0571 8888 0000"}, {"name": "F", "phone": "０５７１－８８８８００００"}),
            ({"name": "G", "credit_code": "TAX 12345"}, {"name": "H", "credit_code": "tax12345"}),
        ]
        for pair in pairs:
            for vals in pair:
                self._file(**vals)
        self._file("alone", phone="0571 1111 0000")
        found = self.Files.search([("has_duplicate", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(len(found), 10)
        self.assertEqual(set(found.mapped("duplicate_count")), {1})

    def test_a_duplicate_of_another_company_is_none(self):
        self._file("Same")
        self.Files.with_company(self.other_company).create(
            {"partner_id": self._partner("Same").id, "company_id": self.other_company.id}
        )
        self.assertFalse(self.Files.search([("has_duplicate", "=", True), ("name", "=", "Same")]))

    @proves("S3-04.2")
    def test_merging_partners_merges_their_files_and_keeps_the_history(self):
        kept = self._file("A", need="paper", phone="1")
        lost = self._file("B", need="carton", legal_representative="Wang", year_ids=[(0, 0, {"year": 2024})])
        lost.legal_representative = "Li"
        self.env["customer.file.interaction"].create({"file_id": lost.id, "subject": "Call"})
        lost.message_post(body="a note")
        lost.activity_schedule("mail.mail_activity_data_todo", summary="do it", user_id=self.clerk.id)
        lost_number, lost_partner = lost.number, lost.partner_id
        self._merge(kept.partner_id | lost.partner_id, kept.partner_id, self.users["information_administrator"])
        self.assertFalse(lost_partner.exists())
        self.assertRecordValues(lost, [{"merged_into_id": kept.id, "active": False, "partner_id": kept.partner_id.id}])
        self.assertRecordValues(kept, [{"need": "paper", "legal_representative": "Li", "name": "A"}])
        self.assertEqual((kept.interaction_count, kept.year_ids.mapped("year")), (1, [2024]))
        self.assertIn("Legal Representative", kept.event_ids.mapped("name"))
        self.assertIn("a note", "".join(kept.message_ids.mapped("body")))
        self.assertIn("do it", kept.activity_ids.mapped("summary"))
        self.assertRecordValues(
            kept.merge_ids, [{"kept_number": kept.number, "lost_number": lost_number, "lost_name": "B"}]
        )

    def test_the_oldest_file_is_kept_where_the_destination_has_none(self):
        destination = self._partner("C", phone="0571 8888 1111")
        first, second = self._file("A"), self._file("B")
        self._merge(first.partner_id | second.partner_id | destination, destination)
        self.assertRecordValues(first, [{"partner_id": destination.id, "name": "C", "phone_key": "057188881111"}])
        self.assertEqual(second.merged_into_id, first)

    def test_a_merge_that_touches_a_closed_file_is_refused(self):
        foreign = self.Files.with_company(self.other_company).create(
            {"partner_id": self._partner("A").id, "company_id": self.other_company.id}
        )
        own = self._file("B")
        with self.assertRaisesRegex(UserError, "closed to you"):
            self._merge(own.partner_id | foreign.partner_id, own.partner_id, self.users["manager"])
        outsider = self._new_user("base.group_user,base.group_partner_manager", login="contacts")
        with self.assertRaisesRegex(UserError, "closed to you"):
            self._merge(own.partner_id | self._partner("C"), own.partner_id, outsider)
        self.assertFalse(own.merge_ids)
        self.assertTrue(foreign.exists().active)

    def test_files_of_two_companies_stay_two(self):
        own = self._file("A")
        foreign = self.Files.with_company(self.other_company).create(
            {"partner_id": self._partner("B").id, "company_id": self.other_company.id}
        )
        self._merge(own.partner_id | foreign.partner_id, own.partner_id)
        self.assertEqual((own | foreign).mapped("merged_into_id"), self.Files)
        self.assertEqual(foreign.partner_id, own.partner_id)

    def test_a_merge_cannot_be_forged(self):
        first, second = self._file("A"), self._file("B")
        with self.assertRaises(AccessError):
            self.as_role("general_manager", first).write({"merged_into_id": second.id})

    def test_figures_of_the_same_year_stay_with_the_merged_file(self):
        kept = self._file("A", year_ids=[(0, 0, {"year": 2024, "turnover": 1})])
        lost = self._file("B", year_ids=[(0, 0, {"year": 2024, "turnover": 2}), (0, 0, {"year": 2023, "turnover": 3})])
        lost._merge_into(kept)
        self.assertEqual(sorted(kept.year_ids.mapped("turnover")), [1, 3])
        self.assertEqual(lost.year_ids.mapped("turnover"), [2])
