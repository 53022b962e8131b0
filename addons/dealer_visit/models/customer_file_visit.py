from odoo import fields, models


class CustomerFile(models.Model):
    """When the customer was and will be visited."""

    _inherit = "customer.file"

    visit_town = fields.Selection(
        [("in", "In Town"), ("out", "Out of Town")],
        string="Place of Visits",
        help="Empty: out of town when the region is not that of the company (S1.1-4.2.3).",
    )
    is_out_of_town = fields.Boolean("Out of Town")
    is_senior_visited = fields.Boolean(
        "Marked for Top Management", help="Top management visits the customer (S1.1-4.2.4b)."
    )
    planned_project_date = fields.Date(
        help="A project is planned for this day: visits before it are intensified (S1.1-4.2.6)."
    )
    last_visit_date = fields.Date("Last Visit", readonly=True, copy=False)
    next_visit_date = fields.Date("Next Visit Due", readonly=True, copy=False, index="btree_not_null")
    visit_rule_id = fields.Many2one(
        "dealer.visit.rule", string="Visit Rule", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
