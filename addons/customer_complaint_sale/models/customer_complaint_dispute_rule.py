from collections.abc import Callable

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.query import Query

#: what the queries below read, as ``_depends`` of a report names it
DISPUTE_READS = {
    "customer.complaint": ["state", "company_id", "is_established"],
    "customer.complaint.line": [
        "complaint_id",
        "product_id",
        "uom_id",
        "quantity",
        "defective_quantity",
        "sale_line_id",
        "invoice_line_id",
    ],
    "customer.complaint.action": ["complaint_id", "decision_id", "kind", "settlement_id", "no_result_reason"],
    "customer.complaint.settlement": ["state"],
    "customer.complaint.decision": ["complaint_id", "is_established"],
    "customer.complaint.objection": ["decision_id", "state"],
    "customer.complaint.task": ["complaint_id", "state", "type"],
    "sale.order.line": ["invoice_lines"],
    "account.move": [
        "move_type",
        "state",
        "invoice_currency_rate",
        "amount_residual_signed",
        "company_id",
        "complaint_taken_back",
    ],
    "account.move.line": [
        "move_id",
        "parent_state",
        "display_type",
        "product_id",
        "product_uom_id",
        "quantity",
        "price_total",
        "is_downpayment",
        "complaint_credited_line_id",
        "amount_residual",
        "date_maturity",
        "account_id",
    ],
    "uom.uom": ["factor"],
}


