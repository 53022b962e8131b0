from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, freeze_time
from odoo.tools import mute_logger

from .common import ApprovalCase


class TestApprovalRule(ApprovalCase):
    """Which rule meets a document."""

    def _found(self, amount, **vals):
        document = self._document(amount=amount, **vals)
        return document._approval_rules("")[1]._deciding()

    def test_both_edges_of_a_range(self):
        rule = self._rule(self.group, amount_from=1000, amount_to=5000)
        for amount, met in ((999.99, False), (1000, True), (4999.99, True), (5000, False), (5000.01, False)):
            self.assertEqual(bool(self._found(amount)), met, amount)
        rule.write({"amount_from_included": False, "amount_to_included": True})
        for amount, met in ((1000, False), (1000.01, True), (5000, True), (5000.01, False)):
            self.assertEqual(bool(self._found(amount)), met, amount)

    def test_no_limit_is_open(self):
        rule = self._rule(self.group, amount_from=1000)
        self.assertEqual(self._found(1e12), rule)
        rule.write({"amount_from": 0, "amount_to": 1000})
        self.assertEqual(self._found(0), rule)
        self.assertFalse(self._found(1000))

    def test_a_negative_amount_counts_by_its_size(self):
        rule = self._rule(self.group, amount_from=1000)
        self.assertEqual(self._found(-1000), rule)
        self.assertFalse(self._found(-999))

    def test_the_rate_of_the_day_of_the_document_counts(self):
        other = self.env.ref("base.EUR" if self.company.currency_id.name != "EUR" else "base.USD")
        other.active = True
        for day, rate in (("2026-01-01", 0.5), ("2026-02-01", 0.25)):
            self.env["res.currency.rate"].create(
                {"currency_id": other.id, "company_id": self.company.id, "name": day, "rate": rate}
            )
        rule = self._rule(self.group, amount_from=300)
        before, after = (
            self._document(amount=100, currency_id=other.id, date=day) for day in ("2026-01-31", "2026-02-01")
        )
        self.assertFalse(before._approval_rules("")[1]._deciding())
        self.assertEqual(after._approval_rules("")[1]._deciding(), rule)
        self.assertRecordValues(
            self._request(after),
            [
                {
                    "amount": 400,
                    "currency_id": self.company.currency_id.id,
                    "document_amount": 100,
                    "document_currency_id": other.id,
                    "rate_date": after.date,
                }
            ],
        )

    def test_the_first_rule_that_meets_it_counts(self):
        second = self._rule(self.group, sequence=2)
        first = self._rule(1, sequence=1, domain="[('severity', '=', 'high')]")
        self.assertEqual(self._found(1, severity="high"), first)
        self.assertEqual(self._found(1, severity="low"), second)

    def test_one_that_observes_does_not_hide_the_enforced_one_behind_it(self):
        observing = self._rule(1, sequence=1, mode="observe")
        enforced = self._rule(self.group, sequence=2)
        self.assertEqual(self._found(1), enforced)
        approval = self._request()
        self.assertRecordValues(approval, [{"state": "pending", "rule_id": enforced.id, "is_observed": False}])
        noted = self.env["customer.policy.observation"].search([("rule_code", "=", observing.code)])
        self.assertEqual(noted.mapped("res_id"), [approval.res_id])

    def test_an_exception_before_it_lets_pass(self):
        self._rule(self.group, sequence=2)
        self._rule(sequence=1, amount_to=500)
        self.assertEqual(self._request(amount=499).state, "approved")
        self.assertEqual(self._request(amount=500).state, "pending")

    def test_a_rule_of_another_step_company_or_day_does_not_meet_it(self):
        rule = self._rule(self.group, operation="close")
        self.assertFalse(self._found(1))
        rule.write({"operation": False, "effective_from": "2026-05-02"})
        with freeze_time("2026-05-01 12:00:00"):
            self.assertFalse(self._found(1))
        with freeze_time("2026-05-02 12:00:00"):
            self.assertEqual(self._found(1), rule)
        rule.write({"effective_from": False, "company_id": self.other_company.id})
        self.assertFalse(self._found(1))

    def test_off_observe_and_no_rule(self):
        self.assertEqual(self._request().state, "approved")
        rule = self._rule(self.group, mode="off")
        self.assertEqual(self._request().state, "approved")
        rule.mode = "observe"
        document = self._document()
        approval = self._request(document)
        self.assertRecordValues(approval, [{"state": "approved", "is_observed": True, "rule_id": rule.id}])
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertRecordValues(observed, [{"res_model": document._name, "res_id": document.id}])
        document.action_confirm()
        self.assertEqual(len(self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])), 1)

    def test_what_passed_without_a_decision_does_not_satisfy_a_rule_enforced_later(self):
        for before in ("off", "observe"):
            rule = self._rule(self.group, mode=before)
            document = self._document()
            self.assertEqual(self._request(document).state, "approved")
            document._check_approved()
            rule.mode = "enforce"
            with self.assertRaisesRegex(UserError, "asks for a decision since then"):
                document._check_approved()
            self.assertEqual(self._request(document).state, "pending")
            rule.active = False

    def test_not_asking_a_rule_that_observes_is_observed(self):
        rule = self._rule(self.group, mode="observe")
        self._document()._check_approved()
        self.assertTrue(self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)]))

    def test_a_document_that_needs_one_waits_for_a_rule(self):
        document = self._document()
        self.patch(type(document), "_approval_needed", lambda self, operation: True)
        with self.assertRaisesRegex(UserError, "no rule says whose"):
            document.action_request_approval()
        with self.assertRaisesRegex(UserError, "no rule says whose"):
            document._check_approved()

    def test_wrong_rules_are_refused(self):
        for vals, message in (
            ({"document_model": "res.partner"}, "cannot be approved"),
            ({"operation": "burn"}, "no step"),
            ({"domain": "[('nothing', '=', 1)]"}, "condition is wrong"),
            ({"domain": "__import__('os')"}, "condition is wrong"),
        ):
            with self.subTest(vals=vals), self.assertRaisesRegex(ValidationError, message):
                self._rule(self.group, **vals)
        rule = self._rule(self.group, domain="[('severity', '=', 'low')]")
        with self.assertRaisesRegex(ValidationError, "condition is wrong"):
            rule.write({"document_model": "customer.deadline", "operation": "waive"})
        for level in ({"decided_by": "group"}, {"decided_by": "manager", "required": 2}):
            with self.subTest(level=level), self.assertRaises(ValidationError):
                self._rule(level)
        for vals in ({"amount_from": 5, "amount_to": 4}, {"amount_from": -1}, {"amount_to": -1}):
            with self.subTest(vals=vals), mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
                self._rule(self.group, **vals)

    def test_a_consultant_writes_a_rule(self):
        rules = self.as_role("rules_administrator", self.env["customer.approval.rule"])
        rule = Form(rules)
        rule.name = "Large contracts"
        rule.subject = "test.customer.document/close"
        rule.amount_from = 5000
        with rule.level_ids.new() as level:
            level.group_id = self.as_role("rules_administrator", self.env["res.groups"]).browse(
                self.env["res.groups"].name_search("Committee")[0][0]
            )
        saved = rule.save()
        self.assertEqual(
            (saved.company_id, saved.mode, saved.level_ids.group_id), (self.company, "observe", self.group)
        )
        self.assertEqual(saved.level_ids.mapped("display_name"), ["Committee"])
        self.assertEqual((saved.document_model, saved.operation), ("test.customer.document", "close"))
        subjects = dict(saved._fields["subject"]._description_selection(self.env))
        self.assertEqual(subjects["test.customer.document/close"], "Test document: Close")
        with Form(saved) as form:
            form.subject = "test.customer.document/"
        self.assertFalse(saved.operation)

    def test_which_rules_nobody_can_fulfil(self):
        enough = self._rule({"group_id": self.group.id, "required": 3})
        few = self._rule({"group_id": self.group.id, "required": 4})
        self.assertFalse(enough._unfulfillable())
        self.assertIn("3 users", few._gaps()[0])
        self.members[0].active = False
        self.assertIn("2 users", enough._gaps()[0])
        managers = self._rule(1, 2)
        self.assertFalse(managers._gaps(), "above the director nobody is expected")
        self.staff.manager_id = False
        gaps = managers._gaps()
        self.assertEqual(len(gaps), 2, gaps)
        self.assertIn("Head Office", gaps[0], "nobody manages it")
        self.assertIn("Sales", gaps[1], "nobody manages its manager")
        off = self._rule(self.env["res.groups"].create({"name": "Empty"}), mode="off")
        rules = self.env["customer.approval.rule"]._in_force(self.company)
        self.assertNotIn(off, rules)
        self.assertEqual(rules._unfulfillable(), enough | few | managers)
        # and the page that shows them opens
        row = self.env["customer.policy.health"].search([("code", "=", "rules_customer.approval.rule")])
        self.assertEqual((row.state, row.count), ("problem", 3))
