from contextlib import contextmanager

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.customer_grading.tests.common import BusinessCase
from odoo.addons.customer_policy.tests.accounts import set_up_accounts

#: levels as the examples of the written rules have them
LEVELS = {
    "high": {"score_from": 80, "default_limit": 100000, "payment_days": 60},
    "medium": {"score_from": 60, "default_limit": 30000, "payment_days": 30},
    "low": {"score_from": 0, "default_limit": 20000, "payment_days": 0},
}


class CreditCase(BusinessCase):
    """A company with three levels, a form, accounts to invoice with, and a customer with a file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        set_up_accounts(cls.company, bank=True)
        cls.terms = {
            days: cls.env["account.payment.term"].create(
                {
                    "name": f"{days} days",
                    "company_id": cls.company.id,
                    "line_ids": [(0, 0, {"value": "percent", "value_amount": 100, "nb_days": days})],
                }
            )
            for days in (0, 30, 45, 60)
        }
        cls.levels = {code: cls._level(code, **values) for code, values in LEVELS.items()}
        cls.form = cls._form()
        cls.clerk = cls._new_user("customer_policy.group_user", login=f"clerk@{cls.company.id}")
        cls.file = cls.env["customer.file"].create(
            {"partner_id": cls.partner.id, "company_id": cls.company.id, "responsible_id": cls.clerk.id}
        )

    @contextmanager
    def assertRaisesRegex(self, *args, **kwargs):
        """As a request would, leave nothing of what failed."""
        with super().assertRaisesRegex(*args, **kwargs) as caught, self.env.cr.savepoint():
            yield caught

    @classmethod
    def _level(cls, code, **values):
        vals = {"name": code.title(), "code": code, "company_id": cls.company.id, "mode": "enforce"}
        days = values.get("payment_days", 0)
        return cls.env["customer.credit.level"].create({**vals, "payment_term_id": cls.terms[days].id, **values})

    @classmethod
    def _form(cls, **values):
        lines = [
            ("Past Transactions", "transactions", 40, False),
            ("Statements", "statements", 30, False),
            ("Report", "report", 30, False),
            ("Industry", "industry", 0, True),
        ]
        return cls.env["customer.credit.evaluation.form"].create(
            {
                "name": "Form",
                "code": "form",
                "company_id": cls.company.id,
                "mode": "enforce",
                "interval_months": 12,
                "line_ids": [
                    (0, 0, {"name": name, "input": input_, "weight": weight, "needs_note": needs})
                    for name, input_, weight, needs in lines
                ],
                **values,
            }
        )

    def _evaluation(self, *scores, partner=None, note="Steady", **values):
        evaluations = self.as_user(self.clerk, self.env["customer.credit.evaluation"])
        evaluation = evaluations.create({"partner_id": (partner or self.partner).id, **values})
        for line, score in zip(evaluation.line_ids, scores, strict=False):
            line.score = score
        evaluation.line_ids[3:].write({"note": note})
        return evaluation

    def _evaluated(self, *scores, partner=None, **values):
        """Return the standing that an evaluation with these scores gave."""
        evaluation = self._evaluation(*(scores or (80, 70, 60)), partner=partner)
        if values:
            evaluation.write(values)
        evaluation.action_submit()
        self.as_user(self.boss, evaluation).action_confirm()
        return self._standing(partner)

    def _standing(self, partner=None):
        return self.env["customer.credit.standing"]._current(self.company, partner or self.partner)

    @classmethod
    def _credit_rule(cls, check="credit", **values):
        return cls._rule(check, **{"stops_quote": False, **values})

    def _order_of(self, amount, confirm=False, **values):
        line = {"product_id": self.product.id, "product_uom_qty": 1, "price_unit": amount}
        order = self._order(order_line=[(0, 0, line)], **values)
        if confirm:
            order.action_confirm()
        return order

    def _invoice(self, amount, due="2025-07-15", partner=None, day="2025-06-15", company=None):
        company = company or self.company
        invoice = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or self.partner).id,
                    "company_id": company.id,
                    "invoice_date": day,
                    "invoice_date_due": due,
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        (0, 0, {"product_id": self.product.id, "quantity": 1, "price_unit": amount, "tax_ids": []})
                    ],
                }
            )
        )
        invoice.action_post()
        return invoice

    def _pay(self, invoice, day="2025-07-01", amount=None):
        register = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        values = {"payment_date": day, **({"amount": amount} if amount else {})}
        with freeze_time(day):
            register.create(values)._create_payments()

    def _pay_in_advance(self, amount, partner=None):
        """Post money of the customer that is not allocated to any invoice."""
        receivable = (partner or self.partner).with_company(self.company).property_account_receivable_id
        bank = self.env["account.journal"].search([("company_id", "=", self.company.id), ("type", "=", "bank")])
        entry = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "date": fields.Date.today(),
                "line_ids": [
                    (0, 0, {"account_id": bank.default_account_id.id, "debit": amount}),
                    (0, 0, {"account_id": receivable.id, "credit": amount, "partner_id": self.partner.id}),
                ],
            }
        )
        entry.action_post()
        return entry
