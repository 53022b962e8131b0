import base64
import io
import time

import xlsxwriter
from stdnum.cn import uscc

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FileCase


@tagged("post_install", "-at_install")
class TestImport(FileCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.users["information_administrator"]
        cls.header = ["客户名称", "统一社会信用代码", "电话", "注册资本（万元）", "成立日期", "客户状态", "流失原因"]

    def _xlsx(self, *rows, header=None) -> bytes:
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"strings_to_formulas": False}) as workbook:
            sheet = workbook.add_worksheet()
            for number, row in enumerate([header or self.header, *rows]):
                for column, value in enumerate(row):
                    sheet.write(number, column, value)
        return output.getvalue()

    def _job(self, content: bytes, filename="list.xlsx", user=None, **values):
        return self.as_user(user or self.keeper, self.env["customer.import"]).create(
            {"data": base64.b64encode(content), "filename": filename, "company_id": self.company.id, **values}
        )

    def _import(self, *rows, **values):
        job = self._job(self._xlsx(*rows), **values)
        job.action_check()
        job.action_start()
        return job

    def _outcomes(self, job) -> list:
        return [(line.row_number, line.outcome) for line in job.line_ids]

    def test_rows_become_reviewable_files(self):
        job = self._import(["绿谷纸业有限公司", "", "0571-88880000", "500", "2001年5月1日"])
        self.assertEqual((job.state, job.summary), ("done", "New: 1"))
        self.assertRecordValues(
            job.line_ids.file_id,
            [
                {
                    "name": "绿谷纸业有限公司",
                    "phone": "0571-88880000",
                    "registered_capital": 5000000.0,
                    "state": "collected",
                    "company_id": self.company.id,
                    "responsible_id": self.keeper.id,
                }
            ],
        )
        self.assertEqual(str(job.line_ids.file_id.founding_date), "2001-05-01")
        self.assertTrue(job.line_ids.file_id.partner_id.is_company)

    def test_the_dry_run_changes_nothing(self):
        job = self._job(self._xlsx(["A", "", "1"], ["B", "", "2"]))
        partners = self.env["res.partner"].search_count([])
        job.action_check()
        self.assertEqual((job.state, job.summary), ("checked", "New: 2"))
        self.assertEqual(self.env["res.partner"].search_count([]), partners)
        self.assertFalse(job.line_ids.file_id)

    def test_importing_again_changes_nothing(self):
        rows = [
            ["A", "", "0571 8888 0000", "500"],
            ["A Co., Ltd.", "", "", "", "2001-05-01"],
            ["B", "", "0571 6666 0000"],
        ]
        self.assertEqual(self._import(*rows).summary, "New: 2, Same Customer as Another Row: 1")
        for on_match in ("fill", "overwrite", "skip"):
            job = self._import(*rows, on_match=on_match)
            self.assertEqual(job.summary, "Same Customer as Another Row: 1, Unchanged: 2", on_match)

    def test_every_refused_row_says_why(self):
        rows = [
            ["", "", "1"],
            ["A", "91330100MA2CABCD1Y"],
            ["B", "", "", "much", "2020-13-40"],
            ["C", "", "", "", "", "Lost"],
            ["D", "", "", "", "", "Gone"],
            ["合计", "", "", "500"],
        ]
        job = self._import(*rows)
        self.assertEqual({line.outcome for line in job.line_ids}, {"refuse"})
        reasons = job.line_ids.mapped("reason")
        self.assertIn("name of the customer is missing", reasons[0])
        self.assertIn("not a valid unified social credit code", reasons[1])
        self.assertRegex(reasons[2], "Registered Capital: “much”.*\nFounding Date: “2020-13-40”")
        self.assertIn("why the customer was lost", reasons[3])
        self.assertIn("“Gone” is not one of", reasons[4])
        self.assertIn("total or a signature", reasons[5])

    def test_a_known_customer_is_filled_overwritten_or_left(self):
        file = self._file("绿谷纸业", phone="1234567")
        row = ["绿谷纸业有限公司", "", "7654321", "500"]
        self.assertEqual(self._outcomes(self._import(row, on_match="skip")), [(2, "unchanged")])
        self.assertEqual((file.phone, file.registered_capital), ("1234567", 0))
        self.assertEqual(self._outcomes(self._import(row)), [(2, "update")])
        self.assertEqual((file.name, file.phone, file.registered_capital), ("绿谷纸业", "1234567", 5000000))
        self._import(row, on_match="overwrite")
        self.assertEqual((file.name, file.phone), ("绿谷纸业有限公司", "7654321"))

    def test_a_known_contact_gets_a_file(self):
        partner = self._partner("绿谷纸业有限公司", phone="1234567")
        job = self._import(["绿谷纸业有限公司", "", "7654321", "500"])
        self.assertEqual(self._outcomes(job), [(2, "link")])
        self.assertRecordValues(
            job.line_ids.file_id, [{"partner_id": partner.id, "phone": "1234567", "registered_capital": 5000000.0}]
        )

    def test_two_contacts_of_the_name_are_not_guessed(self):
        self._partner("Twin"), self._partner("Twin")
        job = self._import(["Twin"])
        self.assertIn("2 contacts fit", job.line_ids.reason)

    def test_same_telephone_other_name_is_as_chosen(self):
        rows = [["A", "", "0571 8888 0000"], ["B", "", "+86-571-88880000"]]
        job = self._import(*rows)
        self.assertEqual(self._outcomes(job), [(2, "create"), (3, "refuse")])
        self.assertIn("Same telephone as row 2 (A)", job.line_ids[1].reason)
        job.line_ids.file_id.partner_id.phone = False
        self.assertEqual(self._outcomes(self._import(*rows, on_same_phone="ignore"))[1], (3, "create"))

    def test_the_same_name_with_another_credit_code_is_another_customer(self):
        codes = [body + uscc.calc_check_digit(body) for body in ("91330100MA2CABCD1", "91330100MA2CABCE1")]
        job = self._import(["A", codes[0]], ["A Ltd", codes[1]])
        self.assertEqual(self._outcomes(job), [(2, "create"), (3, "refuse")])
        self.assertIn("another credit code", job.line_ids[1].reason)

    def test_a_file_of_another_company_is_not_touched(self):
        other = self.Files.with_company(self.other_company).create(
            {"partner_id": self._partner("Shared").id, "company_id": self.other_company.id}
        )
        job = self._import(["Shared", "", "", "500"])
        self.assertEqual(self._outcomes(job), [(2, "link")])
        self.assertEqual(job.line_ids.file_id.partner_id, other.partner_id)
        self.assertEqual((other.registered_capital, job.line_ids.file_id.registered_capital), (0, 5000000))

    def test_an_archived_file_is_reopened(self):
        file = self._file("A")
        file.action_archive()
        self._import(["A"])
        self.assertTrue(file.active)

    def test_the_columns_are_remembered_for_the_company(self):
        content = self._xlsx(["A", "x"], header=["单位", "代号"])
        job = self._job(content)
        job.action_read_columns()
        self.assertEqual(job.column_ids.mapped("field_name"), [False, False])
        with self.assertRaisesRegex(UserError, "holds the name"):
            job.column_ids[1].field_name = "number"
            job._field_by_position()
        job.column_ids[0].field_name = "name"
        job.action_check()
        again = self._job(content)
        again.action_read_columns()
        self.assertEqual(again.column_ids.mapped("field_name"), ["name", "number"])

    def test_two_columns_cannot_fill_one_field(self):
        job = self._job(self._xlsx(["A", "B"], header=["客户名称", "x"]))
        job.action_read_columns()
        job.column_ids[1].field_name = "name"
        job.action_check()
        self.assertEqual(job.state, "draft")
        self.assertIn("Two columns fill the same data: Name", job.error)

    def test_a_list_that_is_none_is_refused_in_words(self):
        for content, filename, words in (
            (b"%PDF-1.7", "list.pdf", "This is a PDF"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "list.xls", "before 2007"),
            (b"PK\x03\x04garbage", "list.xlsx", "(damaged|no .xlsx)"),
            (b"x", "list.csv", "No row with headings"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._job(content, filename).action_read_columns()

    def test_gb18030_text(self):
        content = "客户一览表\r\n客户名称,电话\r\n杭州绿谷纸业,13812345678\r\n".encode("gb18030")
        job = self._job(content, "list.csv")
        job.action_check()
        job.action_start()
        self.assertEqual(job.line_ids.file_id.mapped("name"), ["杭州绿谷纸业"])

    def test_one_row_that_fails_stops_no_other(self):
        self._file("Z", number="CF999999")
        job = self._job(self._xlsx(["A", "1"], ["B", "CF999999"], ["C", "3"], header=["客户名称", "客户编号"]))
        job.action_check()
        self.assertEqual([outcome for _row, outcome in self._outcomes(job)], ["create", "refuse", "create"])
        job.sudo().line_ids[2].values = {"name": "C", "number": "1"}  # taken by A since
        job.action_start()
        self.assertEqual(job.state, "done")
        self.assertEqual([line.outcome for line in job.line_ids], ["create", "refuse", "refuse"])
        self.assertEqual(job.line_ids[2].reason, "Another file has this number.")
        self.assertFalse(
            self.env["res.partner"].search(
                [("name", "=", "C"), ("is_company", "=", True), ("customer_file_ids", "=", False)], limit=1
            )
        )

    def test_a_customer_opened_in_the_meantime_is_not_doubled(self):
        job = self._job(self._xlsx(["A", "", "", "500"]))
        job.action_check()
        file = self._file("A")
        job.action_start()
        self.assertRecordValues(job.line_ids, [{"outcome": "update", "file_id": file.id}])
        self.assertEqual(file.registered_capital, 5000000)

    def test_a_long_list_goes_on_where_it_stopped(self):
        job = self._job(self._xlsx(*([f"Customer {number:03d}"] for number in range(7))))
        job.action_read_columns()
        self.patch(self.env.registry["customer.import"], "_batch_size", 3)
        job._run_step("check")
        next(job._work_in_batches())  # and killed
        self.assertEqual((job.state, len(job.line_ids)), ("checking", 3))
        self.assertEqual([len(job.line_ids) for _batch in job._work_in_batches()], [6, 7])
        self.assertEqual(job.state, "checked")
        job._run_step("start")
        next(job._work_in_batches())
        self.assertEqual((job.state, job.done_count, job.progress), ("running", 3, 100 * 3 / 7))
        self.assertEqual([job.done_count for _batch in job._work_in_batches()], [6, 7])
        self.assertEqual(job.state, "done")
        self.assertEqual(sorted(job.line_ids.file_id.mapped("name")), [f"Customer {number:03d}" for number in range(7)])

    def test_the_scheduler_works_with_the_rights_of_the_importer(self):
        job = self._job(self._xlsx(["A"]))
        job.action_check()
        job._run_step("start")
        self.env.ref("customer_file.ir_cron_customer_import").method_direct_trigger()
        self.assertEqual(job.state, "done")
        self.assertEqual(job.line_ids.file_id.create_uid, self.keeper)

    def test_only_information_administrators_import(self):
        with self.assertRaises(AccessError):
            self._job(self._xlsx(["A"]), user=self.clerk)

    def test_formulas_in_texts_stay_texts(self):
        job = self._import(["=1+1"], ["+A"], ["@B"], ["-C"])
        self.assertEqual(job.line_ids.file_id.mapped("name"), ["=1+1", "+A", "@B", "-C"])

    def test_a_run_of_the_scheduler_outlasts_the_time_it_is_asked_to_stop_at_but_ends(self):
        """Each run reads the list from its beginning: one batch a run would make a long list take for ever."""
        job = self._job(self._xlsx(*([f"Customer {number:03d}"] for number in range(7))))
        self.patch(self.registry["customer.import"], "_batch_size", 3)
        job.action_read_columns()
        job._run_step("check")
        commits = []
        self.patch(self.registry["ir.cron"], "_commit_progress", lambda *_args, **options: commits.append(options) or 0)
        for asked, planned in ((-3600, 0), (-1, 7)):
            work = job.sudo().with_context(cron_end_time=time.monotonic() + asked)
            work._cron_work()
            job.invalidate_recordset()
            self.assertEqual(len(job.line_ids), planned)
        self.assertEqual(commits[0], {"remaining": 1})
        self.assertEqual(job.state, "checked")
