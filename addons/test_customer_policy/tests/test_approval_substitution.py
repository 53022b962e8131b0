from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from .common import ApprovalCase


class TestApprovalSubstitution(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls._rule(1)

    def _substitution(self, user=None, substitute=None, **vals):
        return self.env["customer.approval.substitution"].create(
            {
                "user_id": (user or self.head).id,
                "substitute_id": (substitute or self.colleague).id,
                "company_id": self.company.id,
                "date_from": "2026-03-10",
                "date_to": "2026-03-12",
                **vals,
            }
        )

    def test_first_and_last_day_in_the_time_of_the_company(self):
        self._substitution()
        approval = self._request()
        for moment, allowed in (
            ("2026-03-09 15:59:59", False),
            ("2026-03-09 16:00:00", True),  # midnight of the 10th in Shanghai
            ("2026-03-12 15:59:59", True),
            ("2026-03-12 16:00:00", False),
        ):
            with freeze_time(moment):
                self.assertEqual(bool(approval._engine()._principal_of(self.colleague)), allowed, moment)
        with freeze_time("2026-03-12 16:00:00"), self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.colleague, approval)
        with freeze_time("2026-03-12 15:59:59"):
            self._approve(self.colleague, approval)
        self.assertRecordValues(
            approval.decision_ids, [{"user_id": self.colleague.id, "on_behalf_of_id": self.head.id, "level": 1}]
        )
        self.assertEqual(approval.state, "approved")

    def test_the_list_and_the_wall_say_the_same(self):
        """SQL compares with the clock of the database."""
        document = self._document()
        approval = self._request(document)
        now = fields.Datetime.now()
        substitution = self._substitution(date_from=now.date(), date_to=now.date() + timedelta(days=2))
        for starts, ends, allowed in (
            (now - timedelta(minutes=1), now + timedelta(minutes=5), True),
            (now + timedelta(minutes=5), now + timedelta(minutes=9), False),
            (now - timedelta(minutes=9), now - timedelta(minutes=1), False),
        ):
            substitution.write({"starts": starts, "ends": ends})
            self.env.flush_all()
            self.env.invalidate_all()
            seen = self.as_user(self.colleague, self.env["customer.approval"])
            self.assertEqual(seen.search([("can_decide", "=", True)]), approval if allowed else seen)
            self.assertEqual(self.as_user(self.colleague, document).has_access("read"), allowed)
            self.assertEqual(
                self.as_user(self.colleague, document.browse()).search([]).ids, document.ids if allowed else []
            )

    def test_four_eyes_holds_for_both(self):
        today = fields.Date.today()
        self._substitution(
            substitute=self.clerk, date_from=today - timedelta(days=2), date_to=today + timedelta(days=2)
        )
        approval = self._request()
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.clerk, approval)
        self.assertFalse(self.as_user(self.clerk, approval.browse()).search([("can_decide", "=", True)]))
        self._substitution(user=self.clerk, date_from=today, date_to=today + timedelta(days=2))
        self.group.user_ids = self.clerk
        self._rule(self.group, sequence=0)
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.colleague, self._request())

    def test_one_person_does_not_stand_for_two(self):
        today = fields.Date.today()
        for member in self.members[:2]:
            self._substitution(member, date_from=today - timedelta(days=2), date_to=today + timedelta(days=2))
        self._rule({"group_id": self.group.id, "required": 2}, sequence=0)
        approval = self._request()
        self._approve(self.colleague, approval)
        self.assertEqual((approval.state, approval.approver_ids), ("pending", self.members[1:]))
        with self.assertRaisesRegex(UserError, "not yours"):
            self._approve(self.colleague, approval)
        self.assertFalse(self.as_user(self.colleague, approval.browse()).search([("can_decide", "=", True)]))

    def test_the_substitute_of_another_company_or_document_does_not_decide(self):
        with freeze_time("2026-03-11 12:00:00"):
            approval = self._request()
            self._substitution(company_id=self.other_company.id)
            with self.assertRaisesRegex(UserError, "not yours"):
                self._approve(self.colleague, approval)
            only = self._substitution(document_model="test.customer.document")
            self.env.flush_all()
            # what an addon that is gone leaves behind
            self.env.cr.execute(
                "UPDATE customer_approval_substitution SET document_model = 'x' WHERE id = %s", [only.id]
            )
            self.env.invalidate_all()
            with self.assertRaisesRegex(UserError, "not yours"):
                self._approve(self.colleague, approval)
            only.document_model = "test.customer.document"
            self._approve(self.colleague, approval)
            self.assertEqual(approval.state, "approved")

    def test_the_substitute_of_the_substitute_does_not_decide(self):
        with freeze_time("2026-03-11 12:00:00"):
            self._substitution()
            self._substitution(self.colleague, self.members[0])
            with self.assertRaisesRegex(UserError, "not yours"):
                self._approve(self.members[0], self._request())

    def test_who_names_a_substitute(self):
        substitutions = self.env["customer.approval.substitution"]
        vals = {
            "user_id": self.clerk.id,
            "substitute_id": self.colleague.id,
            "date_from": "2026-03-10",
            "date_to": "2026-03-12",
        }
        self.env["hr.employee"].create(
            {"name": "c", "user_id": self.clerk.id, "department_id": self.sales.id, "company_id": self.company.id}
        )
        own = self.as_user(self.clerk, substitutions).create(vals)
        self.assertEqual(own.company_id, self.company)
        self.as_user(self.head, substitutions).create(vals)
        self.as_user(self.head, own).date_to = "2026-03-13"
        for user in (self.colleague, self.director, self.users["general_manager"], self.users["rules_administrator"]):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.as_user(user, substitutions).create(vals)
        with self.assertRaises(AccessError):
            self.as_user(self.colleague, own).substitute_id = self.members[0]
        with self.assertRaisesRegex(AccessError, "cannot be changed"):
            self.as_user(self.clerk, own).user_id = self.head
        self.assertEqual(self.as_user(self.colleague, own).date_to.day, 13, "the substitute reads it")
        with self.assertRaises(AccessError):
            self.as_user(self.members[0], own).check_access("read")

    def test_a_manager_does_not_make_himself_the_substitute_and_the_absent_is_told(self):
        substitutions = self.as_user(self.head, self.env["customer.approval.substitution"])
        vals = {"user_id": self.clerk.id, "date_from": "2026-03-10", "date_to": "2026-03-12"}
        self.env["hr.employee"].create(
            {"name": "c", "user_id": self.clerk.id, "department_id": self.sales.id, "company_id": self.company.id}
        )
        with self.assertRaisesRegex(AccessError, "makes himself"):
            substitutions.create({**vals, "substitute_id": self.head.id})
        named = substitutions.create({**vals, "substitute_id": self.colleague.id})
        told = self.env["mail.message"].search([("partner_ids", "in", self.clerk.partner_id.ids)])
        self.assertIn("head entered that colleague decides", told.subject)
        with self.assertRaisesRegex(AccessError, "makes himself"):
            named.substitute_id = self.head

    def test_a_used_substitution_stays(self):
        with freeze_time("2026-03-11 12:00:00"):
            substitution = self._substitution()
            self._approve(self.colleague, self._request())
            own = self.as_user(self.head, substitution)
            for vals in ({"substitute_id": self.director.id}, {"date_from": "2026-03-12"}, {"date_to": "2026-03-09"}):
                with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "only its last day"):
                    own.write(vals)
            with self.assertRaisesRegex(UserError, "only its last day"):
                own.unlink()
            own.date_to = "2026-03-11"
        unused = self._substitution(self.colleague, self.director)
        unused.date_from = "2026-03-11"
        unused.unlink()

    def test_wrong_days_and_persons(self):
        with self.assertRaises(ValidationError):
            self._substitution(substitute=self.head)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._substitution(date_to="2026-03-09")
