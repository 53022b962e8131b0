from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command

from .common import ComplaintCase


class FlowCase(ComplaintCase):
    """A company in Shanghai that works by a shipped pack alone: each test names the pack, and who the units are."""

    PACK = ""
    #: code of the unit in the pack, without its suffix: name of the department
    UNITS: dict[str, str] = {}
    #: by field, or by field and the part of its path that differs
    ANSWERS: dict[str, str] = {}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.complaint.unit"].search([("company_id", "=", cls.company.id)]).unlink()
        cls.number_rule.unlink()
        china = cls.env.ref("base.cn")
        cls.company.write({"country_id": china.id, "currency_id": cls.env.ref("base.CNY").id})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.resource_calendar_id = cls.env["resource.calendar"].create(
            {"name": "Office", "company_id": cls.company.id, "tz": "Asia/Shanghai"}
        )
        cls.partner.country_id = china
        cls.heads = {}
        cls._new_head("gm", "General Management", "general_manager")
        cls._new_head("deputy", "Deputy General Management", parent="gm")
        for code, name in cls.UNITS.items():
            cls._new_head(code, name, "user" if code in ("sales", "desk") else "customer_policy.group_viewer", "deputy")
            cls._new_member(code, "user" if code in ("sales", "desk") else "customer_policy.group_viewer")
        cls._apply_pack(cls.PACK)

    @classmethod
    def _new_head(cls, code, name, role="customer_policy.group_viewer", parent=None):
        user = cls._new_user(role, login=f"head-{code}@{cls.company.id}")
        manager = cls.env["hr.employee"].create({"name": user.name, "user_id": user.id, "company_id": cls.company.id})
        cls.heads[code] = user
        cls.departments[code] = cls.env["hr.department"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "manager_id": manager.id,
                "parent_id": cls.departments[parent].id if parent else False,
            }
        )

    @classmethod
    def _new_member(cls, code, role):
        user = cls._new_user(role, login=f"member-{code}@{cls.company.id}")
        cls.env["hr.employee"].create(
            {
                "name": user.name,
                "user_id": user.id,
                "company_id": cls.company.id,
                "department_id": cls.departments[code].id,
            }
        )
        cls.people[code] = user

    @classmethod
    def _apply_pack(cls, name, addon="customer_complaint", **options):
        consultant = cls.users["rules_administrator"]
        packs = cls.env["customer.policy.pack"].with_user(consultant).with_context(allowed_company_ids=cls.company.ids)
        data, filename = packs._read_shipped(f"{addon}/{name}.yaml")
        answers = {}
        for question in packs._plan(cls.company, data, filename).pack.questions:
            rule, _dot, field = question.path.rpartition(".")
            code = rule.rpartition(".")[2]
            if field == "department_id":
                answers[question.path] = cls.departments[code.partition("-")[0]].display_name
            else:
                answers[question.path] = cls.ANSWERS.get(f"{code}.{field}") or cls.ANSWERS[field]
        packs._apply(cls.company, data, filename, answers=answers, enforce=True, **options)
        cls.env.invalidate_all()

    def _tick(self, moment):
        """Let the engine of the deadlines run at ``moment`` in UTC."""
        self.env.flush_all()
        with freeze_time(moment or datetime.now()), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    def _deadline(self, record, milestone="done", states=("open", "paused", "met", "late")):
        return self.env["customer.deadline"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "in", record.ids),
                ("milestone", "=", milestone),
                ("state", "in", states),
            ],
            order="id desc",
            limit=1,
        )

    def _slips(self, record=None, kind="reminder"):
        """Return the slips about a case and its tasks, oldest first."""
        tasks = record.sudo().task_ids
        return self.env["customer.deadline.slip"].search(
            [
                ("type", "=", kind),
                "|",
                "&", ("res_model", "=", record._name), ("res_id", "=", record.id),
                "&", ("res_model", "=", tasks._name), ("res_id", "in", tasks.ids),
            ],
            order="id",
        )  # fmt: skip

    def _reply(self, complaint, user, kind="final", **values):
        reply = self.as_user(user, self.env["customer.complaint.reply"]).create(
            {"complaint_id": complaint.id, "kind": kind, "channel": "phone", "body": "Told", **values}
        )
        reply.action_send()
        return reply

    def _line(self, **values):
        return Command.create(
            {
                "product_id": self.product.id,
                "quantity": 500,
                "defective_quantity": 35,
                "price_unit": 12,
                "order_reference": "S00042",
                "shipped_date": "2025-05-03",
                **values,
            }
        )


