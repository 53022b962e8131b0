from odoo import fields, models


class CustomerStatisticKind(models.Model):
    _inherit = "customer.statistic.kind"

    case_sheet = fields.Selection(
        [
            ("none", "No"),
            ("proposed", "Listed, with an Improvement for Each"),
            ("checked", "Listed, with Measures and Their Results Checked"),
        ],
        "Lists Closed Cases",
        required=True,
        default="none",
        help="The complaints closed in the period are listed one by one, with who is liable for which share "
        "(客诉案件统计表). Nobody submits the sheet before each case has its improvement, or its check.",
    )
