import psycopg2

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import mute_logger


class CustomerImportRun(models.Model):
    """Importing the planned rows."""

    _inherit = "customer.import"

    def _import_in_batches(self):
        """Import the planned rows that are not done, and yield after each batch."""
        self.ensure_one()
        pending = [("import_id", "=", self.id), ("is_done", "=", False)]
        # sudo: rows of an import are written by the import only; files and contacts with the rights of the user
        rows = self.env["customer.import.line"].sudo()
        imported = 0
        while lines := rows.search(pending, order="row_number", limit=self._batch_size):
            if self._refusal(lines):
                # one of the rows is at fault: take them one by one
                for line in lines:
                    if reason := self._refusal(line):
                        line.write({"outcome": "refuse", "reason": reason, "is_done": True})
            imported += len(lines)
            self._refresh_statistics(imported)
            yield
        self._run_step("finish")

    def _refusal(self, lines) -> str:
        """Import ``lines`` together, or leave all as it was and return why that is not possible."""
        try:
            # the log would show as an error what the list of rows explains
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._import_lines(lines)
        except UserError as error:
            return str(error)
        except (psycopg2.IntegrityError, psycopg2.DataError) as error:
            return self.env["customer.file"]._sql_error_to_message(error)
        return ""

    def _import_lines(self, lines):
        # a batch of new customers tells nobody and notes nothing: the import itself is the record
        quiet = self.with_company(self.company_id).with_context(tracking_disable=True, mail_create_nosubscribe=True)
        quiet._recheck(lines)
        quiet._create_files(lines.filtered(lambda line: line.outcome in ("create", "link")))
        for line in lines.filtered(lambda line: line.outcome == "update"):
            quiet._update_file(line.file_id, line.values)
        for line in lines.filtered(lambda line: line.outcome == "merge"):
            quiet._merge_row(line)
        lines.write({"is_done": True})
        self.env.flush_all()

    def _merge_row(self, line):
        """Fill the gaps of the file that the first row about the same customer made.

        :raises UserError: when that row was refused
        """
        first = line.search([("import_id", "=", self.id), ("row_number", "=", line.same_as_row)])
        if not first.file_id:
            raise UserError(
                self.env._(
                    "Row %(row)s is about the same customer and was refused: %(reason)s",
                    row=line.same_as_row,
                    reason=first.reason,
                )
            )
        line.file_id = first.file_id
        self._update_file(first.file_id, line.values, only_gaps=True)

    def _recheck(self, lines):
        """Let a row planned as new update the file that somebody opened in the meantime."""
        new = lines.filtered(lambda line: line.outcome in ("create", "link"))
        index = self._index_files(
            [{key: line[key] for key in ("number", "code_key", "name_key", "phone_key")} for line in new]
        )
        for line in new:
            entry = (line.code_key and index.get(("code_key", line.code_key))) or (
                line.name_key and index.get(("name_key", line.name_key))
            )
            if entry and not self._made(entry["file"]):
                line.write({"outcome": "update", "file_id": entry["file"].id})

    def _made(self, file) -> bool:
        """Say whether this import made ``file``."""
        own = [("import_id", "=", self.id), ("file_id", "=", file.id)]
        return bool(self.env["customer.import.line"].search_count(own, limit=1))

    def _create_files(self, lines):
        """Create the contacts and files of ``lines``, each kind of record in one call."""
        if not lines:
            return
        Files = self.env["customer.file"]
        partner_fields = Files._partner_field_names()
        new = lines.filtered(lambda line: not line.partner_id)
        partners = self.env["res.partner"].create(
            [
                {
                    "is_company": True,
                    **{partner_fields[name]: value for name, value in line.values.items() if name in partner_fields},
                }
                for line in new
            ]
        )
        for line, partner in zip(new, partners, strict=True):
            line.partner_id = partner
        # a rule may have opened the files together with the contacts
        here = [("company_id", "=", self.company_id.id), *Files._living_domain()]
        present = Files.with_context(active_test=False).search([("partner_id", "in", lines.partner_id.ids), *here])
        opened = {file.partner_id: file for file in present}
        waiting = lines.filtered(lambda line: line.partner_id not in opened)
        files = Files.create([self._prepare_file_vals(line, partner_fields) for line in waiting])
        for line, file in zip(waiting, files, strict=True):
            line.file_id = file
        for line in lines - waiting:
            line.file_id = opened[line.partner_id]
        for line in lines - (new & waiting):
            self._update_file(line.file_id, line.values)

    def _prepare_file_vals(self, line, partner_fields: dict[str, str]) -> dict:
        return {
            **line.partner_id.with_env(self.env)._prepare_customer_file_vals(),
            "kind_id": self.kind_id.id,
            **{name: value for name, value in line.values.items() if name not in partner_fields},
        }

    def _update_file(self, file, values: dict, *, only_gaps: bool = False):
        file = file.with_env(self.env)
        changes = self._changes(file, values, only_gaps=only_gaps)
        if not file.active:
            changes["active"] = True
        if changes:
            file.write(changes)

    def _add_partner_lines(self, domain: list, values: dict):
        """Plan a file for each contact in ``domain`` that has none; the import can start at once."""
        self.ensure_one()
        Partners = self.env["res.partner"]
        last_id = 0
        while partners := Partners.search_fetch([("id", ">", last_id), *domain], ["name"], order="id", limit=1000):
            last_id = partners[-1].id
            # sudo: see _import_in_batches
            self.env["customer.import.line"].sudo().create(
                [
                    {
                        "import_id": self.id,
                        "company_id": self.company_id.id,
                        "row_number": partner.id,
                        "customer": partner.name,
                        "values": values,
                        "outcome": "link",
                        "partner_id": partner.id,
                    }
                    for partner in partners
                ]
            )
        self._write_protected({"state": "checked"})
