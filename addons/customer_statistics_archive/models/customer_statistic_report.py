from odoo import fields, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG
from odoo.addons.customer_policy.tools import deadline_time

#: types of fields that hold content, beside the rows
CONTENT_TYPES = ("binary", "char", "html", "json", "many2many", "text")
#: what remains: that there was a report, of what and when, and the hash of what it said
REMAINS = {"number", "name", "fingerprint"}


class DestructionPass:
    """Lets the approved destruction empty what is on record; a client can put anything but an instance of it."""

    def __init__(self, records):
        self.model = records._name
        self.ids = frozenset(records._ids)

    @classmethod
    def given(cls, records):
        """Return ``records`` with a pass for them."""
        context = {"customer_statistic_destruction_pass": cls(records), "tracking_disable": True}
        return records.with_context(**context)

    @classmethod
    def has(cls, records) -> bool:
        """Say whether there is a pass for all of ``records``."""
        one = records.env.context.get("customer_statistic_destruction_pass")
        return isinstance(one, cls) and one.model == records._name and one.ids.issuperset(records._ids)


class CustomerStatisticReport(models.Model):
    """An issued report is kept for its term and goes by a destruction request in the end (S0-09, S0-10).

    Its figures, texts, scans and messages go. That it was issued, to whom, and the hash of what it said remain.
    """

    _name = "customer.statistic.report"
    _inherit = ["customer.statistic.report", "customer.destructible.mixin"]
    _final_states = ("issued", "cancelled", "destroyed")

    state = fields.Selection(selection_add=[("destroyed", "Destroyed")], ondelete={"destroyed": "set cancelled"})

    def _workflow_protected_fields(self):
        mine = {"retention_id", "retention_date", "destroyed_date", "destruction_record_id"}
        return {*super()._workflow_protected_fields(), *mine}

    def _after_issue(self):
        result = super()._after_issue()
        for report in self:
            # sudo: the term follows from issuing, whoever issues
            known = report.sudo()
            known._start_retention(known.kind_id.retention_id, known._issue_day())
        return result

    def _issue_day(self):
        """Return the day of issue, where the company works; of what a unit never had issued, the last of the period."""
        if not self.issued_date:
            return self.date_to
        return deadline_time.local_day(self.issued_date, self.company_id._policy_timezone().zone)

    # destruction

    def _term(self):
        """What was issued without a class is kept as its kind says today."""
        retention, date = super()._term()
        if not retention and self.kind_id.retention_id:
            retention = self.kind_id.retention_id
            date = retention._expiry(self._issue_day())
        return retention, date

    def _destruction_obstacle(self) -> str:
        self.ensure_one()
        name = self.display_name
        if self.parent_id:
            return self.env._(
                "%(report)s is part of %(whole)s, and is destroyed with that report.",
                report=name,
                whole=self.parent_id.display_name,
            )
        if self.state not in ("issued", "destroyed"):
            return self.env._("%s is not issued: what nobody needs is cancelled.", name)
        # sudo: whoever asks for the destruction is told what holds it back
        unfinished = self.sudo().correction_ids.filtered(lambda one: not one._is_final())
        if unfinished:
            return self.env._("An error in %s is still being corrected.", name)
        lent = self.env["customer.access.request"]._lent([("report_ids", "in", self.ids)])
        if lent:
            return self.env._("%(document)s is lent out: %(request)s.", document=name, request=lent.number)
        return super()._destruction_obstacle()

    def _destroyed_parts(self):
        """Return these reports after those of the units that are part of them."""
        reports = self.part_ids | self
        return reports.filtered(lambda report: report.state != "destroyed")

    def _destruction_facts(self):
        return {
            **super()._destruction_facts(),
            "document_number": self.display_name,
            "title": self.fingerprint,
            "document_date": self._issue_day(),
            "class_name": self.kind_id.name,
        }

    def _emptied_values(self):
        values = dict(super()._emptied_values())
        for name, field in self._fields.items():
            given = field.store and not field.related and not (field.compute and field.readonly)
            if given and field.type in CONTENT_TYPES and name not in REMAINS:
                values[name] = [fields.Command.clear()] if field.type == "many2many" else False
        return values

    def _write_destroyed(self, vals):
        DestructionPass.given(self)._write_protected(vals)

    def _changes_nothing(self, vals):
        return DestructionPass.has(self) or super()._changes_nothing(vals)

    def _content_attachments(self):
        found = super()._content_attachments() | self._sent_messages().attachment_ids
        return found.union(*(self._attachments_of(rows) for rows in [*self._rows_under(), self._all_corrections()]))

    def _destroy_content(self, record):
        result = super()._destroy_content(record)
        self._sent_messages().unlink()
        self._all_corrections()._destroy_texts()
        for rows in self._rows_under():
            self._forget_traces_of(rows)
            # what is on record is kept from everybody, but not from its approved destruction
            rows.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self._write_protected({"state": "destroyed"})
        return result

    def _all_corrections(self):
        # sudo: approved content goes whole, also what the one who carries it out may not read
        return self.sudo().env["customer.statistic.correction"].search([("report_id", "=", self.id)])

    def _sent_messages(self):
        """Return the mails with which this report was sent to colleagues; copies outside the system stay there."""
        # sudo: see above
        return self.sudo().env["customer.statistic.mailing"].search([("report_id", "=", self.id)]).message_ids

    def _rows_under(self) -> list:
        """Return the rows of every model that are part of this report, those that point to its figures first."""
        env = self.sudo().env  # sudo: see above
        pointing, others = [], []
        for model in env.values():
            if model._abstract or not model._auto or model._transient:
                continue
            for field in model._fields.values():
                if field.type != "many2one" or not field.store:
                    continue
                rows = model.with_context(active_test=False)
                if field.comodel_name == "customer.statistic.figure":
                    pointing.append(rows.search([(f"{field.name}.report_id", "=", self.id)]))
                elif field.comodel_name == self._name and field.ondelete == "cascade":
                    others.append(rows.search([(field.name, "=", self.id)]))
        return [rows for rows in pointing + others if rows]
