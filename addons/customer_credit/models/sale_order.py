from odoo import api, fields, models
from odoo.tools.sql import column_exists, create_column

#: follow from lines, currency and state; typed over RPC, they would make an order look small, or of another month
FOLLOWING = {"amount_total", "currency_rate", "credit_date"}


class SaleOrder(models.Model):
    _inherit = "sale.order"

    credit_release_ids = fields.One2many(
        "customer.credit.release",
        "order_id",
        string="Credit Releases",
        groups="customer_policy.group_viewer,sales_team.group_sale_salesman",
    )
    credit_date = fields.Datetime(
        "Takes Credit Since",
        compute="_compute_credit_date",
        store=True,
        help="When it was confirmed, whatever its date says: limits per period go by it.",
    )
    can_request_credit_release = fields.Boolean(compute="_compute_can_request_credit_release", groups="base.group_user")

    def _auto_init(self):
        if not column_exists(self.env.cr, "sale_order", "credit_date"):
            # of orders that are there already, nobody knows better
            create_column(self.env.cr, "sale_order", "credit_date", "timestamp")
            self.env.cr.execute("UPDATE sale_order SET credit_date = date_order WHERE state = 'sale'")
        return super()._auto_init()

    @api.depends("state")
    def _compute_credit_date(self):
        for order in self:
            order.credit_date = (order.credit_date or fields.Datetime.now()) if order.state == "sale" else False

    @api.depends("state", "business_notice")
    @api.depends_context("uid")
    def _compute_can_request_credit_release(self):
        for order in self:
            rules = order._credit_rules(order.company_id) if order.state in ("draft", "sent") else ()
            releasing = any(rule.credit_over_limit == "release" for rule in rules)
            order.can_request_credit_release = (
                releasing and bool(order._origin) and any(order._business_obstacles({"credit": rules})[order])
            )

    def _credit_customer(self):
        # sudo: who owes is compared, not shown
        return self.sudo().partner_invoice_id.commercial_partner_id

    def _credit_amounts(self):
        if self.state not in ("draft", "sent", "sale"):
            return None
        total = self._credit_total()
        # a confirmed order is among those counted
        return (0.0 if self.state == "sale" and self._origin.id else total), total

    def _credit_total(self) -> float:
        """Return the total in company currency, by the rate of the order."""
        return self.company_id.currency_id.round(self.amount_total / (self.currency_rate or 1.0))

    def _credit_days(self):
        if self.state not in ("draft", "sent", "sale") or not self.payment_term_id:
            return 0
        start = (self.date_order or fields.Datetime.now()).date()
        # sudo: how long a payment term is is no secret
        lines = self.payment_term_id.sudo().line_ids
        return max(((line._get_due_date(start) - start).days for line in lines), default=0)

    def _is_credit_released(self, rules, customer):
        rule = rules._until_enforced(lambda rule: rule._meets(customer))._deciding()
        if rule.credit_over_limit != "release":
            return False
        released = self.sudo().credit_release_ids.filtered(  # sudo: the releases decide, not who reads them
            lambda release: (
                release.state == "released"
                and release.partner_id == customer
                and release.order_currency_id == self.currency_id
            )
        )
        return any(self.currency_id.compare_amounts(self.amount_total, one.amount) <= 0 for one in released)

    @api.model_create_multi
    def create(self, vals_list):
        companies = self.env["res.company"]
        return super().create(
            [
                self._without_following(vals, companies.browse(vals.get("company_id")) or self.env.company)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        return super().write(self._without_following(vals, self.company_id))

    @api.model
    def _without_following(self, vals: dict, companies) -> dict:
        if FOLLOWING.isdisjoint(vals) or not any(self._credit_rules(company) for company in companies):
            return vals
        return {name: value for name, value in vals.items() if name not in FOLLOWING}

    @api.model
    def _business_changes(self):
        return super()._business_changes() | {"currency_id", "payment_term_id"}

    def action_request_credit_release(self):
        """Ask for the release of this order over the limit of the customer."""
        self.ensure_one()
        releases = self.env["customer.credit.release"]
        found = self.credit_release_ids.filtered(lambda release: release.state in ("draft", "requested"))[:1]
        found = found or releases.create({"order_id": self.id, "amount": self.amount_total})
        return found._get_records_action()
