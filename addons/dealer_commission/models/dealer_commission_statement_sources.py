from odoo import api, models
from odoo.tools import SQL


class DealerCommissionStatement(models.Model):
    """What lines of invoices give, as parts of the one query."""

    _inherit = "dealer.commission.statement"

    def _source_sql(self, basis: str, *, again: bool, by_seller: bool, categories: bool, **known) -> SQL:
        """Return what lines of invoices give on a basis.

        :param again: those that are looked at anew: all that they gave since the first statement of who earns, by any
            scheme that is in force or gave something for them; else what was added in the period
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
                       SELECT ordered.*, CASE WHEN ordered.commission_cancelled_date IS NOT NULL THEN %s END AS kept
                         FROM (SELECT sale.id, sale.user_id, sale.commission_documented_date, item.id AS item_id,
                                      item.is_downpayment, item.product_uom_qty, item.price_subtotal,
                                      item.commission_cancelled_date,
                                      coalesce(item.commission_cancelled_quantity, item.product_uom_qty) AS cancelled
                                 FROM sale_order_line_invoice_rel rel
                                 JOIN sale_order_line item ON item.id = rel.order_line_id
                                 JOIN sale_order sale ON sale.id = item.order_id
                                WHERE rel.invoice_line_id = line.id ORDER BY item.id LIMIT 1) ordered
                       OFFSET 0) ordered ON TRUE""",
                self._kept_sql(),
            )
            if needs_order
            else SQL(),
            "earner": SQL(
                "assigned.user_id = CASE WHEN ordered.id IS NULL THEN move.invoice_user_id ELSE ordered.user_id END"
            )
            if by_seller
            else SQL("assigned.partner_id = move.commercial_partner_id"),
            "settled": self._settled_join_sql(basis, again=again),
            "fits": self._fits_sql(basis, categories=categories),
            "kept": SQL("coalesce(ordered.kept, 1) > 0") if needs_order else SQL("TRUE"),
            # of a scheme that is not in force any more, what it gave is still looked at
            "in_force": SQL(
                """(assigned.in_force AND move.date >= coalesce(assigned.effective_from, move.date)
                    OR (assigned.statement_id, assigned.scheme_id, line.id)
                       IN (SELECT statement_id, scheme_id, source_id FROM stated))"""
            )
            if again
            else SQL("assigned.in_force AND move.date >= coalesce(assigned.effective_from, move.date)"),
            # of what was paid a credit note takes back what it does not settle itself
            "origin": SQL("NULL::int")
            if basis == "paid"
            else SQL("CASE move.move_type WHEN 'out_refund' THEN move.reversed_entry_id END"),
            "scope": SQL("TRUE") if again else self._scope_sql(basis, known["first"]),
        }
        amount, units, condition = self._given_sql(basis, again=again, **known)
        if needs_order:
            amount = SQL(
                "CASE WHEN ordered.kept IS NULL THEN %(all)s ELSE round(%(all)s * ordered.kept, %(digits)s) END",
                all=amount,
                digits=known["digits"],
            )
            units = SQL("%s * coalesce(ordered.kept, 1)", units)
        return SQL(
            """
            SELECT assigned.statement_id, assigned.scheme_id, assigned.role, line.id, %(origin)s, move.name, move.date,
                   %(amount)s, %(units)s, assigned.has_mentor, %(again)s
              FROM %(moves)s
              %(order)s
              JOIN assigned ON assigned.basis = %(basis)s AND %(earner)s AND move.date >= assigned.date_from
                   AND (assigned.date_to IS NULL OR move.date <= assigned.date_to)
              %(settled)s
             WHERE move.company_id = %(company)s AND move.state = 'posted'
               AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund') AND move.date <= %(last)s
               AND %(scope)s AND %(in_force)s AND %(kept)s AND %(fits)s AND %(condition)s %(once)s
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

    def _kept_sql(self) -> SQL:
        """Return which share of a line counts, where the performance of some of the units ordered was cancelled.

        What is returned is taken to be what was cancelled, which takes back nothing again; the rest counts in full.
        """
        return SQL(
            """CASE WHEN move.move_type = 'out_refund' AND line.quantity > 0 AND NOT coalesce(%(allowance)s, FALSE)
                    THEN (SELECT (greatest(coalesce(sum(other.quantity), 0) + line.quantity - ordered.cancelled, 0)
                                  - greatest(coalesce(sum(other.quantity), 0) - ordered.cancelled, 0)) / line.quantity
                            FROM sale_order_line_invoice_rel back
                            JOIN account_move_line other ON other.id = back.invoice_line_id
                            JOIN account_move note ON note.id = other.move_id
                           WHERE back.order_line_id = ordered.item_id
                             AND note.move_type = 'out_refund' AND note.state = 'posted'
                             AND (note.date, other.id) < (move.date, line.id)
                             AND NOT coalesce(%(other_allowance)s, FALSE))
                    ELSE 1 - least(coalesce(ordered.cancelled / nullif(ordered.product_uom_qty, 0), 1), 1) END""",
            allowance=self._allowance_sql(),
            other_allowance=self._allowance_sql("other", "note"),
        )

    def _given_sql(self, basis: str, *, again: bool, first, last, digits, company) -> tuple[SQL, SQL, SQL]:
        """Return what a line gives, in money and units, and the condition that it gives anything.

        What is looked at anew gives nothing for what happened before the first statement of who earns: that was paid
        then, or is in the opening amount of the assignment.
        """
        amount = SQL("-line.balance")
        since_opened = SQL("move.date >= assigned.opened") if again else SQL("TRUE")
        if basis == "invoiced":
            return amount, SQL("0"), since_opened
        if basis == "paid":
            before = SQL("opening.upto") if again else SQL("settled.before")
            given = SQL(
                "CASE WHEN settled.total IS NULL THEN CASE WHEN %s THEN %s ELSE 0 END ELSE %s - %s END",
                since_opened,
                amount,
                self._share_sql(amount, SQL("settled.upto"), digits),
                self._share_sql(amount, before, digits),
            )
            return given, SQL("0"), SQL("TRUE")
        units = SQL(
            """CASE WHEN move.move_type <> 'out_refund' THEN 1 WHEN %s THEN 0 ELSE -1 END
               * line.quantity * coalesce(uom.factor / nullif(product_uom.factor, 0), 1)::numeric""",
            self._allowance_sql(),
        )
        units = SQL(
            """(SELECT round(%s, 6) FROM product_product product
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom product_uom ON product_uom.id = template.uom_id
                  LEFT JOIN uom_uom uom ON uom.id = line.product_uom_id
                 WHERE product.id = line.product_id)""",
            units,
        )
        # counted in the period in which the last of it is fulfilled
        condition = SQL(
            """line.product_id IS NOT NULL AND line.price_unit >= 0 AND ordered.is_downpayment IS NOT TRUE
               AND %(fulfilled)s AND ordered.commission_documented_date <= %(last)s
               AND NOT (%(before)s AND ordered.commission_documented_date < %(start)s)""",
            fulfilled=self._paid_in_full_sql(SQL("settled.upto"), SQL("%s::date + 1", last)),
            before=self._paid_in_full_sql(
                SQL("opening.upto") if again else SQL("settled.before"),
                SQL("assigned.opened") if again else SQL("%s::date", first),
            ),
            last=last,
            start=SQL("assigned.opened") if again else SQL("%s::date", first),
        )
        return amount, units, condition

    def _paid_in_full_sql(self, settled: SQL, before: SQL) -> SQL:
        """Return the condition that an invoice was paid in full before a day, but for what the scheme lets be lost."""
        return SQL(
            """CASE WHEN settled.total IS NULL THEN move.date < %s
                    ELSE coalesce(%s, 0) >= settled.total * (1 - coalesce(assigned.tolerance, 0) / 100) END""",
            before,
            settled,
        )

    def _allowance_sql(self, line: str = "line", move: str = "move") -> SQL:
        """Return the condition that a line of a credit note charges less, so that the unit stays sold.

        It has a lower price than what it reverses, or else what was ordered, by more than the rounding of both.
        """
        return SQL(
            """(SELECT %(line)s.price_subtotal / nullif(%(line)s.quantity, 0)
                       < min(one.price_subtotal / one.quantity
                             - currency.rounding / 2 * (1 / one.quantity + 1 / nullif(%(line)s.quantity, 0)))
                  FROM (SELECT origin.price_subtotal, origin.quantity, 1 AS choice FROM account_move_line origin
                         WHERE origin.move_id = %(move)s.reversed_entry_id AND origin.display_type = 'product'
                           AND origin.product_id = %(line)s.product_id AND origin.price_subtotal > 0
                           AND origin.quantity > 0 AND NOT EXISTS (
                               SELECT FROM sale_order_line_invoice_rel rel
                                WHERE rel.invoice_line_id = origin.id AND rel.order_line_id <> ordered.item_id)
                        UNION ALL
                        SELECT ordered.price_subtotal, ordered.product_uom_qty, 2
                         WHERE ordered.product_uom_qty > 0
                         ORDER BY choice FETCH FIRST 1 ROWS WITH TIES) one
                  JOIN res_currency currency ON currency.id = %(move)s.currency_id)""",
            line=SQL.identifier(line),
            move=SQL.identifier(move),
        )

    def _settled_join_sql(self, basis: str, *, again: bool) -> SQL:
        """Return what joins what of an invoice was settled; of a unit, with its down payments."""
        if basis == "invoiced":
            return SQL()
        settled, opening = ("whole", "whole_opening") if basis == "unit" else ("settled", "opening")
        join = SQL("LEFT JOIN %s settled ON settled.move_id = move.id", SQL.identifier(settled))
        if not again:
            return join
        return SQL(
            "%s LEFT JOIN %s opening ON opening.move_id = move.id AND opening.day = assigned.opened",
            join,
            SQL.identifier(opening),
        )

    def _share_sql(self, amount: SQL, settled: SQL, digits: int) -> SQL:
        return SQL("round(%s * least(coalesce(%s, 0), settled.total) / settled.total, %s)", amount, settled, digits)

    def _settled_sql(self, bases: list[str], *, company, first, last) -> SQL:
        """Return the common tables that end with ``settled``: what of invoices is settled, in their currency.

        What was matched counts, from the day of the later of both entries, as in ``customer_credit``; but not what was
        written off, that is, the part of a payment or entry that went neither to a bank nor to a receivable. A credit
        note that is matched settles its part, and counts itself, negatively, on its own day: together they take back
        what was given. ``total`` is NULL of what is counted as a whole: credit notes, and invoices with nothing to pay.

        ``opening`` is what was settled before the first statements; ``whole`` is an invoice with its down payments.
        """
        return SQL(
            """
            touched AS (%(touched)s),
            asked AS (
                SELECT move_id FROM touched
                UNION
                SELECT line.move_id FROM again JOIN account_move_line line ON line.id = again.source_id),
            part AS (
                SELECT move_id AS whole_id, move_id FROM asked %(advances)s),
            matched AS (
                SELECT term.id, term.move_id, term.amount_currency, match.max_date AS day,
                       match.debit_amount_currency AS amount, settling.move_id AS settling_id
                  FROM (SELECT DISTINCT move_id FROM part) one
                  JOIN account_move move ON move.id = one.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
                       AND move.state = 'posted'
                  JOIN account_move_line term ON term.move_id = move.id AND term.display_type = 'payment_term'
                  LEFT JOIN account_partial_reconcile match
                    ON match.debit_move_id = term.id AND match.max_date <= %(last)s
                  LEFT JOIN account_move_line settling ON settling.id = match.credit_move_id),
            lost AS (
                SELECT entry.move_id,
                       least(sum(entry.balance) FILTER (WHERE %(lost)s)
                             / nullif(-sum(entry.balance) FILTER (WHERE account.account_type = 'asset_receivable'), 0),
                             1) AS share
                  FROM (SELECT DISTINCT settling_id FROM matched) one
                  JOIN account_move other ON other.id = one.settling_id AND other.move_type = 'entry'
                  JOIN account_move_line entry ON entry.move_id = other.id
                  JOIN account_account account ON account.id = entry.account_id
                  LEFT JOIN account_payment payment ON payment.id = other.origin_payment_id
                 GROUP BY 1
                HAVING sum(entry.balance) FILTER (WHERE %(lost)s) > 0),
            paid_off AS (
                SELECT matched.id, matched.move_id, matched.amount_currency, matched.day,
                       matched.amount * (1 - coalesce(lost.share, 0)) AS amount
                  FROM matched LEFT JOIN lost ON lost.move_id = matched.settling_id),
            settled AS (
                SELECT move_id, nullif(sum(amount_currency), 0) AS total, sum(upto) AS upto, sum(before) AS before
                  FROM (SELECT id, move_id, amount_currency, sum(amount) AS upto,
                               sum(amount) FILTER (WHERE day < %(first)s) AS before
                          FROM paid_off GROUP BY 1, 2, 3) term
                 GROUP BY 1),
            opening AS (
                SELECT paid_off.move_id, start.day, sum(paid_off.amount) AS upto
                  FROM (SELECT DISTINCT day FROM opened) start JOIN paid_off ON paid_off.day < start.day
                 GROUP BY 1, 2),
            whole AS (
                SELECT part.whole_id AS move_id, nullif(sum(coalesce(total, 0)), 0) AS total, sum(upto) AS upto,
                       sum(before) AS before
                  FROM part JOIN settled ON settled.move_id = part.move_id GROUP BY 1),
            whole_opening AS (
                SELECT part.whole_id AS move_id, opening.day, sum(opening.upto) AS upto
                  FROM part JOIN opening ON opening.move_id = part.move_id GROUP BY 1, 2),
            """,
            touched=SQL(" UNION ").join(self._touched_sql(bases, company=company, first=first, last=last)),
            advances=SQL("UNION %s WHERE theirs.price_subtotal > 0", self._advances_sql(SQL("asked")))
            if "unit" in bases
            else SQL(),
            lost=SQL(
                """account.account_type NOT IN ('asset_receivable', 'asset_cash', 'liability_credit_card')
                   AND entry.account_id IS DISTINCT FROM payment.outstanding_account_id"""
            ),
            first=first,
            last=last,
        )

    @api.model
    def _advances_sql(self, moves: SQL) -> SQL:
        """Return the query for the invoices that share a down payment with those in the table ``moves``, in pairs."""
        return SQL(
            """SELECT mine.move_id, theirs.move_id
                 FROM %s one
                 JOIN account_move_line mine ON mine.move_id = one.move_id
                 JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = mine.id
                 JOIN sale_order_line item ON item.id = rel.order_line_id AND item.is_downpayment
                 JOIN sale_order_line_invoice_rel back ON back.order_line_id = item.id
                 JOIN account_move_line theirs ON theirs.id = back.invoice_line_id""",
            moves,
        )

    def _scope_sql(self, basis: str, first) -> SQL:
        """Return the condition on invoices that something of them may be added in the period."""
        if basis == "invoiced":
            return SQL("move.date >= %s", first)
        return SQL("move.id IN (SELECT move_id FROM touched)")

    def _touched_sql(self, bases: list[str], *, company, first, last) -> list[SQL]:
        """Return the queries for the invoices of which something may be added in the period by their payment."""
        matched = SQL(
            """SELECT term.move_id FROM account_partial_reconcile match
                 JOIN account_move_line term ON term.id = match.debit_move_id
                WHERE match.company_id = %s AND match.max_date BETWEEN %s AND %s""",
            company,
            first,
            last,
        )
        found = [
            matched,
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
            advances = self._advances_sql(SQL("(%s)", matched))
            found.append(SQL("SELECT pair.theirs_id FROM (%s) pair (mine_id, theirs_id)", advances))
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

    def _fits_sql(self, basis: str, *, categories: bool) -> SQL:
        """Return the condition that the product is one of those that the scheme is about; units are goods, or these."""
        everything = (
            SQL(
                """EXISTS (SELECT FROM product_product goods
                             JOIN product_template sort ON sort.id = goods.product_tmpl_id AND sort.type = 'consu'
                            WHERE goods.id = line.product_id)"""
            )
            if basis == "unit"
            else SQL("TRUE")
        )
        if not categories:
            return everything
        return SQL(
            """(NOT EXISTS (SELECT FROM dealer_commission_scheme_product_category_rel named
                             WHERE named.dealer_commission_scheme_id = assigned.scheme_id) AND %s
                OR EXISTS (SELECT FROM dealer_commission_scheme_product_category_rel named
                             JOIN product_category top ON top.id = named.product_category_id
                             JOIN product_product goods ON goods.id = line.product_id
                             JOIN product_template sort ON sort.id = goods.product_tmpl_id
                             JOIN product_category category ON category.id = sort.categ_id
                            WHERE named.dealer_commission_scheme_id = assigned.scheme_id
                              AND starts_with(category.parent_path, top.parent_path)))""",
            everything,
        )