class CustomerComplaintDisputeRule(models.Model):
    """Whose receivables are in dispute while their complaint is in progress, and how much of them (S1.2-12.5).

    Of the enforced rules the first that meets a case counts. A rule that only observes marks no receivable: it lists
    the cases that it would have counted.
    """

    _name = "customer.complaint.dispute.rule"
    _description = "Receivables in dispute"
    _inherit = ["customer.policy.condition.mixin"]

    counts = fields.Selection(
        [("delivered", "All That Was Delivered"), ("defective", "The Defective Quantity")],
        "In Dispute Is",
        required=True,
        default="delivered",
        help="Of each complained-of product: all that was delivered, or what the customer says is defective. While the "
        "defective quantity is undetermined all that was delivered counts.",
    )

    def _condition_model(self):
        return "customer.complaint"

    @api.model
    def _observe(self, complaint):
        """List what rules that only observe would have put in dispute."""
        known = complaint.sudo()  # sudo: whether a rule meets a case does not depend on who asks
        met = self._in_force(complaint.company_id)._until_enforced(
            lambda rule: bool(known.filtered_domain(rule._get_domain()))
        )
        for rule in met.filtered(lambda rule: rule.mode == "observe"):
            rule._breached_by(complaint, self.env._("Its receivables would have been in dispute."))

    @api.model
    def _enforced(self):
        """Return the rules of all companies that count today, in their order."""
        # sudo: rules are configuration without secrets
        return (
            self.sudo()
            .browse(self._enforced_ids())
            .filtered(lambda rule: not rule.effective_from or rule.effective_from <= rule.company_id._policy_today())
        )

    @api.model
    @tools.ormcache()
    def _enforced_ids(self) -> tuple[int, ...]:
        # sudo: see _enforced. Not archived ones, whatever the context of whoever asks first
        return self.sudo().search([("mode", "=", "enforce"), ("active", "=", True)])._ids

    # in SQL: asked for whole lists of invoices

    @api.model
    def _amounts(self, records, disputed: Callable[[], SQL]) -> dict[int, float]:
        """Return what is in dispute of ``records``, by id; those without a dispute are left out.

        :param disputed: gives the query for ``id`` and ``amount`` of all that is in dispute
        """
        if not records or not self._enforced():
            return {}
        self._flush_read()
        query = SQL("SELECT found.id, found.amount FROM (%s) found WHERE found.id IN %s", disputed(), records._ids)
        return {record_id: float(amount) for record_id, amount in self.env.execute_query(query)}

    @api.model
    def _flush_read(self):
        for model, names in DISPUTE_READS.items():
            self.env[model].flush_model(names)

    @api.model
    def _in_progress(self) -> SQL:
        """Return the condition on cases of ``complaint`` that their receivables are in dispute.

        They are from the day the case is submitted until it is void, decided as not established, or closed with
        nothing decided left to be carried out. What is decided anew is not decided.
        """
        return SQL(
            """(complaint.state IN ('submitted', 'open') AND NOT (
                    complaint.is_established = 'no'
                    AND EXISTS (
                        SELECT FROM customer_complaint_decision decision
                         WHERE decision.complaint_id = complaint.id AND decision.is_established = 'no'
                           AND NOT EXISTS (SELECT FROM customer_complaint_decision later
                                            WHERE later.complaint_id = complaint.id AND later.id > decision.id)
                           AND NOT EXISTS (SELECT FROM customer_complaint_objection objection
                                            WHERE objection.decision_id = decision.id AND objection.state = 'revised'))
                    AND NOT EXISTS (SELECT FROM customer_complaint_task task
                                     WHERE task.complaint_id = complaint.id AND task.state = 'open'
                                       AND task.type = 'decision'))
                OR complaint.state = 'closed' AND EXISTS (
                    SELECT FROM customer_complaint_action action
                      LEFT JOIN customer_complaint_settlement settlement ON settlement.id = action.settlement_id
                     WHERE action.complaint_id = complaint.id AND action.decision_id IS NOT NULL
                       AND action.kind IN %(kinds)s AND action.no_result_reason IS NULL
                       AND settlement.state IS DISTINCT FROM 'done'))""",
            kinds=tuple(self.env["customer.complaint.action"]._papers()),
        )

    @api.model
    def _disputing_cases(self) -> SQL:
        """Return the query for the cases in dispute and what counts of each; an empty one without a rule."""
        # sudo: which cases a rule meets does not depend on who asks; only what is in dispute leaves
        cases = self.env["customer.complaint"].sudo()
        query = Query(cases.env, "complaint", SQL.identifier(cases._table))
        counts = SQL("NULL")
        for rule in reversed(self._enforced()):
            domain = Domain("company_id", "=", rule.company_id.id) & rule._get_domain()
            met = domain.optimize_full(cases)._to_sql(cases, "complaint", query)
            counts = SQL("CASE WHEN %s THEN %s ELSE %s END", met, rule.counts, counts)
        query.add_where(self._in_progress())
        query.add_where(SQL("%s IS NOT NULL", counts))
        return query.select(SQL("complaint.id AS id"), SQL("%s AS counts", counts))

    @api.model
    def _disputed_lines(self) -> SQL:
        """Return the query for the posted invoice lines in dispute: a row for each complained-of product.

        ``share`` is the part of the line that is complained of, from 0 to 1: what was delivered, or is defective, is
        spread over all that was invoiced of it. ``charged`` is the line with its taxes, in the currency of the company.
        """
        return SQL(
            """
            SELECT invoice_line.id, invoice_line.move_id, line.complaint_id,
                   invoice_line.price_total / coalesce(nullif(move.invoice_currency_rate, 0), 1) AS charged,
                   CASE WHEN wanted.quantity <= 0 THEN 1
                        ELSE least(1, wanted.quantity * uom.factor / nullif(
                                 sum(invoice_line.quantity * invoice_uom.factor) OVER (PARTITION BY line.id), 0))
                    END AS share
              FROM (%(cases)s) disputing
              JOIN customer_complaint_line line ON line.complaint_id = disputing.id
              JOIN uom_uom uom ON uom.id = line.uom_id
             CROSS JOIN LATERAL (SELECT CASE WHEN disputing.counts = 'defective' AND line.defective_quantity > 0
                                             THEN line.defective_quantity ELSE line.quantity END AS quantity) wanted
             CROSS JOIN LATERAL (SELECT line.invoice_line_id AS id WHERE line.invoice_line_id IS NOT NULL
                                  UNION ALL
                                 SELECT rel.invoice_line_id FROM sale_order_line_invoice_rel rel
                                  WHERE line.invoice_line_id IS NULL AND rel.order_line_id = line.sale_line_id) charged
              JOIN account_move_line invoice_line ON invoice_line.id = charged.id
                   AND invoice_line.parent_state = 'posted' AND invoice_line.display_type = 'product'
                   AND invoice_line.product_id = line.product_id AND invoice_line.is_downpayment IS NOT TRUE
              JOIN uom_uom invoice_uom ON invoice_uom.id = invoice_line.product_uom_id
              JOIN account_move move ON move.id = invoice_line.move_id
                   AND move.move_type IN ('out_invoice', 'out_receipt') AND move.company_id = line.company_id
            """,
            cases=self._disputing_cases(),
        )
