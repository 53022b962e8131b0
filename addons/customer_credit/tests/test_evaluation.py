from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase


@freeze_time("2024-06-01 04:00:00")
class TestEvaluation(CreditCase):
    @proves("S4.credit-2a", "S4.credit-2b")
    def test_score_and_level(self):
        evaluation = self._evaluation(80, 70, 60)
        self.assertEqual((evaluation.score, evaluation.level_id), (71, self.levels["medium"]))
        for score, level in (
            (85, "high"),
            (80, "high"),
            (79.99, "medium"),
            (60, "medium"),
            (59.99, "low"),
            (30, "low"),
        ):
            evaluation.line_ids[:3].write({"score": score})
            self.assertEqual(evaluation.level_id, self.levels[level], score)

    @proves("S4.credit-3", "S4.credstand-3.6")
    def test_limit_of_the_level_and_a_higher_one(self):
        self.assertRecordValues(
            self._evaluated(80, 70, 60), [{"limit": 30000, "payment_days": 30, "level_id": self.levels["medium"].id}]
        )
        evaluation = self._evaluation(80, 70, 60)
        evaluation.write({"limit": 50000, "reason": "Pays well"})
        evaluation.action_submit()
        confirming = self.as_user(self.boss, evaluation)
        with self.assertRaisesRegex(UserError, "it needs an approval, and no rule says whose"):
            confirming.action_confirm()
        self.env["customer.approval.rule"].create(
            {
                "name": "Higher limits",
                "company_id": self.company.id,
                "mode": "enforce",
                "document_model": "customer.credit.evaluation",
                "domain": "[('is_above_default', '=', True)]",
                "level_ids": [(0, 0, {"group_id": self.env.ref("customer_policy.group_general_manager").id})],
            }
        )
        confirming.action_request_approval()
        with self.assertRaisesRegex(UserError, "refused"):
            confirming.action_confirm()
        approval = confirming.sudo()._current_approvals()
        self.as_role("general_manager", approval).action_approve()
        confirming.action_confirm()
        self.assertEqual(self._standing().limit, 50000)
        history = self.env["customer.credit.standing"].search([("partner_id", "=", self.partner.id)])
        self.assertEqual(history.mapped("limit"), [50000, 30000])
        self.assertEqual(history.mapped("is_current"), [True, False])

    @proves("S4.credstand-3.1")
    def test_industry_note(self):
        evaluation = self._evaluation(80, 70, 60, note=" ")
        with self.assertRaisesRegex(UserError, "Write a note on: Industry"):
            evaluation.action_submit()
        evaluation.line_ids[3].note = "Growing"
        evaluation.action_submit()
        evaluation.line_ids[3].sudo().note = False
        with self.assertRaisesRegex(UserError, "Write a note on: Industry"):
            self.as_user(self.boss, evaluation).action_confirm()

    def test_weights_are_those_of_the_form(self):
        evaluation = self._evaluation(80, 70, 60)
        line = evaluation.line_ids[0]
        for name, value in (("weight", 99), ("needs_note", True), ("form_line_id", False)):
            with self.assertRaises(AccessError):
                line.write({name: value})
        self.form.line_ids[0].weight = 100
        self.assertEqual(evaluation.score, 71)
        more = {"evaluation_id": evaluation.id, "form_line_id": line.form_line_id.id, "score": 100, "weight": 900}
        more = line.create(more)
        self.assertEqual(more.weight, 100)
        with self.assertRaisesRegex(UserError, "not those of the form"):
            evaluation.action_submit()
        more.unlink()
        evaluation.line_ids[1].unlink()
        with self.assertRaisesRegex(UserError, "not those of the form"):
            evaluation.action_submit()

    def test_what_was_handed_in_stays(self):
        evaluation = self._evaluation(80, 70, 60)
        with self.assertRaisesRegex(UserError, "between 0 and 100"):
            evaluation.line_ids[0].score = 101
        evaluation.action_submit()
        for change in (
            lambda: evaluation.line_ids[0].write({"score": 100}),
            lambda: evaluation.write({"limit": 90000}),
            lambda: evaluation.write({"line_ids": [(2, evaluation.line_ids[0].id)]}),
            lambda: evaluation.write({"state": "confirmed"}),
        ):
            with self.assertRaises(AccessError):
                change()
        with self.assertRaisesRegex(UserError, "role"):
            evaluation.action_confirm()
        mine = self.as_user(self.boss, self.env["customer.credit.evaluation"]).create({"partner_id": self.other.id})
        mine.line_ids.write({"note": "x"})
        mine.action_submit()
        with self.assertRaisesRegex(UserError, "own evaluation"):
            mine.action_confirm()

    @proves("S4.credit-5")
    def test_due_again(self):
        due = self.env["customer.deadline.rule"].create(
            {
                "name": "Evaluate again",
                "company_id": self.company.id,
                "mode": "enforce",
                "milestone": "customer.credit.standing/review",
                "duration": 0,
            }
        )
        standing = self._evaluated()
        self.assertEqual(standing.review_date, date(2025, 6, 1))
        found = [("is_review_due", "=", True), ("company_id", "=", self.company.id)]
        with freeze_time("2025-05-31 04:00:00"):
            self.assertFalse(standing.search(found))
        with freeze_time("2025-06-01 04:00:00"):
            self.assertEqual(standing.search(found), standing)
            deadline = standing.deadline_ids
            self.assertEqual((deadline.rule_id, deadline.last_day), (due, date(2025, 6, 1)))
            self._evaluated()
        self.assertEqual(deadline.state, "met")

    @proves("S4.credstand-3.2")
    def test_nobody_edits_the_limit(self):
        rule = self._credit_rule()
        standing = self._evaluated()
        self.assertEqual(self.partner.with_company(self.company).credit_limit, 30000)
        for role in ("supervisor", "general_manager"):
            with self.assertRaises(AccessError):
                self.as_role(role, standing).limit = 90000
        seller = self._new_user(
            "sales_team.group_sale_manager,account.group_account_manager,base.group_partner_manager", "seller"
        )
        partner = self.as_user(seller, self.partner)
        with self.assertRaisesRegex(UserError, "changes by an approved evaluation"):
            partner.credit_limit = 90000
        partner.credit_limit = 30000
        self.as_user(seller, self.other).credit_limit = 90000
        rule.mode = "observe"
        partner.credit_limit = 90000
        seen = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertEqual(seen.res_id, self.partner.id)

    def test_proposed_from_payments(self):
        self.form.write({"history_months": 12, "late_points": 5, "day_points": 1})
        for due, paid in (("2024-03-10", "2024-03-10"), ("2024-03-11", "2024-03-21"), ("2024-04-01", "2024-04-05")):
            self._pay(self._invoice(100, due=due, day="2024-02-01"), paid)
        evaluation = self._evaluation()
        evaluation.action_propose_score()
        line = evaluation.line_ids[0]
        self.assertEqual((line.score, evaluation.line_ids[1].score), (100 - 2 * 5 - 7, 0))
        self.assertIn("3 due since 2023-06-01, 2 paid late, 7.0 days late", line.note)
