from odoo import api, models
from odoo.tools import SQL

from .customer_statistic_figures import CUSTOMERS
from .customer_statistic_source import Asked


class CustomerStatisticMerged(models.AbstractModel):
    """How files that were merged count: there was one customer all the time, with two files."""

    _inherit = "customer.statistic.source"

    @api.model
    def _was_merged_sql(self, asked: Asked) -> SQL:
        """Return the condition that a file was merged into another one until the end of the period."""
        return SQL(
            """EXISTS (SELECT FROM customer_file_merge merge
                        WHERE merge.lost_file_id = file.id AND merge.create_date < %s)""",
            asked.end,
        )

    @api.model
    def _took_over_sql(self, asked: Asked) -> SQL:
        """Return the condition that a customer was merged into a file in the period, so that it is no new one."""
        return SQL(
            """EXISTS (SELECT FROM customer_file_merge merge
                         JOIN customer_file lost ON lost.id = merge.lost_file_id AND lost.opening_date < %(first)s
                         JOIN LATERAL (SELECT life_status, is_present FROM customer_statistic_standing standing
                                        WHERE standing.file_id = lost.id AND standing.moment >= %(begin)s
                                        ORDER BY moment, standing.id LIMIT 1) stood
                           ON stood.is_present AND stood.life_status IN %(customers)s
                        WHERE merge.file_id = file.id AND merge.create_date >= %(begin)s
                          AND merge.create_date < %(end)s)""",
            first=asked.first,
            begin=asked.begin,
            end=asked.end,
            customers=CUSTOMERS,
        )
