from odoo import fields, models
from odoo.exceptions import UserError


class CustomerFileMerge(models.Model):
    """The register of merged files: both numbers stay known."""

    _name = "customer.file.merge"
    _description = "Merged customer files"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "lost_number"

    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    file_id = fields.Many2one("customer.file", string="Kept File", required=True, index=True, ondelete="restrict")
    lost_file_id = fields.Many2one(
        "customer.file", string="Merged File", required=True, index=True, ondelete="restrict"
    )
    kept_number = fields.Char(required=True)
    lost_number = fields.Char(required=True)
    lost_name = fields.Char("Name on the Merged File", required=True)
    user_id = fields.Many2one("res.users", string="Merged By", required=True, ondelete="restrict")


class CustomerFile(models.Model):
    _inherit = "customer.file"

    merge_ids = fields.One2many("customer.file.merge", "file_id", string="Merged Numbers")

    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "merged_into_id"}

    def _merge_into(self, kept):
        """Merge this file into ``kept``: its rows move, its number stays known, the file is archived.

        What ``kept`` does not know yet is taken over; what both know stays as ``kept`` has it.

        :raises AccessError: unless the user may change both files
        """
        self.ensure_one()
        (self | kept).check_access("write")
        if self.company_id != kept.company_id:
            raise UserError(self.env._("Files of two companies cannot be merged."))
        if self.currency_id != kept.currency_id:
            raise UserError(
                self.env._(
                    "%(file)s counts in %(currency)s, %(kept)s in another currency. Change one of them first.",
                    file=self.number,
                    currency=self.currency_id.name,
                    kept=kept.number,
                )
            )
        if self.own_secrecy_level_id.rank > kept.own_secrecy_level_id.rank:
            kept._classify(self.own_secrecy_level_id, self.env._("File %s was merged into this one", self.number))
        self._move_lines(kept)
        self._fill_gaps(kept)
        self._move_thread(kept)
        # sudo: the register is written by this method only
        self.env["customer.file.merge"].sudo().create(
            {
                "company_id": kept.company_id.id,
                "file_id": kept.id,
                "lost_file_id": self.id,
                "kept_number": kept.number,
                "lost_number": self.number,
                "lost_name": self.name or self.number,
                "user_id": self.env.uid,
            }
        )
        self._write_protected({"merged_into_id": kept.id, "active": False})
        kept._add_event("merge", self.env._("File %s was merged into this one", self.number))

    def _move_lines(self, kept):
        for name in self.env.registry["customer.file.line.mixin"]._inherit_children:
            # sudo: every row moves with its file, also those only their authors may change
            lines = self.env[name].sudo().search([("file_id", "=", self.id)])
            if name == "customer.file.year":
                known = set(kept.year_ids.mapped("year"))
                lines = lines.filtered(lambda line, known=known: line.year not in known)
            if lines:
                lines.write({"file_id": kept.id})
        # an open survey stays where it is: what it says goes into the kept file when it is accepted
        decided = self.sudo().survey_ids.filtered(
            lambda survey: survey.state in ("accepted", "refused")
        )  # sudo: see above
        decided.write({"file_id": kept.id})

    def _fill_gaps(self, kept):
        names = [name for name in self._scalar_fields() if not self._fields[name].related]
        names += ["kind_id", "is_important", "source_id", "responsible_id", "custodian_id", "note", "lost_reason"]
        gaps = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
            if self[name] and not kept[name]
        }
        first_contacts = [day for day in (self.first_contact_date, kept.first_contact_date) if day]
        kept.check_access("write")
        # sudo: data that only an approved correction changes are filled too, since a merge is registered itself
        kept.sudo().write(
            {
                **gaps,
                "tag_ids": [(4, tag.id) for tag in self.tag_ids],
                "contact_staff_ids": [
                    (4, user.id) for user in (self.contact_staff_ids | self.responsible_id) - kept.responsible_id
                ],
                "application_ids": [(4, scan.id) for scan in self.application_ids],
                "active": self.active or kept.active,
                "first_contact_date": min(first_contacts, default=False),
            }
        )

    def _move_thread(self, kept):
        """Move messages, activities and attachments to the kept file."""
        self.message_change_thread(kept)
        # sudo: others' activities and scans move too; kept is readable for those who could read this file
        self.sudo().activity_ids.write({"res_id": kept.id})
        attachments = self.env["ir.attachment"].sudo()  # sudo: see above
        attachments.search([("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", False)]).write(
            {"res_id": kept.id}
        )
