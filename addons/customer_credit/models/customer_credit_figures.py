from datetime import datetime, timedelta
from typing import NamedTuple

import pytz

from odoo import api, models
from odoo.tools import SQL, date_utils

from odoo.addons.customer_policy.tools import deadline_time

#: what the query reads
FLUSHED = {
    "account.account": ["account_type"],
    "account.move": [
        "company_id",
        "currency_id",
        "invoice_currency_rate",
        "invoice_date",
        "move_type",
        "partner_id",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_residual",
        "company_id",
        "display_type",
        "move_id",
        "parent_state",
        "partner_id",
        "price_total",
        "reconciled",
        "sale_line_ids",
    ],
    "customer.credit.guarantee": ["amount", "company_id", "partner_id", "state", "valid_until"],
    "customer.credit.instalment": ["company_id", "line_count", "open_amount", "partner_id", "state"],
    "customer.credit.overdue": ["company_id", "partner_id", "state", "stopped_date"],
    "customer.credit.standing": ["company_id", "is_current", "partner_id"],
    "res.partner": ["commercial_partner_id"],
    "sale.order": [
        "amount_total",
        "company_id",
        "credit_date",
        "currency_id",
        "currency_rate",
        "partner_invoice_id",
        "state",
    ],
    "sale.order.line": ["invoice_lines", "order_id"],
}


class Figures(NamedTuple):
    """What is open of one customer in one company, in company currency at booked amounts."""

    #: posted receivables less payments; negative: paid in advance
    receivable: float = 0.0
    #: confirmed orders that are not invoiced in full: their totals
    ordered: float = 0.0
    #: the same orders: what is not invoiced yet
    remaining: float = 0.0
    #: confirmed in this month, or what was invoiced of it if that is more; and invoiced without an order
    month: float = 0.0
    #: the same in this quarter
    quarter: float = 0.0
    #: guarantees valid today
    guaranteed: float = 0.0
    #: agreed plans of instalments: how many instalments, what is open of them
    plans: tuple = ()
    #: since when a step on overdue amounts stopped business
    stopped_since: object = None
    #: id of the standing in force
    standing_id: int | None = None


#: fields of Figures
AMOUNTS = ("receivable", "ordered", "remaining", "month", "quarter", "guaranteed")


