from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPartnerMixin(models.AbstractModel):
    """A record about one customer of one company, as secret as the file of the customer."""

    _name = "customer.partner.mixin"
    _description = "Record about a customer"
    _inherit = ["customer.secret.mixin", "customer.export.mixin"]
    _secrecy_file_field = "file_id"
    _outlives_file = True
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, check_company=True, ondelete="restrict"
    )
    file_id = fields.Many2one(
        "customer.file",
        compute="_compute_file_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.depends("partner_id", "company_id")
    def _compute_file_id(self):
        for company, records in self.grouped("company_id").items():
            # sudo: a record is as secret as the file of its customer, also where that is closed to the user
            files = records.partner_id.sudo().with_company(company)._get_customer_files().grouped("partner_id")
            for record in records:
                record.file_id = files.get(record.partner_id.commercial_partner_id)

    @api.depends("partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for record in self:
            # sudo: the name of a customer is no secret
            record.display_name = f"{self._description_label()}: {record.sudo().partner_id.name or ''}"

    @api.constrains("partner_id")
    def _check_commercial_partner(self):
        for record in self:
            if record.partner_id != record.partner_id.commercial_partner_id:
                raise UserError(self.env._("%s: choose the company of the contact.", record.partner_id.display_name))

    @api.model
    def _follow_files(self, partners):
        """Let the records about ``partners`` follow their files, after these were opened or merged."""
        parent = self.env.registry["customer.partner.mixin"]
        for name in sorted(name for name, model in self.env.registry.items() if issubclass(model, parent)):
            if self.env[name]._abstract:
                continue
            # sudo: records follow their file whoever opens it
            records = self.env[name].sudo().search([("partner_id", "in", partners.ids)])
            records.invalidate_recordset(["partner_id"], flush=False)
            self.env.add_to_compute(records._fields["file_id"], records)
