from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CustomerComplaintRowMixin(models.AbstractModel):
    """A row under a complaint. It is as open or closed as its case, and filled in by whom the procedure says."""

    _name = "customer.complaint.row.mixin"
    _description = "Row of a complaint"
    _inherit = ["customer.secrecy.mixin", "customer.fixed.mixin", "customer.export.mixin"]
    _fixed_fields = ("complaint_id",)
    _secrecy_file_field = "file_id"
    # as the case: see there
    _never_outside = True

    #: the One2many of the complaint that these rows are; "" where methods of the case alone write them
    _complaint_field = ""

    complaint_id = fields.Many2one("customer.complaint", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="complaint_id.company_id.currency_id")
    file_id = fields.Many2one(
        related="complaint_id.file_id", store=True, precompute=True, index="btree_not_null", ondelete="restrict"
    )
    secrecy_level_id = fields.Many2one(related="complaint_id.secrecy_level_id", store=True, precompute=True)

    @api.model
    def _secrecy_exceptions(self, user_id, alias, query=None):
        complaint_id = SQL.identifier(alias, "complaint_id")
        grants = self.env["customer.access.grant"]
        deciding = self.env["res.users"].browse(user_id)._approval_documents("customer.complaint")
        return [
            *super()._secrecy_exceptions(user_id, alias, query),
            grants._granted_sql(user_id, "customer.complaint", complaint_id),
            SQL("%s IN %s", complaint_id, deciding),
        ]

    def _title(self, title: str) -> str:
        """Return what a row is called: ``title``, or the remark of a secret case that is closed to the user.

        Core reads the names of links with all rights, so that it is asked here whose they are.
        """
        # sudo: the level of a record is no secret
        remark = self.sudo().secrecy_level_id.name
        if not remark or self.sudo(False).has_access("read"):
            return title or ""
        return self.env._("(%s)", remark)

    @api.model
    def _row_fields(self, names) -> set[str]:
        """Return what the procedure calls these fields of rows: the rows themselves, and ``line_ids.machine``."""
        return {self._complaint_field}

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        if not self.env.su:
            rows._check_row_filling(None)
        return rows

    def write(self, vals):
        if not self.env.su:
            self._check_row_filling(set(vals))
        return super().write(vals)

    def _check_row_filling(self, names: set[str] | None):
        """Refuse to fill in rows, or these fields of them, that are another one's part; None: rows as a whole."""
        if names is None and not self._complaint_field:
            raise AccessError(self.env._("%s: it stays with its case.", self._description))
        self.complaint_id._check_filling({self._complaint_field} if names is None else self._row_fields(names))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_filled_by_others(self):
        if not self.env.su:
            self._check_row_filling(None)