class ManufacturerCase(FlowCase):
    """Runs a manufacturer's case from the first call on, as far as a test needs it."""

    UNITS = {
        "office": "Office of Management",
        "quality": "Quality Control",
        "manufacturing": "Factory",
        "sales": "Sales Department",
        "research": "Research",
        "purchasing": "Purchasing",
    }
    ANSWERS = {"duration": "2", "decide-1-001-2.amount_to": "10000", "decide-2-001-2.amount_to": "50000"}
    #: what the countermeasure has to say of where the goods were made
    ORIGIN: dict[str, str] = {}

    def _draft(self, **values):
        return self._new_complaint(
            **{"demand": "Take it back", "sample": "attached", "opinion": "He is right", **values}
        )

    def _accepted(self, **values):
        complaint = self._draft(**values)
        complaint.action_submit()
        self.as_user(self.people["office"], complaint).action_accept()
        return complaint

    def _investigate(self, complaint, **values):
        line = self.as_user(self.people["quality"], complaint.line_ids)
        line.confirmed_quantity = 35
        self._do(
            complaint,
            "cause",
            self.people["quality"],
            **{"cause_class": "quality", "investigation": "Wet store", "test_result": "fail", **values},
        )

    def _to_decision(self, complaint, price=12.0, is_established="yes", kind="compensation", **cause):
        """Go on until the decision is asked for: all 35 pieces are settled in one way, at ``price``."""
        self._investigate(complaint, **cause)
        self._do(complaint, "report", result="Report of the wet store")
        self.as_user(self.people["manufacturing"], complaint.line_ids).write(self.ORIGIN)
        self._do(complaint, "measure", countermeasure="A roof", result="The store leaks")
        self._do(complaint, "check", result="Seen")
        self._do(complaint, "handle", self.people["sales"], handling_opinion="Take it back")
        actions = [
            Command.create({"kind": kind, "line_id": complaint.line_ids.id, "quantity": 35, "amount": price * 35})
        ]
        self._do(
            complaint,
            "negotiate",
            self.people["sales"],
            negotiation="Agreed",
            **({"action_ids": actions} if is_established == "yes" else {}),
        )
        self._do(complaint, "review", self.heads["sales"])
        self._do(
            complaint,
            "opinion",
            self.people["office"],
            comprehensive_opinion="Pay",
            is_established=is_established,
            needs_tracking="yes",
        )
        return complaint.sudo()._current_approvals("decide")

    def _may_decide(self, approval):
        """Return for which of the three heads it is the turn now."""
        return [code for code in ("sales", "deputy", "gm") if approval._principal_of(self.heads[code])]


class PropertyCase(FlowCase):
    """The property manager of 001/10, where a porter is told first."""

    PACK = "property_complaint_001_10"
    UNITS = {
        "desk": "Front Desk",
        "management": "Management Office",
        "leader": "Leader",
        "developer": "Developer",
        "plumbing": "Plumbing",
    }
    ANSWERS = {"duration": "30", "pattern": "{year}{month}{number}"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.porter = cls._new_user("employee", login="porter")
        cls.plumbing = cls.env["customer.complaint.unit"].create(
            {
                "name": "Plumbing",
                "code": "plumbing",
                "company_id": cls.company.id,
                "department_id": cls.departments["plumbing"].id,
            }
        )
