from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: what the query reads
FLUSHED = {
    "account.account": ["account_type"],
    "account.move": [
        "amount_total",
        "amount_untaxed",
        "commercial_partner_id",
        "company_id",
        "currency_id",
        "date",
        "invoice_user_id",
        "is_commission_bill",
        "move_type",
        "name",
        "origin_payment_id",
        "partner_id",
        "reversed_entry_id",
        "state",
        "statement_line_id",
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "balance",
        "display_type",
        "move_id",
        "price_subtotal",
        "price_unit",
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
    "account.payment": ["outstanding_account_id"],
    "product.category": ["parent_path"],
    "product.product": ["product_tmpl_id"],
    "product.template": ["categ_id", "type", "uom_id"],
    "sale.order": ["commission_documented_date", "user_id"],
    "sale.order.line": [
        "commission_cancelled_date",
        "commission_cancelled_quantity",
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
    """SELECT NULL::int, NULL::int, NULL::text, NULL::int, NULL::int, NULL::varchar, NULL::date, 0.0, 0.0, FALSE, FALSE
        WHERE FALSE"""
)


class DealerCommissionStatement(models.Model):
    _inherit = "dealer.commission.statement"

    def _compute_lines(self):
        """Compute the lines and figures of these drafts: one statement of SQL for those of a company and a period.

        Later drafts of the same earners build on them and are computed with them, earlier ones first. Called with all
        rights: what somebody earned does not depend on who asks.
        """
        drafts = self | self._drafts_of_earners()
        drafts.lock_for_update()  # also the earlier ones: whoever changes one of them meanwhile, makes us begin anew
        first = {}
        for one in self:
            first[one._earner()] = min(one.date_to, first.get(one._earner(), one.date_to))
        later = drafts.filtered(lambda one: one._earner() in first and one.date_to > first[one._earner()])
        (self | later)._compute_in_order()

    def _drafts_of_earners(self):
        """Return the drafts of who earns these, of any period."""
        found = self.browse()
        for (company, kind), of_kind in self.grouped(lambda one: (one.company_id, one.kind)).items():
            found |= self.search(
                [
                    ("company_id", "=", company.id),
                    ("kind", "=", kind),
                    ("partner_id", "in", of_kind.partner_id.ids),
                    ("state", "=", "draft"),
                ]
            )
        return found

    def _compute_in_order(self):
        self.invalidate_recordset(["state"])
        for statement in self:
            if statement.state != "draft":
                raise UserError(self.env._("%s was confirmed and stays as it is.", statement.display_name))
        periods = self.sorted("date_to").grouped(lambda one: (one.company_id, one.kind, one.date_from, one.date_to))
        for (company, kind, date_from, date_to), drafts in periods.items():
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
                       coalesce(sum(commission), 0) AS commission, coalesce(sum(observed), 0) AS observed
                  FROM (SELECT statement_id,
                               -- by several schemes of one earner it is the same trade, and the same unit
                               (array_agg(amount ORDER BY basis, scheme_id))[1] AS amount,
                               (array_agg(performance ORDER BY basis DESC, scheme_id))[1] AS performance,
                               sum(commission) FILTER (WHERE NOT is_observed) AS commission,
                               sum(commission) FILTER (WHERE is_observed) AS observed
                          FROM scored GROUP BY statement_id, source_id, role) once
                 GROUP BY statement_id),
            paid AS (%(paid)s)
            UPDATE dealer_commission_statement statement
               SET trade_amount = coalesce(summed.amount, 0), performance = coalesce(summed.performance, 0),
                   commission = coalesce(summed.commission, 0), observed_amount = coalesce(summed.observed, 0),
                   opening_amount = paid.opening, paid_amount = paid.amount,
                   outstanding_amount = paid.opening + coalesce(summed.commission, 0) - paid.amount,
                   computed_date = %(now)s, write_date = %(now)s
              FROM paid LEFT JOIN summed USING (statement_id)
             WHERE statement.id = paid.statement_id
            """,
            rows=self._rows_sql(company, kind, date_from, date_to),
            columns=SQL(", ").join(
                SQL.identifier(name) for name in self.env["dealer.commission.statement.line"]._columns()
            ),
            paid=self._paid_sql(company, kind, date_from, date_to),
            # what was committed later is not in the figures
            now=self.env.cr.now().replace(microsecond=0),
        )

    def _rows_sql(self, company, kind: str, date_from, date_to) -> SQL:
        """Return the common tables that end with ``scored``: the lines of these statements.

        What a line of an invoice adds is what it gives until the end of the period, less what it gave before the
        period; of one that is looked at anew, less what earlier statements said. What is less than before is taken back
        at the rate at which it was given, also by a credit note of what was stated.
        """
        found = self.env["dealer.commission.assignment"].search(
            [("company_id", "=", company.id), ("kind", "=", kind), ("date_from", "<=", date_to)]
        )
        in_force = self.env["dealer.commission.scheme"]._in_force_ids(company.id)
        known = {
            "company": company.id,
            "first": date_from,
            "last": date_to,
            "digits": company.currency_id.decimal_places,
            "by_seller": kind == "consultant",
            "categories": bool(found.scheme_id.categ_ids),
        }
        bases = sorted(set(found.scheme_id.mapped("basis")))
        acting = set(found.scheme_id.filtered(lambda one: one.id in in_force).mapped("basis"))
        sources = [
            self._source_sql(basis, again=again, **known)
            for basis in bases
            for again in (False, True)
            if again or basis in acting
        ] or [NOTHING]
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
            earning AS (
                SELECT statement.id AS statement_id, 'own' AS role, earner.id AS assignment_id
                  FROM dealer_commission_statement statement
                  JOIN dealer_commission_assignment earner
                    ON earner.company_id = statement.company_id AND earner.kind = statement.kind
                       AND earner.partner_id = statement.partner_id
                 WHERE statement.id IN %(ids)s
                UNION ALL
                SELECT statement.id, 'mentor', earner.id
                  FROM dealer_commission_statement statement
                  JOIN dealer_commission_assignment earner
                    ON earner.company_id = statement.company_id AND earner.mentor_id = statement.user_id
                 WHERE statement.id IN %(ids)s),
            opened AS (
                SELECT statement.id AS statement_id, min(one.date_from) AS day
                  FROM dealer_commission_statement statement
                  JOIN dealer_commission_statement one
                    ON one.company_id = statement.company_id AND one.kind = statement.kind
                       AND one.partner_id = statement.partner_id AND one.state <> 'cancelled'
                 WHERE statement.id IN %(ids)s GROUP BY 1),
            -- not materialized: the planner must know how many there are
            assigned AS NOT MATERIALIZED (
                SELECT earning.statement_id, earning.role, earner.partner_id, earner.user_id, scheme.id AS scheme_id,
                       scheme.basis, scheme.effective_from, scheme.tolerance, scheme.id IN %(in_force)s AS in_force,
                       earner.date_from, earner.date_to, earner.mentor_id IS NOT NULL AS has_mentor,
                       opened.day AS opened
                  FROM earning
                  JOIN opened USING (statement_id)
                  JOIN dealer_commission_assignment earner ON earner.id = earning.assignment_id
                  JOIN dealer_commission_scheme scheme ON scheme.id = earner.scheme_id
                       AND (earning.role = 'own' OR scheme.basis = 'unit')),
            again AS (
                SELECT DISTINCT source_id FROM dealer_commission_recheck
                 WHERE company_id = %(company)s AND day >= %(first)s),
            stated AS (
                SELECT statement.id AS statement_id, line.scheme_id, line.role, line.source_id,
                       max(line.reference) AS reference, max(line.date) AS date, sum(line.amount) AS amount,
                       sum(line.units) AS units, sum(line.performance) AS performance,
                       bool_and(line.is_observed) AS is_observed,
                       coalesce(sum(line.commission) FILTER (WHERE NOT line.is_observed), sum(line.commission))
                           AS commission
                  FROM again
                  JOIN dealer_commission_statement_line line USING (source_id)
                  JOIN dealer_commission_statement earlier
                    ON earlier.id = line.statement_id AND earlier.state <> 'cancelled' AND earlier.date_to < %(first)s
                  JOIN dealer_commission_statement statement
                    ON statement.id IN %(ids)s AND statement.company_id = earlier.company_id
                       AND statement.kind = earlier.kind AND statement.partner_id = earlier.partner_id
                 GROUP BY 1, 2, 3, 4
                HAVING sum(line.amount) <> 0 OR sum(line.performance) <> 0 OR sum(line.commission) <> 0),
            %(settled)s
            source (statement_id, scheme_id, role, source_id, origin_id, reference, date, amount, units, has_mentor,
                    again) AS (
                %(sources)s),
            given AS (
                SELECT DISTINCT ON (statement_id, scheme_id, role, source_id)
                       statement_id, scheme_id, role, source_id, origin_id, reference, date,
                       CASE role WHEN 'own' THEN amount ELSE 0 END AS amount,
                       CASE role WHEN 'own' THEN units ELSE 0 END AS units,
                       CASE WHEN role = 'own' AND has_mentor THEN 0 ELSE units END AS performance, again
                  FROM source ORDER BY statement_id, scheme_id, role, source_id, has_mentor),
            -- what the lines of an invoice gave that a credit note reverses
            reversed AS (
                SELECT given.statement_id, given.scheme_id, given.role, given.source_id,
                       bool_and(said.is_observed) AS is_observed,
                       coalesce(sum(said.commission) FILTER (WHERE NOT said.is_observed), sum(said.commission))
                           / nullif(CASE scheme.basis WHEN 'unit' THEN sum(said.units) ELSE sum(said.amount) END, 0)
                           AS factor
                  FROM given
                  JOIN dealer_commission_scheme scheme ON scheme.id = given.scheme_id
                  JOIN account_move_line credited ON credited.id = given.source_id
                  JOIN account_move_line origin
                    ON origin.move_id = given.origin_id AND origin.display_type = 'product'
                       AND origin.product_id IS NOT DISTINCT FROM credited.product_id
                  JOIN dealer_commission_statement_line said
                    ON said.source_id = origin.id AND said.scheme_id = given.scheme_id AND said.role = given.role
                  JOIN dealer_commission_statement earlier
                    ON earlier.id = said.statement_id AND earlier.state <> 'cancelled' AND earlier.date_to < %(first)s
                  JOIN dealer_commission_statement statement
                    ON statement.id = given.statement_id AND statement.company_id = earlier.company_id
                       AND statement.kind = earlier.kind AND statement.partner_id = earlier.partner_id
                 WHERE given.origin_id IS NOT NULL
                 GROUP BY 1, 2, 3, 4, scheme.basis),
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
                            ELSE 100 * stated.commission / nullif(stated.amount, 0) END AS fixed_rate,
                       stated.is_observed
                  FROM (SELECT * FROM given WHERE again) renewed
                  FULL JOIN stated USING (statement_id, scheme_id, role, source_id)
                  JOIN dealer_commission_scheme scheme ON scheme.id = scheme_id),
            fresh AS (
                SELECT statement_id, scheme_id, role, source_id, reference, date, amount, units, performance,
                       NULL::numeric AS fixed, NULL::numeric AS fixed_rate, NULL::boolean AS is_observed
                  FROM given WHERE NOT again
                UNION ALL
                SELECT statement_id, scheme_id, role, source_id, reference, date, amount, units, performance,
                       fixed, fixed_rate, is_observed
                  FROM changed),
            delta AS (
                SELECT statement_id, scheme_id, role, source_id, reference, date, amount, units, performance,
                       scheme.tier_method, scheme.basis,
                       coalesce(fixed, CASE WHEN fresh.is_observed IS NULL THEN
                           round(back.factor * CASE scheme.basis WHEN 'unit' THEN units ELSE amount END, %(digits)s)
                           END) AS fixed,
                       coalesce(fixed_rate, back.factor * CASE scheme.basis WHEN 'unit' THEN 1 ELSE 100 END)
                           AS fixed_rate,
                       coalesce(fresh.is_observed, back.is_observed, scheme.mode <> 'enforce') AS is_observed
                  FROM fresh
                  JOIN dealer_commission_scheme scheme ON scheme.id = fresh.scheme_id
                  LEFT JOIN reversed back USING (statement_id, scheme_id, role, source_id)),
            counted AS (
                SELECT delta.*,
                       CASE WHEN fixed IS NOT NULL THEN 0 WHEN basis = 'unit' THEN units ELSE amount END AS x,
                       CASE basis WHEN 'unit' THEN 1 ELSE 100 END AS scale
                  FROM delta
                 WHERE amount <> 0 OR units <> 0 OR performance <> 0),
            running AS (
                SELECT counted.*, sum(x) OVER reached AS upto, sum(x) OVER all_of_it AS total
                  FROM counted
                WINDOW reached AS (
                           PARTITION BY statement_id, scheme_id ORDER BY source_id, role ROWS UNBOUNDED PRECEDING),
                       all_of_it AS (PARTITION BY statement_id, scheme_id)),
            scored AS MATERIALIZED (
                SELECT statement_id, running.scheme_id, role, source_id, reference, date, amount, units, performance,
                       fixed IS NOT NULL AS is_correction, is_observed, basis,
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
            settled=self._settled_sql(bases, **{name: known[name] for name in ("company", "first", "last")})
            if set(bases) - {"invoiced"}
            else SQL(),
            in_force=tuple(in_force) or (0,),
            ids=tuple(self.ids),
            **{name: known[name] for name in ("company", "first", "digits")},
        )
