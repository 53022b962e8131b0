from odoo import api, fields, models
from odoo.tools import SQL


class CustomerExportRule(models.Model):
    _inherit = "customer.export.rule"

    @api.model
    def _approved_export(self, user, company, model_name, count):
        number = super()._approved_export(user, company, model_name, count)
        if number:
            return number
        requests = self.env["customer.access.request"].search(
            [
                ("kind", "=", "export"),
                ("state", "=", "approved"),
                ("applicant_kind", "=", "staff"),
                ("applicant_id", "=", user.id),
                ("company_id", "=", company.id),
                ("export_model", "=", model_name),
                ("valid_until", ">", fields.Datetime.now()),
                ("row_count", ">=", count),
            ],
            order="valid_until, id",
        )
        for request in requests:
            # two exports at once wait for each other: together they take no more than was approved
            self.env.cr.execute(
                SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", f"{request._name}/{request.id}")
            )
            taken = self.env["customer.export.register"]._rows_taken(company, request.number)
            if taken + count <= request.row_count and not request._approval_obstacle():
                return request.number
        return ""

    @api.model
    def _guard(self, door, records, field_names, row_count=None):
        if door != "screen" and not self.env.su:
            self._guard_copying(door, records)
        return super()._guard(door, records, field_names, row_count)

    @api.model
    def _guard_copying(self, door: str, records):
        """Stop what needs an approved request for copying and has none (S3-18.1, S4.core-23)."""
        if "company_id" not in records._fields or records._name == "res.partner":
            return
        # sudo: of records the user may read, which are guarded
        for company, rows in records.sudo().grouped("company_id").items():
            rules = self.env["customer.access.rule"]._in_force(company)
            for rule in rules.filtered(lambda rule: rule.guards and rule.kind in (False, "copy")):
                guarded = rows.filtered(lambda row, rule=rule: self._is_guarded(row, rule.guards))
                left = guarded - self._copying_approved(guarded)
                if left:
                    for bearers in left._level_bearers():
                        # sudo: back to the rights of the caller
                        known = bearers.filtered("secrecy_level_id").sudo(False)
                        self.env["customer.access.log"]._record("refused", known, self.env._("Copying"))
                    message = self.env._(
                        "%(name)s: it is neither printed nor exported without an approved request for copying.",
                        name=left[0].display_name,
                    )
                    rule._breached_by(left.sudo(False), message)

    @api.model
    def _is_guarded(self, row, guards: str) -> bool:
        if guards == "all":
            return True
        secret = any(bearers.secrecy_level_id for bearers in row._level_bearers())
        return secret or (guards == "important" and any(self._files_of(row).mapped("is_important")))

    @api.model
    def _files_of(self, row):
        """Return the files that a row, or what it is part of, is about."""
        files = self.env["customer.file"].sudo()  # sudo: the caller's rows come with all rights as well
        for bearers in [row, *row._level_bearers()]:
            if bearers._name == "customer.file":
                files |= bearers
            elif "file_id" in bearers._fields:
                files |= bearers.file_id
        return files

    @api.model
    def _copying_approved(self, rows):
        """Return those of ``rows`` that the user may copy by an approved request."""
        if not rows:
            return rows
        # sudo: the own requests, and of what they are about the ids alone
        requests = (
            self.env["customer.access.request"]
            .sudo()
            .search(
                [
                    ("kind", "=", "copy"),
                    ("state", "in", ("approved", "issued")),
                    ("applicant_kind", "=", "staff"),
                    ("applicant_id", "=", self.env.uid),
                    ("valid_until", ">", fields.Datetime.now()),
                ]
            )
        )
        requests = requests.filtered(lambda request: not request._approval_obstacle())
        documents = requests.document_ids if rows._name == "customer.archive.document" else rows[:0]
        files = {row: self._files_of(row) for row in rows}
        return rows.filtered(lambda row: (files[row] and files[row] <= requests.file_id) or row in documents)
