from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


class Asked(NamedTuple):
    """What is asked of a figure: the company, the period, and what it is narrowed to."""

    company: models.Model
    #: the moments, in UTC, when the period begins and when it is over
    begin: datetime
    end: datetime
    first: date
    last: date
    #: the name of the time zone of the company
    zone: str
    parameter: str = ""


class Figure(NamedTuple):
    """A figure that indicators can show. Expressions are over a row of the source, called ``item``, or ``file``."""

    label: str
    #: name of the source in ``_sources``
    source: str
    #: what is added up; None: rows are counted
    numerator: Callable[[Asked], SQL] | None = None
    #: what the sum is divided by, added up too; None: the figure is no ratio
    denominator: Callable[[Asked], SQL] | None = None
    #: which rows count; None: all
    where: Callable[[Asked], SQL] | None = None
    #: sum, min or max of the numerator; customers: how many of them have rows that count; distinct: how many different
    #: numerators there are
    aggregate: str = "sum"
    #: what a new indicator has until somebody changes it
    unit: str = "count"
    rollup: str = "sum"


class Source(NamedTuple):
    """Rows that figures are counted over, read once for all of them."""

    #: a query with the rows of the period
    rows: SQL
    #: the column by which rows belong to a customer: partner_id (a commercial partner) or file_id; empty: a row is a
    #: file itself, called ``file``, with all of its columns; None: rows belong to no customer
    key: str | None
    #: further columns of the rows that they can be broken down by, see ``Group.own``
    own: tuple[str, ...] = ()


class Group(NamedTuple):
    """What figures can be broken down by."""

    label: str
    #: the model whose records the groups are, or their names by key
    names: str | dict[str, str]
    #: what it is over the file; None: only rows with a column of their own can be broken down by it
    key: Callable[[Asked], SQL] | None = None
    #: the column of rows with a group of their own, which counts before that of their file
    own: str = ""
    #: joins that the key needs
    join: Callable[[Asked], SQL] | None = None


class CustomerStatisticSource(models.AbstractModel):
    """Where figures are counted, one statement per source. Addons add sources, figures and groups by extending it.

    Figures are in :mod:`customer_statistic_figures`, statements in :mod:`customer_statistic_counting`.
    """

    _name = "customer.statistic.source"
    _description = "Sources of customer statistics"

    @api.model
    def _figures(self) -> dict[str, Figure]:
        """Return all known figures by code."""
        return {}

    @api.model
    def _sources(self, asked: Asked) -> dict[str, Source]:
        """Return the sources by name, with their rows of the period."""
        return {}

    @api.model
    def _figure_selection(self) -> list[tuple[str, str]]:
        """Return the codes of all known figures with their labels."""
        return [(code, figure.label) for code, figure in self._figures().items()]

    @api.model
    def _group_selection(self) -> list[tuple[str, str]]:
        """Return the breakdowns there are, with their labels."""
        return [(code, group.label) for code, group in self._groups().items()]

    @api.model
    def _groups(self) -> dict[str, Group]:
        """Return the breakdowns by code. Except for the status, customers count as they are when it is counted."""

        def choices(name):
            return dict(self.env["customer.file"]._fields[name]._description_selection(self.env))

        def column(name):
            return lambda _asked: SQL.identifier("file", name)

        return {
            "region": Group(self.env._("Region"), "res.country.state", column("state_id")),
            "kind": Group(self.env._("Kind of Customer"), "customer.file.kind", column("kind_id")),
            "nature": Group(self.env._("Nature of Customer"), choices("nature"), column("nature")),
            "status": Group(self.env._("Status"), choices("life_status"), column("life_status"), "status"),
            "level": Group(self.env._("Secrecy Level"), "customer.secrecy.level", column("secrecy_level_id")),
            "department": Group(
                self.env._("Department"), "hr.department", column("department_id"), own="department_id"
            ),
            "user": Group(self.env._("Responsible"), "res.users", column("responsible_id"), own="user_id"),
        }

    @api.model
    def _asked(self, company, first: date, last: date) -> Asked:
        """Return the question for the days from ``first`` to ``last``, where the company works."""
        begin, end = company._policy_moments(first, last)
        return Asked(company, begin, end, first, last, company._policy_timezone().zone)
