from odoo import api, fields, models


class CustomerFileOpening(models.TransientModel):
    """Opens files for customers who are in the database already."""

    _name = "customer.file.opening"
    _description = "Open files for existing customers"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    scope = fields.Selection(
        [("selected", "Selected contacts"), ("all", "All companies and persons without a file")],
        required=True,
        default=lambda self: "selected" if self._selected_partners() else "all",
    )
    kind_id = fields.Many2one("customer.file.kind", check_company=True, help="Kind of the new files.")
    life_status = fields.Selection(
        lambda self: self.env["customer.file"]._fields["life_status"]._description_selection(self.env),
        string="Status",
        required=True,
        default="cooperating",
    )
    partner_count = fields.Integer("Files to Open", compute="_compute_partner_count")

    @api.depends("scope", "company_id")
    def _compute_partner_count(self):
        for wizard in self:
            wizard.partner_count = self.env["res.partner"].search_count(wizard._partner_domain())

    @api.model
    def _selected_partners(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids")).commercial_partner_id

    def _partner_domain(self) -> list:
        """Customers without a file in the company: neither colleagues nor companies of this database."""
        self.ensure_one()
        # sudo: whose contact belongs to a user or a company of the database is no secret
        companies = self.env["res.company"].sudo().search([]).partner_id
        domain = [
            ("parent_id", "=", False),
            ("id", "not in", companies.ids),
            ("partner_share", "=", True),
            ("company_id", "in", (self.company_id.id, False)),
            "!",
            (
                "customer_file_ids",
                "any",
                [
                    ("company_id", "=", self.company_id.id),
                    *self.env["customer.file"]._living_domain(),
                    ("active", "in", (True, False)),
                ],
            ),
        ]
        return [("id", "in", self._selected_partners().ids), *domain] if self.scope == "selected" else domain

    def action_open_files(self):
        """Open the files as an import whose rows are the contacts: in batches, restartable, with its list."""
        self.ensure_one()
        job = self.env["customer.import"].create(
            {"name": self.env._("Existing customers"), "company_id": self.company_id.id, "kind_id": self.kind_id.id}
        )
        job._add_partner_lines(self._partner_domain(), {"life_status": self.life_status})
        job.action_start()
        return job._get_records_action()
