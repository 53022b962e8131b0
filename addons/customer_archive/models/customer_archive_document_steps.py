from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_archive_document import INFORMATION_ADMINISTRATOR


class CustomerArchiveDocumentSteps(models.Model):
    """How a document is handed in, received and filed, by when, and how its content ends."""

    _inherit = "customer.archive.document"

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "month": self.env._("Handed in, counted from the end of the month"),
            "filing": self.env._("Filed, counted from the date of the document"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_closed_volumes(vals.get("volume_id") for vals in vals_list)
        documents = super().create(vals_list)
        documents._start_filing_deadlines()
        return documents

    def _start_filing_deadlines(self):
        """Let the terms run: a term of 10 days from the end of the month ends on the 10th (S2.2-04b, S2.3-1)."""
        for document in self:
            document._start_deadline("month", document._month_end())
            document._start_deadline("filing", document._day())

    def _day(self):
        return self.company_id._archive_noon(self.date)

    def _month_end(self):
        return self.company_id._archive_noon(self.date + relativedelta(day=31))

    def write(self, vals):
        if "volume_id" in vals:
            moved = self.filtered(lambda document: document.volume_id.id != vals["volume_id"])
            if moved:
                self._refuse_closed_volumes([vals["volume_id"], *moved.volume_id.ids])
        result = super().write(vals)
        if "date" in vals:
            reason = self.env._("The date of the document was corrected.")
            for document in self:
                document._move_deadline("month", document._month_end(), reason)
                document._move_deadline("filing", document._day(), reason)
        return result

    @api.model
    def _refuse_closed_volumes(self, volume_ids):
        """Refuse to put documents into closed volumes or to take them out."""
        # sudo: whether a volume is closed, and its number, are no secret
        for volume in self.env["customer.archive.volume"].sudo().browse(filter(None, volume_ids)):
            if volume.state == "closed":
                raise UserError(self.env._("The volume %s is closed.", volume.display_name))

    # who takes which step

    def _step_obstacle(self, step):
        user = self.env.user
        if step.name == "hand_in":
            keeper = self.department_id._archive_keeper(self.company_id)
            if keeper and user != keeper and not user.has_group(INFORMATION_ADMINISTRATOR):
                return self.env._("The archivist of the department hands it in: %s.", keeper.name)
            if not keeper and user != self.responsible_id and not user.has_group(INFORMATION_ADMINISTRATOR):
                return self.env._("It is handed in by: %s.", self.responsible_id.name)
        if step.name == "file":
            keeper = self.company_id.customer_archive_department_id._archive_keeper(self.company_id)
            if keeper and user != keeper:
                return self.env._("The archivist confirms the receipt: %s.", keeper.name)
        if step.name == "take_out" and self.volume_id.state == "closed":
            return self.env._("The volume %s is closed.", self.volume_id.display_name)
        return super()._step_obstacle(step)

    def action_hand_in(self):
        return self._run_step("hand_in")

    def action_return(self):
        return self._run_step("return")

    def action_file(self):
        return self._run_step("file")

    def action_take_out(self):
        return self._run_step("take_out")

    def _after_return(self):
        for document in self:
            document.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Returned by the archive: complete it and hand it in again"),
                user_id=document.responsible_id.id,
            )

    def _before_file(self):
        for document in self:
            if not document.class_id:
                raise UserError(
                    self.env._(
                        "%s: choose its class in the catalogue first; without one it cannot be filed.",
                        document.display_name,
                    )
                )

            document._check_level_decided()

    def _check_level_decided(self):
        """Let the class react when the secrecy level of a document was not decided yet (S4.core-1)."""
        self.ensure_one()
        if self.class_id.needs_level and self.class_id.mode != "off" and not self.secrecy_level_id:
            # sudo: a class is configuration without secrets
            self.class_id.sudo()._breached_by(
                self, self.env._("%s: its secrecy level must be decided first.", self.display_name)
            )

    def _after_file(self):
        self._draw_numbers()
        now = fields.Datetime.now()
        for document in self:
            # sudo: what follows from the receipt, on a document that is closed to changes from now on
            filed = document.sudo()
            filed._start_retention(document.class_id._effective_retention(), document.date)
            filed._put_into_volume()
            filed._meet_deadline("month", now)
            filed._meet_deadline("filing", now)
            filed.activity_unlink(["mail.mail_activity_data_todo"])

    def _after_take_out(self):
        for document in self:
            # sudo: the one who may take this step need not be allowed to change a filed document
            taken = document.sudo()
            taken._write_protected({"retention_id": False, "retention_date": False, "volume_position": 0})
            taken.write({"volume_id": False})

    # volumes

    def _family(self):
        """Return this document with all that belong together with it, however far."""
        self.ensure_one()
        family = new = self
        while new:
            new = (new.related_id | new.relative_ids) - family
            family |= new
        return family

    def _put_into_volume(self):
        """Put a filed document into its volume, beside what it belongs to; a request follows its reply."""
        self.ensure_one()
        relatives = (self._family() - self).filtered(
            lambda other: other.state == "filed" and other.volume_id.state == "open"
        )
        if not self.volume_id:
            beside = relatives.volume_id.filtered(lambda volume: not volume._document_obstacle(self))[:1]
            self.volume_id = beside or self.env["customer.archive.volume"]._open_for(self)
        for other in relatives - self.volume_id.document_ids:
            if not self.volume_id._document_obstacle(other):
                other.volume_id = self.volume_id

    # destruction

    def _destruction_obstacle(self) -> str:
        self.ensure_one()
        if self.state in ("draft", "handed_in"):
            return self.env._("%s is not filed.", self.display_name)
        return super()._destruction_obstacle()

    def _destruction_facts(self):
        self.ensure_one()
        return {
            **super()._destruction_facts(),
            "document_number": self.number,
            "title": self.name,
            "document_date": self.date,
            "class_name": self.class_id.display_name,
            "volume_number": self.volume_id.number,
            "file_number": self.file_id.number,
            "carrier": self.carrier,
            "copies": self.copies,
            "pages": self.pages,
        }

    def _emptied_values(self):
        return {
            **super()._emptied_values(),
            "name": self.env._("Destroyed"),
            "keywords": False,
            "note": False,
            "attachment_ids": [fields.Command.clear()],
            "state": "destroyed",
        }

    def _write_destroyed(self, vals):
        self._write_protected(vals)

    def _destroy_content(self, record):
        result = super()._destroy_content(record)
        self.volume_id._forget_title(self)
        return result
