from odoo import api, fields, models


class CustomerFileProtection(models.Model):
    """Protected data of a filed file are changed by an approved correction, and privately by nobody (S2.4-4)."""

    _inherit = "customer.file"

    correction_ids = fields.One2many("customer.file.correction", "file_id", string="Corrections")
    correction_count = fields.Integer(compute="_compute_correction_count")

    @api.depends("correction_ids")
    def _compute_correction_count(self):
        counts = dict(
            self.env["customer.file.correction"]._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"])
        )
        for file in self:
            file.correction_count = counts.get(file, 0)

    def write(self, vals):
        # what stands on the partner is looked at where it is written, also without the file
        own = set(vals) & set(self._scalar_fields()) - set(self._partner_field_names())
        # sudo is used by registered steps only: an applied correction, a merge
        if own and not self.env.su:
            for file in self:
                file._check_private_change({name: vals[name] for name in own})
        return super().write(vals)

    def _check_private_change(self, vals: dict, record=None, names: dict | None = None):
        """Let the rule react when somebody changes data that only a correction may change.

        :param record: where the data are written: the file, or its partner
        :param names: names of the data on the file, by those on ``record``
        """
        self.ensure_one()
        # once filed it stays protected, also while it is revised
        if not self.sorted_date:
            return
        record, names = self if record is None else record, names or {}
        protected = self._protected_by(
            {names.get(name, name) for name in vals if self._is_change(record, name, vals[name])}
        )
        if protected:
            rule = self.env["customer.file.correction.rule"]._protecting(self, protected)
            rule._breached_by(
                self,
                self.env._(
                    "%(file)s is filed: %(fields)s are changed by a correction, which others check. "
                    "Open the file and choose “Correct”.",
                    file=self.display_name,
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in sorted(protected)),
                ),
            )

    def _protected_by(self, names: set[str]) -> set[str]:
        """Return those of ``names`` that a rule in force protects on this file."""
        rule = names and self.env["customer.file.correction.rule"]._protecting(self, names)
        return rule._protected(names) if rule else set()

    @api.model
    def _is_change(self, record, name: str, value) -> bool:
        field = record._fields[name]
        return field.convert_to_cache(value, record, validate=False) != field.convert_to_cache(
            record[name], record, validate=False
        )

    def _has_receivables(self) -> bool:
        """Hook: say whether the customer owes the company something; an addon with accounting knows."""
        return False

    def action_correct(self):
        """Open a new correction of this file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correction"),
            "res_model": "customer.file.correction",
            "view_mode": "form",
            "context": {"default_file_id": self.id},
        }

    def action_view_corrections(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_correction_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}
