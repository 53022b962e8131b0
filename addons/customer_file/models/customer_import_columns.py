import io
from contextlib import contextmanager

from odoo import api, models
from odoo.exceptions import UserError

from ..tools import headers, parse, table_reader
from ..tools.table_header import header_keys


class CustomerImportColumns(models.Model):
    """Opening the list, and which of its columns fills which field."""

    _inherit = "customer.import"

    @contextmanager
    def _open_table(self):
        """Open the list for reading, row by row.

        :raises UserError: when it is no list that can be read, saying why
        """
        self.ensure_one()
        # sudo: the attachment behind the user's own import, whose id and path stay here
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_field", "=", "data"), ("res_id", "=", self.id)])
        )
        if not attachment:
            raise UserError(self.env._("%s: choose a list first.", self.display_name))
        stored = attachment._full_path(attachment.store_fname) if attachment.store_fname else io.BytesIO(attachment.raw)
        known = set(self._header_fields())
        try:
            with table_reader.read_table(
                stored, self.filename or "", sheet=self.sheet or None, header_row=self.header_row or None, known=known
            ) as table:
                yield table
        except table_reader.TableError as error:
            problem = f"{self.display_name}: {self._table_problem(error)}"
            raise UserError(problem) from error

    @api.model
    def _header_fields(self) -> dict[str, str]:
        """Return the field for each heading that is understood: labels in every language, and common spellings."""
        Files = self.env["customer.file"]
        importable = Files._importable_fields()
        known = {
            heading: name for name, headings in headers.SYNONYMS.items() if name in importable for heading in headings
        }
        for lang, _label in self.env["res.lang"].get_installed():
            for name in importable:
                known[Files._fields[name]._description_string(self.with_context(lang=lang).env)] = name
        return known

    def _read_columns(self):
        self.ensure_one()
        remembered = self.env["customer.import.mapping"]._recall(self.company_id)
        proposed = {headers.key(heading): name for heading, name in self._header_fields().items()}
        used = set()
        columns = []
        with self._open_table() as table:
            first = next(iter(table.rows()), None)
            for position, header in enumerate(table.headers):
                key = headers.key(header)
                guess = next((proposed[form] for form in header_keys(header) if form in proposed), False)
                field_name = remembered.get(key, guess)
                if field_name in used:
                    field_name = False
                used.add(field_name)
                sample = first.values[position] if first and position < len(first.values) else ""
                columns.append(
                    {
                        "position": position,
                        "header": header or self.env._("Column %s", position + 1),
                        "sample": "" if sample is None else str(sample)[:80],
                        "field_name": field_name,
                    }
                )
            self.write({"column_ids": [(5, 0), *((0, 0, column) for column in columns)]})

    def _field_by_position(self) -> dict[int, str]:
        """Return which field each column fills, and remember it for the company.

        :raises UserError: when two columns fill one field, or none fills the name
        """
        self.ensure_one()
        by_position = {column.position: column.field_name for column in self.column_ids if column.field_name}
        doubled = {name for name in by_position.values() if list(by_position.values()).count(name) > 1}
        if doubled:
            labels = [self.env["customer.file"]._fields[name]._description_string(self.env) for name in doubled]
            raise UserError(self.env._("Two columns fill the same data: %s.", ", ".join(labels)))
        if "name" not in by_position.values():
            raise UserError(self.env._("Choose the column that holds the name of the customer."))
        self.env["customer.import.mapping"]._remember(
            self.company_id, {headers.key(column.header): column.field_name for column in self.column_ids}
        )
        return by_position

    def _units(self) -> dict[int, int]:
        """Return the unit of the amounts in each column whose heading holds one, such as 万元."""
        self.ensure_one()
        Files = self.env["customer.file"]
        amounts = self.column_ids.filtered(lambda c: c.field_name and Files._fields[c.field_name].type == "monetary")
        return {column.position: parse.amount_unit(column.header) for column in amounts}

    @api.model
    def _table_problem(self, error) -> str:
        problems = {
            "empty_file": self.env._("The list is empty."),
            "no_rows": self.env._("No visible sheet has anything in it."),
            "no_header": self.env._("No row with headings was found. Give its number."),
            "no_such_sheet": self.env._("There is no visible sheet “%s”.", error.value),
            "no_such_row": self.env._("There are no headings in row %s.", error.value),
            "old_xls": self.env._("This is a spreadsheet of before 2007. Save it as .xlsx."),
            "encrypted": self.env._("The list is protected by a password. Save it without one."),
            "numbers_file": self.env._("This is a Numbers document. Export it as .xlsx or .csv."),
            "pdf_file": self.env._("This is a PDF. Save the list as .xlsx or .csv."),
            "html_as_xls": self.env._("This is a web page. Open it in a spreadsheet program and save it as .xlsx."),
            "zip_not_xlsx": self.env._("This is no .xlsx file."),
            "zip_bomb": self.env._("The list is too large once unpacked."),
            "broken_file": self.env._("The file is damaged."),
            "bad_encoding": self.env._("The text is in an unknown encoding. Save the list as UTF-8."),
            "field_too_long": self.env._("A cell is too long, mostly because a quotation mark is never closed."),
            "too_many_merged": self.env._("The list has too many merged cells."),
        }
        return problems.get(error.code) or str(error)

    @api.model
    def _cell_problem(self, problem) -> str:
        problems = {
            "formula_without_value": self.env._("The cell holds a formula without a stored result."),
            "error_value": self.env._("The cell holds an error value."),
            "digits_lost": self.env._("The number lost digits in the spreadsheet. Format the column as text."),
            "date_out_of_range": self.env._("The number in the cell is no date."),
            "merged_cell": self.env._("The cell is merged with the one above. Undo the merge."),
            "beyond_header": self.env._("There is a value without a heading."),
            "unclosed_quote": self.env._("A quotation mark is never closed."),
            "footer": self.env._("This is a total or a signature, not a customer."),
            "section": self.env._("This is a title between the rows, not a customer."),
            "repeated_header": self.env._("These are the headings once more, not a customer."),
        }
        return problems.get(str(problem)) or getattr(problem, "message", str(problem))
