from .common import ComplaintCase


class OutcomeCase(ComplaintCase):
    """Cases that reach their end by a short procedure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._new_unit("hr", "Human Resources")
        cls.departments["manufacturing"].manager_id = cls.people["manufacturing"].employee_id
        cls._decided_by("general_manager")

    def _accepted(self, **values):
        complaint = self._new_complaint(**values)
        complaint.action_submit()
        self.assertEqual(complaint.state, "open")
        return complaint

    def _rule(self, model, code, **values):
        return self.env[model].create(
            {"name": code.capitalize(), "code": code, "company_id": self.company.id, "mode": "enforce", **values}
        )

    def _decide(self, complaint):
        approval = complaint.sudo()._current_approvals("decide")
        self.as_role("general_manager", approval).action_approve()

    def _close(self, complaint):
        self.as_role("user", complaint).action_close()
        self.assertEqual(complaint.state, "closed")
        return complaint

    def _measure(self, complaint, user=None, **values):
        measures = self.as_user(user or self.people["sales"], self.env["customer.complaint.measure"])
        return measures.create(
            {
                "complaint_id": complaint.id,
                "name": "A roof over the yard",
                "department_id": self.departments["manufacturing"].id,
                "due_date": "2025-06-10",
                **values,
            }
        )
