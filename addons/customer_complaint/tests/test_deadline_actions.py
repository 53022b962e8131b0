from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .outcome_common import OutcomeCase

READY_MADE = ("remind", "activity", "mail", "reminder_slip")


@tagged("post_install", "-at_install")
class TestDeadlineActions(OutcomeCase):
    """What a step of a deadline can do without writing any action, about every document of a case that has a term."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments["office"].manager_id = cls.people["office"].employee_id
        cls._procedure(
            [
                cls._step("settle", 10, "sales", fields=["is_established", "action_ids"]),
                cls._step("decide", 20, "office", type="decision"),
                cls._step("reply", 30, "sales", type="reply"),
            ]
        )
        for milestone in (
            "customer.complaint/close",
            "customer.complaint.task/done",
            "customer.complaint.measure/done",
            "customer.complaint.objection/decide",
            "customer.complaint.statement/confirm",
        ):
            cls._rule(
                "customer.deadline.rule",
                milestone,
                milestone=milestone,
                duration=0,
                step_ids=[
                    Command.create(
                        {
                            "offset": 1,
                            "moment": "after",
                            "unit": "day",
                            "recipient": "responsible",
                            "action_id": cls.env.ref(f"customer_policy.customer_deadline_action_{action}").id,
                        }
                    )
                    for action in READY_MADE
                ],
            )

    @classmethod
    def _rule(cls, model, code, **values):
        return cls.env[model].create(
            {"name": code, "code": code, "company_id": cls.company.id, "mode": "enforce", **values}
        )

    def _run_all(self, document):
        """Let all steps of the running term of ``document`` come; return its term."""
        deadline = self.env["customer.deadline"].search(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("state", "=", "open")]
        )
        self.assertEqual(len(deadline), 1, document)
        self.env.flush_all()
        with freeze_time(max(deadline.step_ids.mapped("run_date"))), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()
        return deadline

    def _check_all(self, document, users, carrier=None):
        deadline = self._run_all(document)
        for step in deadline.step_ids:
            self.assertEqual((step.state, step.error), ("done", False), step.action_id.name)
        activities = self.env["mail.activity"].search([("customer_deadline_id", "=", deadline.id)])
        self.assertEqual(activities.user_id, users)
        self.assertEqual(len(activities), 2 * len(users), "of two reminders")
        carrier = document if carrier is None else carrier
        self.assertEqual(set(activities.mapped(lambda one: (one.res_model, one.res_id))), {(carrier._name, carrier.id)})
        slip = self.env["customer.deadline.slip"].search([("deadline_id", "=", deadline.id)])
        self.assertEqual(slip.type, "reminder")
        document._meet_deadline(deadline.milestone)
        self.assertFalse(activities.exists(), "reminders end with the term")

    def test_of_a_case(self):
        self._check_all(self._accepted(), self.people["sales"])

    def test_of_a_task(self):
        complaint = self._accepted()
        # who has to do the task reads the case, where the reminder is
        self._check_all(self._task(complaint, "settle"), self.people["sales"], complaint)

    def test_of_a_measure(self):
        complaint = self._accepted()
        people = self.people["manufacturing"] | self.people["quality"]
        self._check_all(self._measure(complaint, user_id=self.people["quality"].id).sudo(), self.people["quality"])
        self.people["quality"].employee_id.department_id = self.departments["manufacturing"]
        self._check_all(self._measure(complaint).sudo(), people)

    def test_of_an_objection(self):
        self._rule(
            "customer.complaint.objection.rule", "memo", route="memo", unit_id=self.units["office"].id, manager_rank=1
        )
        complaint = self._accepted()
        line = complaint.line_ids
        action = Command.create({"kind": "return", "line_id": line.id, "quantity": 35})
        self._do(complaint, "settle", is_established="yes", action_ids=[action])
        self._decide(complaint)
        objections = self.as_user(self.people["manufacturing"], self.env["customer.complaint.objection"])
        objection = objections.create({"complaint_id": complaint.id, "text": "The goods were fine"})
        self._check_all(objection.sudo(), self.people["office"])

    def test_of_a_statement(self):
        self._rule(
            "customer.complaint.statement.rule",
            "statement",
            unit_id=self.units["office"].id,
            unit_ids=[Command.set(self.units["quality"].ids)],
        )
        with freeze_time("2025-06-01 04:00"):
            self.env["customer.complaint.statement.rule"]._cron_open()
        statement = self.env["customer.complaint.statement"].search([("company_id", "=", self.company.id)])
        self._check_all(statement, self.people["office"])

    def test_no_document_with_a_term_is_left_out(self):
        """Reminders are activities: the document of every milestone, or the one that stands for it, carries them."""
        for name in self.env["customer.deadline.rule"]._models_with_milestones():
            carrier = self.env[name]._reminded_document()
            self.assertTrue(hasattr(carrier, "activity_schedule"), name)
