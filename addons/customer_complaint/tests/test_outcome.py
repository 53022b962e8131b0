from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .outcome_common import OutcomeCase


class TestLiability(OutcomeCase):
    def _judged(self, *shares):
        self._procedure([self._step("judge", 10, "office", fields=["liability_ids"])])
        complaint = self._accepted()
        self._share(complaint, *shares)
        return complaint

    def _share(self, complaint, *shares):
        departments = list(self.departments.values())
        rows = self.as_user(self.people["office"], self.env["customer.complaint.liability"])
        return rows.create(
            [
                {"complaint_id": complaint.id, "department_id": department.id, "share": share}
                for department, share in zip(departments, shares, strict=False)
            ]
        )

    @proves("S1.3-09.10b")
    def test_shares_add_up_to_exactly_100(self):
        complaint = self._judged(60, 50)
        with self.assertRaisesRegex(UserError, "110% instead of 100%.*Quality 50%"):
            self._do(complaint, "judge")
        complaint.sudo().liability_ids[1].share = 40
        self._do(complaint, "judge")
        self._close(complaint)

    @proves("S1.3-09.10b")
    def test_three_thirds_are_not_the_whole(self):
        complaint = self._judged(33.33, 33.33, 33.33)
        with self.assertRaisesRegex(UserError, "99.99% instead of 100%"):
            self._do(complaint, "judge")
        self.as_user(self.people["office"], complaint).action_split_liability()
        self.assertEqual(complaint.sudo().liability_ids.mapped("share"), [33.33, 33.33, 33.34])
        self._do(complaint, "judge")

    def test_a_button_splits_the_rest(self):
        complaint = self._judged(0, 0, 0)
        with self.assertRaisesRegex(UserError, "has no share"):
            self._do(complaint, "judge")
        self.as_user(self.people["office"], complaint).action_split_liability()
        self.assertEqual(complaint.sudo().liability_ids.mapped("share"), [33.34, 33.33, 33.33])
        self.assertEqual(complaint.sudo().liability_total, 100)

    @proves("S1.2-07.3b")
    def test_the_unit_of_the_step_alone_judges(self):
        complaint = self._judged(60)
        rows = self.as_role("user", self.env["customer.complaint.liability"])
        with self.assertRaisesRegex(AccessError, "Judge"):
            rows.create({"complaint_id": complaint.id, "department_id": self.departments["sales"].id, "share": 40})
        with self.assertRaisesRegex(AccessError, "Judge"):
            self.as_role("user", complaint.liability_ids).share = 100

    def test_nobody_closes_a_case_with_a_part_of_the_liability(self):
        complaint = self._accepted()
        self.as_role("user", self.env["customer.complaint.liability"]).create(
            {"complaint_id": complaint.id, "department_id": self.departments["sales"].id, "share": 99.99}
        )
        with self.assertRaisesRegex(UserError, "99.99%"):
            self.as_role("user", complaint).action_close()
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(CheckViolation, "whole"), self.cr.savepoint():
            complaint.sudo()._write_protected({"state": "closed"})
            complaint.flush_recordset()

    def test_liable_is_one_party(self):
        complaint = self._accepted()
        rows = self.env["customer.complaint.liability"]
        employee = self.people["sales"].employee_id
        row = rows.create({"complaint_id": complaint.id, "employee_id": employee.id, "share": 10})
        self.assertEqual(row.department_id, self.departments["sales"])
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(CheckViolation, "one_party"), self.cr.savepoint():
            rows.create(
                {
                    "complaint_id": complaint.id,
                    "department_id": self.departments["sales"].id,
                    "partner_id": self.partner.id,
                }
            )

    @proves("S1.2-09.7a")
    def test_our_quality_asks_for_a_handling_method(self):
        ours = "[('fault', '=', 'company'), ('cause_class', '=', 'quality')]"
        step = self._step("judge", 10, "office", fields=["fault", "cause_class", "handling_method"])
        step[2]["field_ids"][2][2]["domain"] = ours
        self._procedure([step])
        complaint = self._accepted()
        with self.assertRaisesRegex(UserError, "Handling Method"):
            self._do(complaint, "judge", fault="company", cause_class="quality")
        self._do(complaint, "judge", fault="customer")
        self.assertEqual(complaint.sudo().task_ids.state, "done")


