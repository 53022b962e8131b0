from odoo.fields import Command

from odoo.addons.customer_policy.tests.common import RoleCase

MEMBERS = {"office": "GM Office", "quality": "Quality", "manufacturing": "Manufacturing", "sales": "Sales"}


class ComplaintCase(RoleCase):
    """A company with the departments of a manufacturer, a person in each, and a product."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments, cls.units, cls.people = {}, {}, {}
        for code, name in MEMBERS.items():
            cls._new_unit(
                code, name, "customer_policy.group_user" if code == "sales" else "customer_policy.group_viewer"
            )
        cls.partner = cls.env["res.partner"].create(
            {"name": "Paper Mill", "email": "mill@example.com", "is_company": True}
        )
        cls.product = cls.env["product.product"].create({"name": "Cardboard", "default_code": "CB-1", "list_price": 12})
        cls.number_rule = cls.env["customer.number.rule"].create(
            {
                "name": "Complaints",
                "code": "complaint",
                "company_id": cls.company.id,
                "document": "customer.complaint",
                "pattern": "{yy}{month}{number}",
                "width": 2,
                "reset": "month",
                "kind": "accounted",
                "mode": "enforce",
            }
        )

    @classmethod
    def _new_unit(cls, code, name, group="customer_policy.group_viewer", parent=None):
        department = cls.env["hr.department"].create(
            {"name": name, "company_id": cls.company.id, "parent_id": parent and parent.id}
        )
        user = cls._new_user(group, login=f"{code}@{cls.company.id}")
        employee = cls.env["hr.employee"].create(
            {"name": name, "user_id": user.id, "company_id": cls.company.id, "department_id": department.id}
        )
        cls.departments[code], cls.people[code] = department, user
        cls.units[code] = cls.env["customer.complaint.unit"].create(
            {"name": name, "code": code, "company_id": cls.company.id, "department_id": department.id}
        )
        return employee

    @classmethod
    def _step(cls, code, sequence, unit=None, fields=(), outcomes=(), **values):
        return Command.create(
            {
                "code": code,
                "name": code.replace("_", " ").title(),
                "sequence": sequence,
                "unit_id": cls.units[unit].id if unit else False,
                "field_ids": [Command.create({"name": name}) for name in fields],
                "outcome_ids": [Command.create(outcome) for outcome in outcomes],
                **values,
            }
        )

    @classmethod
    def _procedure(cls, steps, **values):
        return cls.env["customer.complaint.procedure"].create(
            {"name": "Procedure", "code": "procedure", "company_id": cls.company.id, "step_ids": steps, **values}
        )

    @classmethod
    def _decided_by(cls, role):
        group = cls.env.ref(f"customer_policy.group_{role}")
        return cls.env["customer.approval.rule"].create(
            {
                "name": "Decision",
                "code": "decide",
                "company_id": cls.company.id,
                "document_model": "customer.complaint",
                "operation": "decide",
                "mode": "enforce",
                "level_ids": [Command.create({"decided_by": "group", "group_id": group.id})],
            }
        )

    def _new_complaint(self, user=None, **values):
        complaints = self.as_user(user or self.people["sales"], self.env["customer.complaint"])
        return complaints.create(
            {
                "name": "Cardboard is wet",
                "partner_id": self.partner.id,
                "line_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id,
                            "quantity": 500,
                            "defective_quantity": 35,
                            "price_unit": 12,
                            "order_reference": "S00042",
                            "shipped_date": "2025-05-03",
                        }
                    )
                ],
                **values,
            }
        )

    def _task(self, complaint, code):
        return complaint.sudo().task_ids.filtered(lambda task: task.code == code and task.state == "open")

    def _do(self, complaint, code, user=None, outcome="", result="", **values):
        """Fill in and end the open task ``code`` as the person of its unit."""
        task = self._task(complaint, code)
        self.assertTrue(task, f"no open task {code}: {complaint.sudo().task_ids.mapped('code')}")
        user = user or task.user_id or task.unit_id._get_users()[:1]
        if values:
            self.as_user(user, complaint).write(values)
        mine = self.as_user(user, task)
        filled = {}
        if outcome:
            filled["outcome_id"] = task.step_id.outcome_ids.filtered(lambda one: one.code == outcome).id
        if result:
            filled["result"] = result
        if filled:
            mine.write(filled)
        mine.action_done()
        return task


class IntakeCase(ComplaintCase):
    """A short procedure without a decision: sales says whether it is established, and answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.procedure = cls._procedure(
            [
                cls._step("settle", 10, "sales", fields=["is_established"]),
                cls._step("reply", 20, "sales", type="reply"),
            ]
        )
        cls.sales = cls.people["sales"]

    def _open_complaint(self, **values):
        complaint = self._new_complaint(**values)
        complaint.action_submit()
        return complaint

    def _answered_complaint(self, kind="final", **values):
        """Return a case whose result was told to the customer."""
        complaint = self._open_complaint(**values)
        self._do(complaint, "settle", is_established="no")
        self._reply(complaint, kind=kind)
        return complaint

    def _reply(self, complaint, **values):
        reply = self.as_user(self.sales, self.env["customer.complaint.reply"]).create(
            {"complaint_id": complaint.id, "body": "<p>It was rain</p>", **values}
        )
        reply.action_send()
        return reply
