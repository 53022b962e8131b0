from odoo import fields, models


class CrmTeam(models.Model):
    _inherit = "crm.team"

    customer_department_id = fields.Many2one(
        "hr.department",
        string="Department",
        check_company=True,
        index="btree_not_null",
        ondelete="set null",
        help="The department the team belongs to: its blacklist, its share of grades.",
    )
