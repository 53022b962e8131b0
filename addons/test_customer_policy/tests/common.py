from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase


@tagged("post_install", "-at_install")
class ApprovalCase(RoleCase):
    """A clerk of Sales, whose head is under the director, and people who may decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._new_user("user", "clerk")
        cls.colleague = cls._new_user("user", "colleague")
        cls.head = cls._new_user("user", "head")
        cls.director = cls._new_user("user", "director")
        cls.staff = cls._department("Head Office", cls.director)
        cls.sales = cls._department("Sales", cls.head, parent_id=cls.staff.id)
        cls.group = cls.env["res.groups"].create({"name": "Committee"})
        cls.members = cls.env["res.users"].union(*(cls._new_user("user", f"member{number}") for number in range(3)))
        cls.group.user_ids = cls.members

    @classmethod
    def _department(cls, name, manager=None, company=None, **vals):
        company = company or cls.company
        department = cls.env["hr.department"].create({"name": name, "company_id": company.id, **vals})
        if manager:
            department.manager_id = cls.env["hr.employee"].create(
                {
                    "name": manager.name,
                    "user_id": manager.id,
                    "company_id": company.id,
                    "department_id": department.id,
                }
            )
        return department

    @classmethod
    def _rule(cls, *levels, **vals):
        """Make a rule; a level is a group, the rank of a manager, or a dict."""
        rows = []
        for level in levels:
            if isinstance(level, int):
                level = {"decided_by": "manager", "manager_rank": level}
            elif not isinstance(level, dict):
                level = {"decided_by": "group", "group_id": level.id}
            rows.append(Command.create({"sequence": len(rows), **level}))
        return cls.env["customer.approval.rule"].create(
            {
                "name": "Who approves",
                "clause": "§ 7",
                "mode": "enforce",
                "company_id": cls.company.id,
                "document_model": "test.customer.document",
                "level_ids": rows,
                **vals,
            }
        )

    def _document(self, user=None, **vals):
        user = user or self.clerk
        documents = self.as_user(user, self.env["test.customer.document"])
        return documents.create({"name": "Contract", "department_id": self.sales.id, **vals})

    def _request(self, document=None, **vals):
        """Request the approval as the author of the document; return it with all rights."""
        document = document or self._document(**vals)
        document.action_request_approval()
        return self.env["customer.approval"].search([("res_id", "=", document.id), ("res_model", "=", document._name)])[
            :1
        ]

    def _approve(self, user, approval, comment="fine"):
        return self.as_user(user, approval).action_approve(comment)

    def _reject(self, user, approval, comment="no"):
        return self.as_user(user, approval).action_reject(comment)
