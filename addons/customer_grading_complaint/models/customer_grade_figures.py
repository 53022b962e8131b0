from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_grading.models.customer_grade_figures import Figure, Source


class CustomerGradeFigures(models.AbstractModel):
    _inherit = "customer.grade.figures"

    @api.model
    def _figures(self):
        """Add the complaints of a customer: accepted cases, by the day it complained."""
        return {
            **super()._figures(),
            "complaints": Figure(
                self.env._("Complaints"),
                "complaint",
                lambda asked: SQL("count(*) FILTER (WHERE %s)", asked.since),
            ),
        }

    @api.model
    def _sources(self, scheme, date):
        company = scheme.company_id
        _start, end = company._policy_moments(date, date)
        complaints = SQL(
            """
            SELECT commercial_partner_id AS partner_id, received_date AS moment
              FROM customer_complaint
             WHERE company_id = %s AND state IN ('open', 'closed') AND received_date < %s
            """,
            company.id,
            end,
        )
        return {
            **super()._sources(scheme, date),
            "complaint": Source("partner_id", complaints, "moment"),
        }
