from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .customer_statistic_source import Asked, Figure, Group, Source

#: the group of what belongs to none
NO_GROUP = "-"
#: group one and group two; empty: all
Key = tuple[str, str]
TOTAL: Key = ("", "")


class Cell(NamedTuple):
    """A figure of one group."""

    #: None: there is no value
    numerator: float | None
    #: None: the figure is no ratio
    denominator: float | None = None
    #: distinct customers behind it
    customers: int = 0
    #: whether it was issued as of too few customers, or as giving such figures away
    is_small: bool = False

    @property
    def value(self) -> float | None:
        if self.numerator is None or self.denominator is None:
            return self.numerator
        return self.numerator / self.denominator if self.denominator else None


class Counted(NamedTuple):
    """What one indicator came to."""

    cells: dict[Key, Cell]
    #: which of the two breakdowns it can have
    grouped: tuple[bool, bool] = (False, False)
    #: what it is of a group that nothing is of
    empty: Cell = Cell(None)

    def at(self, key: Key) -> Cell | None:
        """Return the figure of a group; None where the indicator is not broken down like that."""
        if (key[0] and not self.grouped[0]) or (key[1] and not self.grouped[1]):
            return None
        return self.cells.get(key, self.empty)

    def totals(self) -> "Counted":
        """Return the same without its groups."""
        return Counted({TOTAL: self.cells[TOTAL]} if TOTAL in self.cells else {}, empty=self.empty)


class Scope(NamedTuple):
    """Whose figures are counted, of what days, and how they are broken down."""

    company: models.Model
    first: date
    last: date
    #: of these departments; None: of all, and of what belongs to none
    department_ids: tuple[int, ...] | None = None
    #: codes of the two breakdowns, empty where there is none
    groups: Key = TOTAL
    #: whether customers with a secrecy level are left out
    open_only: bool = False
    #: whether distinct customers are needed
    with_customers: bool = False


class Statement(NamedTuple):
    """One source, and what is counted over it: the figure that each indicator shows, with its parameter."""

    source: Source
    counted: list[tuple[int, Figure, Asked]]


