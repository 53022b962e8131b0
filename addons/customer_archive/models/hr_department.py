from odoo import api, fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    archive_keeper_ids = fields.One2many("customer.archive.keeper", "department_id", string="Archive Keepers")
    archive_keeper_id = fields.Many2one(
        "res.users", compute="_compute_archive_keeper_id", search="_search_archive_keeper_id"
    )

    @api.depends("archive_keeper_ids.user_id", "archive_keeper_ids.active")
    @api.depends_context("company")
    def _compute_archive_keeper_id(self):
        for department in self:
            department.archive_keeper_id = department._archive_keeper(department.company_id or self.env.company)

    def _search_archive_keeper_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: who keeps the documents of a department is no secret
        keepers = self.env["customer.archive.keeper"].sudo()
        named = keepers._search(
            [("company_id", "=", self.env.company.id), ("user_id", "in", [one for one in value if one])]
        )
        found = fields.Domain("id", "in", named.subselect("department_id"))
        if False in value:
            all_named = keepers._search([("company_id", "=", self.env.company.id)])
            found |= fields.Domain("id", "not in", all_named.subselect("department_id"))
        return found

    def _archive_keeper(self, company):
        """Return the user who keeps the documents of this department in ``company``; empty when nobody was named."""
        # sudo: who keeps the documents of a department is no secret
        keepers = self.sudo().archive_keeper_ids.filtered(lambda keeper: keeper.active and keeper.company_id == company)
        return keepers[:1].user_id.sudo(self.env.su)
