from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import ConductCase


@freeze_time("2025-06-30 12:00:00")
class TestAppraisal(ConductCase):
    def _scheme(self, *indicators, grades=()):
        return self.env["staff.appraisal.scheme"].create(
            {
                "name": "Service",
                "company_id": self.company.id,
                "mode": "enforce",
                "indicator_ids": [Command.create(one) for one in indicators],
                "grade_ids": [Command.create(one) for one in grades],
            }
        )

    def _appraisal(self, scheme, *values, employee=None):
        appraisal = self.env["staff.appraisal"].create(
            {
                "company_id": self.company.id,
                "employee_id": (employee or self.wang).id,
                "scheme_id": scheme.id,
                "date_from": "2025-04-01",
                "date_to": "2025-06-30",
            }
        )
        for line, value in zip(appraisal.line_ids, values, strict=True):
            line.value = value
        return appraisal

    def _aspects(self, *weights, **vals):
        names = ("satisfaction", "efficiency", "attitude")
        full = (5, 100, 100)
        return [
            {"name": names[number], "weight": weight, "maximum": full[number], "sequence": number, **vals}
            for number, weight in enumerate(weights)
        ]

    @proves("S4.csmain-6")
    def test_weights_of_fifty_thirty_twenty(self):
        appraisal = self._appraisal(self._scheme(*self._aspects(50, 30, 20)), 4.2, 90, 80)
        self.assertAlmostEqual(appraisal.score, 85.0)

    def test_weights_make_a_hundred(self):
        with self.assertRaisesRegex(ValidationError, "not 100"):
            self._scheme(*self._aspects(50, 30, 19))

    def test_a_value_is_not_above_the_full_one(self):
        self.assertRefused(
            "not between", lambda: self._appraisal(self._scheme(*self._aspects(100)), 5.1), ValidationError
        )

    @proves("S4.team-5a")
    def test_sales_by_development_and_maintenance(self):
        scheme = self._scheme(
            {"name": "new customers", "weight": 40, "maximum": 20, "sequence": 1},
            {"name": "kept (%)", "weight": 60, "sequence": 2},
        )
        self.assertAlmostEqual(self._appraisal(scheme, 12, 95).score, 0.4 * 60 + 0.6 * 95)

    @proves("S4.prop-6")
    def test_grades_lead_to_rewards_and_penalties(self):
        reward, penalty = self._rule("grade-a", kind="merit", amount=300), self._rule("grade-d", amount=50)
        scheme = self._scheme(
            {"name": "satisfaction", "weight": 50, "sequence": 1},
            {"name": "quality", "weight": 50, "sequence": 2},
            grades=(
                {"name": "A", "score_from": 90, "rule_id": reward.id},
                {"name": "B", "score_from": 75},
                {"name": "D", "score_from": 0, "rule_id": penalty.id},
            ),
        )
        for employee, values, grade, rule in (
            (self.wang, (92, 92), "A", reward),
            (self.li, (60, 60), "D", penalty),
            (self.head, (89.99, 89.99), "B", reward.browse()),
            (self.boss, (90, 90), "A", reward),
        ):
            appraisal = self._appraisal(scheme, *values, employee=employee)
            self.assertEqual(appraisal.grade, grade)
            appraisal.action_confirm()
            cases = self.env["staff.conduct.case"].search([("employee_id", "=", employee.id)])
            self.assertEqual(cases.rule_id, rule)

    @proves("S4.dl-13")
    def test_an_aspect_below_sixty_is_reported(self):
        rule = self._rule("poor-service", amount=20)
        scheme = self._scheme(*self._aspects(40, 30, 30, least=60, penalty_rule_id=rule.id))
        fine, low = self._appraisal(scheme, 4, 90, 60), self._appraisal(scheme, 4, 90, 59.9, employee=self.li)
        self.assertEqual(fine.line_ids.mapped("percent"), [80, 90, 60])
        (fine | low).action_confirm()
        self.assertEqual(self.env["staff.conduct.case"].search([("rule_id", "=", rule.id)]).employee_id, self.li)
        self.assertRefused("closed", lambda: low.line_ids[2].write({"value": 70}))
        scheme.indicator_ids[0].weight = 40
        scheme.grade_ids = [Command.create({"name": "New", "score_from": 0})]
        self.assertFalse(fine.grade, "a confirmed one stays as it was")
