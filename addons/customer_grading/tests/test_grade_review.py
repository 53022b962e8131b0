from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import proves

from ..models import customer_file_grade
from .grade_common import GradeCase

GRADES = ({"code": "vip", "cap_percent": 15}, {"code": "preferred", "cap_percent": 30}, {"code": "qualified"})
QUESTIONS = [("contracts", {"weight": 50}), ("payments", {"weight": 50, "is_problem_below": 20})]


class TestGradeReview(GradeCase):
    """Every six months the customers are evaluated; problems lower the grade within five days."""

    def _reviewed_scheme(self, **values):
        return self._scheme(
            *GRADES,
            questions=QUESTIONS,
            **{"review_months": 6, "upgrade_score": 80, "problem_score": 40, "setter_group_id": False, **values},
        )

    def _graded_on(self, scheme, date, *codes):
        """Let customers have grades since ``date``; return their files."""
        files = self._customers(len(codes))
        with freeze_time(f"{date} 08:00:00"):
            for file, code in zip(files, codes, strict=True):
                self._set(file, self._grade(scheme, code))
        return files

    def _set(self, file, grade):
        cap, grade.cap_percent = grade.cap_percent, 0
        change = self.as_user(self.seller, self.env["customer.grade.change"]).create(
            {"file_id": file.id, "scheme_id": grade.scheme_id.id, "grade_id": grade.id, "reason": "Grade"}
        )
        change.action_request()
        grade.cap_percent = cap
        return change

    def _evaluated(self, file, scheme, *points, **values):
        review = self.as_user(self.seller, self.env["customer.grade.review"]).create(
            {"file_id": file.id, "scheme_id": scheme.id, **values}
        )
        for answer, value in zip(review.answer_ids, points, strict=True):
            answer.write({"points": value, "is_answered": True})
        review.action_evaluate()
        return review

    def test_a_grade_is_not_learned_on_a_screen_that_is_not_saved(self):
        scheme = self._reviewed_scheme()
        row = self._graded_on(scheme, "2026-01-01", "vip")._grade_in(scheme)
        for user, told in ((self.seller, True), (self._new_user("user", "far", self.other_company), False)):
            self.env.invalidate_all()
            reviews = self.env["customer.grade.review"].with_user(user)
            reviews = reviews.with_context(allowed_company_ids=user.company_ids.ids)
            answer = reviews.onchange({"file_grade_id": row.id}, ["file_grade_id"], {"grade_id": {}})
            with self.subTest(user.login):
                self.assertEqual(bool(answer["value"].get("grade_id")), told)
        review = self._evaluated(row.file_id, scheme, *[0] * len(QUESTIONS))
        self.assertEqual(review.grade_id, row.grade_id)
        self.assertEqual(review.search([("grade_id", "=", row.grade_id.id)]), review)

    @proves("S1.11-5.3.1")
    def test_due_after_six_months(self):
        """Last adjusted on 1 January: due on 1 July, and one customer is on the overdue list of 2 July."""
        scheme = self._reviewed_scheme()
        file = self._graded_on(scheme, "2026-01-01", "vip")
        row = file._grade_in(scheme)
        self.assertEqual(str(row.review_due_date), "2026-07-01")
        for day, overdue in (("2026-07-01", False), ("2026-07-02", True)):
            with freeze_time(f"{day} 12:00:00"):
                self.env.invalidate_all()
                found = row.search([("is_overdue", "=", True), ("scheme_id", "=", scheme.id)])
                self.assertEqual((found == row, row.is_overdue), (overdue, overdue), day)

    @proves("S1.11-4.2d")
    def test_overdue_for_30_days_is_flagged(self):
        scheme = self._reviewed_scheme(neglected_days=30)
        row = self._graded_on(scheme, "2026-01-01", "vip")._grade_in(scheme)
        for day, flagged in (("2026-07-30", False), ("2026-07-31", True)):
            with freeze_time(f"{day} 12:00:00"):
                self.env.invalidate_all()
                found = row.search([("is_neglected", "=", True), ("scheme_id", "=", scheme.id)])
                self.assertEqual((found == row, row.is_neglected), (flagged, flagged), day)
                departments = found._read_group([("id", "in", found.ids)], ["department_id"])
                self.assertEqual(departments, [(self.east,)] if flagged else [])

    def test_opened_by_the_scheduler_once(self):
        scheme = self._reviewed_scheme(review_lead_days=14)
        file = self._graded_on(scheme, "2026-01-01", "vip")
        grades = self.env["customer.file.grade"]
        with freeze_time("2026-06-16 12:00:00"):
            self.assertFalse(grades._cron_open_reviews())
        with freeze_time("2026-06-17 12:00:00"):
            review = grades._cron_open_reviews()
            self.assertFalse(grades._cron_open_reviews())
        self.assertEqual((review.file_id, str(review.due_date)), (file, "2026-07-01"))
        self.assertEqual(review.activity_ids.user_id, self.seller)
        self.assertEqual(str(review.activity_ids.date_deadline), "2026-07-01")
        self.assertEqual(review.answer_ids.question_id, scheme.question_ids)

    def test_many_are_opened_by_and_by(self):
        scheme = self._reviewed_scheme()
        self._graded_on(scheme, "2026-01-01", "vip", "vip", "vip")
        grades = self.env["customer.file.grade"]
        cron = self.env.ref("customer_grading.customer_file_grade_cron")
        with freeze_time("2026-07-01 12:00:00"), patch.object(customer_file_grade, "AT_ONCE", 2):
            counts = [len(grades._cron_open_reviews()) for _ in range(3)]
        self.assertEqual(counts, [2, 1, 0])
        self.assertEqual(self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), 1)

    @proves("S1.11-5.3.2")
    def test_form_and_filing_are_needed(self):
        group = self.env["res.groups"].create({"name": "Division"})
        scheme = self._reviewed_scheme(filing_group_id=group.id)
        file = self._graded_on(scheme, "2026-01-01", "preferred")
        division = self._new_user("customer_policy.group_viewer", login="division")
        division.group_ids = [Command.link(group.id)]
        with freeze_time("2026-07-01 08:00:00"):
            review = self.as_user(self.seller, self.env["customer.grade.review"]).create(
                {"file_id": file.id, "scheme_id": scheme.id}
            )
            with self.assertRaisesRegex(UserError, "Answer all questions"):
                review.action_evaluate()
            review.answer_ids.write({"points": 60})
            with self.assertRaisesRegex(UserError, "not possible in the state"):
                review.action_file()
            review.action_evaluate()
            with self.assertRaises(UserError):
                review.answer_ids[0].points = 100
            for user in (self.seller, self.chief):
                with self.assertRaisesRegex(UserError, "received and filed by: .*Division"):
                    review.with_user(user).action_file()
            self.assertEqual((review.state, file._grade_in(scheme).review_due_date.month), ("evaluated", 7))
            review.with_user(division).action_file()
        self.assertRecordValues(review, [{"state": "filed", "result": "keep", "filed_by_id": division.id}])
        self.assertTrue(review.filed_date)
        self.assertEqual(str(file._grade_in(scheme).review_due_date), "2027-01-01")
        with self.assertRaisesRegex(UserError, "closed"):
            review.conclusion = "x"

    @proves("S1.11-5.3.3a")
    def test_a_problem_lowers_the_grade_within_five_days(self):
        """A problem on 10 July: lowered on 15 July in time, VIP on 16 July overdue; the days are a rule's."""
        scheme = self._reviewed_scheme()
        self._rule("customer.deadline.rule", milestone="customer.grade.review/downgrade", duration=5, unit="day")
        files = self._graded_on(scheme, "2026-01-10", "vip", "vip")
        with freeze_time("2026-07-10 09:00:00"):
            reviews = [self._evaluated(file, scheme, 90, 90, problem="Paid late") for file in files]
        self.assertEqual([review.result for review in reviews], ["problem", "problem"])
        with freeze_time("2026-07-15 20:00:00"):
            change = self._lower(reviews[0])
            self.assertEqual((change.grade_id.code, change.state), ("preferred", "applied"))
        self.assertEqual(self._present(files[0], scheme), "preferred")
        deadlines = [review.sudo().deadline_ids for review in reviews]
        self.assertEqual(deadlines[0].state, "met")
        for moment, overdue in (("2026-07-15 23:59:00", False), ("2026-07-16 00:00:00", True)):
            with freeze_time(moment):
                reviews[1].invalidate_recordset()
                self.assertEqual(reviews[1].has_overdue_deadline, overdue, moment)
        with freeze_time("2026-07-16 08:00:00"):
            self._lower(reviews[1])
        self.assertEqual(deadlines[1].state, "late")

    def _lower(self, review):
        self._grade(review.sudo().scheme_id, "preferred").cap_percent = 0
        action = review.action_lower()
        change = self.as_user(self.seller, self.env["customer.grade.change"].browse(action["res_id"]))
        change.action_request()
        return change

    def test_what_is_a_problem(self):
        scheme = self._reviewed_scheme()
        files = self._graded_on(scheme, "2026-01-10", *["preferred"] * 4)
        with freeze_time("2026-07-10 09:00:00"):
            results = [
                self._evaluated(file, scheme, *points).result
                for file, points in zip(files, ((40, 40), (40, 39), (100, 19), (100, 20)), strict=True)
            ]
        self.assertEqual(results, ["keep", "problem", "problem", "keep"])

    @proves("S1.11-5.3.4")
    def test_88_points_raise_a_qualified_customer_unless_the_share_is_full(self):
        scheme = self._reviewed_scheme()
        codes = ["preferred"] * 5 + ["qualified"] * 15
        files = self._graded_on(scheme, "2026-01-10", *codes)
        with freeze_time("2026-07-10 09:00:00"):
            low = self._evaluated(files[18], scheme, 80, 79)
            self.assertEqual((low.score, low.result, self._present(files[18], scheme)), (79.5, "keep", "qualified"))
            self._evaluated(files[19], scheme, 88, 88)
            self.assertEqual(self._present(files[19], scheme), "preferred")
            self.assertEqual(files[19]._grade_in(scheme).why, "review")
            full = self._evaluated(files[17], scheme, 88, 88)  # six of 20 are 30 %
        self.assertEqual((full.result, self._present(files[17], scheme)), ("good", "qualified"))
        self.assertIn("preferred is full: 6 of 20", " ".join(full.message_ids.mapped("body")))
        self.assertFalse(full.change_ids)

    def test_results_are_not_written(self):
        scheme = self._reviewed_scheme()
        file = self._graded_on(scheme, "2026-01-10", "vip")
        reviews = self.as_user(self.seller, self.env["customer.grade.review"])
        review = reviews.create({"file_id": file.id, "scheme_id": scheme.id, "result": "good"})
        self.assertFalse(review.result)
        for values in ({"result": "good"}, {"state": "filed"}, {"filed_by_id": self.seller.id}):
            with self.assertRaises(UserError):
                review.write(values)
        with self.assertRaisesRegex(UserError, "between 0 and 100"):
            review.answer_ids[0].points = 101
        with self.assertRaisesRegex(UserError, "nothing asks for a lower grade"):
            review.action_lower()