class CustomerCreditStanding(models.Model):
    _inherit = "customer.credit.standing"

    @api.model
    def _figures(self, company, partners) -> dict[int, Figures]:
        """Return what is open of each commercial partner in ``company``, read in one query."""
        facts = {}
        joins = [self._figures_sql(company, facts)]
        rows = self.env["customer.business.mixin"]._read_facts(partners, facts, joins)
        return {partner_id: self._figures_from(rows[partner_id]) for partner_id in partners.ids}

    @api.model
    def _figures_from(self, row: dict) -> Figures:
        """Return the figures that were read as :meth:`_figures_sql` says."""
        amounts = {name: float(row[name] or 0) for name in AMOUNTS}
        plans = tuple((int(count), float(amount)) for count, amount in row["plans"] or ())
        return Figures(
            **amounts, plans=plans, stopped_since=row["stopped_since"] or None, standing_id=row["standing_id"]
        )

    @api.model
    def _invoicing_sql(self) -> SQL:
        """Hook: return which invoice lines, ``line``, say how much of an order is invoiced.

        Of what is credited with an order core expects that it is invoiced anew.
        """
        return SQL("TRUE")

    @api.model
    def _figures_sql(self, company, facts: dict[str, SQL]) -> SQL:
        """Add to ``facts`` the columns of what is open of ``customer.id`` in ``company``, and return the joins.

        An order is debt of whom it is invoiced to. What is invoiced in draft only still counts as ordered.
        """
        zone = company._policy_timezone()
        today = datetime.now(pytz.utc).astimezone(zone).date()
        month, quarter = (date_utils.start_of(today, period) for period in ("month", "quarter"))
        for model, names in FLUSHED.items():
            self.env[model].flush_model(names)
        facts |= {
            "receivable": SQL("receivable.amount"),
            "ordered": SQL("ordered.total"),
            "remaining": SQL("ordered.remaining"),
            "month": SQL("coalesce(ordered.month, 0) + coalesce(direct.month, 0)"),
            "quarter": SQL("coalesce(ordered.quarter, 0) + coalesce(direct.quarter, 0)"),
            "guaranteed": SQL("guarantee.amount"),
            "plans": SQL("plan.plans"),
            "stopped_since": SQL("overdue.stopped_date"),
            "standing_id": SQL("standing.id"),
        }
        return SQL(
            # by customer, each through an index: the same plan with a thousand invoices and with millions
            """
            LEFT JOIN customer_credit_standing standing
              ON standing.partner_id = customer.id AND standing.company_id = %(company)s AND standing.is_current
            LEFT JOIN LATERAL (
                 SELECT sum(line.amount_residual) AS amount
                   FROM res_partner member
                   JOIN account_move_line line ON line.partner_id = member.id
                   JOIN account_account account ON account.id = line.account_id
                  WHERE member.commercial_partner_id = customer.id AND line.company_id = %(company)s
                    AND line.parent_state = 'posted' AND line.reconciled IS NOT TRUE
                    AND account.account_type = 'asset_receivable'
                 ) receivable ON TRUE
            LEFT JOIN LATERAL (
                 SELECT sum(one.total) FILTER (WHERE one.remaining > 0) AS total,
                        sum(one.remaining) FILTER (WHERE one.remaining > 0) AS remaining,
                        sum(one.most) FILTER (WHERE one.credit_date >= %(month_moment)s) AS month,
                        sum(one.most) FILTER (WHERE one.credit_date >= %(quarter_moment)s) AS quarter
                   FROM (
                        SELECT sale.credit_date,
                               sale.amount_total / coalesce(nullif(sale.currency_rate, 0), 1) AS total,
                               greatest(sale.amount_total, invoiced.amount)
                                   / coalesce(nullif(sale.currency_rate, 0), 1) AS most,
                               (sale.amount_total - coalesce(invoiced.amount, 0))
                                   / coalesce(nullif(sale.currency_rate, 0), 1) AS remaining
                          FROM res_partner member
                          JOIN sale_order sale ON sale.partner_invoice_id = member.id
                          LEFT JOIN LATERAL (
                               SELECT sum(
                                          CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END
                                          * line.price_total
                                          * CASE WHEN move.currency_id = sale.currency_id THEN 1
                                                 ELSE coalesce(nullif(sale.currency_rate, 0), 1)
                                                      / coalesce(nullif(move.invoice_currency_rate, 0), 1) END
                                      ) AS amount
                                 FROM sale_order_line item
                                 JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = item.id
                                 JOIN account_move_line line ON line.id = rel.invoice_line_id
                                 JOIN account_move move ON move.id = line.move_id
                                WHERE item.order_id = sale.id AND move.state = 'posted' AND %(invoicing)s
                               ) invoiced ON TRUE
                         WHERE member.commercial_partner_id = customer.id AND sale.company_id = %(company)s
                           AND sale.state = 'sale'
                        ) one
                 ) ordered ON TRUE
            LEFT JOIN LATERAL (
                 SELECT sum(line.total) FILTER (WHERE move.invoice_date >= %(month)s) AS month,
                        sum(line.total) AS quarter
                   FROM res_partner member
                   JOIN account_move move ON move.partner_id = member.id
                  CROSS JOIN LATERAL (
                        SELECT CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END * sum(item.price_total)
                                   / coalesce(nullif(move.invoice_currency_rate, 0), 1) AS total
                          FROM account_move_line item
                         WHERE item.move_id = move.id AND item.display_type = 'product'
                           AND NOT EXISTS (
                               SELECT FROM sale_order_line_invoice_rel rel
                                 JOIN sale_order_line ordered ON ordered.id = rel.order_line_id
                                 JOIN sale_order sale ON sale.id = ordered.order_id AND sale.state = 'sale'
                                 JOIN res_partner payer ON payer.id = sale.partner_invoice_id
                                WHERE rel.invoice_line_id = item.id AND payer.commercial_partner_id = customer.id)
                        ) line
                  WHERE member.commercial_partner_id = customer.id AND move.company_id = %(company)s
                    AND move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                    AND move.invoice_date >= %(quarter)s
                 ) direct ON TRUE
            LEFT JOIN LATERAL (
                 SELECT sum(amount) AS amount FROM customer_credit_guarantee
                  WHERE partner_id = customer.id AND company_id = %(company)s AND state = 'valid'
                    AND (valid_until IS NULL OR valid_until >= %(today)s)
                 ) guarantee ON TRUE
            LEFT JOIN LATERAL (
                 SELECT json_agg(json_build_array(line_count, open_amount)) AS plans FROM customer_credit_instalment
                  WHERE partner_id = customer.id AND company_id = %(company)s AND state = 'agreed'
                 ) plan ON TRUE
            LEFT JOIN LATERAL (
                 SELECT min(stopped_date) AS stopped_date FROM customer_credit_overdue
                  WHERE partner_id = customer.id AND company_id = %(company)s AND state = 'open'
                 ) overdue ON TRUE
            """,
            company=company.id,
            invoicing=self._invoicing_sql(),
            today=today,
            month=month,
            quarter=quarter,
            month_moment=deadline_time.end_of_day(month - timedelta(days=1), zone.zone),
            quarter_moment=deadline_time.end_of_day(quarter - timedelta(days=1), zone.zone),
        )
