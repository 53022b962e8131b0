from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch
from zoneinfo import ZoneInfo

from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.pack_common import ShippedPackCase

ZONE = ZoneInfo("Asia/Shanghai")
PACK = "crm_lead_card/car_sales_lead_cards_001_6.yaml"


def moment(local: str) -> datetime:
    """Return the moment in UTC of a time of May 2026 where the company is, ``05 10:00`` for the 5th at ten."""
    return datetime.strptime(f"2026-05-{local}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(ZoneInfo("UTC"))


class CardCase(ShippedPackCase):
    """A car dealer in China with the rules of 001/6: two teams with their leaders, three consultants, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.env["crm.team"].search([("user_id", "!=", False)]).user_id = False
        sale = "sales_team.group_sale_salesman"
        cls.wu = cls._new_user(sale, "leader wu")
        cls.bao = cls._new_user(sale, "leader bao")
        cls.zhang, cls.li, cls.zhao = (cls._new_user(sale, login) for login in ("zhang", "li", "zhao"))
        cls.manager = cls._new_user("sales_team.group_sale_manager", "sales manager")
        cls.assistant = cls._new_user(sale, "assistant")
        cls.marketing = cls._new_user("sales_team.group_sale_salesman_all_leads", "marketing")
        cls.team_a = cls._team("A", cls.wu, cls.zhang | cls.zhao, sequence=1)
        cls.team_b = cls._team("B", cls.bao, cls.li, sequence=2)
        cls.office = cls._department("Head Office", cls.manager)
        cls.department = cls._department("Showroom", cls.wu, parent_id=cls.office.id)
        for user in cls.zhang | cls.li | cls.zhao:
            cls._employ(user, cls.department)
        cls._apply_shipped(PACK, cls.company, {"rotation_unit": "week"}, enforce=True)
        cls.rule = cls.env["customer.lead.card.rule"].search([("company_id", "=", cls.company.id)])
        cls.rule.custodian_id = cls.assistant
        cls.Cards = cls.env["customer.lead.card"]

    @classmethod
    def _team(cls, name, leader, members, **values):
        return cls.env["crm.team"].create(
            {"name": name, "user_id": leader.id, "company_id": cls.company.id, "member_ids": members.ids, **values}
        )

    @classmethod
    def _department(cls, name, manager, **values):
        department = cls.env["hr.department"].create({"name": name, "company_id": cls.company.id, **values})
        department.manager_id = cls._employ(manager, department)
        return department

    @classmethod
    def _employ(cls, user, department):
        vals = {"name": user.name, "user_id": user.id, "company_id": cls.company.id, "department_id": department.id}
        return cls.env["hr.employee"].create(vals)

    @classmethod
    def _lead(cls, user=None, **values):
        user = user or cls.zhang
        vals = {"name": "New car", "contact_name": "Mr Sun", "user_id": user.id, "company_id": cls.company.id}
        return cls.env["crm.lead"].create({**vals, "team_id": user.sale_team_id.id, **values})

    def _card(self, holder=None, phone="154 0000 0001", **values):
        """Return the card a consultant sets up now, with the consultant's rights."""
        holder = holder or self.zhang
        lead = self._lead(holder, phone=phone)
        return self.as_user(holder, self.Cards).create({"lead_id": lead.id, **values})

    def _sign(self, card, leader=None):
        self.as_user(leader or self.wu, card).action_sign()
        return card

    def _signed(self, at="05 10:00", **values):
        with self.at(at):
            return self._sign(self._card(**values))

    def _call(self, card, kind="call", user=None, **values):
        """Let the holder call back now."""
        calls = self.as_user(user or card.sudo().holder_id, self.env["customer.lead.card.call"])
        return calls.create({"card_id": card.id, "kind": kind, **values})

    @contextmanager
    def at(self, local: str):
        """Be at a time of May 2026 where the company is."""
        self.env.flush_all()
        with freeze_time(moment(local)):
            self.env.invalidate_all()
            yield
            self.env.flush_all()
        self.env.invalidate_all()

    def _run_job(self):
        """Run the scheduled job within the transaction of the test."""
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *_args, **_kwargs: float("inf")):
            self.Cards._cron_settle()

    def state(self, card, at: str) -> str:
        """Return what the card is at a time, as whoever looks at it sees it."""
        with self.at(at):
            return card.current_state

    def assertRefused(self, message, call, error=UserError):
        """Check that ``call`` raises, and take back what it had done until then, as a request would."""
        with self.assertRaisesRegex(error, message), self.env.cr.savepoint():
            call()
        self.env.invalidate_all()

    @contextmanager
    def conduct(self):
        """Collect what is reported to staff conduct: code, who, how much, about which record."""
        reports = []

        def report(_conduct, code, employee, quantity, source):
            reports.append((code, employee.user_id, quantity, source))

        with patch.object(self.registry["customer.policy.conduct"], "_report", report):
            yield reports

    def events(self, card):
        """Return what the register says, the oldest first."""
        return card.sudo().event_ids.sorted("id")