class TestLoss(OutcomeCase):
    def _bases(self):
        self._rule("customer.complaint.loss.basis", "goods", kind="quantity", quantity_of="returned", sequence=1)
        self._rule("customer.complaint.loss.basis", "freight", kind="fixed", amount=300, sequence=2)

    def _returned(self):
        complaint = self._accepted()
        user = self.as_role("user", complaint)
        line = complaint.line_ids
        user.write({"action_ids": [Command.create({"kind": "return", "line_id": line.id, "quantity": 100})]})
        return user

    @proves("S1.2-09.7c")
    def test_the_loss_is_proposed_by_the_bases(self):
        self._bases()
        complaint = self._returned()
        complaint.action_propose_losses()
        self.assertEqual(complaint.loss_ids.mapped("amount"), [1200, 300])
        self.assertEqual(complaint.loss_amount, 1500)
        complaint.action_propose_losses()
        self.assertEqual(len(complaint.loss_ids), 2, "what is there is not proposed again")
        complaint.liability_ids = [
            Command.create({"department_id": self.departments["manufacturing"].id, "share": 60}),
            Command.create({"department_id": self.departments["sales"].id, "share": 40}),
        ]
        self.assertEqual(complaint.liability_ids.mapped("amount"), [900, 600])
        complaint.liability_ids[1].unlink()
        complaint.liability_ids.share = 100
        self.assertEqual(complaint.liability_ids.amount, 1500)

    def test_no_cent_of_the_loss_is_lost(self):
        complaint = self._returned()
        complaint.loss_ids = [Command.create({"name": "Goods", "amount": 0.05})]
        complaint.liability_ids = [
            Command.create({"department_id": self.departments[code].id, "share": share})
            for code, share in (("sales", 33.33), ("quality", 33.33), ("office", 33.34))
        ]
        self.assertAlmostEqual(sum(complaint.liability_ids.mapped("amount")), 0.05)

    def test_each_kind_of_basis(self):
        self._rule("customer.complaint.loss.basis", "defects", kind="quantity", quantity_of="defective", price=2)
        self._rule("customer.complaint.loss.basis", "part", kind="percent", percent=10)
        self._rule("customer.complaint.loss.basis", "hand", kind="manual")
        foreign = "[('is_foreign', '=', True)]"
        self._rule("customer.complaint.loss.basis", "foreign", kind="fixed", amount=7, domain=foreign)
        complaint = self._returned()
        complaint.action_propose_losses()
        amounts = {row.basis_id.code: row.amount for row in complaint.loss_ids.sudo()}
        self.assertEqual(amounts, {"defects": 70, "part": 120, "hand": 0})

    def test_without_a_basis_it_says_so(self):
        with self.assertRaisesRegex(UserError, "no basis"):
            self._returned().action_propose_losses()


class TestConduct(OutcomeCase):
    def setUp(self):
        super().setUp()
        self.reports = []
        conduct = self.env.registry["customer.policy.conduct"]
        self.patch(conduct, "_report", lambda _self, *report: self.reports.append(report))

    def _liable(self, **cause):
        cause = self._rule("customer.complaint.cause", "carelessness", cause_class="non_quality", **cause)
        complaint = self._accepted()
        employee = self.people["manufacturing"].employee_id
        self.as_role("user", complaint).write(
            {
                "cause_id": cause.id,
                "loss_ids": [Command.create({"name": "Goods", "amount": 1500})],
                "liability_ids": [
                    Command.create({"employee_id": employee.id, "share": 60}),
                    Command.create({"department_id": self.departments["sales"].id, "share": 40}),
                ],
            }
        )
        return complaint

    @proves("S1.2-09.7c")
    def test_conduct_is_told_when_the_case_is_closed(self):
        complaint = self._liable(conduct_code="careless", conduct_quantity="amount")
        self.assertFalse(self.reports)
        self._close(complaint)
        [(code, employee, quantity, source)] = self.reports
        self.assertEqual((code, employee), ("careless", self.people["manufacturing"].employee_id))
        self.assertEqual(quantity, 900)
        self.assertEqual(source, complaint.sudo().liability_ids[0])

    def test_a_cause_without_a_rule_on_conduct_is_not_reported(self):
        self._close(self._liable())
        self.assertFalse(self.reports)

    @proves("S1.3-09.7d")
    def test_a_sanction_asks_for_human_resources(self):
        principle = self.env["ir.attachment"].create({"name": "principles.txt", "raw": b"Article 1"})
        self._procedure(
            [
                self._step("judge", 10, "office", fields=["has_sanction"]),
                self._step(
                    "personnel",
                    20,
                    "hr",
                    domain="[('has_sanction', '=', True)]",
                    document_ids=[Command.link(principle.id)],
                ),
            ]
        )
        harmless = self._accepted()
        self._do(harmless, "judge")
        self._close(harmless)
        complaint = self._accepted()
        self._do(complaint, "judge", has_sanction=True)
        with self.assertRaisesRegex(UserError, "Personnel"):
            self.as_role("user", complaint).action_close()
        task = self.as_user(self.people["hr"], self._task(complaint, "personnel"))
        self.assertEqual(task.document_ids.raw, b"Article 1")
        with Form(task) as form:
            self.assertEqual(form.document_ids.ids, principle.ids)
        self._do(complaint, "personnel")
        self._close(complaint)
