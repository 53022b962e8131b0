from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAdmissionRowMixin(models.AbstractModel):
    """A row of an application for admission: as secret as this, and changed only while it is a draft."""

    _name = "customer.admission.row.mixin"
    _description = "Row of an admission"
    _inherit = [
        "customer.record.line.mixin",
        "customer.fixed.mixin",
        "customer.attachment.mixin",
        "customer.export.mixin",
    ]
    _record_field = "admission_id"
    _fixed_fields = ("admission_id",)
    _attachment_fields = ("attachment_ids",)
    _check_company_auto = True

    admission_id = fields.Many2one("customer.admission", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="admission_id.company_id", store=True, precompute=True, index=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Scans", copy=False)

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_draft()

    def _check_draft(self):
        # sudo is used by the application itself only
        for row in self if not self.env.su else ():
            if row.admission_id.state != "draft":
                raise UserError(
                    self.env._(
                        "%s was submitted and stays as it is. It can be sent back.", row.admission_id.display_name
                    )
                )

    def _level_bearers(self):
        return [self.admission_id]
