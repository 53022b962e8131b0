from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_statistics.models.customer_statistic_source import Asked, Figure, Group, Source


def _in_force(asked: Asked, row: str) -> SQL:
    """Return the condition that a standing was in force at the end; on the day it ends the next one is."""
    return SQL(
        "%(row)s.date_from <= %(last)s AND (%(row)s.date_to IS NULL OR %(row)s.date_to > %(last)s)",
        row=SQL.identifier(row),
        last=asked.last,
    )


def _column(name: str):
    return lambda _asked: SQL.identifier("item", name)


class CustomerStatisticSource(models.AbstractModel):
    """Credit at the end of a period, of those who had a limit and of those who owe without one (S3-09).

    What is open is the posted receivables less what was settled by then. Of these overdue is what was due before the
    last day of the period: on the day itself it is still in time. Money that is not allocated to an invoice counts
    against what is open, not against what is overdue.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _figures(self):
        return {
            **super()._figures(),
            "credit_customers": Figure(
                self.env._("Customers with a Credit Limit at the End"),
                "credit",
                where=lambda _asked: SQL("item.credit_limit > 0"),
                aggregate="customers",
                rollup="last",
            ),
            "credit_limit": Figure(
                self.env._("Credit Limits at the End"),
                "credit",
                _column("credit_limit"),
                unit="amount",
                rollup="last",
            ),
            "credit_used": Figure(
                self.env._("Open Receivables at the End"),
                "credit",
                _column("open_amount"),
                unit="amount",
                rollup="last",
            ),
            "credit_overdue": Figure(
                self.env._("Overdue Receivables at the End"),
                "credit",
                _column("overdue_amount"),
                unit="amount",
                rollup="last",
            ),
            "credit_overdue_customers": Figure(
                self.env._("Customers with Overdue Receivables at the End"),
                "credit",
                where=lambda _asked: SQL("item.overdue_amount > 0"),
                aggregate="customers",
                rollup="last",
            ),
        }

    @api.model
    def _groups(self):
        return {
            **super()._groups(),
            "credit_level": Group(
                self.env._("Credit Level"),
                "customer.credit.level",
                key=lambda _asked: SQL("file_standing.level_id"),
                own="credit_level_id",
                join=lambda asked: SQL(
                    """LEFT JOIN customer_credit_standing file_standing ON file_standing.partner_id = file.partner_id
                            AND file_standing.company_id = %s AND %s""",
                    asked.company.id,
                    _in_force(asked, "file_standing"),
                ),
            ),
        }

    @api.model
    def _sources(self, asked):
        return {
            **super()._sources(asked),
            "credit": Source(self._credit_rows(asked), "partner_id", ("credit_level_id",)),
        }

    @api.model
    def _credit_rows(self, asked: Asked) -> SQL:
        """Return the limits in force and the receivables that were open at the end of the period."""
        return SQL(
            """
            SELECT amount.partner_id, standing.level_id AS credit_level_id, amount.credit_limit, amount.open_amount,
                   amount.overdue_amount
              FROM (
                   SELECT row.partner_id, row.limit AS credit_limit, 0 AS open_amount, 0 AS overdue_amount
                     FROM customer_credit_standing row
                    WHERE row.company_id = %(company)s AND %(in_force)s
                    UNION ALL
                   SELECT partner.commercial_partner_id, 0, line.residual,
                          CASE WHEN line.residual > 0 AND line.date_maturity < %(last)s THEN line.residual ELSE 0 END
                     FROM (%(lines)s) line JOIN res_partner partner ON partner.id = line.partner_id
                   ) amount
              LEFT JOIN customer_credit_standing standing ON standing.partner_id = amount.partner_id
                   AND standing.company_id = %(company)s AND %(standing)s
            """,
            company=asked.company.id,
            last=asked.last,
            in_force=_in_force(asked, "row"),
            standing=_in_force(asked, "standing"),
            lines=self._receivable_rows(asked),
        )

    @api.model
    def _receivable_rows(self, asked: Asked) -> SQL:
        """Return the posted receivables until the last day, with what was not settled of them by then.

        That is what is open now, and what was settled later: one needs not look at all that was ever paid.
        """
        return SQL(
            """
            SELECT line.partner_id, line.date_maturity,
                   line.amount_residual + COALESCE(debit.amount, 0) - COALESCE(credit.amount, 0) AS residual
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              LEFT JOIN (SELECT debit_move_id, sum(amount) AS amount FROM account_partial_reconcile
                          WHERE max_date > %(last)s AND company_id = %(company)s
                          GROUP BY debit_move_id) debit ON debit.debit_move_id = line.id
              LEFT JOIN (SELECT credit_move_id, sum(amount) AS amount FROM account_partial_reconcile
                          WHERE max_date > %(last)s AND company_id = %(company)s
                          GROUP BY credit_move_id) credit ON credit.credit_move_id = line.id
             WHERE line.company_id = %(company)s AND line.parent_state = 'posted' AND line.date <= %(last)s
               AND account.account_type = 'asset_receivable'
               AND (line.reconciled IS NOT TRUE OR debit.amount IS NOT NULL OR credit.amount IS NOT NULL)
            """,
            company=asked.company.id,
            last=asked.last,
        )
