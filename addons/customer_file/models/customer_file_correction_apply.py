from odoo import models
from odoo.exceptions import UserError


class CustomerFileCorrectionApply(models.Model):
    """How an approved correction changes the file."""

    _inherit = "customer.file.correction"

    def _apply(self):
        """Write the approved values into the file, and enter each in its history with old and new.

        :raises UserError: when the file no longer says what was found wrong
        """
        self.ensure_one()
        self._check_not_stale()
        # sudo: protected data are closed to everybody but an approved correction, which this is
        file = self.file_id.sudo()
        known = file.event_ids
        self._enter_application(file)
        file.write({line.field_name: line._new_value() for line in self.line_ids})
        events = file.event_ids - known
        events.filtered(lambda event: event.type in ("change", "rename")).write({"correction_id": self.id})
        entered = set(events.mapped("name"))
        for line in self.line_ids:
            label = file._fields[line.field_name]._description_string(self.env)
            if label not in entered:
                new = file._shown_values([line.field_name])[line.field_name]
                file._add_event("change", label, old_value=line.old_value, new_value=new, correction_id=self.id)
        file.message_post(
            body=self.env._("Corrected: %s", self._get_html_link()), author_id=self.env.user.partner_id.id
        )

    def _check_not_stale(self):
        stale = self.line_ids.filtered("is_stale")
        if stale:
            raise UserError(
                self.env._(
                    "%(correction)s: the file was changed after the proposal and nothing is applied. %(fields)s. "
                    "Take the correction back to draft and propose it anew.",
                    correction=self.display_name,
                    fields="; ".join(
                        self.env._(
                            "%(field)s was “%(old)s” and is “%(now)s”",
                            field=line.question,
                            old=line.old_value or "",
                            now=line.current_value or "",
                        )
                        for line in stale
                    ),
                )
            )

    def _enter_application(self, file):
        """Enter the customer's application for another name, which a rule may ask for (S1.7-3.3c)."""
        line = self.line_ids.filtered(lambda line: line.field_name == "name")
        if line and self.attachment_ids:
            file._add_event(
                "application",
                self.env._("Application to change the name"),
                old_value=line.old_value,
                new_value=line._new_value(),
                attachment_ids=[(6, 0, self.attachment_ids.ids)],
                correction_id=self.id,
            )
