from odoo.addons.customer_policy.tests.common import proves

from .grade_common import DATE, GradeCase


class TestGradeClasses(GradeCase):
    """Schemes of written policies that grade by classes, with the numbers of their settings."""

    @proves("S1.11-5.2.1")
    def test_three_grades_by_score_and_none_for_others(self):
        scheme = self._scheme(
            {"code": "vip", "minimum_score": 80},
            {"code": "preferred", "minimum_score": 60},
            {"code": "qualified"},
            criteria=[{"figure": "ordered_amount", "step_ids": [(1, 59), (100, 60), (200, 79), (300, 80)]}],
            domain="[('life_status', '=', 'cooperating')]",
        )
        files = self._customers(5, life_status="cooperating")
        for file, amount in zip(files, (300, 200, 100, 50, 300), strict=True):
            self._ordered(file, amount)
        files[4].life_status = "potential"
        self._graded(scheme)
        self.assertEqual(
            [self._present(file, scheme) for file in files], ["vip", "preferred", "preferred", "qualified", False]
        )

    @proves("S1.11-5.2.5")
    def test_departments_weigh_for_themselves(self):
        files = {}
        for department, weight in ((self.east, 40), (self.west, 30)):
            scheme = self._scheme(
                {"code": "any"},
                code=department.name,
                department_id=department.id,
                criteria=[{"figure": "ordered_amount", "weight": weight, "step_ids": [(100, 100)]}],
            )
            (file,) = self._customers(1, department)
            self._ordered(file, 100)
            files[scheme] = file
        for scheme, file in files.items():
            line = self._run(scheme).line_ids
            self.assertEqual((line.file_id, line.score), (file, scheme.criterion_ids.weight))
        self.assertEqual(sorted(scheme.criterion_ids.weight for scheme in files), [30, 40])

    @proves("S4.class-2")
    def test_near_lost_after_90_days(self):
        days = {"figure": "days_since_order", "value": 90}
        scheme = self._scheme(
            {"code": "near_lost", "condition_ids": [days]},
            {"code": "vip", "minimum_score": 100},
            {"code": "ordinary", "condition_ids": [{"figure": "order_count", "value": 1}]},
            {"code": "new"},
        )
        files = self._customers(4)
        for file, date in zip(files, ("2026-04-01", "2026-04-02", "2026-04-11"), strict=False):
            self._ordered(file, 10, date=f"{date} 08:00:00")
        proposed = self._proposed(self._run(scheme))  # 90, 89 and 80 days later; none
        self.assertEqual([proposed[file] for file in files], ["near_lost", "ordinary", "ordinary", "new"])

    @proves("S4.class-3.2")
    def test_frequency_and_volume(self):
        scheme = self._scheme(
            {
                "code": "vip",
                "condition_ids": [
                    {"figure": "order_count", "period_months": 12, "value": 10},
                    {"figure": "ordered_amount", "period_months": 12, "value": 150_000},
                ],
            },
            {"code": "ordinary"},
        )
        files = self._customers(4)
        for file, amounts in zip(files, ([200_000 / 12] * 12, [15_000] * 10, [20_000] * 9, [14_999] * 10), strict=True):
            self._ordered(file, *amounts)
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["vip", "vip", "ordinary", "ordinary"])

    @proves("S4.value-2a")
    def test_high_medium_and_low_value(self):
        scheme = self._scheme(
            {"code": "high", "condition_ids": [{"figure": "ordered_amount", "value": 100_000}]},
            {"code": "medium", "condition_ids": [{"figure": "ordered_amount", "value": 20_000}]},
            {"code": "low"},
        )
        files = self._customers(5)
        for file, amount in zip(files, (200_000, 100_000, 50_000, 19_999, 5_000), strict=True):
            self._ordered(file, amount)
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["high", "high", "medium", "low", "low"])

    @proves("S4.value-2b")
    def test_loyal_and_lost(self):
        """12 months without an order: lost; 5 years and nothing against it: loyal."""
        scheme = self._scheme(
            {
                "code": "lost",
                "condition_ids": [{"figure": "order_count", "period_months": 12, "operator": "=", "value": 0}],
            },
            {
                "code": "loyal",
                "condition_ids": [
                    {"figure": "years_as_customer", "value": 5},
                    {"figure": "breaches", "operator": "<=", "value": 0},
                ],
            },
            {"code": "general"},
        )
        files = self._customers(4)
        for file, dates in zip(
            files,
            (
                ["2021-06-30", "2026-01-01"],
                ["2021-07-01", "2026-01-01"],
                ["2020-01-01", "2025-06-30"],
                ["2021-06-30", "2025-07-01"],
            ),
            strict=True,
        ):
            for date in dates:
                self._ordered(file, 10, date=f"{date} 08:00:00")
        self.env["customer.file.breach"].create(
            {"file_id": files[3].id, "kind": "other", "date": "2026-01-01", "description": "Complained"}
        )
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["loyal", "general", "lost", "general"])

    @proves("S4.gen8-1")
    def test_matrix_of_other_schemes(self):
        """Value high, need high, activity low is B by the company's matrix."""
        files = self._customers(4)
        inputs = {"value": "hhhl", "need": "hhlh", "activity": "hlhl"}
        for code, marks in inputs.items():
            tag = self.env["customer.file.tag"].create({"name": code})
            for file, mark in zip(files, marks, strict=True):
                if mark == "h":
                    file.tag_ids += tag
            self._graded(
                self._scheme(
                    {"code": f"{code}-high", "domain": f"[('tag_ids', 'in', {tag.ids})]"},
                    {"code": f"{code}-low"},
                    code=code,
                )
            )

        def cell(*codes):
            leaves = ", ".join(f"('graded_ids.code', '=', '{code}')" for code in codes)
            return {"kind": "any", "domain": f"[{leaves}]"}

        scheme = self._scheme(
            {"code": "A", "condition_ids": [cell("value-high", "need-high", "activity-high")]},
            {
                "code": "B",
                "condition_ids": [
                    cell("value-high", "need-high", "activity-low"),
                    cell("value-high", "need-low", "activity-high"),
                ],
            },
            {"code": "C"},
            code="matrix",
        )
        proposed = self._proposed(self._run(scheme))
        self.assertEqual([proposed[file] for file in files], ["A", "B", "B", "C"])

    @proves("S4.dl-9")
    def test_contact_intervals(self):
        scheme = self._scheme(
            *({"code": code, "contact_interval_days": days, "minimum_score": score}
              for code, days, score in (("A", 14, 90), ("B", 30, 50), ("C", 90, 0))),
            criteria=[{"figure": "ordered_amount", "step_ids": [(1, 0), (10, 50), (20, 90)]}],
        )  # fmt: skip
        files = self._customers(4)
        for file, amount in zip(files, (20, 10, 1, 20), strict=True):
            self._ordered(file, amount)
        self.env["customer.file.interaction"].create(
            {"file_id": files[3].id, "subject": "Called", "date": "2026-07-05 08:00:00"}
        )
        self._graded(scheme)
        self.assertEqual(
            [str(file._grade_in(scheme).contact_due_date) for file in files],
            ["2026-07-14", "2026-07-30", "2026-09-28", "2026-07-19"],
        )

    @proves("S4.train-6")
    def test_personal_plan(self):
        """Grade A opens a personal plan with two services for the one responsible; B none."""
        scheme = self._scheme(
            {"code": "A", "minimum_score": 50, "service_ids": ["Custom course", "One to one"]},
            {"code": "B"},
            criteria=[{"figure": "ordered_amount", "step_ids": [(10, 50)]}],
        )
        files = self._customers(2)
        self._ordered(files[0], 10)
        self._graded(scheme)
        self.assertEqual(files[0].activity_ids.mapped("summary"), ["Custom course", "One to one"])
        self.assertEqual(files[0].activity_ids.user_id, self.seller)
        self.assertEqual(files[0]._grade_in(scheme).service_ids.mapped("name"), ["Custom course", "One to one"])
        self.assertFalse(files[1].activity_ids)

    @proves("S1.1-4.3.3")
    def test_ranked_customers_get_the_discount(self):
        """The first two of 40, if all three criteria of the last 12 months are outstanding."""
        codes = ("contract", "safety", "cooperation")
        outstanding = [
            {"kind": "benefit", "figure": "evaluation", "parameter": code, "period_months": 12, "value": 90}
            for code in codes
        ]
        scheme = self._scheme(
            {"code": "A", "benefit": "Fee discount", "benefit_positions": 3, "condition_ids": outstanding},
            criteria=[{"figure": "ordered_amount", "step_ids": [(amount, amount) for amount in (0, 1, 2, 3, 4)]}],
            questions=[(code, {}) for code in codes],
        )
        files = self._customers(40)
        for position, file in enumerate(files[:4]):
            self._ordered(file, 4 - position)
        points = {0: (90, 90, 90), 1: (90, 89, 90), 2: (90, 100, 95), 3: (100, 100, 100)}
        for position, answers in points.items():
            review = self.env["customer.grade.review"].create({"file_id": files[position].id, "scheme_id": scheme.id})
            for answer, value in zip(review.answer_ids, answers, strict=True):
                answer.points = value
            review.action_evaluate()
            review.sudo()._write_protected({"evaluated_date": "2025-07-01 08:00:00"})
        run = self._run(scheme)
        lines = run.line_ids.grouped("file_id")
        self.assertEqual([lines[file].position for file in files[:4]], [1, 2, 3, 4])
        self.assertEqual([lines[file].has_benefit for file in files[:5]], [True, False, True, False, False])
        self.assertFalse(any(self._run(scheme, "2026-07-02").line_ids.mapped("has_benefit")))
        self.assertEqual(str(DATE), "2026-06-30")
