from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestFile(FileCase):
    def test_one_file_per_customer_and_company(self):
        file = self._file()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._file(partner_id=file.partner_id.id).flush_recordset()
        file.action_archive()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._file(partner_id=file.partner_id.id).flush_recordset()
        other = self.Files.with_company(self.other_company).create(
            {"partner_id": file.partner_id.id, "company_id": self.other_company.id}
        )
        self.assertEqual(other.partner_id, file.partner_id)

    def test_an_archived_file_is_reopened_from_the_partner(self):
        file = self._file()
        file.action_archive()
        action = self.as_role("user", file.partner_id).action_open_customer_file()
        self.assertEqual(action["res_id"], file.id)
        self.assertTrue(file.active)

    def test_the_file_is_the_company_s_not_a_contact_s(self):
        partner = self._partner(child_ids=[(0, 0, {"name": "Li"})])
        with self.assertRaisesRegex(ValidationError, "belongs to Green Valley Paper"):
            self._file(partner_id=partner.child_ids.id)
        action = self.as_role("user", partner.child_ids).action_open_customer_file()
        self.assertEqual(self.Files.browse(action["res_id"]).partner_id, partner)

    def test_a_customer_with_a_file_cannot_become_a_contact(self):
        file = self._file()
        with self.assertRaisesRegex(ValidationError, "Merge the two customers"):
            file.partner_id.write({"parent_id": self._partner("Other").id, "is_company": False})

    def test_numbers_are_drawn_in_a_row_and_given_ones_are_kept(self):
        first = self._file("A")
        prefix, number = first.number[:2], int(first.number[2:])
        taken = self._file("B", number=f"{prefix}{number + 1:06d}")
        files = self.Files.create(
            [{"partner_id": self._partner(name).id, "company_id": self.company.id} for name in ("C", "D")]
        )
        self.assertEqual(files.mapped("number"), [f"{prefix}{number + n:06d}" for n in (2, 3)])
        self.assertEqual(taken.number, f"{prefix}{number + 1:06d}")

    def test_records_of_another_company_are_refused_also_among_many(self):
        foreign = self.env["customer.file.kind"].search([("company_id", "=", self.other_company.id)], limit=1)
        vals = [{"partner_id": self._partner(name).id, "company_id": self.company.id} for name in ("A", "B", "C")]
        refused = self.assertRaisesRegex(UserError, "company inconsistencies")
        with refused, self.env.cr.savepoint():
            self.Files.create([vals[0], {**vals[1], "kind_id": foreign.id}, vals[2]])
        files = self.Files.create(vals)
        with refused, self.env.cr.savepoint():
            files[1].contact_staff_ids = self._new_user("user", login="elsewhere", company=self.other_company)
        files.kind_id = self.kind
        with refused, self.env.cr.savepoint():
            files.kind_id = foreign

    def test_name_address_and_telephone_are_typed_once(self):
        file = self._file()
        self.as_role("user", file).write({"phone": "0571 8888 0000", "city": "Hangzhou"})
        self.assertEqual(file.partner_id.phone, "0571 8888 0000")
        file.partner_id.write({"name": "Green Valley Holding", "phone": "010 6666 0000"})
        self.assertRecordValues(file, [{"name": "Green Valley Holding", "phone": "010 6666 0000", "city": "Hangzhou"}])

    @proves("S1.7-2")
    def test_all_kinds_and_statuses_are_in_scope(self):
        for kind in ("end_customer", "dealer", "supplier", "partner"):
            for status in ("cooperating", "not_cooperating", "potential"):
                self._file(f"{kind} {status}", kind_id=self._kind(kind).id, life_status=status)
        self._file("gone", kind_id=self._kind("dealer").id, life_status="lost", lost_reason="price")
        counts = dict(self.Files._read_group([("company_id", "=", self.company.id)], ["life_status"], ["__count"]))
        self.assertEqual(counts, {"cooperating": 4, "not_cooperating": 4, "potential": 4, "lost": 1})
        self.assertEqual(
            self.Files.search_count([("nature", "=", "supplier"), ("company_id", "=", self.company.id)]), 3
        )

    @proves("S2.1-02a")
    def test_lawyers_banks_and_the_like_are_special_customers(self):
        special = self.env["customer.file.kind"].search(
            [("company_id", "=", self.company.id), ("nature", "=", "special")]
        )
        self.assertEqual(
            set(special.mapped("code")),
            {"lawyer", "financial_adviser", "advertising", "public_relations", "bank", "insurer", "financing"},
        )
        self._file("Bank B", kind_id=self._kind("bank").id)
        groups = self.Files._read_group([("company_id", "=", self.company.id)], ["nature"], ["__count"])
        self.assertEqual(groups, [("special", 1)])

    @proves("S1.9-4.1a")
    def test_totals_by_source(self):
        methods = {
            method.code: method
            for method in self.env["customer.collection.method"].search([("company_id", "=", self.company.id)])
        }
        for code, count in (("market", 3), ("visit", 2), ("statistics", 1)):
            for number in range(count):
                self._file(f"{code} {number}", source_id=methods[code].id)
        groups = self.Files._read_group([("company_id", "=", self.company.id)], ["source_id"], ["__count"])
        self.assertEqual({source.code: count for source, count in groups}, {"market": 3, "visit": 2, "statistics": 1})

    @proves("S1.7-3.4")
    def test_a_lost_customer_has_a_reason(self):
        file = self._file()
        with self.assertRaisesRegex(ValidationError, "why the customer was lost"):
            file.life_status = "lost"
        for reason in (" ", "　"):
            with self.assertRaises(ValidationError):
                file.write({"life_status": "lost", "lost_reason": reason})
        file.write({"life_status": "lost", "lost_reason": "price"})
        file.competitor_ids = [
            (0, 0, {"name": "X", "way": "paper", "annual_amount": 300000, "payment_method": "60 days"})
        ]
        file.transaction_ids = [
            (0, 0, {"way": "contract", "amount": 5000, "payment_method": "transfer", "contract_number": "HT-7"})
        ]
        self.assertEqual(file.competitor_ids.mapped("annual_amount"), [300000])

    @proves("S2.1-03b")
    def test_the_company_has_one_default_file_keeper(self):
        self.company.customer_file_custodian_id = self.boss
        self.assertEqual(self._file().custodian_id, self.boss)
        self.assertFalse(self._file("Nobody's", custodian_id=False).custodian_id)

    def test_the_department_follows_the_responsible(self):
        self.assertEqual(self._file().department_id, self.department)

    def test_a_customer_cannot_be_exchanged(self):
        file = self._file()
        with self.assertRaisesRegex(UserError, "Merge the customers"):
            file.partner_id = self._partner("Other")

    def test_only_a_file_never_submitted_can_be_deleted(self):
        draft, filed = self._file("A"), self._filed(name="B")
        self.as_role("information_administrator", draft).unlink()
        with self.assertRaisesRegex(UserError, "Archive it"):
            self.as_role("information_administrator", filed).unlink()
        with self.assertRaises(AccessError):
            self.as_role("user", self._file("C")).unlink()

    def test_the_form_opens_a_file(self):
        with Form(self.as_user(self.clerk, self.Files)) as form:
            form.partner_id = self._partner()
            form.need = "paper"
        self.assertEqual(form.record.responsible_id, self.clerk)
        self.assertEqual(form.record.state, "collected")
