"""What a table pasted from a spreadsheet means for the lines of a rule."""

import re
from dataclasses import dataclass, field

from lxml import etree

from odoo.fields import Domain

from ..tools import paste_table
from .values import held_lines


@dataclass
class Column:
    name: str
    label: str
    #: what may stand above the column
    titles: set[str]
    #: 15% is 0.15 here, not 15
    ratio: bool = False


@dataclass
class Understood:
    """The columns used (None: passed over), the cells as they are understood, values to create, and what is wrong."""

    columns: list[Column | None]
    titles: list[str]
    shown: list[list[str]] = field(default_factory=list)
    values: list[dict] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Pasting:
    """Reads tables for the one2many ``line_field`` of a rule."""

    def __init__(self, rule):
        self.env = rule.env
        self.rule = rule
        self.line_field = held_lines(rule)
        self.lines = self.env[self.line_field.comodel_name]
        self.columns = self._columns()

    def _columns(self) -> list[Column]:
        """Return the columns a person sees in the form, in their order."""
        arch = etree.fromstring(self.rule.get_view(view_type="form")["arch"])
        nodes = arch.xpath(f"//field[@name='{self.line_field.name}']/list/field")
        columns = []
        for node in nodes:
            one = self.lines._fields[node.get("name")]
            if (
                node.get("widget") == "handle"
                or node.get("column_invisible") in ("1", "True")
                or not self._is_typed(one)
            ):
                continue
            label = node.get("string") or one._description_string(self.env)
            titles = {label, one._description_string(self.env), one.string, one.name}
            titles = {paste_table.clean(title).casefold() for title in titles}
            columns.append(Column(one.name, label, titles, node.get("widget") == "percentage"))
        return columns

    def _is_typed(self, one) -> bool:
        return not one.readonly and one.type not in ("one2many", "many2many", "binary", "html", "json")

    def understand(self, text: str) -> Understood:
        """Say what ``text`` means. The first row is a head where half of its titles are known."""
        table = paste_table.rows(text)
        if not table:
            return Understood([], [])
        known = [self._titled(cell) for cell in table[0]]
        if 2 * sum(map(bool, known)) >= sum(map(bool, table[0])):
            understood = Understood(known, table[0])
            body, first = table[1:], 2
        else:
            width = max(map(len, table))
            columns = [*self.columns, *[None] * max(0, width - len(self.columns))][:width]
            understood = Understood(columns, [column.label if column else "" for column in columns])
            body, first = table, 1
        for column in self.columns:
            if understood.columns.count(column) > 1:
                understood.problems.append(self.env._("Two columns are “%s”.", column.label))
        for number, row in enumerate(body, start=first):
            self._understand_row(understood, number, row)
        return understood

    def _titled(self, cell: str) -> Column | None:
        word = cell.casefold()
        return next((column for column in self.columns if word and word in column.titles), None)

    def _understand_row(self, understood: Understood, number: int, row: list[str]):
        values, shown, wrong = {}, [], set()
        for column, cell in zip(understood.columns, row, strict=False):
            if not column:
                shown.append("")
                continue
            try:
                value, text = self._read(column, cell)
            except ValueError:
                understood.problems.append(
                    self.env._("Row %(row)s, %(column)s: “%(cell)s” is not understood.", row=number,
                               column=column.label, cell=cell)
                )  # fmt: skip
                value, text = None, f"? {cell}"
                wrong.add(column.name)
            if value is not None:
                values[column.name] = value
            shown.append(text)
        for column in self.columns:
            one = self.lines._fields[column.name]
            if one.required and not one.default and column.name not in {*values, *wrong}:
                understood.problems.append(
                    self.env._("Row %(row)s: “%(column)s” is missing.", row=number, column=column.label)
                )
        understood.values.append(values)
        understood.shown.append(shown)

    def _read(self, column: Column, cell: str):
        """Return the value of a cell, None for a blank one, and how it is shown.

        :raises ValueError: when the cell is not understood
        """
        one = self.lines._fields[column.name]
        if cell.casefold() in paste_table.BLANK:
            return None, ""
        match one.type:
            case "integer":
                value = paste_table.whole_number(cell)
                return value, str(value)
            case "float" | "monetary":
                value = paste_table.number(cell, ratio=column.ratio)
                return value, f"{value:,.10g}" if abs(value) < 1e9 else f"{value:,.2f}"
            case "date":
                value = paste_table.day(cell)
                return value, str(value)
            case "boolean":
                value = paste_table.yes_or_no(cell)
                return value, self.env._("yes") if value else self.env._("no")
            case "selection":
                for key, label in one._description_selection(self.env):
                    if cell.casefold() in (key.casefold(), paste_table.clean(label).casefold()):
                        return key, label
                raise ValueError(cell)
            case "many2one":
                return self._find(one, cell)
        return cell, cell

    def _find(self, one, cell: str):
        """Return the one record that is called like the cell; of a rule, the code counts too."""
        model = self.env[one.comodel_name]
        domain = one.get_comodel_domain(self.lines)
        if "company_id" in model._fields:
            domain &= model._check_company_domain(self.rule.company_id)
        names = ["code"] if "code" in model._fields else []
        names.append("field_description" if model._name == "ir.model.fields" else model._rec_name or "display_name")
        pattern = re.sub(r"([\\%_])", r"\\\1", cell)
        for name in names:
            found = model.search(domain & Domain(name, "=ilike", pattern), limit=2)
            if len(found) == 1:
                return found.id, found.display_name
        raise ValueError(cell)
