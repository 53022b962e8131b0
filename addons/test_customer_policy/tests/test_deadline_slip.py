from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .deadline_common import DeadlineCase


@tagged("post_install", "-at_install")
class TestSlip(DeadlineCase):
    """Slips that urge a department, or ask it why it was late."""

    def test_slips(self):
        reminder, investigation = (
            self.env.ref(f"customer_policy.customer_deadline_action_{kind}_slip")
            for kind in ("reminder", "investigation")
        )
        self._deadline_rule(
            1,
            steps=[
                {"action_id": reminder.id, "recipient": "department"},
                {"action_id": investigation.id, "moment": "late", "recipient": "department"},
            ],
        )
        late, in_time = self._start(), self._start()
        with freeze_time("2026-05-11 12:00:00"):
            self.Documents.browse(in_time.res_id).action_confirm()
        self._tick("2026-05-11 16:00:00")
        with freeze_time("2026-05-11 18:00:00"):
            self.Documents.browse(late.res_id).action_confirm()
        self._tick("2026-05-11 18:00:00")
        slips = self.env["customer.deadline.slip"].search([("deadline_id", "in", (late | in_time).ids)], order="id")
        self.assertEqual(
            [(slip.deadline_id, slip.type, slip.user_ids) for slip in slips],
            [(late, "reminder", self.head), (late, "investigation", self.head)],
        )
        with self.assertRaises(AccessError):
            self.as_user(self._new_user("user", login="stranger"), slips[0]).answer = "not mine"
        with self.assertRaises(AccessError):
            self.as_user(self.head, slips[0]).text = "another text"
        for name, value in (
            ("answer_date", "2020-01-01 00:00:00"),
            ("answer_user_id", self.director.id),
            ("document_name", "Other"),
            ("user_ids", [(5,)]),
            ("company_id", self.other_company.id),
        ):
            with self.subTest(name), self.assertRaises(AccessError):
                self.as_user(self.head, slips[0]).write({name: value, "answer": "Ill"})
        self.as_user(self.head, slips[0]).answer = "Ill"
        self.assertEqual((slips[0].answer, slips[0].answer_user_id), ("Ill", self.head))
        with self.assertRaisesRegex(UserError, "answered already"):
            self.as_user(self.head, slips[0]).answer = "Better"

    def test_a_slip_for_a_group_is_answered_by_one_of_it(self):
        slip = self.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        group = self.env["res.groups"].create({"name": "Few", "user_ids": [(6, 0, (self.head | self.director).ids)]})
        self._deadline_rule(1, steps=[{"action_id": slip.id, "recipient": "group", "group_id": group.id}])
        deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        slip = self.env["customer.deadline.slip"].search([("deadline_id", "=", deadline.id)])
        self.assertEqual(slip.user_ids, self.head | self.director)
        self.as_user(self.director, slip).answer = "Ill"
        self.assertEqual(slip.answer_user_id, self.director)

    def test_a_department_is_reminded_once_a_day(self):
        reminder = self.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        steps = [
            {"action_id": reminder.id, "recipient": "department", "offset": offset, "unit": "hour"}
            for offset in (0, 23, 24)
        ]
        self._deadline_rule(1, steps=steps)
        deadline = self._start()
        for moment, count in (
            ("2026-05-11 16:00:00", 1),
            ("2026-05-12 15:00:00", 1),
            ("2026-05-12 16:00:00", 2),
        ):
            with self.subTest(moment):
                self._tick(moment)
                self.assertEqual(
                    self.env["customer.deadline.slip"].search_count([("deadline_id", "=", deadline.id)]), count
                )

    def test_slips_are_numbered_where_a_rule_says_so(self):
        reminder, investigation = (
            self.env.ref(f"customer_policy.customer_deadline_action_{kind}_slip")
            for kind in ("reminder", "investigation")
        )
        self._deadline_rule(
            1,
            steps=[
                {"action_id": reminder.id, "recipient": "department"},
                {"action_id": investigation.id, "moment": "late", "recipient": "department"},
            ],
        )
        self.env["customer.number.rule"].create(
            {
                "name": "Reminder slips",
                "company_id": self.company.id,
                "document": "customer.deadline.slip/reminder",
                "pattern": "R{yy}{month}{number}",
                "width": 2,
                "reset": "month",
                "mode": "enforce",
            }
        )
        deadline = self._start()
        self._tick("2026-05-11 16:00:00")
        with freeze_time("2026-05-14 07:00:00"):
            self.Documents.browse(deadline.res_id).action_confirm()
        self._tick("2026-05-14 07:00:00")
        slips = self.env["customer.deadline.slip"].search([("deadline_id", "=", deadline.id)], order="id")
        self.assertEqual(slips.mapped("number"), ["R260501", False], "no rule numbers investigations")
        self.assertIn("exceeded by 3 days", slips[1].text)
        self.assertIn("R260501", slips[0].name)
        with self.assertRaises(AccessError):
            self.as_user(self.head, slips[0]).number = "R260599"
