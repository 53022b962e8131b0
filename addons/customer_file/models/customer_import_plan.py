from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools import normalise
from ..tools.table_reader import WHOLE_ROW


class CustomerImportPlan(models.Model):
    """The dry run: what would be done with each row, and why."""

    _inherit = "customer.import"

    def _plan_in_batches(self):
        """Plan the rows after the last planned one, and yield after each batch."""
        self.ensure_one()
        planned = 0
        try:
            by_position = self._field_by_position()
            with self._open_table() as table:
                rows = (row for row in table.rows() if row.number > self.last_row)
                while batch := list(islice(rows, self._batch_size)):
                    self._plan_batch(batch, by_position)
                    self._write_protected({"last_row": batch[-1].number})
                    planned += len(batch)
                    self._refresh_statistics(planned)
                    yield
        except UserError as error:
            self._run_step("reset")
            self._write_protected({"error": str(error)})
        else:
            self._run_step("checked")

    def _plan_batch(self, rows, by_position: dict[int, str]):
        known_values, units = {}, self._units()
        plans = [self._read_row(row, by_position, units, known_values) for row in rows]
        self._decide([plan for plan in plans if not plan.get("outcome")])
        # sudo: rows of an import are written by the import only
        self.env["customer.import.line"].sudo().create(
            [
                {
                    **plan,
                    "import_id": self.id,
                    "company_id": self.company_id.id,
                    "is_done": plan["outcome"] in ("refuse", "unchanged"),
                }
                for plan in plans
            ]
        )

    def _read_row(self, row, by_position: dict[int, str], units: dict[int, int], known_values: dict) -> dict:
        """Return the line of a row: its values and keys, or its refusal with every reason."""
        Files = self.env["customer.file"]
        values, reasons = {}, []
        if WHOLE_ROW in row.problems:
            reasons.append(self._cell_problem(row.problems[WHOLE_ROW]))
        for position, name in ({} if reasons else by_position).items():
            cell = row.values[position] if position < len(row.values) else None
            if position in row.problems:
                label = Files._fields[name]._description_string(self.env)
                reasons.append(f"{label}: {self._cell_problem(row.problems[position])}")
                continue
            try:
                value = Files._value_from_text(name, cell, known_values, units.get(position, 1))
            except ValidationError as error:
                reasons.append(str(error))
            else:
                if value is not False:
                    if Files._fields[name].type == "date":
                        value = fields.Date.to_string(value)
                    values[name] = value
        if not values.get("name") and not reasons:
            reasons.append(self.env._("The name of the customer is missing."))
        if values.get("life_status") == "lost" and not values.get("lost_reason"):
            reasons.append(self.env._("Say why the customer was lost."))
        return {
            "row_number": row.number,
            "customer": values.get("name"),
            "values": values,
            "number": values.get("number"),
            **Files._keys(values.get("name"), values.get("phone"), values.get("credit_code")),
            **({"outcome": "refuse", "reason": "\n".join(reasons)} if reasons else {}),
        }

    def _decide(self, plans: list[dict]):
        """Set the outcome of each plan: against the list's other rows, then the files, then the contacts."""
        rows = self._index_rows(plans)
        files = self._index_files(plans)
        partners = self._index_partners(plans)
        for plan in plans:
            same_row, reason = self._match(plan, rows)
            if same_row:
                plan.update(outcome="merge", same_as_row=same_row["row_number"], reason=reason)
            elif reason:
                plan.update(outcome="refuse", reason=reason)
            else:
                self._decide_against_database(plan, files, partners)
            if plan["outcome"] in ("create", "link", "update", "unchanged"):
                self._index_row(rows, plan)

    def _decide_against_database(self, plan: dict, files: dict, partners: dict):
        same_file, reason = self._match(plan, files)
        if same_file:
            changes = self._changes(same_file["file"], plan["values"])
            if not same_file["file"].has_access("write"):
                plan.update(outcome="refuse", reason=self.env._("The file of this customer is closed to you."))
            else:
                outcome = "update" if changes or not same_file["file"].active else "unchanged"
                plan.update(outcome=outcome, file_id=same_file["file"].id, reason=reason)
        elif reason:
            plan.update(outcome="refuse", reason=reason)
        else:
            found = partners.get(("code", plan["code_key"])) or partners.get(("name", plan["customer"])) or []
            if len(found) > 1:
                plan.update(
                    outcome="refuse",
                    reason=self.env._("%s contacts fit this customer. Merge them first.", len(found)),
                )
            else:
                plan.update(outcome="link" if found else "create", partner_id=found[0] if found else False)

    def _match(self, plan: dict, index: dict):
        """Find the same customer in ``index``.

        :return: what was found and why; only a reason when the row must be refused; neither when nothing fits
        """
        for key, label in (
            ("number", self.env._("same file number")),
            ("code_key", self.env._("same credit code")),
        ):
            if plan[key] and (key, plan[key]) in index:
                found = index[key, plan[key]]
                if key == "number" and self._contradicts(plan, found):
                    return None, self.env._("Same file number as %s, but another customer.", found["label"])
                return found, label
        by_name = plan["name_key"] and index.get(("name_key", plan["name_key"]))
        if by_name:
            if plan["code_key"] and by_name["code_key"] and plan["code_key"] != by_name["code_key"]:
                return None, self.env._("Same name as %s, but another credit code.", by_name["label"])
            return by_name, self.env._("same name")
        by_phone = plan["phone_key"] and index.get(("phone_key", plan["phone_key"]))
        if by_phone and self.on_same_phone != "ignore":
            if plan["code_key"] and by_phone["code_key"] and plan["code_key"] != by_phone["code_key"]:
                return None, ""
            if self.on_same_phone == "refuse":
                return None, self.env._("Same telephone as %s, but another name.", by_phone["label"])
            return by_phone, self.env._("same telephone")
        return None, ""

    @api.model
    def _contradicts(self, plan: dict, found: dict) -> bool:
        """Say whether credit codes, or names where one has no code, are of two customers."""
        if plan["code_key"] and found["code_key"]:
            return plan["code_key"] != found["code_key"]
        return plan["name_key"] != found["name_key"]

    def _index_row(self, index: dict, plan: dict):
        label = self.env._("row %(number)s (%(name)s)", number=plan["row_number"], name=plan["customer"])
        entry = {key: plan[key] for key in ("row_number", "code_key", "name_key")} | {"label": label}
        for key in ("number", "code_key", "name_key", "phone_key"):
            if plan[key]:
                index.setdefault((key, plan[key]), entry)

    def _index_rows(self, plans: list[dict]) -> dict:
        """Index the rows planned before that share a key with ``plans``."""
        index = {}
        lines = self.env["customer.import.line"].search_fetch(
            [("import_id", "=", self.id), ("outcome", "not in", ("refuse", "merge")), *self._any_key(plans)],
            ["row_number", "customer", "number", "code_key", "name_key", "phone_key"],
        )
        for line in lines:
            self._index_row(
                index,
                {
                    name: line[name]
                    for name in ("row_number", "customer", "number", "code_key", "name_key", "phone_key")
                },
            )
        return index

    def _index_files(self, plans: list[dict]) -> dict:
        # sudo: to refuse the row of a customer whose file the user may not read; nothing of the file is shown
        files = self.env["customer.file"].sudo().with_context(active_test=False)
        files = files.search([("company_id", "=", self.company_id.id), *files._living_domain(), *self._any_key(plans)])
        index = {}
        for file in files.sorted("id"):
            # sudo: back to the rights of the user; number and name of a file are no secret
            entry = {
                "file": file.sudo(self.env.su),
                "code_key": file.code_key,
                "name_key": file.name_key,
                "label": f"{file.number} {file.name}",
            }
            for key in ("number", "code_key", "name_key", "phone_key"):
                if file[key]:
                    index.setdefault((key, file[key]), entry)
        return index

    def _any_key(self, plans: list[dict]) -> list:
        keys = ("number", "code_key", "name_key", "phone_key")
        return ["|", "|", "|", *((key, "in", [plan[key] for plan in plans if plan[key]]) for key in keys)]

    def _index_partners(self, plans: list[dict]) -> dict[tuple, list[int]]:
        """Index the contacts without a file that have the credit code or the exact name of a plan."""
        codes = [plan["code_key"] for plan in plans if plan["code_key"]]
        names = [plan["customer"] for plan in plans if plan["customer"]]
        partners = self.env["res.partner"].search_fetch(
            [
                ("parent_id", "=", False),
                ("company_id", "in", (self.company_id.id, False)),
                "|",
                ("vat", "in", codes),
                ("name", "in", names),
                "!",
                ("customer_file_ids", "any", [("company_id", "=", self.company_id.id)]),
            ],
            ["vat", "name"],
        )
        index = {}
        for partner in partners:
            if partner.vat:
                index.setdefault(("code", normalise.credit_code(partner.vat)), []).append(partner.id)
            index.setdefault(("name", partner.name), []).append(partner.id)
        return index

    def _changes(self, file, values: dict, *, only_gaps: bool = False) -> dict:
        """Return which of ``values`` would change ``file`` under the choice for known customers."""
        if self.on_match == "skip":
            return {}
        changes = {}
        for name, value in values.items():
            field = file._fields[name]
            present = field.convert_to_write(file[name], file)
            if field.type == "date":
                present = fields.Date.to_string(present)
            if present and (only_gaps or self.on_match == "fill"):
                continue
            if present != value and name != "number":
                changes[name] = value
        return changes
