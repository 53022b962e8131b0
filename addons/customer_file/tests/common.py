from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError

from odoo.addons.customer_policy.tests.common import RoleCase

from ..models import customer_export_mixin


class FileCase(RoleCase):
    """A company with two departments, and factories for files and rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Files = cls.env["customer.file"]
        cls.boss = cls._new_user("supervisor", login="boss")
        cls.head = cls._new_user("manager", login="head")
        cls.clerk = cls._new_user("user", login="clerk")
        cls.colleague = cls._new_user("user", login="colleague")
        cls.department = cls.env["hr.department"].create({"name": "Sales", "company_id": cls.company.id})
        cls._employ(cls.head)
        cls.department.manager_id = cls._employ(cls.boss)
        cls._employ(cls.clerk, parent_id=cls.boss.employee_id.id)
        cls._employ(cls.colleague, parent_id=cls.boss.employee_id.id)
        cls.kind = cls._kind("end_customer")

    @classmethod
    def _employ(cls, user, **values):
        return cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": cls.department.id,
                **values,
            }
        )

    @classmethod
    def _kind(cls, code: str, company=None):
        return cls.env["customer.file.kind"].search(
            [("code", "=", code), ("company_id", "=", (company or cls.company).id)]
        )

    @classmethod
    def _partner(cls, name="Green Valley Paper", **values):
        return cls.env["res.partner"].create({"name": name, "is_company": True, **values})

    @classmethod
    def _file(cls, name="Green Valley Paper", **values):
        partner_id = values.pop("partner_id", None) or cls._partner(name).id
        vals = {"partner_id": partner_id, "company_id": cls.company.id, "responsible_id": cls.clerk.id, **values}
        return cls.Files.create(vals)

    @classmethod
    def _rule(cls, model: str, *, fields=(), **values):
        """Create an enforced rule of the company; ``fields`` are names of data of the customer file."""
        vals = {"name": model, "company_id": cls.company.id, "mode": "enforce", **values}
        if fields:
            vals["field_ids"] = [(6, 0, [cls._field(name).id for name in fields])]
        return cls.env[model].create(vals)

    @classmethod
    def _field(cls, name: str):
        return cls.env["ir.model.fields"]._get("customer.file", name)

    @contextmanager
    def in_request(self):
        """Be in a request of a client that is served by itself: nothing is in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.env.cr.cache.clear()
        with patch.object(customer_export_mixin, "request", object()):
            yield

    def assertRefused(self, message, call, error=UserError):
        """Check that ``call`` raises, and take back what it had done until then, as a request would."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            call()

    @classmethod
    def _filed(cls, **values):
        """A file that was submitted, reviewed and filed."""
        file = cls._file(**{"kind_id": cls.kind.id, **values})
        file.with_user(cls.clerk).action_submit()
        file.with_user(cls.boss).action_review()
        file.with_user(cls.boss).action_sort()
        return file
