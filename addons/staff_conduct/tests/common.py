from datetime import date

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import RoleCase


@tagged("post_install", "-at_install")
class ConductCase(RoleCase):
    """Wang and Li of Sales, their head, the director above, and a general manager who decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.director = cls._employee("director", role="employee")
        cls.office = cls._department("Head Office", cls.director)
        cls.head = cls._employee("head", role="employee")
        cls.sales = cls._department("Sales", cls.head, parent_id=cls.office.id)
        cls.wang = cls._employee("wang", cls.sales)
        cls.li = cls._employee("li", cls.sales)
        cls.boss = cls._employee("boss", cls.office, role="supervisor")
        cls.manager = cls.users["general_manager"]
        cls.hr = cls._new_user("hr.group_hr_user", "hr")
        cls.Conduct = cls.env["customer.policy.conduct"]

    @classmethod
    def _employee(cls, login, department=None, role="employee", **vals):
        user = cls._new_user(role, login)
        return cls.env["hr.employee"].create(
            {
                "name": login.title(),
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": department.id if department else False,
                **vals,
            }
        )

    @classmethod
    def _department(cls, name, manager, **vals):
        department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id, **vals})
        manager.department_id = department
        department.manager_id = manager
        return department

    @classmethod
    def _sanction(cls, name, **vals):
        return cls.env["staff.conduct.sanction"].create(
            {"name": name, "code": name, "company_id": cls.company.id, "mode": "enforce", **vals}
        )

    @classmethod
    def _rule(cls, code="late", *stages, **vals):
        return cls.env["staff.conduct.rule"].create(
            {
                "name": code.title(),
                "code": code,
                "company_id": cls.company.id,
                "mode": "enforce",
                "clause": "§ 5",
                "stage_ids": [Command.create(stage) for stage in stages],
                **vals,
            }
        )

    @classmethod
    def _decided_by(cls, *groups, **vals):
        """Let these groups decide, one after the other; without any the general manager."""
        groups = groups or ("customer_policy.group_general_manager",)
        return cls.env["customer.approval.rule"].create(
            {
                "name": "Who decides",
                "company_id": cls.company.id,
                "mode": "enforce",
                "document_model": "staff.conduct.case",
                "level_ids": [
                    Command.create({"sequence": number, "group_id": cls.env.ref(group).id})
                    for number, group in enumerate(groups)
                ],
                **vals,
            }
        )

    def _case(self, employee=None, rule=None, day=None, quantity=1, **vals):
        """Report, as a colleague would, and return the case with all rights."""
        report = self.env["staff.conduct.report"].create(
            {
                "company_id": self.company.id,
                "employee_id": (employee or self.wang).id,
                "rule_id": (rule or self.rule).id,
                "date": day or date.today(),
                "quantity": quantity,
                **vals,
            }
        )
        return report.case_id

    def _submit(self, case, user=None):
        self.as_user(user or self.boss.user_id, case).action_submit()
        return case

    def _approve(self, case, user=None, operation=""):
        approval = case.sudo()._current_approvals(operation)
        self.as_user(user or self.manager, approval.sudo(False)).action_approve("agreed")
        case.invalidate_recordset()
        return case

    def _decide(self, case):
        return self._approve(self._submit(case))

    def assertProposed(self, case, amount, sanction=None):
        found = (case.proposed_amount, case.proposed_sanction_id)
        self.assertEqual(found, (amount, sanction or case.proposed_sanction_id.browse()), case.why)

    def assertRefused(self, message, call, error=UserError):
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            call()