class CustomerStatisticCounting(models.AbstractModel):
    """How sources are counted: all figures of one of them in one statement.

    Rows are first added up by customer, then by group, and totals are made of the groups: each step has fewer rows than
    the one before, and different customers are counted without sorting.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _count(self, scope: Scope, indicators) -> dict[int, Counted]:
        """Return what ``indicators``, known figures and counts over records, come to."""
        found = {}
        for counted in self._count_by_source(scope, indicators):
            found.update(counted)
        return found

    @api.model
    def _count_by_source(self, scope: Scope, indicators) -> Iterator[dict[int, Counted]]:
        """Count one source after the other, for who wants to do something in between."""
        if not indicators:
            return
        asked = self._asked(scope.company, scope.first, scope.last)
        self.env.flush_all()
        for statement in self._statements(asked, indicators):
            # compiling hundreds of short expressions takes longer than it saves
            self.env.cr.execute("SET LOCAL jit = off")
            yield self._run_statement(scope, statement)

    @api.model
    def _statements(self, asked: Asked, indicators) -> list[Statement]:
        """Return what is to be counted, by source."""
        figures, sources, found = self._figures(), self._sources(asked), {}
        for indicator in indicators.filtered(lambda one: one.kind == "known" and one.figure in figures):
            figure = figures[indicator.figure]
            statement = found.setdefault(figure.source, Statement(sources[figure.source], []))
            statement.counted.append((indicator.id, figure, asked._replace(parameter=indicator.parameter or "")))
        records = indicators.filtered(lambda one: one.kind == "records")
        return [
            *found.values(),
            *(Statement(one._records_source(asked), [(one.id, one._records_figure(), asked)]) for one in records),
        ]

    @api.model
    def _run_statement(self, scope: Scope, statement: Statement) -> dict[int, Counted]:
        columns, sql = self._statement_sql(scope, statement)
        grouped = tuple(self._can_group(group, statement.source) for group in self._scope_groups(scope))
        found = {}
        for indicator_id, figure, _asked in statement.counted:
            empty = Cell(None if figure.aggregate in ("min", "max") else 0, figure.denominator and 0)
            found[indicator_id] = Counted({}, grouped, empty)
        self.env.cr.execute(sql)
        for all_one, all_two, one, two, *values in self.env.cr.fetchall():
            key = tuple(
                "" if is_all else NO_GROUP if value is None else str(value)
                for is_all, value in ((all_one, one), (all_two, two))
            )
            for (indicator_id, figure, _asked), places in zip(statement.counted, columns, strict=True):
                numerator, denominator, customers = (None if place is None else values[place] or 0 for place in places)
                if figure.aggregate in ("min", "max"):
                    numerator = values[places[0]]
                found[indicator_id].cells[key] = Cell(numerator, denominator, int(customers or 0))
        return found

    # the statement

    @api.model
    def _scope_groups(self, scope: Scope) -> list[Group | None]:
        groups = self._groups()
        return [groups.get(code) for code in scope.groups]

    @api.model
    def _can_group(self, group: Group | None, source: Source) -> bool:
        """Say whether rows of ``source`` can be broken down by ``group``."""
        return bool(group) and (group.own in source.own or (group.key is not None and source.key is not None))

    @api.model
    def _statement_sql(self, scope: Scope, statement: Statement) -> tuple[list[tuple[int | None, ...]], SQL]:
        """Return at which places of a row each figure has numerator, denominator and customers; and the query."""
        source, asked = statement.source, statement.counted[0][2]
        groups = [group if self._can_group(group, source) else None for group in self._scope_groups(scope)]
        own = {group.own for group in groups if group and group.own in source.own}
        by_department = scope.department_ids is not None
        if by_department and "department_id" in source.own:
            own.add("department_id")
        by_row = any(figure.aggregate == "distinct" for _id, figure, _asked in statement.counted)
        measured = _Measured(source, own, by_row)
        places = [measured.add(figure, one, scope.with_customers) for _id, figure, one in statement.counted]
        rows = SQL(
            "SELECT %s AS one, %s AS two, %s.* FROM %s %s %s",
            *(self._key_sql(group, source, asked) for group in groups),
            measured.alias,
            measured.rows(),
            SQL(" ").join(self._joins(scope, source, groups, asked)),
            self._where(scope, source),
        )
        # groups that rows have of their own may share customers: these do not add up
        shared = source.key != "" and any(group and group.own in source.own for group in groups)
        names = [name if group else None for name, group in zip((SQL("one"), SQL("two")), groups, strict=True)]
        return places, measured.query(rows, names, add_up=not (shared and measured.counts_customers))

    @api.model
    def _key_sql(self, group: Group | None, source: Source, asked: Asked) -> SQL:
        if not group:
            return SQL("NULL::text")
        of_file = group.key(asked) if group.key and source.key is not None else None
        if group.own not in source.own:
            return of_file
        own = SQL.identifier("item" if source.key != "" else "file", group.own)
        return SQL("COALESCE(%s, %s)", own, of_file) if of_file else own

    @api.model
    def _joins(self, scope: Scope, source: Source, groups: Iterable[Group | None], asked: Asked) -> list[SQL]:
        """Return the file of the customer, as ``file``, and what groups need besides."""
        joins = []
        if source.key == "partner_id":
            # as the unique index has it: a customer has one such file
            joins.append(
                SQL(
                    """LEFT JOIN customer_file file ON file.partner_id = item.partner_id AND file.company_id = %s
                       AND file.merged_into_id IS NULL AND file.state != 'destroyed'""",
                    scope.company.id,
                )
            )
        elif source.key:
            joins.append(SQL("LEFT JOIN customer_file file ON file.id = item.file_id"))
        joins += [group.join(asked) for group in groups if group and group.join and source.key is not None]
        return joins

    @api.model
    def _where(self, scope: Scope, source: Source) -> SQL:
        conditions = []
        if scope.open_only and source.key is not None:
            conditions.append(SQL("file.secrecy_level_id IS NULL"))
        if scope.department_ids is not None:
            department = [SQL("item.department_id")] if "department_id" in source.own else []
            department += [SQL("file.department_id")] if source.key is not None else []
            of = SQL("COALESCE(%s)", SQL(", ").join(department)) if department else SQL("NULL::int")
            conditions.append(SQL("%s IN %s", of, scope.department_ids or (0,)))
        return SQL("WHERE %s", SQL(" AND ").join(conditions)) if conditions else SQL()


ONE = SQL("1")
FUNCTIONS = {name: SQL(name) for name in ("sum", "min", "max")}


class _Measured:
    """The columns of a statement: what is measured of each customer, or of each row, and what is made of it."""

    def __init__(self, source: Source, own: Iterable[str], by_row: bool):
        self.source = source
        self.by_row = by_row or not source.key
        self.alias = SQL.identifier("file" if source.key == "" else "item")
        self.names = [source.key, *sorted(own)] if source.key else []
        #: whether a customer has one row
        self.is_unique = source.key == "" or (not self.by_row and not own)
        self.measures: dict[SQL, str] = {}
        self.results: dict[SQL, str] = {}
        self.counts_customers = False

    def add(self, figure: Figure, asked: Asked, with_customers: bool) -> tuple[int | None, ...]:
        """Take a figure in; return the places of numerator, denominator and customers."""
        where = figure.where(asked) if figure.where else None
        if figure.aggregate == "customers":
            customers = self._customers(where)
            return customers, None, customers
        combine = {"min": "min", "max": "max", "distinct": "distinct"}.get(figure.aggregate, "sum")
        return (
            self._result(combine, figure.numerator and figure.numerator(asked), where),
            self._result("sum", figure.denominator(asked), where) if figure.denominator else None,
            self._customers(where) if with_customers and self.source.key is not None else None,
        )

    def _measure(self, combine: str, expression: SQL | None, where: SQL | None) -> SQL:
        """Return the column of what is measured; without an expression, of how many rows count."""
        if expression == ONE:
            expression = None
        if self.by_row:
            expression = expression or ONE
            sql = SQL("CASE WHEN %s THEN %s END", where, expression) if where else expression
        else:
            sql = SQL("%s(%s)", FUNCTIONS[combine], expression) if expression else SQL("count(*)")
            sql = SQL("%s FILTER (WHERE %s)", sql, where) if where else sql
        return SQL.identifier(self.measures.setdefault(sql, f"measure_{len(self.measures)}"))

    def _result(self, combine: str, expression: SQL | None, where: SQL | None) -> int:
        column = self._measure(combine, expression, where)
        if combine == "distinct":
            return self._place(SQL("count(DISTINCT %s)", column), "")
        return self._place(SQL("%s(%s)", FUNCTIONS[combine], column), combine)

    def _customers(self, where: SQL | None) -> int:
        self.counts_customers = True
        column = self._measure("sum", None, where)
        if self.is_unique:
            known = SQL("TRUE") if self.source.key == "" else SQL("%s IS NOT NULL", SQL.identifier(self.source.key))
            return self._place(SQL("count(*) FILTER (WHERE %s > 0 AND %s)", column, known), "sum")
        key = SQL.identifier(self.source.key)
        return self._place(SQL("count(DISTINCT %s) FILTER (WHERE %s > 0)", key, column), "sum")

    def _place(self, sql: SQL, combine: str) -> int:
        self.results.setdefault(sql, combine)
        return list(self.results).index(sql)

    def rows(self) -> SQL:
        """Return what is measured, a row per customer, or one per row of the source."""
        columns = [SQL("%s AS %s", sql, SQL.identifier(name)) for sql, name in self.measures.items()]
        if self.by_row:
            columns.insert(0, SQL("%s.*", self.alias))
            by = SQL()
        else:
            names = [SQL.identifier("item", name) for name in self.names]
            columns, by = names + columns, SQL("GROUP BY %s", SQL(", ").join(names))
        return SQL(
            "(SELECT %s FROM (%s) %s %s) %s",
            SQL(", ").join(columns),
            self.source.rows,
            self.alias,
            by,
            self.alias,
        )

    def query(self, rows: SQL, groups: list[SQL | None], *, add_up: bool) -> SQL:
        """Return a row for every group and for all of them together, of both breakdowns.

        :param groups: the columns of the breakdowns, None where there is none
        :param add_up: whether totals are the sums of groups
        """
        known = [name for name in groups if name]
        sets = [SQL("()"), *(SQL("(%s)", name) for name in known), *([SQL("(%s, %s)", *known)] if known[1:] else [])]
        heads = [
            *(SQL("GROUPING(%s)", name) if name else SQL("1") for name in groups),
            *(name or SQL("NULL") for name in groups),
        ]
        values = list(self.results)
        if add_up and "" not in self.results.values():
            places = [SQL.identifier(f"result_{number}") for number in range(len(values))]
            columns = known + [SQL("%s AS %s", sql, place) for sql, place in zip(values, places, strict=True)]
            by = SQL("GROUP BY %s", SQL(", ").join(known)) if known else SQL()
            rows = SQL("SELECT %s FROM (%s) measured %s", SQL(", ").join(columns), rows, by)
            combines = self.results.values()
            values = [SQL("%s(%s)", FUNCTIONS[combine], place) for combine, place in zip(combines, places, strict=True)]
        return SQL(
            "SELECT %s FROM (%s) measured GROUP BY GROUPING SETS (%s)",
            SQL(", ").join([*heads, *values]),
            rows,
            SQL(", ").join(sets),
        )
