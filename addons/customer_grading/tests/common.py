from odoo.addons.customer_policy.tests.common import RoleCase

SELLER = "customer_policy.group_user,sales_team.group_sale_salesman"


class BusinessCase(RoleCase):
    """A company with two departments that sell, a customer of both and the addresses of the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments, cls.teams, cls.sellers = {}, {}, {}
        for name in ("East", "West"):
            department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id})
            cls.departments[name] = department
            cls.teams[name] = cls.env["crm.team"].create(
                {"name": name, "company_id": cls.company.id, "customer_department_id": department.id}
            )
            cls.sellers[name] = cls._new_user(SELLER, login=f"{name}@{cls.company.id}")
        cls.boss = cls._new_user("customer_policy.group_manager", login=f"boss@{cls.company.id}")
        cls.supervisor = cls.users["supervisor"]
        cls.partner = cls.env["res.partner"].create({"name": "Green Valley", "is_company": True})
        cls.contact = cls.env["res.partner"].create({"name": "Li", "parent_id": cls.partner.id})
        cls.other = cls.env["res.partner"].create({"name": "Blue Hill", "is_company": True})
        cls.product = cls.env["product.product"].create({"name": "Cardboard", "type": "service", "taxes_id": False})

    @classmethod
    def _employ(cls, user, **values):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id, **values}
        )

    @classmethod
    def _rule(cls, check="blacklist", **values):
        return cls.env["customer.business.rule"].create(
            {
                "name": check,
                "code": check,
                "company_id": cls.company.id,
                "mode": "enforce",
                "check": check,
                "stops_quote": True,
                **values,
            }
        )

    @classmethod
    def _listed(cls, partner=None, department=None, **values):
        entry = cls.env["customer.blacklist.entry"].create(
            {
                "partner_id": (partner or cls.partner).id,
                "company_id": cls.company.id,
                "department_id": department and department.id,
                "reason": "Never paid",
                "verification": "Seen",
                "responsible_id": cls.boss.id,
                **values,
            }
        )
        entry.action_report()
        entry.with_user(cls.boss).action_verify()
        entry.with_user(cls.boss).action_list()
        return entry

    def _order(self, *, partner=None, team="East", **values):
        orders = self.as_user(self.sellers[team], self.env["sale.order"])
        return orders.create(
            {
                "partner_id": (partner or self.partner).id,
                "team_id": self.teams[team].id,
                "user_id": self.sellers[team].id,
                "company_id": self.company.id,
                "order_line": [(0, 0, {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": 10})],
                **values,
            }
        )
