from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.customer_grading.tests.grade_common import GradeCase
from odoo.addons.customer_policy.tests.common import proves
from odoo.addons.customer_statistics.tests.common import StatisticCase


@tagged("post_install", "-at_install")
class TestGradingFigures(StatisticCase, GradeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._zone("Asia/Shanghai")
        cls.scheme = cls._scheme({"code": "key", "name": "Key"}, {"code": "general", "name": "General"})
        cls.key, cls.general = cls.scheme.grade_ids

    @classmethod
    def _graded(cls, files, grade, day: str):
        rows = SQL(
            "SELECT id AS file_id, %s AS grade_id, 'x' AS reason, 0 AS score, NULL::jsonb AS figures,"
            " FALSE AS has_benefit FROM customer_file WHERE id IN %s",
            grade.id,
            files._ids,
        )
        return cls.env["customer.file.grade"]._take_effect(grade.scheme_id, rows, "run", day)

    @classmethod
    def _figure(cls, figure, parameter="", **values):
        return cls._indicator(f"{figure}{parameter}", figure=figure, parameter=parameter, **values)

    @proves("S3-09")
    def test_sales_by_the_grade_at_the_end(self):
        files = self._customers(3)
        self._graded(files[:2], self.key, "2026-05-01")
        # better on the last day; worse on the day after
        self._graded(files[2], self.general, "2026-04-01")
        self._graded(files[2], self.key, "2026-05-31")
        self._graded(files[0], self.general, "2026-06-01")
        for file, price in zip(files, (100, 20, 3), strict=True):
            self._ordered(file, price)
        self._ordered(self._customers(1), 7)
        sales = self._figure("ordered_amount")
        report = self._report(self._report_kind(sales, group_one="grade:value"))
        self.assertEqual(self.figures(report, sales), {("", ""): 130, ("Key", ""): 123, ("None", ""): 7})
        june = self._report(self._report_kind(sales, code="june", group_one="grade:value"), "2026-06-01", "2026-06-30")
        self.assertEqual(self.figures(june, sales), {("", ""): 0})

    def test_two_schemes_and_two_companies_beside_each_other(self):
        second = self._scheme({"code": "old", "name": "Old"}, code="age")
        elsewhere = self._scheme({"code": "key", "name": "Elsewhere"}, company_id=self.other_company.id)
        file = self._customers(1)
        self._graded(file, self.key, "2026-05-01")
        self._graded(file, second.grade_ids, "2026-05-01")
        self.assertEqual(elsewhere.code, self.scheme.code)
        customers = self._figure("customers")
        report = self._report(self._report_kind(customers, group_one="grade:value", group_two="grade:age"))
        self.assertEqual(self.figures(report, customers)["Key", "Old"], 1)

    def test_customers_of_a_grade_and_changes(self):
        files = self._customers(4)
        self._graded(files[:3], self.general, "2026-04-10")
        self._graded(files[3], self.key, "2026-04-10")
        self._graded(files[0], self.key, "2026-05-31")
        self._graded(files[3], self.general, "2026-05-15")
        self._graded(files[1], self.key, "2026-06-01")
        figures = [
            self._figure("customers_of_grade", "value"),
            self._figure("customers_of_grade", "value/key"),
            self._figure("customers_of_grade", "value/general"),
            self._figure("grade_changes", "value/up"),
            self._figure("grade_changes", "value/down"),
        ]
        report = self._report(self._report_kind(*figures))
        self.assertEqual([self.total(report, one) for one in figures], [4, 1, 3, 1, 1])

    def test_admitted_declined_and_blacklisted(self):
        files = self._customers(6)
        admissions = self.env["customer.admission"].create(
            [{"partner_id": file.partner_id.id, "company_id": self.company.id} for file in files[:4]]
        )
        # by the days of the company: the last moment of May, and the first of June
        for admission, state, moment in zip(
            admissions,
            ("admitted", "admitted", "declined", "declined"),
            ("2026-05-31 15:59:59", "2026-05-31 16:00:00", "2026-04-30 16:00:00", "2026-04-30 15:59:59"),
            strict=True,
        ):
            admission._write_protected({"state": state, f"{state}_date": moment})
        listed = [
            ("2026-04-02 00:00:00", None),
            ("2026-05-02 00:00:00", "2026-05-20 00:00:00"),
            ("2026-05-31 15:59:59", "2026-06-20 00:00:00"),
            ("2026-05-31 16:00:00", None),
        ]
        for file, (since, until) in zip(files, listed, strict=False):
            entry = self.env["customer.blacklist.entry"].create(
                {"partner_id": file.partner_id.id, "company_id": self.company.id, "reason": "Never paid"}
            )
            state = "lifted" if until else "listed"
            entry._write_protected({"state": state, "listed_date": since, "lifted_date": until})
        figures = [
            self._figure(code) for code in ("admissions", "admissions_declined", "blacklisted", "blacklist_entries")
        ]
        report = self._report(self._report_kind(*figures))
        self.assertEqual([self.total(report, one) for one in figures], [1, 1, 2, 2])
