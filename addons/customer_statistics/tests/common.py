from datetime import date, datetime

from odoo import Command

from odoo.addons.customer_file.tests.common import FileCase


class StatisticCase(FileCase):
    """A company with customers in two regions, and factories for indicators, kinds of report, orders and invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.country = cls.env["res.country"].search([("code", "=", "CN")])
        cls.regions = cls.env["res.country.state"].create(
            [{"name": name, "code": f"T{name[0]}", "country_id": cls.country.id} for name in ("North", "South")]
        )
        cls.supervisor = cls.users["supervisor"]
        cls.product = cls.env["product.product"].create({"name": "Cardboard", "type": "service", "taxes_id": False})

    @classmethod
    def _zone(cls, name: str, company=None):
        company = company or cls.company
        company.partner_id.tz = name
        company.resource_calendar_id.tz = name

    @classmethod
    def _customers(cls, count: int, **values):
        partners = cls.env["res.partner"].create(
            [{"name": f"Customer {number}", "is_company": True} for number in range(count)]
        )
        return cls.Files.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": cls.company.id,
                    "responsible_id": cls.clerk.id,
                    "opening_date": "2025-01-01",
                    **values,
                }
                for partner in partners
            ]
        )

    @classmethod
    def _indicator(cls, code: str, **values):
        if not {"figure", "kind"} & set(values):
            values["figure"] = code
        return cls.env["customer.statistic.indicator"].create(
            {"name": code, "code": code, "company_id": cls.company.id, "mode": "enforce", **values}
        )

    @classmethod
    def _report_kind(cls, *indicators, code="monthly", **values):
        """Create a kind of report; an indicator may come with values of its line."""
        lines = [one if isinstance(one, tuple) else (one, {}) for one in indicators]
        return cls.env["customer.statistic.kind"].create(
            {
                "name": code,
                "code": code,
                "company_id": cls.company.id,
                "mode": "enforce",
                "line_ids": [Command.create({"indicator_id": one.id, **more}) for one, more in lines],
                **values,
            }
        )

    @classmethod
    def _report(cls, kind, first="2026-05-01", last="2026-05-31", compute=True, **values):
        report = cls.env["customer.statistic.report"].create(
            {
                "kind_id": kind.id,
                "date_from": first,
                "date_to": last,
                "responsible_id": cls.supervisor.id,
                **values,
            }
        )
        if compute:
            report.with_user(cls.supervisor).action_compute()
        return report

    @classmethod
    def _issued_report(cls, kind, first="2026-05-01", last="2026-05-31", **values):
        report = cls._report(kind, first, last, **values)
        cls._set_issued(report)
        return report

    @classmethod
    def _set_issued(cls, report):
        """Let the report be issued, however that comes about."""
        report.flush_recordset()
        cls.env.cr.execute("UPDATE customer_statistic_report SET state = 'issued' WHERE id = %s", [report.id])
        report.invalidate_recordset()

    def _enter(self, report, indicator, value):
        """Let the statistician of the unit, or the supervisor for the company, enter the total of an indicator."""
        user = self.supervisor
        if report.department_id:
            vals = {"department_id": report.department_id.id, "company_id": self.company.id, "user_id": user.id}
            self.env["customer.statistic.statistician"].create(vals)
        figure = report.figure_ids.filtered(lambda one: one.indicator_id == indicator and not one.group_one_key)
        self.as_user(user, figure).value = value

    @classmethod
    def _ordered(cls, file, *prices, moment="2026-05-10 08:00:00", **values):
        """An order of the customer with a line for each price, confirmed at a moment (UTC)."""
        partner = file.partner_id if file._name == "customer.file" else file
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "price_unit": price, "tax_ids": False})
                    for price in prices
                ],
                **values,
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    @classmethod
    def _contact(cls, file, type_="call", moment="2026-05-05 02:00:00", user=None, **values):
        user = user or cls.clerk
        contacts = cls.env["customer.file.interaction"]
        return contacts.create(
            {"file_id": file.id, "type": type_, "date": moment, "user_id": user.id, "subject": "x", **values}
        )

    def figures(self, report, indicator=None, name="current_value"):
        """Return figures by group one and two, empty for all; without an indicator, by its code before these."""
        figures = report.figure_ids
        if indicator:
            figures = figures.filtered(lambda figure: figure.indicator_id == indicator)
        return {
            ((figure.indicator_id.code,) if not indicator else ())
            + (figure.group_one_label or "", figure.group_two_label or ""): figure[name]
            for figure in figures
        }

    def total(self, report, indicator, name="current_value"):
        figures = report.figure_ids.filtered(lambda figure: figure.indicator_id == indicator)
        return figures.filtered(lambda figure: not figure.group_one_key and not figure.group_two_key)[name]


def utc(*parts) -> datetime:
    return datetime(*parts)


def day(*parts) -> date:
    return date(*parts)
