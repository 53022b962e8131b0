from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import CreditCase

#: after how many days what happens
LADDER = (("letter", 7), ("call", 30), ("cut", 60), ("stop", 60), ("legal", 60))


class TestOverdue(CreditCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.levels["medium"].cut_percent = 50
        cls.ladder = cls.env["customer.deadline.rule"].create(
            {
                "name": "Overdue",
                "company_id": cls.company.id,
                "mode": "enforce",
                "milestone": "customer.credit.overdue/pay",
                "duration": 0,
                "step_ids": [
                    (
                        0,
                        0,
                        {
                            "action_id": cls.env.ref(f"customer_credit.customer_credit_overdue_action_{name}").id,
                            "moment": "after",
                            "offset": days,
                            "unit": "day",
                            "digest_hours": 0,
                            "user_id": cls.users["rules_administrator"].id,
                        },
                    )
                    for name, days in LADDER
                ],
            }
        )

    def _day(self, day):
        """Let the daily job and the engine run in the morning of ``day``, as the company sees it."""
        with freeze_time(f"{day} 01:00:00"):
            self.env["customer.credit.overdue"]._cron_follow()
            self.env.flush_all()
            with self.registry.cursor() as cr:
                self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def _overdue(self):
        return self.env["customer.credit.overdue"].search([("partner_id", "=", self.partner.id)])

    @proves("S4.credit-6", "S4.credstand-3.4")
    def test_ladder(self):
        self._credit_rule()
        with freeze_time("2025-01-02"):
            self._evaluated()
        invoice = self._invoice(1000, day="2025-01-02", due="2025-01-31")
        self._day("2025-02-07")  # the seventh day has not ended
        self.assertFalse(self._overdue())
        self._day("2025-02-08")
        overdue = self._overdue()
        self.assertRecordValues(overdue, [{"amount": 1000, "state": "open", "stopped_date": False}])
        self.assertEqual(overdue.activity_ids.mapped("summary"), ["Send the reminder"])
        self.assertIn("1,000.00", overdue.activity_ids.note)
        self.assertEqual(overdue.activity_ids.user_id, self.clerk)
        self._day("2025-03-02")
        self.assertEqual(len(overdue.activity_ids), 1)
        self._day("2025-03-03")
        self.assertIn("Call about overdue amounts", overdue.activity_ids.mapped("summary"))
        with freeze_time("2025-04-01 01:00:00"):
            self._order_of(10, confirm=True)
        self._day("2025-04-01")
        self.assertFalse(overdue.legal_date)
        self._day("2025-04-02")
        self.assertEqual(self._standing().limit, 15000)
        self.assertEqual(self.partner.with_company(self.company).credit_limit, 15000)
        self.assertTrue(overdue.legal_date and overdue.stopped_date and overdue.cut_date)
        with freeze_time("2025-04-03 01:00:00"):
            with self.assertRaisesRegex(UserError, "no business since .*because of overdue amounts"):
                self._order_of(10, confirm=True)
            with self.assertRaisesRegex(UserError, "no business since"):
                self._order_of(10, partner=self.contact, confirm=True)
        self._pay(invoice, "2025-04-04")
        self._day("2025-04-05")
        self.assertEqual((overdue.state, overdue.deadline_ids.state), ("closed", "late"))
        with freeze_time("2025-04-05 02:00:00"):
            self._order_of(10, confirm=True)
        self.assertEqual(self._standing().limit, 15000, "only an evaluation raises it again")

    def test_what_is_not_overdue(self):
        first = self._invoice(1000, day="2025-01-02", due="2025-01-31")
        second = self._invoice(300, day="2025-01-02", due="2025-02-10")
        with freeze_time("2025-02-01 04:00:00"):
            self._pay_in_advance(200)
            plan = self.env["customer.credit.instalment"].create(
                {
                    "partner_id": self.partner.id,
                    "company_id": self.company.id,
                    "move_ids": [(6, 0, first.ids)],
                    "line_ids": [(0, 0, {"due_date": "2025-03-20", "amount": 1000})],
                }
            )
            self.as_user(self.boss, plan).action_agree()
        self._day("2025-03-10")
        self.assertRecordValues(self._overdue(), [{"amount": 100, "since_date": second.invoice_date_due}])
        self._day("2025-03-21")  # the instalment was not kept
        self.assertRecordValues(self._overdue(), [{"amount": 1100, "since_date": first.invoice_date_due}])
        self.patch(type(self._overdue()), "_disputed_amounts", lambda _self, moves: dict.fromkeys(moves & first, 1000))
        self._day("2025-03-22")
        self.assertRecordValues(self._overdue(), [{"amount": 100, "since_date": second.invoice_date_due}])

    def test_nobody_closes_or_lifts_it_by_hand(self):
        self._invoice(1000, day="2025-01-02", due="2025-01-31")
        self._day("2025-02-08")
        overdue = self.as_user(self.boss, self._overdue())
        for name in ("stopped_date", "amount", "since_date", "state"):
            with self.assertRaises(AccessError):
                overdue.write({name: False})
        for name, _days in LADDER:
            action = self.env.ref(f"customer_credit.customer_credit_overdue_action_{name}").with_user(self.boss)
            context = {"active_model": overdue._name, "active_id": overdue.id, "active_ids": overdue.ids}
            with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_actions"):
                action.with_context(**context).run()

    def test_no_rule_no_record(self):
        self.ladder.mode = "off"
        self._invoice(1000, day="2025-01-02", due="2025-01-31")
        self._day("2025-06-08")
        self.assertFalse(self._overdue())
