from odoo import api, fields, models
from odoo.exceptions import ValidationError

PERIODS = [("month", "Month"), ("quarter", "Quarter")]

#: what a standing takes over from its level
TERMS = (
    "transaction_limit",
    "period_limit",
    "period",
    "payment_term_id",
    "payment_days",
    "prepayment_percent",
    "security_percent",
    "instalment_count",
)


class CustomerCreditTermsMixin(models.AbstractModel):
    """The terms on which a customer may buy on credit: those of a level, or those in force for one customer."""

    _name = "customer.credit.terms.mixin"
    _description = "Terms of credit"

    currency_id = fields.Many2one("res.currency")
    transaction_limit = fields.Monetary("Limit per Transaction", help="0: no other limit than that of the customer.")
    period_limit = fields.Monetary("Limit per Period", help="Of all orders of a month or quarter. 0: no such limit.")
    period = fields.Selection(PERIODS, required=True, default="month")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        help="The payment terms that the customer gets on new quotations and invoices.",
    )
    payment_days = fields.Integer(
        "Longest Payment Term (Days)",
        help="0: at once. Whether longer terms are stopped says a rule on doing business.",
    )
    prepayment_percent = fields.Float(
        "Prepayment (%)", digits=(5, 2), help="So much of the open orders must have been paid in advance."
    )
    security_percent = fields.Float(
        "Security (%)",
        digits=(5, 2),
        help="So much of what is open must be covered by guarantees, or by instalments that were agreed.",
    )
    instalment_count = fields.Integer(
        "Instalments", help="A plan of at least so many instalments counts as security. 0: none does."
    )

    @api.constrains("prepayment_percent", "security_percent")
    def _check_percents(self):
        for terms in self:
            if not (0 <= terms.prepayment_percent <= 100 and 0 <= terms.security_percent <= 100):
                raise ValidationError(self.env._("%s: a percentage lies between 0 and 100.", terms.display_name))

    def _credit_limit(self) -> float:
        """Return how much credit these terms give, in company currency."""
        raise NotImplementedError

    def _credit_problems(self, figures, added: float, total: float) -> list[str]:
        """Say what stands in the way of a document, in few words.

        :param figures: what is open already, see ``customer.credit.standing._figures``
        :param added: what the document adds to it, in company currency
        :param total: the amount of the document, in company currency
        """
        self.ensure_one()
        return [
            *self._limit_problems(figures, added, total),
            *self._security_problems(figures, added, total),
        ]

    def _limit_problems(self, figures, added, total):
        above = self.currency_id.compare_amounts
        say = self.currency_id.format
        limit, exposure = self._credit_limit(), figures.receivable + figures.remaining + added
        if above(exposure, limit) > 0:
            yield self.env._(
                "credit limit %(limit)s, open %(open)s, this document %(total)s: %(excess)s too much",
                limit=say(limit),
                open=say(exposure - total),
                total=say(total),
                excess=say(exposure - limit),
            )
        if self.transaction_limit and above(total, self.transaction_limit) > 0:
            yield self.env._(
                "at most %(limit)s per transaction, this document %(total)s: %(excess)s too much",
                limit=say(self.transaction_limit),
                total=say(total),
                excess=say(total - self.transaction_limit),
            )
        used = getattr(figures, self.period) + added
        if self.period_limit and above(used, self.period_limit) > 0:
            yield self.env._(
                "at most %(limit)s per %(period)s, used %(used)s, this document %(total)s: %(excess)s too much",
                limit=say(self.period_limit),
                period=dict(self._fields["period"]._description_selection(self.env))[self.period].lower(),
                used=say(used - total),
                total=say(total),
                excess=say(used - self.period_limit),
            )

    def _security_problems(self, figures, added, total):
        above = self.currency_id.compare_amounts
        say = self.currency_id.format
        if self.prepayment_percent:
            needed = (figures.ordered + added) * self.prepayment_percent / 100
            # what was paid in advance: down payments that were settled, and what is not allocated to any invoice
            paid = max(figures.ordered - figures.remaining - figures.receivable, 0)
            if above(needed, paid) > 0:
                yield self.env._(
                    "%(percent)g%% prepayment: needed %(needed)s, paid %(paid)s, this document %(total)s",
                    percent=self.prepayment_percent,
                    needed=say(needed),
                    paid=say(paid),
                    total=say(total),
                )
        if self.security_percent:
            needed = max(figures.receivable + figures.remaining + added, 0) * self.security_percent / 100
            plans = (amount for count, amount in figures.plans if 0 < self.instalment_count <= count)
            secured = figures.guaranteed + sum(plans)
            if above(needed, secured) > 0:
                yield self.env._(
                    "%(percent)g%% security: needed %(needed)s, given %(secured)s, this document %(total)s",
                    percent=self.security_percent,
                    needed=say(needed),
                    secured=say(secured),
                    total=say(total),
                )
