import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerFileCorrectionLine(models.Model):
    """One value of the file that is wrong, and what it should be."""

    _name = "customer.file.correction.line"
    _description = "Corrected value"
    _inherit = ["customer.record.line.mixin", "customer.file.answer.mixin", "customer.export.mixin"]
    _record_field = "correction_id"
    _order = "sequence, id"

    correction_id = fields.Many2one("customer.file.correction", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="correction_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    # to choose from: users do not read ir.model.fields
    data = fields.Selection(selection="_selection_data", compute="_compute_data", inverse="_inverse_data")
    value = fields.Char("Proposed", help="Empty: the present value is wrong and there is none.")
    old_raw = fields.Char(readonly=True, help="The old value as the software keeps it, in no language.")
    current_value = fields.Char("Now", compute="_compute_current_value", compute_sudo=False)
    is_stale = fields.Boolean("Changed Meanwhile", compute="_compute_current_value", compute_sudo=False)

    _field_unique = models.Constraint("UNIQUE(correction_id, field_id)", "A correction names each of the data once.")

    def _level_bearers(self):
        return [self.correction_id]

    @api.model
    def _selection_data(self) -> list[tuple[str, str]]:
        file = self.env["customer.file"]
        names = [name for name in file._scalar_fields() if name not in file._uncollected_fields()]
        return [(name, file._fields[name]._description_string(self.env)) for name in names]

    @api.depends("field_id")
    def _compute_data(self):
        offered = dict(self._selection_data())
        for line in self:
            line.data = line.field_name if line.field_name in offered else False

    def _inverse_data(self):
        for line in self:
            line.field_id = self._field_of(line.data)

    @api.model
    def _field_of(self, name: str) -> int:
        return self.env["ir.model.fields"]._get("customer.file", name).id

    @api.depends("data", "field_id", "old_raw", "correction_id.file_id", "correction_id.state")
    def _compute_current_value(self):
        for line in self:
            file, name = line.correction_id.file_id, line.data or line.field_name
            line.current_value = file._shown_values([name])[name] if file and name else False
            line.is_stale = bool(
                line.correction_id.state in ("to_check", "planned") and line.old_raw != line._raw_value()
            )

    def _raw_value(self) -> str:
        """Return the present value of the file in a form that no language changes."""
        file = self.correction_id.file_id
        field = file._fields[self.field_name]
        return json.dumps(field.convert_to_read(file[self.field_name], file, use_display_name=False), default=str)

    def _freeze(self):
        """Keep what the file says now, and see whether the proposal is understood and says something else."""
        for line in self:
            file, name = line.correction_id.file_id, line.field_name
            field = file._fields[name]
            new = field.convert_to_cache(line._new_value(), file, validate=False)
            if new == field.convert_to_cache(file[name], file, validate=False):
                raise UserError(
                    self.env._(
                        "%(correction)s: the file says so already. “%(field)s” is “%(value)s”.",
                        correction=line.correction_id.display_name,
                        field=line.question,
                        value=file._shown_values([name])[name],
                    )
                )
            # sudo: kept by the step itself, whoever proposes
            line.sudo().write({"old_value": file._shown_values([name])[name], "old_raw": line._raw_value()})

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [{**vals, "old_value": False, "old_raw": False} for vals in vals_list]
        for vals in vals_list:
            if name := vals.pop("data", ""):
                vals["field_id"] = self._field_of(name)
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        self._check_draft()

    def _check_draft(self):
        # sudo is used by our own methods only, after they checked the state
        if not self.env.su:
            self.correction_id._check_open()
