from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tests.common import proves

from .grade_common import GradeCase


class TestGradeChange(GradeCase):
    """Another grade by hand: who asks, who decides, and what the grade asks for."""

    def _change(self, file, grade, user=None, request=True, **values):
        changes = self.as_user(user or self.chief, self.env["customer.grade.change"])
        change = changes.create(
            {"file_id": file.id, "scheme_id": grade.scheme_id.id, "grade_id": grade.id, "reason": "A bid", **values}
        )
        if request:
            change.action_request()
        return change

    def _two_grades(self, **values):
        scheme = self._scheme({"code": "A"}, {"code": "B"}, {"code": "C"}, **values)
        (file,) = self._customers(1)
        return scheme, file

    @proves("S4.hotel-13")
    def test_supervisor_sets_specialist_does_not(self):
        scheme, file = self._two_grades()
        with self.assertRaisesRegex(UserError, "needs the role “.*Supervisor”"):
            self._change(file, self._grade(scheme, "B"), self.seller)
        self.assertFalse(file._grade_in(scheme))
        change = self._change(file, self._grade(scheme, "B"))
        self.assertEqual((change.state, self._present(file, scheme)), ("applied", "B"))

    @proves("S4.hotel-14")
    def test_date_name_and_history(self):
        scheme, file = self._two_grades()
        with freeze_time("2026-02-03"):
            self._change(file, self._grade(scheme, "C"))
        with freeze_time("2026-05-05"):
            self._change(file, self._grade(scheme, "B"))
        present, past = file.grade_ids
        self.assertEqual(
            (present.grade_id.code, str(present.date_from), present.user_id), ("B", "2026-05-05", self.chief)
        )
        self.assertEqual(
            (past.grade_id.code, str(past.date_from), str(past.date_to)), ("C", "2026-02-03", "2026-05-05")
        )
        self.assertEqual(present.grade_before_id, past.grade_id)

    @proves("S1.1-5.2")
    def test_two_decide_together(self):
        """With one of two approvals the grade stays A; with both it is B, and the change is on record."""
        scheme, file = self._two_grades(needs_approval=True)
        self._change_with_rule(file, scheme)
        group = self.env["res.groups"].create({"name": "Coordination and Market Development"})
        deciders = [
            self._new_user("supervisor", login=name, group_ids=[(4, group.id)]) for name in ("coordination", "market")
        ]
        for decider in deciders:
            decider.group_ids = [(4, group.id), (4, self.env.ref("customer_policy.group_supervisor").id)]
        self.env["customer.approval.rule"].search([("company_id", "=", self.company.id)]).level_ids.write(
            {"group_id": group.id, "required": 2}
        )
        change = self._change(file, self._grade(scheme, "B"))
        approval = change.sudo().approval_ids
        approval.with_user(deciders[0]).action_approve()
        self.assertEqual((change.state, self._present(file, scheme)), ("requested", "A"))
        with self.assertRaises(UserError):
            change.action_apply()
        with self.assertRaises(UserError):
            approval.with_user(self.chief).action_approve()
        approval.with_user(deciders[1]).action_approve()
        self.assertEqual((change.state, self._present(file, scheme)), ("applied", "B"))
        row = file._grade_in(scheme)
        self.assertEqual((row.change_id, row.reason, row.grade_before_id.code), (change, "A bid", "A"))

    def _change_with_rule(self, file, scheme):
        """Give A without an approval, then let a rule ask for one."""
        scheme.needs_approval = False
        self._change(file, self._grade(scheme, "A"))
        scheme.needs_approval = True
        self._rule(
            "customer.approval.rule",
            document_model="customer.grade.change",
            level_ids=[(0, 0, {"decided_by": "group", "group_id": self.env.ref("customer_policy.group_manager").id})],
        )

    def test_a_rejected_change_changes_nothing(self):
        scheme, file = self._two_grades(needs_approval=True)
        self._change_with_rule(file, scheme)
        change = self._change(file, self._grade(scheme, "B"))
        change.sudo().approval_ids.with_user(self.head).action_reject("No")
        self.assertEqual((change.state, self._present(file, scheme)), ("refused", "A"))

    @proves("S1.1-5.2", "S1.1-3.1")
    def test_the_own_unit_starts_it(self):
        scheme, file = self._two_grades(own_unit_only=True, setter_group_id=False)
        with self.assertRaisesRegex(UserError, "department of the customer asks for it: East"):
            self._change(file, self._grade(scheme, "B"), self.other_seller)
        self._change(file, self._grade(scheme, "B"), self.seller)
        self.assertEqual(self._present(file, scheme), "B")

    @proves("S1.1-5.1")
    def test_key_grades_ask_for_complete_materials(self):
        """B with materials that are not complete is refused, C is accepted."""
        scheme = self._scheme(
            {"code": "A", "needs_evidence": True}, {"code": "B", "needs_evidence": True}, {"code": "C"}
        )
        self._rule("customer.file.requirement", fields=["need"])
        files = self._customers(2)
        files[1].need = "Beds"
        for code in "AB":
            self.assertRefused(
                "complete and valid materials", lambda code=code: self._change(files[0], self._grade(scheme, code))
            )
        self._change(files[0], self._grade(scheme, "C"))
        self._change(files[1], self._grade(scheme, "B"))
        self.assertEqual([self._present(file, scheme) for file in files], ["C", "B"])
        run = self._run(scheme)
        self.assertEqual([self._proposed(run)[file] for file in files], ["C", "A"])
        line = run.line_ids.filtered(lambda line: line.file_id == files[0])
        self.assertEqual((line.why, line.score_grade_id.code), ("evidence", "A"))
        self.assertIn("complete and valid", line.explanation)

    @proves("S1.1-5.1")
    def test_key_grades_ask_for_valid_licences(self):
        """B with an expired licence is refused, C is accepted."""
        scheme = self._scheme(
            {"code": "B", "needs_evidence": True},
            {"code": "C"},
            evidence_domain="[('licence_ids', 'not any', [('valid_until', '<', 'today')])]",
        )
        kind = self._rule("customer.licence.kind")
        files = self._customers(2)
        today = fields.Date.today()
        for file, last in zip(files, (timedelta(days=-1), timedelta()), strict=True):
            self.env["customer.licence"].create(
                {"file_id": file.id, "kind_id": kind.id, "number": "1", "valid_until": today + last}
            )
        self.assertRefused("complete and valid materials", lambda: self._change(files[0], self._grade(scheme, "B")))
        self._change(files[0], self._grade(scheme, "C"))
        self._change(files[1], self._grade(scheme, "B"))
        self.assertEqual([self._present(file, scheme) for file in files], ["C", "B"])

    @proves("S1.11-5.2.2d", "S1.11-5.2.3e")
    def test_the_16th_of_100_is_refused(self):
        for percent, code in ((15, "vip"), (30, "preferred")):
            scheme = self._scheme({"code": code, "cap_percent": percent}, {"code": "qualified"}, code=code)
            department = self.env["hr.department"].create({"name": code, "company_id": self.company.id})
            files = self._customers(100, department)
            self._customers(100, self.west)
            self._graded(scheme)
            best = self._grade(scheme, code)
            holders = files.filtered(lambda file, best=best: best in file.graded_ids)
            self.assertEqual(len(holders), percent)
            other = (files - holders)[0]
            message = f"{code} is full: {percent} of 100 customers of {code}, at most {percent} %"
            self.assertRefused(message, lambda other=other, best=best: self._change(other, best))
            self._change(holders[0], self._grade(scheme, "qualified"))
            self._change(other, best)
            self.assertEqual(self._present(other, scheme), code)

    @proves("S1.11-5.2.2b")
    def test_limits_hold_by_hand(self):
        limit = [{"figure": "breaches", "operator": "<=", "value": 0}]
        scheme = self._scheme({"code": "vip", "condition_ids": limit}, {"code": "qualified"})
        (file,) = self._customers(1)
        self.env["customer.file.breach"].create({"file_id": file.id, "kind": "contract", "description": "Late"})
        self.assertRefused("vip asks for: Breaches: at most 0", lambda: self._change(file, self._grade(scheme, "vip")))

    def test_not_forged(self):
        scheme, file = self._two_grades(needs_approval=True)
        change = self._change(file, self._grade(scheme, "A"), request=False)
        for values in ({"state": "applied"}, {"review_id": 1}):
            with self.assertRaises(UserError):
                change.write(values)
        with self.assertRaises(AccessError):
            self._change(file, self._grade(scheme, "A"), state="requested")
        other = self._scheme({"code": "X"}, code="other")
        with self.assertRaisesRegex(UserError, "choose a grade of the scheme"):
            change.grade_id = other.grade_ids
        scheme.mode = "observe"
        with self.assertRaisesRegex(UserError, "only observes"):
            change.action_request()

    def test_merged_files(self):
        """The kept file has one present grade of each scheme; what the other had stays in its history."""
        scheme, file = self._two_grades()
        other = self._scheme({"code": "X"}, code="other")
        (kept,) = self._customers(1)
        for one, grade in ((file, self._grade(scheme, "A")), (file, other.grade_ids), (kept, self._grade(scheme, "C"))):
            self._change(one, grade)
        self._run(scheme)
        file.sudo()._merge_into(kept)
        self.assertEqual((self._present(kept, scheme), self._present(kept, other)), ("C", "X"))
        self.assertEqual(kept.grade_ids.filtered("date_to").grade_id.code, "A")
        self.assertFalse(file.grade_ids)

    def test_the_form_opens_empty(self):
        """Before a customer is chosen there is no grade to show."""
        values = self.env["customer.grade.change"].new({})
        self.assertFalse(values.grade_before_id)
