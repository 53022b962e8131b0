from odoo.fields import Command

from .common import ArchiveCase

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class AccessCase(ArchiveCase):
    """A clerk of Sales who asks, the head of Sales (boss), and those who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Requests = cls.env["customer.access.request"]
        cls.manager = cls.users["manager"]
        cls.general_manager = cls.users["general_manager"]
        cls.supervisor = cls.users["supervisor"]
        cls.file = cls._file("Green Valley", is_important=False)

    @classmethod
    def _approval(cls, *levels, operation=False, domain="[]", mode="enforce", **values):
        """Let requests need the approval of these, each a role or the rank of a manager."""
        rows = []
        for number, level in enumerate(levels):
            if isinstance(level, int):
                vals = {"decided_by": "manager", "manager_rank": level}
            else:
                vals = {"decided_by": "group", "group_id": cls.env.ref(f"customer_policy.group_{level}").id}
            rows.append(Command.create({"sequence": number, **vals}))
        return cls._rule(
            "customer.approval.rule",
            document_model="customer.access.request",
            operation=operation,
            domain=domain,
            level_ids=rows,
            mode=mode,
            **values,
        )

    @classmethod
    def _needs(cls, *names, issue=(), **values):
        """Let requests need these data, to be submitted and to be handed out."""
        found = {name: cls.env["ir.model.fields"]._get("customer.access.request", name).id for name in (*names, *issue)}
        return cls._rule(
            "customer.access.rule",
            field_ids=[Command.set([found[name] for name in names])],
            issue_field_ids=[Command.set([found[name] for name in issue])],
            **values,
        )

    @classmethod
    def _loan_term(cls, days=3, **values):
        return cls._rule(
            "customer.deadline.rule", milestone="customer.access.request/return", duration=days, unit="day", **values
        )

    def _request(self, user=None, **values):
        requests = self.as_user(user or self.clerk, self.Requests)
        vals = {
            "kind": "loan",
            "file_id": self.file.id,
            "material": "contract",
            "copies": 2,
            "purpose": "to prepare a visit",
            "reason": "the customer asked about clause 4",
            "company_id": self.company.id,
            **values,
        }
        return requests.create(vals)

    def _decide(self, request, user, operation=False, reject=""):
        approval = self.env["customer.approval"].search(
            [
                ("res_model", "=", request._name),
                ("res_id", "=", request.id),
                ("operation", "=", operation),
                ("state", "=", "pending"),
            ]
        )
        self.assertEqual(len(approval), 1, "nothing is pending")
        own = self.as_user(user, approval)
        if reject:
            own.action_reject(reject)
        else:
            own.action_approve("fine")
        self.env.invalidate_all()

    def _approved(self, *deciders, **values):
        request = self._request(**values)
        request.action_submit()
        for user in deciders:
            self._decide(request, user)
        self.assertEqual(request.state, "approved")
        return request

    def _issued(self, *deciders, **values):
        request = self._approved(*deciders, **values)
        request.action_sign()
        self.as_user(self.archivist, request).action_issue()
        return request

    def _return(self, request):
        self.as_user(self.archivist, request).action_return()

    def _register(self, request):
        return self.env["customer.access.register"].search([("request_id", "=", request.id)], order="id")
