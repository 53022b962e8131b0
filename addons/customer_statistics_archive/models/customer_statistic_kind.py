from odoo import fields, models


class CustomerStatisticKind(models.Model):
    _inherit = "customer.statistic.kind"

    retention_id = fields.Many2one(
        "customer.retention.class",
        string="Kept As",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="How long an issued report is kept, from the day of its issue on. Without a class it is never destroyed.",
    )
