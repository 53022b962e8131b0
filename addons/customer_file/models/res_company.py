from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    customer_file_custodian_id = fields.Many2one(
        "res.users", string="Customer File Keeper", help="Keeps the customer files of the company (S2.1-03b)."
    )

    customer_leak_supervisor_id = fields.Many2one(
        "res.users",
        string="Supervisor for Leaks",
        help="Has each leak report at once (S4.core-26). Empty: the nearest supervisor above the one who reports.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super(ResCompany, self.with_context(no_customer_file=True)).create(vals_list).with_env(self.env)
        self.env["customer.file.kind"]._copy_shipped_records(companies)
        self.env["customer.collection.method"]._copy_shipped_records(companies)
        return companies
