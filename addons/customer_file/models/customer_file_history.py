from contextlib import contextmanager

from odoo import api, fields, models


class CustomerFileHistory(models.Model):
    """The life of a file: major changes enter its history the moment they are saved (S1.1-4.3.1a, S1.7-3.3a)."""

    _inherit = "customer.file"

    event_ids = fields.One2many("customer.file.event", "file_id", string="History")
    event_count = fields.Integer(compute="_compute_event_count")

    @api.depends("event_ids")
    def _compute_event_count(self):
        counts = dict(
            self.env["customer.file.event"]._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"])
        )
        for file in self:
            file.event_count = counts.get(file, 0)

    @api.model
    def _major_fields(self) -> list[str]:
        """Name the data of the file whose change is a major change at the customer."""
        return ["legal_representative", "registered_capital", "ownership", "business_scope", "life_status", "kind_id"]

    @contextmanager
    def _events_of_change(self, vals):
        """Enter a change of major data in the history of each file."""
        names = [name for name in self._major_fields() if name in vals]
        before = [file._shown_values(names) for file in self] if names else []
        yield
        for file, old_values in zip(self, before, strict=False):
            file._add_change_events(file, old_values)

    def _add_change_events(self, record, old_values: dict[str, str]):
        """Add an event for each value of ``record``, the file or its partner, that is shown as another one now."""
        self.ensure_one()
        for name, new in self._shown_values(list(old_values), record).items():
            if new != old_values[name]:
                label = record._fields[name]._description_string(self.env)
                kind = "rename" if name == "name" else "change"
                self._add_event(kind, label, old_value=old_values[name], new_value=new)

    def _shown_values(self, names: list[str], record=None) -> dict[str, str]:
        self.ensure_one()
        record = self if record is None else record
        return {name: str(record._fields[name].convert_to_export(record[name], record) or "") for name in names}

    def _add_event(self, type_: str, name: str, **values):
        """Enter something in the history that nobody can change afterwards."""
        # sudo: automatic rows are refused to everybody else; whoever may change the file causes them
        return (
            self.env["customer.file.event"]
            .sudo()
            .create(
                [{"file_id": file.id, "type": type_, "name": name, "is_automatic": True, **values} for file in self]
            )
        )

    def _has_application(self, operation: str, new_name: str = "", by_correction: bool = False) -> bool:
        """Say whether the customer's scanned application for ``operation`` is kept.

        :param by_correction: only one that came with a checked correction counts
        """
        self.ensure_one()
        if operation == "open":
            return bool(self.application_ids)
        return bool(
            self.event_ids.filtered(
                lambda event: (
                    event.is_automatic
                    and event.type == "application"
                    and event.new_value == new_name
                    and event.attachment_ids
                    and (event.correction_id or not by_correction)
                )
            )
        )
