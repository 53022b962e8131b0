from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import PNG, AccessCase

NOON = "12:00:00"


@tagged("post_install", "-at_install")
class TestLoan(AccessCase):
    """The life of a loan: handed out, brought back, late, lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls._approval("manager")
        cls.reported = []

        def report(conduct, code, employee, quantity, source):
            cls.reported.append((code, employee, quantity, source))

        cls.classPatch(type(cls.env["customer.policy.conduct"]), "_report", report)

    def setUp(self):
        super().setUp()
        self.reported.clear()

    def _overdue(self, request):
        self.env.invalidate_all()
        found = self.Requests.search([("is_overdue", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual(bool(found), request.is_overdue)
        return request.is_overdue

    @proves("S3-16.6b", "S2.2-04c")
    def test_three_days_and_the_day_after(self):
        self._loan_term(3, clause="003 16.6")
        with freeze_time(f"2025-05-05 {NOON}"):
            request = self._issued(self.manager)
            self.assertEqual(str(request.due_date), "2025-05-08")
            self.assertIn("003 16.6", request.deadline_ids.why)
        with freeze_time("2025-05-08 15:59:00"):  # 23:59 in Shanghai
            self.assertFalse(self._overdue(request))
            self.assertFalse(request.has_overdue_deadline)
        with freeze_time("2025-05-08 16:01:00"):  # the 9th in Shanghai
            self.assertTrue(self._overdue(request))
            self.assertTrue(request.has_overdue_deadline)
        with freeze_time(f"2025-05-09 {NOON}"):
            self.assertTrue(self._overdue(request))

    def test_an_earlier_day_may_be_agreed_and_no_later_one(self):
        self._loan_term(3)
        with freeze_time(f"2025-05-05 {NOON}"):
            early = self._issued(self.manager, wanted_until="2025-05-06")
            long = self._issued(self.manager, wanted_until="2025-06-30")
        self.assertEqual((str(early.due_date), str(long.due_date)), ("2025-05-06", "2025-05-08"))
        self.assertEqual(str(early.deadline_ids.due_date), "2025-05-06 16:00:00")
        self.assertEqual(str(long.deadline_ids.due_date), "2025-05-08 16:00:00")

    def test_without_a_term_the_day_must_be_agreed(self):
        request = self._approved(self.manager)
        with self.refused("say until when"):
            self.as_user(self.archivist, request).action_issue()

    @proves("S3-16.6b")
    def test_reminders_before_and_after_come_from_the_deadline_engine(self):
        self._loan_term(
            3,
            step_ids=[
                (
                    0,
                    0,
                    {
                        "offset": offset,
                        "unit": "day",
                        "moment": moment,
                        "action_id": action.id,
                        "user_id": self.env.uid,
                    },
                )
                for action in self.env.ref("customer_policy.customer_deadline_action_activity")
                for moment, offset in (("before", 1), ("after", 0))
            ],
        )
        with freeze_time(f"2025-05-05 {NOON}"):
            request = self._issued(self.manager)
        steps = self.env["customer.deadline.step"].search(
            [("deadline_id", "=", request.deadline_ids.id)], order="run_date"
        )
        self.assertEqual([str(step.run_date) for step in steps], ["2025-05-07 16:00:00", "2025-05-08 16:00:00"])
        steps[1].deadline_id.with_context(customer_deadline_step_id=steps[1].id)._remind(by_mail=False)
        self.assertEqual(request.activity_ids.user_id, self.clerk)

    @proves("S3-16.5", "S4.core-3c")
    def test_the_borrower_signs(self):
        self._loan_term(3)
        self._needs("copies", issue=("signed_date",), clause="003 16.5")
        request = self._request(copies=0)
        with self.assertRaisesRegex(UserError, "missing is Number of Copies"):
            request.action_submit()
        request.copies = 2
        request.action_submit()
        self._decide(request, self.manager)
        with self.assertRaisesRegex(UserError, r"(?s)missing is Signature of the Borrower.*003 16.5"):
            self.as_user(self.archivist, request).action_issue()
        self.assertFalse(self._register(request))
        request.action_sign()
        self.as_user(self.archivist, request).action_issue()
        row = self._register(request)
        self.assertRecordValues(
            row,
            [
                {
                    "event": "issued",
                    "copies": 2,
                    "borrower_name": "clerk",
                    "unit": "Sales",
                    "reason": "the customer asked about clause 4",
                    "signed_date": request.signed_date,
                    "due_date": request.due_date,
                    "user_id": self.archivist.id,
                }
            ],
        )
        self.assertIn("contract", row.material)
        self.assertTrue(row.date and row.signed_date)

    def test_a_visitor_signs_on_screen(self):
        self._loan_term(3)
        request = self._request(self.archivist, applicant_kind="outsider", outsider_name="Li Ming")
        request.action_submit()
        self._decide(request, self.manager)
        with self.assertRaisesRegex(UserError, "the visitor signs"):
            request.action_sign()
        request.signature = PNG
        request.action_sign()
        self.assertTrue(request.signed_date)

    @proves("S3-16.7", "S4.core-20")
    def test_a_return_is_entered_and_ends_it(self):
        self._loan_term(3)
        with freeze_time(f"2025-05-05 {NOON}"):
            request = self._issued(self.manager)
            other = self._issued(self.manager)
        with freeze_time(f"2025-05-07 {NOON}"):
            self._return(request)
        self.assertRecordValues(request, [{"state": "returned", "late_days": 0, "returned_by_id": self.archivist.id}])
        self.assertEqual(request.deadline_ids.state, "met")
        self.assertEqual(self._register(request).mapped("event"), ["issued", "returned"])
        self.assertFalse(self.Requests._open_loans_of(self.clerk) & request)
        with freeze_time(f"2025-05-09 {NOON}"):
            self.assertFalse(request.is_overdue)
            self.assertTrue(self._overdue(other))
            self.assertEqual(self.Requests._open_loans_of(self.clerk), other)
        self.assertFalse(self.reported)

    @proves("S1.6-sales-10b")
    def test_one_day_late_blocks_further_loans(self):
        self._loan_term(1)
        self._rule(
            "customer.access.rule", kind="loan", late_blocks=True, late_conduct_code="loan_late", clause="001/6 10"
        )
        with freeze_time(f"2025-05-05 {NOON}"):
            in_time, late = self._issued(self.manager), self._issued(self.manager)
            self.assertEqual(str(late.due_date), "2025-05-06")
        with freeze_time(f"2025-05-06 {NOON}"):
            self._return(in_time)
            # what is due today is not late
            self._request().action_submit()
        self.assertFalse(self.reported)
        with freeze_time(f"2025-05-07 {NOON}"):
            another = self._request()
            with self.assertRaisesRegex(UserError, f"has not brought back {late.number}"):
                another.action_submit()
            self._return(late)
        self.assertEqual(self.reported, [("loan_late", self.clerk.employee_id, 1, late)])
        self.assertEqual(self._register(late)[-1].late_days, 1)
        with self.assertRaisesRegex(UserError, r"(?s)clerk gets no further loans.*001/6 10"):
            another.action_submit()
        # others borrow, and the blocked one consults
        self._request(self.colleague).action_submit()
        self._request(kind="consult", wanted_until="2099-01-01").action_submit()
        block = self.env["customer.access.block"].search([("applicant_id", "=", self.clerk.id)])
        self.assertEqual((block.cause, block.state), ("late", "in_force"))
        for user in (self.clerk, self.archivist, self.supervisor):
            with self.assertRaises(UserError):
                self.as_user(user, block).action_lift()
        with self.assertRaisesRegex(UserError, "say why"):
            self.as_user(self.manager, block).action_lift()
        own = self.as_user(self.manager, block)
        own.lift_reason = "was ill"
        own.action_lift()
        for record in (own, own.sudo()):
            self.assertRefused(
                "stays as it was given", lambda record=record: record.write({"lift_reason": "a present"})
            )
        self.assertEqual(own.lift_reason, "was ill")
        another.action_submit()
        self.assertEqual(another.state, "submitted")

    def test_each_day_is_reported(self):
        self._loan_term(1)
        self._rule("customer.access.rule", kind="loan", late_conduct_code="loan_late")
        with freeze_time(f"2025-05-05 {NOON}"):
            late = self._issued(self.manager)
        with freeze_time(f"2025-05-09 {NOON}"):
            self._return(late)
        self.assertEqual(self.reported, [("loan_late", self.clerk.employee_id, 3, late)])

    def test_a_visitor_is_kept_waiting_by_the_own_loan_only(self):
        self._loan_term(1)
        self._rule("customer.access.rule", kind="loan", late_blocks=True)
        visitor = {"user": self.archivist, "applicant_kind": "outsider", "outsider_name": "Li Ming"}
        with freeze_time(f"2025-05-05 {NOON}"):
            late = self._request(**visitor)
            late.action_submit()
            self._decide(late, self.manager)
            late.action_issue()
        with freeze_time(f"2025-05-07 {NOON}"):
            self._request(**{**visitor, "outsider_name": "Wang Fang"}).action_submit()
            with self.refused("has not brought back"):
                self._request(**visitor).action_submit()

    @proves("S1.6-sales-10c")
    def test_lost_or_damaged_blocks_further_loans(self):
        self._loan_term(1)
        self._rule("customer.access.rule", kind="loan", lost_blocks=True, lost_conduct_code="loan_lost")
        lost = self._issued(self.manager)
        damaged = self._issued(self.manager, user=self.colleague)
        self.as_user(self.archivist, lost).action_lose()
        self.as_user(self.archivist, damaged).action_damage()
        self.assertEqual([row[:3] for row in self.reported], [
            ("loan_lost", self.clerk.employee_id, 1),
            ("loan_lost", self.colleague.employee_id, 1),
        ])  # fmt: skip
        self.assertEqual(self._register(lost).mapped("event"), ["issued", "lost"])
        self.assertEqual(self._register(damaged).mapped("event"), ["issued", "damaged"])
        for user in (self.clerk, self.colleague):
            with self.assertRaisesRegex(UserError, "no further loans"):
                self._request(user).action_submit()
        self._request(self.boss).action_submit()

    def test_a_rule_that_observes_blocks_nobody(self):
        self._loan_term(1)
        rule = self._rule("customer.access.rule", lost_blocks=True, lost_conduct_code="x", mode="observe")
        self.as_user(self.archivist, self._issued(self.manager)).action_lose()
        self._request().action_submit()
        self.assertFalse(self.reported)
        self.assertTrue(self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)]))

    def test_nobody_makes_or_changes_a_block_by_hand(self):
        self._loan_term(1)
        self._rule("customer.access.rule", lost_blocks=True)
        request = self._issued(self.manager)
        self.as_user(self.archivist, request).action_lose()
        block = self.env["customer.access.block"].search([("request_id", "=", request.id)])
        for user in (self.clerk, self.archivist, self.manager, self.general_manager):
            own = self.as_user(user, block)
            for attack in (
                lambda own=own: own.write({"state": "lifted"}),
                lambda own=own: own.write({"applicant_id": self.colleague.id}),
                lambda own=own: own.unlink(),
                lambda own=own: own.create(block.copy_data()[0]),
            ):
                with self.assertRaises(AccessError):
                    attack()

    def test_nobody_lifts_the_own_block(self):
        self._loan_term(1)
        self._rule("customer.access.rule", lost_blocks=True)
        request = self._issued(self.general_manager, user=self.manager)
        self.as_user(self.archivist, request).action_lose()
        block = self.env["customer.access.block"].search([("request_id", "=", request.id)])
        own = self.as_user(self.manager, block)
        with self.assertRaises(UserError):
            own.lift_reason = "myself"
            own.action_lift()
        self.assertEqual(block.state, "in_force")
        other = self.as_user(self.general_manager, block)
        other.lift_reason = "paid for it"
        other.action_lift()
        self.assertEqual(block.state, "lifted")

    def test_what_was_approved_is_handed_out_in_its_time(self):
        self._loan_term(30)
        self._rule("customer.access.rule", kind="loan", access_days=2)
        with freeze_time(f"2025-05-05 {NOON}"):
            wanted = self._approved(self.manager, kind="consult", wanted_until="2025-05-06")
            bounded = self._approved(self.manager)
        for request, last, over in (
            (wanted, "2025-05-06 15:59:00", "2025-05-06 16:00:00"),
            (bounded, "2025-05-07 15:59:00", "2025-05-07 16:00:00"),
        ):
            own = self.as_user(self.archivist, request)
            with freeze_time(over), self.refused("is over"):
                own.action_issue()
            self.assertFalse(self._register(request))
            with freeze_time(last):
                own.action_issue()
            self.assertEqual(self._register(request).mapped("event"), ["issued"])

    def test_requests_and_their_register_are_not_read_in_bulk(self):
        self._loan_term(1)
        requests = self.Requests.union(*(self._issued(self.manager) for _number in range(3)))
        self._rule("customer.export.rule", row_limit=2, page_limit=2)
        for rows in (requests, self.env["customer.access.register"].search([("request_id", "in", requests.ids)])):
            own = self.as_user(self.archivist, rows)
            self.assertEqual(len(own[:2].read(["material"])), 2)
            for attack in (
                lambda own=own: own.read(["material"]),
                lambda own=own: own.search_read([("id", "in", own.ids)], ["material"]),
            ):
                with self.refused("3 rows"):
                    attack()
