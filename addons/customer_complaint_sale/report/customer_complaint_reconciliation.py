from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_complaint.models.customer_complaint_action import KINDS

#: kinds of which goods come back or are sent
GOODS = ("return", "replacement", "rework")


class CustomerComplaintReconciliation(models.Model):
    """What became of each decided settlement: approved, returned, credited, replaced, and why they differ.

    A row is a decided settlement; its month is that of the decision. Amounts are without taxes in the currency of the
    company, quantities in the unit of the complained-of product; only posted credit notes count.

    - Always: approved amount - credited amount = difference.
    - Quantities are of goods that were to come back or to be sent: approved - what was done = difference, where done
      is what was credited of a return, what was sent of a replacement, and what came back for rework.
    """

    _name = "customer.complaint.reconciliation"
    _description = "Reconciliation of complaints"
    _inherit = ["customer.export.mixin"]
    _auto = False
    _order = "decided_date desc, id desc"
    _rec_name = "complaint_id"
    _depends = {
        "customer.complaint": ["state", "company_id", "partner_id", "commercial_partner_id"],
        "customer.complaint.action": [
            "complaint_id",
            "decision_id",
            "line_id",
            "kind",
            "quantity",
            "amount",
            "settlement_id",
            "no_result_reason",
        ],
        "customer.complaint.decision": ["create_date"],
        "customer.complaint.line": ["product_id", "uom_id"],
        "customer.complaint.settlement": ["state"],
        "account.move": ["complaint_taken_back"],
        "account.move.line": [
            "move_id",
            "complaint_action_id",
            "complaint_is_amount",
            "parent_state",
            "product_id",
            "product_uom_id",
            "quantity",
            "balance",
        ],
        "uom.uom": ["factor"],
    }

    complaint_id = fields.Many2one("customer.complaint", string="Case", readonly=True, aggregator="count_distinct")
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    commercial_partner_id = fields.Many2one("res.partner", string="Customer's Company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    kind = fields.Selection(KINDS, readonly=True)
    settlement_id = fields.Many2one("customer.complaint.settlement", string="Note", readonly=True)
    decided_date = fields.Datetime("Decided on", readonly=True)
    approved_quantity = fields.Float(digits="Product Unit", readonly=True)
    returned_quantity = fields.Float(digits="Product Unit", readonly=True)
    credited_quantity = fields.Float(digits="Product Unit", readonly=True)
    replaced_quantity = fields.Float(digits="Product Unit", readonly=True)
    difference_quantity = fields.Float(digits="Product Unit", readonly=True, help="Approved, less what was done.")
    approved_amount = fields.Monetary(readonly=True)
    credited_amount = fields.Monetary(readonly=True)
    difference_amount = fields.Monetary(readonly=True, help="Approved, less credited.")
    explanation = fields.Selection(
        [
            ("given_up", "Nothing Came of It"),
            ("no_credit", "No Credit Note Comes of It"),
            ("note", "Waits for Its Note"),
            ("beyond", "Beyond the Tolerance: Decided Anew"),
            ("goods", "Waits for the Goods"),
            ("proof", "Waits for the Proof"),
            ("posting", "Waits to Be Posted"),
            ("sent_again", "Went to the Customer Again After It Was Credited"),
            ("less", "Less Came Back"),
            ("more", "More Came Back, Within the Tolerance"),
            ("not_invoiced", "Not All of It Was Invoiced"),
            ("price", "Other Price or Rounding"),
        ],
        "Difference Explained",
        readonly=True,
    )
    no_result_reason = fields.Char("Reason", readonly=True)

    @api.model
    def _credited_kinds(self) -> tuple[str, ...]:
        """Hook: return the kinds of settlements of which a credit note comes, as ``action._is_credited`` says."""
        return ("allowance", "compensation")

    @api.model
    def _goods_sql(self) -> SQL:
        """Hook: return the query for what was moved for a decided settlement ``action``: one row, in its unit.

        ``returned`` came back, ``replaced`` was sent to the customer, ``is_beyond``: more came back than is accepted
        for what was decided, which needs or got a new decision.
        """
        return SQL("SELECT 0::numeric AS returned, 0::numeric AS replaced, FALSE AS is_beyond")

    @property
    def _table_query(self) -> SQL:
        return SQL(
            """
            SELECT row.id, row.complaint_id, row.company_id, row.partner_id, row.commercial_partner_id, row.product_id,
                   row.uom_id, row.kind, row.settlement_id, row.decided_date, row.no_result_reason,
                   row.approved_quantity, row.returned_quantity, row.credited_quantity, row.replaced_quantity,
                   row.is_beyond,
                   row.approved_quantity - row.done_quantity AS difference_quantity,
                   row.approved_amount, row.credited_amount,
                   row.approved_amount - row.credited_amount AS difference_amount,
                   CASE WHEN row.kind IN %(goods_kinds)s AND row.kind IN %(credited)s
                             AND round(row.credited_quantity::numeric - row.returned_quantity::numeric, 6) > 0
                        THEN 'sent_again'
                        WHEN round(row.approved_amount - row.credited_amount, row.decimal_places) = 0
                             AND round(row.approved_quantity - row.done_quantity, 6) = 0 THEN NULL
                        WHEN row.no_result_reason IS NOT NULL OR row.case_state = 'void' THEN 'given_up'
                        WHEN row.kind NOT IN %(papers)s THEN 'no_credit'
                        WHEN coalesce(row.settlement_state, 'draft') = 'draft' THEN 'note'
                        WHEN row.is_beyond THEN 'beyond'
                        WHEN row.settlement_state != 'done' AND row.approved_quantity > 0
                             AND (row.returned_quantity = 0 OR row.kind NOT IN %(credited)s
                                  AND row.approved_quantity > row.done_quantity) THEN 'goods'
                        WHEN row.kind NOT IN %(credited)s AND row.approved_quantity = row.done_quantity THEN 'no_credit'
                        WHEN row.settlement_state = 'issued' THEN 'proof'
                        WHEN row.settlement_state != 'done' THEN 'posting'
                        WHEN row.approved_quantity > row.returned_quantity THEN 'less'
                        WHEN row.kind NOT IN %(credited)s THEN 'no_credit'
                        WHEN row.approved_quantity < row.returned_quantity
                             AND row.credited_quantity = row.returned_quantity THEN 'more'
                        WHEN row.credited_quantity < row.returned_quantity THEN 'not_invoiced'
                        ELSE 'price' END AS explanation
              FROM (SELECT action.id, action.complaint_id, complaint.company_id, complaint.partner_id,
                           complaint.commercial_partner_id, complaint.state AS case_state, line.product_id, line.uom_id,
                           action.kind, action.settlement_id, settlement.state AS settlement_state,
                           decision.create_date AS decided_date, action.no_result_reason, currency.decimal_places,
                           wanted.quantity AS approved_quantity, goods.returned AS returned_quantity,
                           goods.replaced AS replaced_quantity, goods.is_beyond,
                           credit.quantity AS credited_quantity,
                           CASE action.kind WHEN 'replacement' THEN goods.replaced WHEN 'rework' THEN goods.returned
                                            ELSE credit.quantity END AS done_quantity,
                           coalesce(action.amount, 0) AS approved_amount, credit.amount AS credited_amount
                      FROM customer_complaint_action action
                      JOIN customer_complaint complaint ON complaint.id = action.complaint_id
                      JOIN customer_complaint_decision decision ON decision.id = action.decision_id
                      JOIN res_company company ON company.id = complaint.company_id
                      JOIN res_currency currency ON currency.id = company.currency_id
                      LEFT JOIN customer_complaint_line line ON line.id = action.line_id
                      LEFT JOIN uom_uom uom ON uom.id = line.uom_id
                      LEFT JOIN customer_complaint_settlement settlement ON settlement.id = action.settlement_id
                     CROSS JOIN LATERAL (
                           SELECT CASE WHEN action.kind IN %(goods_kinds)s
                                       THEN coalesce(action.quantity, 0) ELSE 0 END AS quantity) wanted
                     CROSS JOIN LATERAL (%(goods)s) goods
                     CROSS JOIN LATERAL (
                           SELECT coalesce(sum(item.balance), 0) AS amount,
                                  coalesce(sum(item.quantity * item_uom.factor / uom.factor)
                                           FILTER (WHERE item.product_id IS NOT NULL
                                                   AND item.complaint_is_amount IS NOT TRUE), 0) AS quantity
                             FROM account_move_line item
                             LEFT JOIN uom_uom item_uom ON item_uom.id = item.product_uom_id
                             JOIN account_move note ON note.id = item.move_id AND note.complaint_taken_back IS NOT TRUE
                            WHERE item.complaint_action_id = action.id AND item.parent_state = 'posted') credit) row
            """,
            papers=tuple(self.env["customer.complaint.action"]._papers()),
            credited=self._credited_kinds(),
            goods_kinds=GOODS,
            goods=self._goods_sql(),
        )

    def _explained(self) -> str:
        """Return why the amounts differ, in words."""
        self.ensure_one()
        labels = dict(self._fields["explanation"]._description_selection(self.env))
        return ": ".join(filter(None, (labels.get(self.explanation), self.no_result_reason)))

    def _by_month(self) -> list[tuple]:
        """Return the rows by month of their decision, where the user is: what the month is called, and its rows."""
        months = self.sorted("decided_date").grouped(
            lambda row: fields.Datetime.context_timestamp(self, row.decided_date).strftime("%Y-%m")
        )
        return list(months.items())
