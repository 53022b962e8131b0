from odoo import models
from odoo.tools import SQL


class DealerCommissionStatement(models.Model):
    """What lines of invoices give, as parts of the one query."""

    _inherit = "dealer.commission.statement"

    def _source_sql(self, basis: str, *, again: bool, by_seller: bool, categories: bool, **known) -> SQL:
        """Return what lines of invoices give on a basis.

        :param again: those that are looked at anew: all that they give until the end of the period; else what was
            added in the period
        :param by_seller: whose it is follows from who sold it, and not from who bought it
        :param categories: some scheme is about certain products only
        """
        needs_order = by_seller or basis == "unit"
        parts = {
            "moves": SQL(
                "again JOIN account_move_line line ON line.id = again.source_id AND line.display_type = 'product' "
                "JOIN account_move move ON move.id = line.move_id"
            )
            if again
            else SQL(
                "account_move move "
                "JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'"
            ),
            "order": SQL(
                """LEFT JOIN LATERAL (
                       SELECT sale.id, sale.user_id, sale.commission_documented_date, item.commission_cancelled_date,
                              item.is_downpayment, item.price_subtotal / nullif(item.product_uom_qty, 0) AS price
                         FROM sale_order_line_invoice_rel rel
                         JOIN sale_order_line item ON item.id = rel.order_line_id
                         JOIN sale_order sale ON sale.id = item.order_id
                        WHERE rel.invoice_line_id = line.id ORDER BY item.id LIMIT 1) ordered ON TRUE"""
            )
            if needs_order
            else SQL(),
            "earner": SQL(
                "assigned.user_id = CASE WHEN ordered.id IS NULL THEN move.invoice_user_id ELSE ordered.user_id END"
            )
            if by_seller
            else SQL("assigned.partner_id = move.commercial_partner_id"),
            "settled": SQL() if basis == "invoiced" else SQL("LEFT JOIN settled ON settled.move_id = move.id"),
            "fits": self._category_sql() if categories else SQL("TRUE"),
            "not_cancelled": SQL("ordered.commission_cancelled_date IS NULL") if needs_order else SQL("TRUE"),
            "scope": SQL("TRUE") if again else self._scope_sql(basis, known["first"]),
        }
        amount, units, condition = self._given_sql(basis, again=again, **known)
        return SQL(
            """
            SELECT assigned.statement_id, assigned.scheme_id, assigned.role, line.id, move.name, move.date, %(amount)s,
                   %(units)s, assigned.has_mentor, %(again)s
              FROM %(moves)s
              %(order)s
              JOIN assigned ON assigned.basis = %(basis)s AND %(earner)s AND move.date >= assigned.date_from
                   AND (assigned.date_to IS NULL OR move.date <= assigned.date_to)
              %(settled)s
             WHERE move.company_id = %(company)s AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund') AND move.date <= %(last)s
               AND %(scope)s AND %(not_cancelled)s AND %(fits)s AND %(condition)s %(once)s
            """,
            **parts,
            amount=amount,
            units=units,
            condition=condition,
            basis=basis,
            again=again,
            once=SQL() if again else SQL("AND NOT EXISTS (SELECT FROM again WHERE again.source_id = line.id)"),
            **{name: known[name] for name in ("company", "last")},
        )

    def _given_sql(self, basis: str, *, again: bool, first, last, digits, company) -> tuple[SQL, SQL, SQL]:
        """Return what a line gives, in money and units, and the condition that it gives anything."""
        amount = SQL("-line.balance")
        if basis == "invoiced":
            return amount, SQL("0"), SQL("TRUE")
        if basis == "paid":
            until = self._share_sql(amount, SQL("settled.upto"), digits)
            before = self._share_sql(amount, SQL("settled.before"), digits)
            given = SQL(
                "CASE WHEN settled.total IS NULL THEN %s ELSE %s END",
                amount,
                until if again else SQL("%s - %s", until, before),
            )
            return given, SQL("0"), SQL("TRUE")
        units = SQL(
            """CASE WHEN move.move_type <> 'out_refund' THEN 1
                    -- less was charged, the unit stays sold
                    WHEN line.price_subtotal / nullif(line.quantity, 0) < ordered.price THEN 0 ELSE -1 END
               * line.quantity * coalesce(uom.factor / nullif(product_uom.factor, 0), 1)::numeric"""
        )
        units = SQL(
            """(SELECT round(%s, 6) FROM product_product product
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
                  LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
                 WHERE product.id = line.product_id)""",
            units,
        )
        # counted on the day on which the last of it is fulfilled
        since = SQL("TRUE") if again else SQL("%s >= %s", self._unit_day_sql(), first)
        condition = SQL(
            "line.product_id IS NOT NULL AND ordered.is_downpayment IS NOT TRUE AND %(day)s <= %(last)s AND %(since)s",
            day=self._unit_day_sql(),
            last=last,
            since=since,
        )
        return amount, units, condition

    def _unit_day_sql(self) -> SQL:
        """Return the day on which a unit is paid in full, delivered and documented; NULL while it is not."""
        return SQL(
            """CASE WHEN settled.total IS NULL THEN greatest(move.date, ordered.commission_documented_date)
                    WHEN settled.closed >= settled.total THEN greatest(settled.day, ordered.commission_documented_date)
                    END + CASE WHEN ordered.commission_documented_date IS NULL THEN NULL ELSE 0 END"""
        )

    def _share_sql(self, amount: SQL, settled: SQL, digits: int) -> SQL:
        return SQL("round(%s * least(coalesce(%s, 0), settled.total) / settled.total, %s)", amount, settled, digits)

    def _settled_sql(self, bases: list[str], *, company, first, last) -> SQL:
        """Return the common tables that end with ``settled``: what of invoices is settled, in their currency.

        What was matched counts, from the day of the later of both entries, as in ``customer_credit``; but not what was
        written off, that is, the part of a payment or entry that went to expenses. A credit note that is matched
        settles its part, and counts itself, negatively, on its own day: together they take back what was given.
        ``total`` is NULL of what is counted as a whole: credit notes, and invoices with nothing to pay.
        """
        return SQL(
            """
            touched AS (%(touched)s),
            matched AS (
                SELECT term.id, term.move_id, term.amount_currency, match.max_date AS day,
                       match.debit_amount_currency AS amount, settling.move_id AS settling_id
                  FROM (SELECT move_id FROM touched
                        UNION
                        SELECT line.move_id FROM again JOIN account_move_line line ON line.id = again.source_id) one
                  JOIN account_move move ON move.id = one.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
                  JOIN account_move_line term ON term.move_id = move.id AND term.display_type = 'payment_term'
                  LEFT JOIN account_partial_reconcile match
                    ON match.debit_move_id = term.id AND match.max_date <= %(last)s
                  LEFT JOIN account_move_line settling ON settling.id = match.credit_move_id),
            lost AS (
                SELECT entry.move_id, least(coalesce(greatest(sum(entry.balance) FILTER (
                                                WHERE account.account_type LIKE 'expense%%'), 0)
                                            / nullif(-sum(entry.balance) FILTER (
                                                WHERE account.account_type = 'asset_receivable'), 0), 0), 1) AS share
                  FROM account_move_line entry
                  JOIN account_account account ON account.id = entry.account_id
                 WHERE entry.move_id IN (
                       SELECT cost.move_id FROM account_account expense
                         JOIN account_move_line cost ON cost.account_id = expense.id
                         JOIN account_move other ON other.id = cost.move_id AND other.move_type = 'entry'
                        WHERE expense.account_type LIKE 'expense%%' AND cost.company_id = %(company)s
                          AND cost.move_id IN (SELECT settling_id FROM matched))
                 GROUP BY 1),
            settled AS (
                SELECT move_id, nullif(sum(amount_currency), 0) AS total, sum(upto) AS upto, sum(before) AS before,
                       sum(closed) AS closed, max(day) AS day
                  FROM (SELECT matched.id, matched.move_id, matched.amount_currency, max(day) AS day,
                               sum(amount * (1 - coalesce(lost.share, 0))) AS upto,
                               sum(amount * (1 - coalesce(lost.share, 0))) FILTER (WHERE day < %(first)s) AS before,
                               -- fees of a payment leave nothing open
                               sum(amount) FILTER (WHERE coalesce(lost.share, 0) < 1) AS closed
                          FROM matched LEFT JOIN lost ON lost.move_id = matched.settling_id
                         GROUP BY 1, 2, 3) term
                 GROUP BY 1),
            """,
            touched=SQL(" UNION ").join(self._touched_sql(bases, company=company, first=first, last=last)),
            company=company,
            first=first,
            last=last,
        )

    def _scope_sql(self, basis: str, first) -> SQL:
        """Return the condition on invoices that something of them may be added in the period."""
        if basis == "invoiced":
            return SQL("move.date >= %s", first)
        return SQL("move.id IN (SELECT move_id FROM touched)")

    def _touched_sql(self, bases: list[str], *, company, first, last) -> list[SQL]:
        """Return the queries for the invoices of which something may be added in the period by their payment."""
        found = [
            SQL(
                """SELECT term.move_id FROM account_partial_reconcile match
                     JOIN account_move_line term ON term.id = match.debit_move_id
                    WHERE match.company_id = %s AND match.max_date BETWEEN %s AND %s""",
                company,
                first,
                last,
            ),
            SQL(
                """SELECT whole.id FROM account_move whole
                    WHERE whole.company_id = %s AND whole.state = 'posted' AND whole.date BETWEEN %s AND %s
                      AND (whole.move_type = 'out_refund'
                           OR whole.amount_total = 0 AND whole.move_type IN ('out_invoice', 'out_receipt'))""",
                company,
                first,
                last,
            ),
        ]
        if "unit" in bases:
            found.append(
                SQL(
                    """SELECT charged.move_id FROM sale_order sale
                         JOIN sale_order_line item ON item.order_id = sale.id
                         JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = item.id
                         JOIN account_move_line charged ON charged.id = rel.invoice_line_id
                        WHERE sale.company_id = %s AND sale.commission_documented_date BETWEEN %s AND %s""",
                    company,
                    first,
                    last,
                )
            )
        return found

    def _category_sql(self) -> SQL:
        """Return the condition that the product is one of those that the scheme is about."""
        return SQL(
            """(NOT EXISTS (SELECT FROM dealer_commission_scheme_product_category_rel named
                             WHERE named.dealer_commission_scheme_id = assigned.scheme_id)
                OR EXISTS (SELECT FROM dealer_commission_scheme_product_category_rel named
                             JOIN product_category top ON top.id = named.product_category_id
                             JOIN product_product goods ON goods.id = line.product_id
                             JOIN product_template sort ON sort.id = goods.product_tmpl_id
                             JOIN product_category category ON category.id = sort.categ_id
                            WHERE named.dealer_commission_scheme_id = assigned.scheme_id
                              AND starts_with(category.parent_path, top.parent_path)))"""
        )
