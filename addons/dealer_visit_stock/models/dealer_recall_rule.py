import logging
from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class DealerRecallRule(models.Model):
    """After how many days goods at a dealer's go back (S1.6-pdi-13); a scheduled job follows it every night."""

    _name = "dealer.recall.rule"
    _description = "Rule for recalls"
    _inherit = ["customer.policy.condition.mixin"]

    domain = fields.Char(default="[('dealer_tier', '=', 'second')]")
    max_days = fields.Integer("Days at the Dealer", help="On this day after the arrival they are back in time.")
    conduct_code = fields.Char(
        "Rule of Conduct",
        help="Code of the rule of conduct that days too late are reported to; empty: they are not reported.",
    )

    _days_positive = models.Constraint("CHECK(max_days >= 0)", "Days cannot be negative.")

    def _condition_model(self):
        return "customer.file"

    @api.model
    def _cron_recall(self):
        """Open recalls of what arrived, close those of what is gone, and make the transfers of what is due."""
        for company in self.env["res.company"].sudo().search([]):  # sudo: the scheduler works for all companies
            if rules := self._in_force(company):
                try:
                    with self.env.cr.savepoint():
                        rules._open_recalls(company)
                except (UserError, IntegrityError):
                    # it is tried again every night, and holds up no other company
                    _logger.exception("Recalls of %s were not opened", company.name)
        self.env["dealer.recall"]._close_gone([])
        self.env["dealer.recall"]._make_transfers()

    def _open_recalls(self, company):
        """Open a recall for each arrival that has none, by the rule that counts for its dealer."""
        rows = self.env["dealer.stock.age"]._left([("company_id", "=", company.id)])
        # sudo: the rules are about all dealers
        known = set(self.env["dealer.recall"].sudo().search([("move_line_id", "in", rows.ids)]).move_line_id.ids)
        met = {rule: rows.file_id.filtered_domain(rule._get_domain()) for rule in self}
        vals_list = []
        for row in rows.filtered(lambda row: row.id not in known):
            rules = self._until_enforced(lambda rule, row=row: row.file_id in met[rule])
            rule = rules._deciding()
            if rule.mode == "enforce":
                vals_list.append(rule._prepare_recall(row))
            elif rule and row.days > rule.max_days:
                rule._note_late(row)
        self.env["dealer.recall"].sudo().create(vals_list)._begin()  # sudo: see above

    def _prepare_recall(self, row) -> dict:
        arrived = self.company_id._policy_today() - timedelta(days=row.days)
        line = self.env["stock.move.line"].browse(row.id)
        earlier = self.env["dealer.recall"]._moved_on(line)
        return {
            "rule_id": self.id,
            "company_id": row.company_id.id,
            "file_id": row.file_id.id,
            "move_line_id": row.id,
            "location_id": row.file_id.dealer_location_id.id,
            "product_id": row.product_id.id,
            "lot_id": row.lot_id.id,
            "quantity": row.quantity,
            "arrival_date": earlier.arrival_date or row.arrival_date,
            "due_date": earlier.due_date or arrived + timedelta(days=self.max_days),
        }

    def _note_late(self, row):
        """List once that goods would have had to go back."""
        # sudo: whether it was listed already does not depend on who asks
        seen = self.env["customer.policy.observation"].sudo()
        line = self.env["stock.move.line"].browse(row.id)
        about = [
            ("rule_model", "=", self._name),
            ("rule_code", "=", self.code),
            ("company_id", "=", self.company_id.id),
        ]
        if not seen.search_count([*about, ("res_model", "=", line._name), ("res_id", "=", line.id)], limit=1):
            name = row.product_id.display_name
            self._breached_by(line, self.env._("%(what)s: at the dealer for %(days)s days.", what=name, days=row.days))
