from odoo import api, fields, models
from odoo.tools import SQL

#: who sees what is in dispute: the fact and the amount, which are about the invoice. The case is not theirs to read
ACCOUNTING = "account.group_account_invoice,account.group_account_readonly"


class AccountMove(models.Model):
    """How much of an open invoice is in dispute; follows from the cases in progress, nothing of it is stored."""

    _inherit = "account.move"

    complaint_disputed_amount = fields.Monetary(
        "Amount in Dispute",
        compute="_compute_complaint_disputed",
        currency_field="company_currency_id",
        groups=ACCOUNTING,
        help="What is still to be paid of goods that a complaint in progress is about, with taxes, in the currency of "
        "the company.",
    )
    is_complaint_disputed = fields.Boolean(
        "In Dispute",
        compute="_compute_complaint_disputed",
        search="_search_is_complaint_disputed",
        groups=ACCOUNTING,
        help="A complaint in progress is about goods on it that are not paid yet.",
    )

    @api.depends("state", "move_type", "amount_residual_signed")
    def _compute_complaint_disputed(self):
        # read past the record rules of cases: of a secret one only the amount leaves, to whom the invoice is open
        amounts = self._origin._complaint_disputed()
        for move in self:
            move.complaint_disputed_amount = amounts.get(move._origin.id, 0)
            move.is_complaint_disputed = bool(move.complaint_disputed_amount)

    def _search_is_complaint_disputed(self, operator, value):
        if operator != "in":
            return NotImplemented
        # a list tells as much as the field
        self._check_field_access(self._fields["is_complaint_disputed"], "read")
        self.env["customer.complaint.dispute.rule"]._flush_read()
        disputed = SQL("(SELECT disputed.id FROM (%s) disputed)", self._complaint_disputed_moves())
        return [("id", "in" if True in value else "not in", disputed)]

    def _complaint_disputed(self) -> dict[int, float]:
        """Return what is in dispute of these invoices, by id: with taxes, in the currency of the company.

        Never more than is left to be paid; invoices without a dispute are left out.
        """
        return self.env["customer.complaint.dispute.rule"]._amounts(self, self._complaint_disputed_moves)

    @api.model
    def _complaint_disputed_moves(self) -> SQL:
        """Return the query for the invoices in dispute, and the ``amount`` that is.

        That is the complained-of part of each line, less what credit notes gave back of the line already, and never
        more than is left to be paid: what the customer paid all the same is not in dispute.
        """
        return SQL(
            """
            SELECT move.id, least(round(sum(complained.amount)::numeric, currency.decimal_places),
                                  move.amount_residual_signed) AS amount
              FROM (SELECT disputed.id, disputed.move_id,
                           greatest(min(disputed.charged) * least(sum(disputed.share), 1)
                                    - coalesce(min(credit.amount), 0), 0) AS amount
                      FROM (%(lines)s) disputed
                      LEFT JOIN LATERAL (
                           SELECT sum(line.price_total / coalesce(nullif(note.invoice_currency_rate, 0), 1)) AS amount
                             FROM account_move_line line
                             JOIN account_move note ON note.id = line.move_id AND note.move_type = 'out_refund'
                                  AND note.complaint_taken_back IS NOT TRUE
                            WHERE line.complaint_credited_line_id = disputed.id
                              AND line.parent_state = 'posted') credit ON TRUE
                     GROUP BY disputed.id, disputed.move_id) complained
              JOIN account_move move ON move.id = complained.move_id AND move.amount_residual_signed > 0
              JOIN res_company company ON company.id = move.company_id
              JOIN res_currency currency ON currency.id = company.currency_id
             GROUP BY move.id, currency.decimal_places
            HAVING round(sum(complained.amount)::numeric, currency.decimal_places) > 0
            """,
            lines=self.env["customer.complaint.dispute.rule"]._disputed_lines(),
        )
