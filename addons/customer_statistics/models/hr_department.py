from odoo import api, fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    statistician_line_ids = fields.One2many("customer.statistic.statistician", "department_id", string="Appointments")
    statistician_ids = fields.Many2many(
        "res.users",
        string="Statisticians",
        compute="_compute_statistician_ids",
        search="_search_statistician_ids",
        help="They alone draw up the reports of the unit and enter its figures.",
    )

    @api.depends("statistician_line_ids.user_id", "statistician_line_ids.active")
    @api.depends_context("company")
    def _compute_statistician_ids(self):
        for department in self:
            department.statistician_ids = department._statisticians(department.company_id or self.env.company)

    @api.model
    def _search_statistician_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: who is the statistician of a unit is no secret
        appointed = self.env["customer.statistic.statistician"].sudo()
        ours = [("company_id", "=", self.env.company.id)]
        named = appointed._search([*ours, ("user_id", "in", [one for one in value if one])])
        found = fields.Domain("id", "in", named.subselect("department_id"))
        if False in value:
            found |= fields.Domain("id", "not in", appointed._search(ours).subselect("department_id"))
        return found

    def _statisticians(self, company):
        """Return the users who are statisticians of this unit in ``company``."""
        # sudo: who is the statistician of a unit is no secret
        appointed = self.sudo().statistician_line_ids.filtered(lambda one: one.active and one.company_id == company)
        return appointed.user_id.sudo(self.env.su)
