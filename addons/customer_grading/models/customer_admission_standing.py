from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_admission import OPEN, TAKEN_OVER

STATES = [
    ("not_needed", "Not Needed"),
    ("none", "None"),
    ("in_progress", "In Progress"),
    ("admitted", "Admitted"),
    ("declined", "Declined"),
    ("expired", "Expired"),
]


class CustomerAdmission(models.Model):
    """Which customers are admitted."""

    _inherit = "customer.admission"

    @api.model
    def _standings(self, company, customers) -> dict:
        """Return the state of ``customers`` at ``company`` today, one of ``STATES``, from all their applications.

        One query for any number of customers. Those without an application are not in the result.
        """
        query = self._standings_query(company)
        rows = self.env.execute_query(
            SQL("SELECT partner_id, state FROM (%s) known WHERE partner_id IN %s", query, tuple(customers.ids) or (0,))
        )
        return {self.env["res.partner"].browse(partner_id): state for partner_id, state in rows}

    @api.model
    def _standings_query(self, company) -> SQL:
        """Return the same as :meth:`_standings`, of all customers, as (partner_id, state)."""
        self.flush_model(["company_id", "partner_id", "state", "valid_until"])
        return SQL(
            """
            SELECT partner_id,
                   CASE WHEN bool_or(state = 'admitted' AND (valid_until IS NULL OR valid_until >= %(today)s))
                        THEN 'admitted'
                        WHEN bool_or(state IN %(open)s) THEN 'in_progress'
                        ELSE (array_agg(CASE state WHEN 'admitted' THEN 'expired' ELSE state END ORDER BY id DESC))[1]
                    END AS state
              FROM customer_admission
             WHERE company_id = %(company)s AND state != 'withdrawn'
             GROUP BY partner_id
            """,
            today=company._policy_today(),
            open=OPEN,
            company=company.id,
        )

    @api.model
    def _needing_domain(self, company) -> Domain:
        """Return the customers that a rule on doing business wants to be admitted, as a domain on contacts."""
        rules = (
            self.env["customer.business.rule"]._in_force(company).filtered(lambda rule: rule.check == "not_admitted")
        )
        return Domain.OR(rule._get_domain() for rule in rules)

    @api.model
    def _create_taken_over(self, takeover, customers):
        """Admit ``customers`` as ``takeover`` says, without forms."""
        admissions = self.with_context(customer_admission_taken_over=TAKEN_OVER).create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": takeover.company_id.id,
                    "department_id": takeover.department_id.id,
                    "responsible_id": takeover.user_id.id,
                    "introduction": takeover.reason,
                }
                for customer in customers
            ]
        )
        admissions._write_protected(
            {
                "state": "admitted",
                "valid_until": takeover.valid_until,
                "takeover_id": takeover.id,
                "admitted_by_id": takeover.user_id.id,
                "admitted_date": fields.Datetime.now(),
            }
        )
        return admissions
