from unittest.mock import patch

from odoo.exceptions import AccessError

from odoo.addons.customer_policy.tests.common import proves

from ..models import customer_admission_takeover
from .admission_common import AdmissionCase


class TestTakeover(AdmissionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Old {number}", "is_company": True} for number in range(7)]
        )
        cls.employee = cls.env["hr.employee"].create(
            {
                "name": "Boss",
                "user_id": cls.boss.id,
                "company_id": cls.company.id,
                "department_id": cls.departments["East"].id,
            }
        )

    def _takeover(self, **values):
        takeovers = self.as_user(self.boss, self.env["customer.admission.takeover"])
        takeover = takeovers.create({"reason": "Dealt with since 2010", "company_id": self.company.id, **values})
        takeover.action_start()
        return takeover

    def _work(self):
        """Let the scheduler carry on; within a test nothing is committed."""
        self.left = []

        def progress(_cron, _done=0, *, remaining=None):
            self.left.append(remaining)
            return 1

        with patch.object(self.registry["ir.cron"], "_commit_progress", progress):
            self.env["customer.admission.takeover"]._cron_work()
        self.env.flush_all()

    def _admitted_partners(self):
        rows = self.env["customer.admission"].search([("company_id", "=", self.company.id), ("state", "=", "admitted")])
        return rows.partner_id

    def test_nobody_is_blocked_on_day_one(self):
        for customer in self.customers[:5]:
            self._order(partner=customer).action_confirm()
        self._order(partner=self.contact).action_confirm()
        self._order(partner=self.customers[5])
        takeover = self._takeover()
        self.assertEqual(takeover.waiting_count, 6)
        with patch.object(customer_admission_takeover, "BATCH", 2):
            self._work()
        self.assertEqual(self.left, [4, 2, 0, 0])
        self.assertRecordValues(takeover, [{"state": "done", "count": 6, "waiting_count": 0}])
        # of a contact the company is meant; who only asked for a quotation is not taken over
        self.assertEqual(self._admitted_partners(), self.customers[:5] | self.partner)
        admission = takeover.admission_ids[:1]
        self.assertRecordValues(
            admission.sudo(),
            [
                {
                    "introduction": "Dealt with since 2010",
                    "admitted_by_id": self.boss.id,
                    "department_id": self.departments["East"].id,
                    "valid_until": False,
                }
            ],
        )
        self._rule("not_admitted")
        self._order(partner=self.customers[0]).action_confirm()
        with self._refused("Old 6 is not admitted"):
            self._order(partner=self.customers[6])

    def test_a_second_time_changes_nothing_and_applications_are_left_alone(self):
        self._form(annexes=(), aspects=False)
        declined = self.as_user(self.boss, self._submitted(partner=self.customers[0]))
        declined.decline_reason = "No"
        declined.action_decline()
        draft = self._application(self.customers[1])
        names = str([("name", "in", self.customers.mapped("name"))])
        self._takeover(with_orders=False, domain=names)
        self._work()
        self.assertEqual(self._admitted_partners(), self.customers[2:])
        self.assertEqual((declined.state, draft.state), ("declined", "draft"))
        before = self.env["customer.admission"].search([], order="id").mapped("write_date")
        again = self._takeover(with_orders=False, domain=names)
        self._work()
        self.assertRecordValues(again, [{"state": "done", "count": 0}])
        self.assertEqual(self.env["customer.admission"].search([], order="id").mapped("write_date"), before)

    def test_with_a_last_day(self):
        takeover = self._takeover(with_orders=False, valid_until="2030-06-30")
        self._work()
        self.assertEqual(set(map(str, takeover.sudo().admission_ids.mapped("valid_until"))), {"2030-06-30"})

    def test_only_the_coordinating_group(self):
        with self.assertRaises(AccessError):
            self.as_user(self.east, self.env["customer.admission.takeover"]).create({"reason": "Mine"})
        takeovers = self.as_user(self.boss, self.env["customer.admission.takeover"])
        forged = takeovers.create({"reason": "x", "state": "running", "user_id": self.east.id, "count": 5})
        self.assertRecordValues(forged, [{"state": "draft", "user_id": self.boss.id, "count": 0}])
        with self._refused("noted by the scheduler"):
            forged.state = "running"
        with self.assertRaises(AccessError):
            self.env["customer.admission"].with_user(self.boss).create(
                {"partner_id": self.partner.id, "takeover_id": forged.id, "state": "admitted"}
            )

    @proves("S1.1-3.2")
    def test_where_admissions_are_approved_so_is_taking_over(self):
        rule = {"company_id": self.company.id, "mode": "enforce"}
        level = {"group_id": self.env.ref("customer_policy.group_manager").id}
        rules = self.env["customer.approval.rule"]
        rules.create(
            {**rule, "name": "Admit", "code": "admit", "document_model": "customer.admission",
             "level_ids": [(0, 0, level)]}
        )  # fmt: skip
        takeovers = self.as_user(self.boss, self.env["customer.admission.takeover"])
        takeover = takeovers.create({"reason": "Since 2010", "company_id": self.company.id})
        with self._refused("no rule says whose"):
            takeover.action_start()
        rules.create(
            {**rule, "name": "Take over", "code": "take", "document_model": "customer.admission.takeover",
             "level_ids": [(0, 0, level)]}
        )  # fmt: skip
        with self._refused("approval must be requested first"):
            takeover.action_start()
        takeover.action_request_approval()
        approval = takeover._current_approvals()
        with self._refused("the decision is not yours"):
            approval.with_user(self.boss).action_approve()
        approval.with_user(self.users["general_manager"]).action_approve()
        takeover.domain = "[('name', '!=', 'x')]"
        with self._refused("approval must be requested first"):
            takeover.action_start()
        takeover.action_request_approval()
        takeover._current_approvals().with_user(self.users["general_manager"]).action_approve()
        takeover.action_start()
        self.assertEqual(takeover.state, "running")
