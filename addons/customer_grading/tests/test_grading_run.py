from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from ..models import customer_grading_run
from .grade_common import GradeCase

#: VIP and preferred as the rules cap them
VIP = {"code": "vip", "minimum_score": 80, "cap_percent": 15}
PREFERRED = {"code": "preferred", "minimum_score": 50, "cap_percent": 30}
QUALIFIED = {"code": "qualified"}
BY_AMOUNT = [{"figure": "ordered_amount", "step_ids": [(0, 10), (100, 60), (1000, 90)]}]


class TestGradingRun(GradeCase):
    def test_domains_and_amounts_give_points_and_grades(self):
        scheme = self._scheme(
            {"code": "A", "minimum_score": 50},
            {"code": "B", "minimum_score": 20},
            {"code": "C"},
            criteria=[
                {"figure": "ordered_amount", "period_months": 12, "weight": 40, "step_ids": [(100, 50), (500, 100)]},
                {"figure": "domain", "domain": "[('is_important', '=', True)]", "weight": 30},
            ],
        )
        files = self._customers(4)
        files[0].is_important = True
        self._ordered(files[0], 300, 200)
        self._ordered(files[1], 499.99)
        self._ordered(files[2], 500, date="2025-06-30 08:00:00")
        self._ordered(files[3], 500, date="2025-07-01 08:00:00")
        run = self._run(scheme)
        self.assertEqual(
            [
                (line.file_id, line.score, line.grade_id.code)
                for line in run.line_ids.sorted(lambda line: line.file_id.id)
            ],
            [(files[0], 70, "A"), (files[1], 20, "B"), (files[2], 0, "C"), (files[3], 40, "B")],
        )
        self.assertEqual(run.line_ids.filtered(lambda line: line.file_id == files[0]).figures["ordered_amount:12"], 500)
        self.assertEqual((run.line_count, run.change_count), (4, 4))

    @proves("S1.11-5.2.2d", "S1.11-5.2.3e", "S1.11-5.2.4")
    def test_caps_of_a_department(self):
        """15 % of 100 are 15 VIP, 30 % are 30 preferred; who does not fit gets the next grade."""
        scheme = self._scheme(VIP, PREFERRED, QUALIFIED, criteria=BY_AMOUNT)
        files = self._customers(100)
        for number, file in enumerate(files[:60]):
            self._ordered(file, 2000 - number if number < 20 else 200 - number)
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["vip"] * 15 + ["preferred"] * 30 + ["qualified"] * 55)

    def test_edges_of_the_cap(self):
        """15.0 % of 20 are 3, of 200 are 30, of 7 is 1; 15.1 % is too much, and each department counts alone."""
        scheme = self._scheme({"code": "vip", "cap_percent": 15}, QUALIFIED)
        for count, fits in ((20, 3), (200, 30), (7, 1), (6, 0)):
            department = self.env["hr.department"].create({"name": f"{count}", "company_id": self.company.id})
            files = self._customers(count, department)
            run = self._run(scheme, department_id=department.id)
            self.assertEqual(list(self._proposed(run).values()).count("vip"), fits, count)
            self.assertLessEqual(fits / len(files), 0.15)
            self.assertGreater((fits + 1) / len(files), 0.15)
        for percent, fits in ((14.9, 14), (15.0, 15), (15.1, 15), (16, 16), (0.58, 0), (29, 29), (57, 57)):
            self.assertEqual(scheme.grade_ids[0].new({"cap_percent": percent})._quota(100), fits, percent)

    def test_a_tie_at_the_cap_is_decided_and_told(self):
        scheme = self._scheme({"code": "vip", "cap_percent": 50}, QUALIFIED, criteria=BY_AMOUNT)
        files = self._customers(6)
        self._ordered(files[0], 3000)  # the best; three have 90 points and as much turnover
        for file in files[1:4]:
            self._ordered(file, 2000)
        files[3].opening_date = "2020-01-01"
        run = self._run(scheme)
        proposed = self._proposed(run)
        # turnover, then the older file, then the smaller id
        self.assertEqual(
            [proposed[file] for file in files], ["vip", "vip", "qualified", "vip", "qualified", "qualified"]
        )
        lines = run.line_ids.grouped("file_id")
        self.assertEqual([lines[file].is_tied for file in files], [True, True, True, True, False, False])
        self.assertEqual(lines[files[2]].why, "cap")
        self.assertIn("50 %", lines[files[2]].explanation)
        self.assertIn("same score", lines[files[2]].explanation)
        self._ordered(files[2], 500)
        again = self._proposed(self._run(scheme))
        self.assertEqual((again[files[1]], again[files[2]]), ("qualified", "vip"))

    def test_no_tie_where_the_score_decides(self):
        scheme = self._scheme({"code": "vip", "cap_percent": 50}, QUALIFIED, criteria=BY_AMOUNT)
        files = self._customers(2)
        self._ordered(files[0], 3000)
        run = self._run(scheme)
        self.assertEqual([self._proposed(run)[file] for file in files], ["vip", "qualified"])
        self.assertFalse(any(run.line_ids.mapped("is_tied")))

    @proves("S1.11-5.2.2d", "S1.11-5.2.3e")
    def test_share_of_a_product_is_told_only(self):
        """Of 20 buyers of a product 3 are VIP within 15 %: the 4th is warned of, and 6 preferred within 30 %."""
        category, other = self.env["product.category"].create([{"name": "P"}, {"name": "Q"}])
        product, bed = self.env["product.product"].create(
            [
                {"name": name, "categ_id": one.id, "type": "service", "taxes_id": False}
                for name, one in (("P1", category), ("Q1", other))
            ]
        )
        scheme = self._scheme(
            {"code": "vip", "minimum_score": 80, "cap_category_percent": 15},
            {"code": "preferred", "minimum_score": 50, "cap_category_percent": 30},
            QUALIFIED,
            criteria=BY_AMOUNT,
        )
        files = self._customers(40)
        for number, file in enumerate(files):
            amount = 2000 - number if number < 4 else 200 - number if number < 11 else 5
            self._ordered(file, amount, product=product if number < 20 else bed)
        run = self._run(scheme)
        lines = run.line_ids.grouped("file_id")
        self.assertEqual(
            [lines[file].grade_id.code for file in files[:12]], ["vip"] * 4 + ["preferred"] * 7 + ["qualified"]
        )
        self.assertEqual([file for file in files if lines[file].has_warning], [files[3], files[10]])
        self.assertEqual(run.line_ids.search([("run_id", "=", run.id), ("has_warning", "=", True)]).file_id,
                         files[3] | files[10])  # fmt: skip
        self.assertIn("15 %", lines[files[3]].explanation)
        self.assertIn("P", lines[files[3]].explanation)

    def test_each_statement_once_however_many_customers(self):
        scheme = self._scheme(VIP, PREFERRED, QUALIFIED, criteria=BY_AMOUNT)
        self._customers(3)
        run = self._run(scheme)
        run.action_compute()
        self.env.flush_all()
        counts = []
        for more in (1, 60):
            self._customers(more)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            run.sudo()._score()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_takes_effect_once_and_history_stays(self):
        scheme = self._scheme({"code": "A", "minimum_score": 50}, {"code": "B"}, criteria=BY_AMOUNT, review_months=6)
        files = self._customers(2)
        self._ordered(files[0], 200)
        run = self._graded(scheme)
        self.assertEqual(run.state, "done")
        self.assertEqual([self._present(file, scheme) for file in files], ["A", "B"])
        self.assertRecordValues(
            files[0].grade_ids, [{"date_to": False, "why": "run", "run_id": run.id, "user_id": self.boss.id}]
        )
        self._ordered(files[1], 200, date="2026-07-02 08:00:00")
        self._graded(scheme, "2026-07-31")
        self.assertEqual(len(files[0].grade_ids), 1)
        self.assertEqual(str(files[0].grade_ids.review_due_date), "2027-01-31")
        present, past = files[1].grade_ids
        self.assertEqual((present.grade_id.code, past.grade_id.code, str(past.date_to)), ("A", "B", "2026-07-31"))
        self.assertEqual(present.grade_before_id, past.grade_id)
        with self.assertRaisesRegex(UserError, "stays as it is"):
            past.sudo().reason = "x"
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute("UPDATE customer_file_grade SET why = 'hand' WHERE id = %s", [past.id])
        with self.assertRaisesRegex(UserError, "not possible"):
            run.action_compute()

    def test_batches_and_the_scheduler(self):
        scheme = self._scheme(QUALIFIED)
        self._customers(5)
        run = self._run(scheme)
        with patch.object(customer_grading_run, "BATCH", 2):
            run.action_apply()
            self.assertEqual(run.state, "applying")
            counts = []
            while run.state == "applying":
                counts.append(run.sudo()._apply_batch())
        self.assertEqual((counts, run.state), ([2, 1, 0], "done"))
        self.assertEqual(self.env["customer.file.grade"].search_count([("run_id", "=", run.id)]), 5)

    def test_who_left_the_scheme_has_no_grade(self):
        scheme = self._scheme(QUALIFIED, domain="[('life_status', '=', 'cooperating')]")
        files = self._customers(2, life_status="cooperating")
        self._graded(scheme)
        files[0].life_status = "potential"
        self._graded(scheme, "2026-07-31")
        self.assertEqual([self._present(file, scheme) for file in files], [False, "qualified"])

    def test_observed_and_approved(self):
        scheme = self._scheme(QUALIFIED)
        self._customers(1)
        run = self._run(scheme)
        scheme.mode = "observe"
        with self.assertRaisesRegex(UserError, "only observes"):
            run.action_apply()
        scheme.write({"mode": "enforce", "needs_approval": True})
        with self.assertRaisesRegex(UserError, "no rule says whose"):
            run.action_apply()
        self._rule(
            "customer.approval.rule",
            document_model="customer.grading.run",
            level_ids=[(0, 0, {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_manager").id})],
        )
        with self.assertRaisesRegex(UserError, "must be requested first"):
            run.action_apply()
        run.action_request_approval()
        approval = run.sudo().approval_ids
        approval.with_user(self.head).action_approve()
        run.action_apply()
        self.assertEqual(run.state, "done")

    def test_a_new_scoring_makes_the_approval_void(self):
        scheme = self._scheme(QUALIFIED)
        self._customers(1)
        self._rule(
            "customer.approval.rule",
            document_model="customer.grading.run",
            level_ids=[(0, 0, {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_manager").id})],
        )
        run = self._run(scheme)
        run.action_request_approval()
        run.sudo().approval_ids.with_user(self.head).action_approve()
        run.sudo()._write_protected({"computed_date": "2026-01-01 00:00:00"})
        with self.assertRaisesRegex(UserError, "requested"):
            run.action_apply()

    def test_nobody_writes_proposals(self):
        scheme = self._scheme(QUALIFIED)
        self._customers(1)
        run = self._run(scheme)
        for values in ({"score": 5}, {"grade_id": False}):
            with self.assertRaises(AccessError):
                run.line_ids.with_user(self.boss).write(values)
        with self.assertRaises(AccessError):
            self.as_user(self.seller, self.env["customer.grading.run"]).create({"scheme_id": scheme.id})
        grades = self.as_role("general_manager", self.env["customer.file.grade"])
        with self.assertRaises(AccessError):
            grades.create({"file_id": run.line_ids.file_id.id, "scheme_id": scheme.id, "grade_id": scheme.grade_ids.id,
                           "date_from": "2026-01-01", "why": "run"})  # fmt: skip
