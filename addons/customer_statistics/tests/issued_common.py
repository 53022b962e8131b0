from datetime import date

from odoo.addons.customer_file.tests.secrecy_common import SecrecyCase


class IssuedCase(SecrecyCase):
    """Issued reports with figures, and the people around them.

    How a report comes to be computed and issued is not looked at here: its figures are made as they are.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.Corrections = cls.env["customer.statistic.correction"]
        cls.Receipts = cls.env["customer.statistic.receipt"]
        cls.statistician = cls._new_user("user", login="statistician", name="Statistician")
        cls._employ(cls.statistician)
        cls.supervisor = cls.users["supervisor"]
        cls.new = cls._indicator("new", "New Customers")
        cls.orders = cls._indicator("orders", "Orders")
        cls.daily = cls._kind_of("day", "Daily Report")

    @classmethod
    def _indicator(cls, code, name, **values):
        return cls.env["customer.statistic.indicator"].create(
            {"name": name, "code": code, "company_id": cls.company.id, "kind": "entered", **values}
        )

    @classmethod
    def _kind_of(cls, period, name, **values):
        lines = [{"indicator_id": one.id, "is_main": True} for one in (cls.new, cls.orders)]
        return cls.env["customer.statistic.kind"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "period": period,
                "mode": "enforce",
                "line_ids": [(0, 0, line) for line in lines],
                **values,
            }
        )

    @classmethod
    def _report(cls, day, kind=None, figures=(), *, issue=True, level=None, **values):
        """Make the report of the period that ``day``, a text or a date, is in; ``figures`` as for :meth:`_figure`."""
        kind = kind or cls.daily
        first, last = kind._period_of(date.fromisoformat(str(day)))
        report = cls.env["customer.statistic.report"].create(
            {
                "kind_id": kind.id,
                "date_from": first,
                "date_to": last,
                "responsible_id": cls.statistician.id,
                **values,
            }
        )
        for figure in figures:
            cls._figure(report, *figure)
        if level:
            report._classify(level, "Test")
        if issue:
            report._write_protected(
                {"state": "issued", "issued_by_id": cls.supervisor.id, "issued_date": f"{last} 10:00:00"}
            )
        return report

    @classmethod
    def _figure(cls, report, indicator, value, one="", two="", **values):
        groups = {"group_one_key": one, "group_one_label": one, "group_two_key": two, "group_two_label": two}
        return cls.env["customer.statistic.figure"].create(
            {
                "report_id": report.id,
                "company_id": report.company_id.id,
                "indicator_id": indicator.id,
                "sequence": indicator.id,
                "numerator": value,
                "denominator": 1,
                "value": value,
                "has_value": True,
                **{name: key or False for name, key in groups.items()},
                **values,
            }
        )

    @classmethod
    def _at(cls, report, indicator=None, one="", two=""):
        """Return a figure of ``report``."""
        return report.figure_ids.filtered(
            lambda figure: (
                figure.indicator_id == (indicator or cls.new)
                and (figure.group_one_key or "", figure.group_two_key or "") == (one, two)
            )
        )

    @classmethod
    def _correction_rule(cls, channel, **values):
        vals = {"name": channel, "company_id": cls.company.id, "mode": "enforce", "channel": channel, **values}
        return cls.env["customer.statistic.correction.rule"].create(vals)

    @classmethod
    def _daily_rules(cls):
        """The rules of the pack: major by slip, the same day orally, later with a note."""
        cls._correction_rule("slip", sequence=10, only_major=True, clause="000 12.3")
        cls._correction_rule("oral", sequence=20, period="day", found="same_day", clause="000 12.1")
        cls._correction_rule("note", sequence=30, period="day", found="later", clause="000 12.2")

    @classmethod
    def _slip_rules(cls):
        """Slips are numbered, and a supervisor approves them."""
        vals = {"name": "Slips", "company_id": cls.company.id, "mode": "enforce"}
        document = "customer.statistic.correction"
        cls.env["customer.number.rule"].create(
            {**vals, "document": document, "pattern": "DZ{year}-{number}", "reset": "year"}
        )
        group = cls.env.ref("customer_policy.group_supervisor")
        domain, level = "[('channel', '=', 'slip')]", (0, 0, {"group_id": group.id})
        cls.env["customer.approval.rule"].create(
            {**vals, "document_model": document, "domain": domain, "level_ids": [level]}
        )

    def _correction(self, report, *lines, user=None, **values):
        """Report an error and say what is right; ``lines`` are figures with their new values."""
        vals = {
            "error": "Counted twice",
            "report_id": report.id,
            "explanation": "Two lists were added up",
            "line_ids": [(0, 0, {"figure_id": figure.id, "new_value": value}) for figure, value in lines],
            **values,
        }
        return self.as_user(user or self.statistician, self.Corrections).create(vals)

    def _tell(self, correction, users=None, recipient="", way="phone"):
        """Log a call."""
        tell = correction.env["customer.statistic.tell"].create(
            {
                "correction_id": correction.id,
                "way": way,
                "user_ids": [(6, 0, users.ids if users else [])],
                "recipient": recipient,
            }
        )
        tell.action_log()

    def _sent(self, report, *users):
        """Let users have the report."""
        for user in users:
            self.Receipts._enter(report, "mail", user=user)
