from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: what the query reads
FLUSHED = {
    "account.account": ["account_type"],
    "account.move": [
        "amount_total",
        "commercial_partner_id",
        "company_id",
        "date",
        "invoice_user_id",
        "is_commission_bill",
        "move_type",
        "name",
        "partner_id",
        "state",
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "balance",
        "discount",
        "display_type",
        "move_id",
        "price_subtotal",
        "product_id",
        "product_uom_id",
        "quantity",
        "sale_line_ids",
    ],
    "account.partial.reconcile": [
        "amount",
        "company_id",
        "credit_move_id",
        "debit_amount_currency",
        "debit_move_id",
        "max_date",
    ],
    "product.category": ["parent_path"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id", "uom_id"],
    "sale.order": ["commission_documented_date", "user_id"],
    "sale.order.line": [
        "commission_cancelled_date",
        "invoice_lines",
        "is_downpayment",
        "order_id",
        "price_subtotal",
        "product_uom_qty",
    ],
    "uom.uom": ["factor"],
}

#: where no scheme is in force
NOTHING = SQL(
    """SELECT NULL::int, NULL::int, NULL::text, NULL::int, NULL::varchar, NULL::date, 0.0, 0.0, FALSE, FALSE
        WHERE FALSE"""
)


class DealerCommissionStatement(models.Model):
    _inherit = "dealer.commission.statement"

    def _compute_lines(self):
        """Compute the lines and figures of these drafts: one statement of SQL for those of a company and a period.

        Called with all rights: what somebody earned does not depend on who asks.
        """
        self.lock_for_update()
        self.invalidate_recordset(["state"])
        for statement in self:
            if statement.state != "draft":
                raise UserError(self.env._("%s was confirmed and stays as it is.", statement.display_name))
        for (company, kind, date_from, date_to), drafts in self.grouped(
            lambda one: (one.company_id, one.kind, one.date_from, one.date_to)
        ).items():
            for model, names in FLUSHED.items():
                self.env[model].flush_model(names)
            for model in ("scheme", "tier", "assignment", "statement", "recheck"):
                self.env[f"dealer.commission.{model}"].flush_model()
            self.env.cr.execute(
                SQL("DELETE FROM dealer_commission_statement_line WHERE statement_id IN %s", tuple(drafts.ids))
            )
            self.env.cr.execute(drafts._figures_sql(company, kind, date_from, date_to))
        self.env["dealer.commission.statement.line"].invalidate_model(flush=False)
        self.invalidate_recordset(flush=False)

    def _figures_sql(self, company, kind: str, date_from, date_to) -> SQL:
        """Return the statement that stores the lines of these drafts, and their figures."""
        return SQL(
            """
            WITH %(rows)s,
            stored AS (INSERT INTO dealer_commission_statement_line (%(columns)s) SELECT %(columns)s FROM scored),
            summed AS (
                SELECT statement_id, sum(amount) AS amount, sum(performance) AS performance,
                       sum(commission) AS commission
                  FROM scored GROUP BY statement_id),
            paid AS (%(paid)s)
            UPDATE dealer_commission_statement statement
               SET trade_amount = coalesce(summed.amount, 0), performance = coalesce(summed.performance, 0),
                   commission = coalesce(summed.commission, 0), opening_amount = paid.opening,
                   paid_amount = paid.amount,
                   outstanding_amount = paid.opening + coalesce(summed.commission, 0) - paid.amount,
                   computed_date = %(now)s, write_date = %(now)s
              FROM paid LEFT JOIN summed USING (statement_id)
             WHERE statement.id = paid.statement_id
            """,
            rows=self._rows_sql(company, kind, date_from, date_to),
            columns=SQL(", ").join(
                SQL.identifier(name) for name in self.env["dealer.commission.statement.line"]._columns()
            ),
            paid=self._paid_sql(kind, date_from, date_to),
            now=fields.Datetime.now(),
        )

    def _rows_sql(self, company, kind: str, date_from, date_to) -> SQL:
        """Return the common tables that end with ``scored``: the lines of these statements.

        What a line of an invoice adds is what it gives until the end of the period, less what it gave before the
        period; of one that is looked at anew, less what earlier statements said.
        """
        found = self.env["dealer.commission.assignment"].search(
            [("company_id", "=", company.id), ("kind", "=", kind), ("date_from", "<=", date_to)]
        )
        in_force = self.env["dealer.commission.scheme"]._in_force_ids(company.id)
        found = found.filtered(lambda one: one.scheme_id.id in in_force)
        known = {
            "company": company.id,
            "first": date_from,
            "last": date_to,
            "digits": company.currency_id.decimal_places,
            "by_seller": kind == "consultant",
            "categories": bool(found.scheme_id.categ_ids),
        }
        bases = sorted(set(found.scheme_id.mapped("basis")))
        sources = [self._source_sql(basis, again=again, **known) for basis in bases for again in (False, True)] or [
            NOTHING
        ]
        return SQL(
            """
            tier AS (
                SELECT scheme_id, threshold, rate, factor, next,
                       coalesce(sum((next - threshold) * factor) OVER (
                           PARTITION BY scheme_id ORDER BY threshold
                           ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS below
                  FROM (SELECT tier.scheme_id, tier.threshold, tier.rate,
                               CASE scheme.basis WHEN 'unit' THEN tier.rate ELSE tier.rate / 100 END AS factor,
                               lead(tier.threshold) OVER (
                                   PARTITION BY tier.scheme_id ORDER BY tier.threshold) AS next
                          FROM dealer_commission_tier tier
                          JOIN dealer_commission_scheme scheme ON scheme.id = tier.scheme_id
                         WHERE scheme.company_id = %(company)s) one),
            assigned AS (
                SELECT statement.id AS statement_id, part.role, earner.partner_id, earner.user_id,
                       scheme.id AS scheme_id, scheme.basis, earner.date_to,
                       greatest(earner.date_from, scheme.effective_from) AS date_from,
                       earner.mentor_id IS NOT NULL AS has_mentor
                  FROM dealer_commission_statement statement
                 CROSS JOIN (VALUES ('own'), ('mentor')) part (role)
                  JOIN dealer_commission_assignment earner
                    ON earner.company_id = statement.company_id AND earner.kind = statement.kind
                       AND CASE part.role WHEN 'own' THEN earner.partner_id = statement.partner_id
                                ELSE earner.mentor_id = statement.user_id END
                  JOIN dealer_commission_scheme scheme ON scheme.id = earner.scheme_id AND scheme.id IN %(in_force)s
                       AND (part.role = 'own' OR scheme.basis = 'unit')
                 WHERE statement.id IN %(ids)s),
            again AS (
                SELECT DISTINCT source_id FROM dealer_commission_recheck
                 WHERE company_id = %(company)s AND day >= %(first)s),
            source (statement_id, scheme_id, role, source_id, reference, date, amount, units, has_mentor, again) AS (
                %(sources)s),
            given AS (
                SELECT statement_id, scheme_id, role, source_id, reference, date,
                       CASE role WHEN 'own' THEN amount ELSE 0 END AS amount,
                       CASE role WHEN 'own' THEN units ELSE 0 END AS units,
                       CASE WHEN role = 'own' AND has_mentor THEN 0 ELSE units END AS performance, again
                  FROM source),
            stated AS (
                SELECT statement.id AS statement_id, line.scheme_id, line.role, line.source_id,
                       max(line.reference) AS reference, max(line.date) AS date, sum(line.amount) AS amount,
                       sum(line.units) AS units, sum(line.performance) AS performance,
                       sum(line.commission) AS commission
                  FROM again
                  JOIN dealer_commission_statement_line line USING (source_id)
                  JOIN dealer_commission_statement earlier
                    ON earlier.id = line.statement_id AND earlier.state <> 'cancelled' AND earlier.date_to < %(first)s
                  JOIN dealer_commission_statement statement
                    ON statement.id IN %(ids)s AND statement.company_id = earlier.company_id
                       AND statement.kind = earlier.kind AND statement.partner_id = earlier.partner_id
                 GROUP BY 1, 2, 3, 4
                HAVING sum(line.amount) <> 0 OR sum(line.performance) <> 0 OR sum(line.commission) <> 0),
            changed AS (
                SELECT statement_id, scheme_id, role, source_id,
                       coalesce(renewed.reference, stated.reference) AS reference,
                       coalesce(renewed.date, stated.date) AS date,
                       coalesce(renewed.amount, 0) - coalesce(stated.amount, 0) AS amount,
                       coalesce(renewed.units, 0) - coalesce(stated.units, 0) AS units,
                       coalesce(renewed.performance, 0) - coalesce(stated.performance, 0) AS performance,
                       -- taken back at the rate at which it was stated
                       CASE WHEN scheme.basis = 'unit' AND abs(coalesce(renewed.units, 0)) < abs(stated.units)
                            THEN round(stated.commission * (coalesce(renewed.units, 0) - stated.units)
                                       / stated.units, %(digits)s)
                            WHEN scheme.basis <> 'unit' AND abs(coalesce(renewed.amount, 0)) < abs(stated.amount)
                            THEN round(stated.commission * (coalesce(renewed.amount, 0) - stated.amount)
                                       / stated.amount, %(digits)s)
                            END AS fixed,
                       CASE WHEN scheme.basis = 'unit' THEN stated.commission / nullif(stated.units, 0)
                            ELSE 100 * stated.commission / nullif(stated.amount, 0) END AS fixed_rate
                  FROM (SELECT * FROM given WHERE again) renewed
                  FULL JOIN stated USING (statement_id, scheme_id, role, source_id)
                  JOIN dealer_commission_scheme scheme ON scheme.id = scheme_id),
            delta AS (
                SELECT statement_id, scheme_id, role, source_id, reference, date, amount, units, performance,
                       NULL::numeric AS fixed, NULL::numeric AS fixed_rate
                  FROM given WHERE NOT again
                UNION ALL
                SELECT statement_id, scheme_id, role, source_id, reference, date, amount, units, performance,
                       fixed, fixed_rate
                  FROM changed),
            counted AS (
                SELECT delta.*, scheme.tier_method, scheme.basis,
                       CASE WHEN fixed IS NOT NULL THEN 0 WHEN scheme.basis = 'unit' THEN units ELSE amount END AS x,
                       CASE scheme.basis WHEN 'unit' THEN 1 ELSE 100 END AS scale
                  FROM delta JOIN dealer_commission_scheme scheme ON scheme.id = delta.scheme_id
                 WHERE amount <> 0 OR units <> 0 OR performance <> 0),
            running AS (
                SELECT counted.*, sum(x) OVER reached AS upto, sum(x) OVER all_of_it AS total
                  FROM counted
                WINDOW reached AS (
                           PARTITION BY statement_id, scheme_id ORDER BY source_id, role ROWS UNBOUNDED PRECEDING),
                       all_of_it AS (PARTITION BY statement_id, scheme_id)),
            scored AS MATERIALIZED (
                SELECT statement_id, running.scheme_id, role, source_id, reference, date, amount, units, performance,
                       fixed IS NOT NULL AS is_correction,
                       round(CASE WHEN fixed IS NOT NULL THEN fixed_rate
                            WHEN role = 'mentor' THEN 0
                            WHEN tier_method = 'whole' THEN tier.factor * scale
                            ELSE scale * (tier.below + (abs(total) - tier.threshold) * tier.factor)
                                 / nullif(abs(total), 0) END, 6) AS rate,
                       -- rounded as a running total, so that no cent is lost or made
                       coalesce(fixed, CASE WHEN x = 0 THEN 0 WHEN tier_method = 'whole'
                            THEN round(upto * tier.factor, %(digits)s) - round((upto - x) * tier.factor, %(digits)s)
                            ELSE round((SELECT sign(upto) * (part.below + (abs(upto) - part.threshold) * part.factor)
                                          FROM tier part WHERE part.scheme_id = running.scheme_id
                                           AND abs(upto) >= part.threshold
                                           AND (part.next IS NULL OR abs(upto) < part.next)), %(digits)s)
                               - round((SELECT sign(upto - x)
                                               * (part.below + (abs(upto - x) - part.threshold) * part.factor)
                                          FROM tier part WHERE part.scheme_id = running.scheme_id
                                           AND abs(upto - x) >= part.threshold
                                           AND (part.next IS NULL OR abs(upto - x) < part.next)), %(digits)s)
                            END, 0) AS commission
                  FROM running
                  LEFT JOIN tier ON tier.scheme_id = running.scheme_id AND abs(running.total) >= tier.threshold
                       AND (tier.next IS NULL OR abs(running.total) < tier.next))
            """,
            sources=SQL(" UNION ALL ").join(sources),
            in_force=tuple(in_force) or (0,),
            ids=tuple(self.ids),
            **{name: known[name] for name in ("company", "first", "digits")},
        )

    # what lines of invoices give

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
            "settled": SQL() if basis == "invoiced" else self._settled_sql(**known),
            "fits": self._category_sql() if categories else SQL("TRUE"),
            "not_cancelled": SQL("ordered.commission_cancelled_date IS NULL") if needs_order else SQL("TRUE"),
            "scope": SQL("TRUE") if again else self._scope_sql(basis, **known),
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

    def _settled_sql(self, *, first, last, digits, company) -> SQL:
        """Return what of an invoice is settled, in its currency, until the end of the period and before it.

        What was matched counts, from the day of the later of both entries, as in ``customer_credit``; but not what was
        written off, that is, the part of a payment or entry that went to expenses. A credit note that is matched
        settles its part, and counts itself, negatively, on its own day: together they take back what was given.
        ``total`` is NULL of what is counted as a whole: credit notes, and invoices with nothing to pay.
        """
        return SQL(
            """CROSS JOIN LATERAL (
                   SELECT nullif(sum(term.amount_currency), 0) AS total, sum(matched.upto) AS upto,
                          sum(matched.before) AS before, sum(matched.closed) AS closed, max(matched.day) AS day
                     FROM account_move_line term
                     LEFT JOIN LATERAL (
                          SELECT sum(one.amount * (1 - one.lost)) AS upto,
                                 sum(one.amount * (1 - one.lost)) FILTER (WHERE one.day < %(first)s) AS before,
                                 -- fees of a payment leave nothing open
                                 sum(one.amount) FILTER (WHERE one.lost < 1) AS closed, max(one.day) AS day
                            FROM (SELECT match.max_date AS day, match.debit_amount_currency AS amount,
                                         (SELECT least(coalesce(greatest(sum(entry.balance) FILTER (
                                                     WHERE account.account_type LIKE 'expense%%'), 0)
                                                 / nullif(-sum(entry.balance) FILTER (
                                                     WHERE account.account_type = 'asset_receivable'), 0), 0), 1)
                                            FROM account_move_line entry
                                            JOIN account_account account ON account.id = entry.account_id
                                           WHERE entry.move_id = settling.move_id
                                             AND other.move_type = 'entry') AS lost
                                    FROM account_partial_reconcile match
                                    JOIN account_move_line settling ON settling.id = match.credit_move_id
                                    JOIN account_move other ON other.id = settling.move_id
                                   WHERE match.debit_move_id = term.id AND match.max_date <= %(last)s) one
                          ) matched ON TRUE
                    WHERE term.move_id = move.id AND term.display_type = 'payment_term'
                      AND move.move_type <> 'out_refund') settled""",
            first=first,
            last=last,
        )

    def _scope_sql(self, basis: str, *, company, first, last, digits) -> SQL:
        """Return the condition on invoices that something of them may be added in the period."""
        if basis == "invoiced":
            return SQL("move.date >= %s", first)
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
        if basis == "unit":
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
        return SQL("move.id IN (%s)", SQL(" UNION ").join(found))

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

    # what was paid

    def _paid_sql(self, kind: str, date_from, date_to) -> SQL:
        """Return what was outstanding before, and paid in the period, of each of these statements.

        Paid is all that was paid since the first statement, less what earlier statements said: a payment that became
        known late is in the next statement.
        """
        who = SQL("bill.partner_id") if kind == "consultant" else SQL("bill.commercial_partner_id")
        return SQL(
            """
            SELECT statement.id AS statement_id, coalesce(last.outstanding_amount, start.amount, 0) AS opening,
                   coalesce(settled.amount, 0) - coalesce(earlier.paid, 0) AS amount
              FROM dealer_commission_statement statement
              LEFT JOIN LATERAL (
                   SELECT sum(one.paid_amount) AS paid, min(one.date_from) AS first
                     FROM dealer_commission_statement one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id AND one.state <> 'cancelled'
                      AND one.date_to < statement.date_from) earlier ON TRUE
              LEFT JOIN LATERAL (
                   SELECT one.outstanding_amount FROM dealer_commission_statement one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id AND one.state <> 'cancelled'
                      AND one.date_to < statement.date_from
                    ORDER BY one.date_to DESC LIMIT 1) last ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum(opening_amount) AS amount FROM dealer_commission_assignment one
                    WHERE one.company_id = statement.company_id AND one.kind = statement.kind
                      AND one.partner_id = statement.partner_id) start ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum(CASE WHEN term.balance < 0 THEN match.amount ELSE -match.amount END) AS amount
                     FROM account_move bill
                     JOIN account_move_line term ON term.move_id = bill.id AND term.display_type = 'payment_term'
                     JOIN account_partial_reconcile match
                       ON match.credit_move_id = term.id OR match.debit_move_id = term.id
                    WHERE bill.is_commission_bill AND bill.company_id = statement.company_id
                      AND %(who)s = statement.partner_id AND bill.state = 'posted'
                      AND bill.move_type IN ('in_invoice', 'in_refund')
                      AND match.max_date BETWEEN coalesce(earlier.first, %(first)s) AND %(last)s) settled ON TRUE
             WHERE statement.id IN %(ids)s
            """,
            who=who,
            first=date_from,
            last=date_to,
            ids=tuple(self.ids),
        )
