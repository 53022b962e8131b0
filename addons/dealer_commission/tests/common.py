from contextlib import contextmanager
from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.customer_grading.tests.common import BusinessCase
from odoo.addons.customer_policy.tests.accounts import make_account, set_up_accounts

SALES = "customer_policy.group_viewer,sales_team.group_sale_salesman"


class CommissionCase(BusinessCase):
    """A company with accounts to invoice and pay with, an agent with a file, and two consultants."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls._set_up_accounts(cls.company)
        cls.clerk = cls._new_user("customer_policy.group_user", login=f"clerk@{cls.company.id}")
        cls.accountant = cls._new_user("account.group_account_invoice", login=f"books@{cls.company.id}")
        cls.anna, cls.boris = (cls._new_user(SALES, login=f"{name}@{cls.company.id}") for name in ("anna", "boris"))
        groups = "customer_policy.group_user,sales_team.group_sale_salesman_all_leads"
        cls.assistant = cls._new_user(groups, login=f"assistant@{cls.company.id}")
        cls.file = cls.env["customer.file"].create(
            {"partner_id": cls.partner.id, "company_id": cls.company.id, "responsible_id": cls.clerk.id}
        )
        cls.cars = cls.env["product.category"].create({"name": "Cars"})
        cls.product.write({"invoice_policy": "order", "categ_id": cls.cars.id})

    def setUp(self):
        super().setUp()
        # the whole test is one transaction, and its moments are many
        self.patch(self.env.cr, "now", fields.Datetime.now)

    @contextmanager
    def assertRaisesRegex(self, *args, **kwargs):
        """As a request would, leave nothing of what failed."""
        with super().assertRaisesRegex(*args, **kwargs) as caught, self.env.cr.savepoint():
            yield caught

    @classmethod
    def _tax(cls):
        country = cls.env.ref("base.cn")
        cls.company.account_fiscal_country_id = country
        vals = {"company_id": cls.company.id, "country_id": country.id}
        group = cls.env["account.tax.group"].create({**vals, "name": "VAT"})
        return cls.env["account.tax"].create({**vals, "name": "13%", "amount": 13, "tax_group_id": group.id})

    @classmethod
    def _euro(cls, *rates):
        """Return another currency with these rates, by day; differences of exchange can be booked."""
        euro = cls.env.ref("base.EUR")
        euro.active = True
        for day, rate in rates:
            cls.env["res.currency.rate"].create(
                {"currency_id": euro.id, "company_id": cls.company.id, "name": day, "company_rate": rate}
            )
        gain = cls.env["account.account"].create(
            {"code": "605100", "name": "Exchange", "account_type": "income_other", "company_ids": cls.company.ids}
        )
        cls.company.write(
            {
                "income_currency_exchange_account_id": gain.id,
                "expense_currency_exchange_account_id": cls.loss.id,
                "currency_exchange_journal_id": cls._entries().id,
            }
        )
        return euro

    @classmethod
    def _entries(cls):
        domain = [("company_id", "=", cls.company.id), ("type", "=", "general")]
        return cls.env["account.journal"].search(domain, limit=1)

    @classmethod
    def _set_up_accounts(cls, company):
        """Let ``company`` also be billed, and lose what is not paid."""
        income = set_up_accounts(company, bank=True)
        payable = make_account(company, "220200", "Payable", "liability_payable")
        cls.env["ir.default"].set("res.partner", "property_account_payable_id", payable.id, company_id=company.id)
        loss = make_account(company, "670100", "Bad Debt", "expense")
        if company == cls.company:
            cls.income, cls.loss = income, loss
        vals = {"company_id": company.id}
        cost = make_account(company, "660100", "Commissions", "expense").id
        cls.env["account.journal"].create(
            [
                {**vals, "name": "Purchases", "code": "BILL", "type": "purchase", "default_account_id": cost},
                {**vals, "name": "Entries", "code": "MISC", "type": "general"},
            ]
        )

    @classmethod
    def _scheme(cls, *tiers, company=None, **values):
        """Make a scheme; tiers are pairs of threshold and rate. Units are those of the category of the product."""
        if values.get("basis") == "unit":
            values.setdefault("categ_ids", [(6, 0, cls.cars.ids)])
        code = f"scheme{cls.env['dealer.commission.scheme'].search_count([])}"
        return cls.env["dealer.commission.scheme"].create(
            {
                "name": code,
                "code": code,
                "company_id": (company or cls.company).id,
                "mode": "enforce",
                "tier_ids": [(0, 0, {"threshold": threshold, "rate": rate}) for threshold, rate in tiers],
                **values,
            }
        )

    @classmethod
    def _assign(cls, scheme, who=None, **values):
        """Assign a scheme to an agent or to a user."""
        who = who or cls.partner
        person = {"user_id": who.id} if who._name == "res.users" else {"partner_id": who.id}
        return cls.env["dealer.commission.assignment"].create(
            {
                "scheme_id": scheme.id,
                "kind": scheme.kind,
                "company_id": scheme.company_id.id,
                "date_from": "2026-01-01",
                **person,
                **values,
            }
        )

    def _line(self, price, quantity=1, **values):
        return (
            0,
            0,
            {"product_id": self.product.id, "quantity": quantity, "price_unit": price, "tax_ids": [], **values},
        )

    def _invoice(self, *lines, day="2026-05-10", post=True, **values):
        """Make an invoice of lines or amounts and post it on its day."""
        lines = [one if isinstance(one, tuple) else self._line(one) for one in lines]
        with freeze_time(f"{day} 04:00:00"):
            company = self.env["res.company"].browse(values.get("company_id", self.company.id))
            invoice = (
                self.env["account.move"]
                .with_company(company)
                .create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": self.partner.id,
                        "company_id": company.id,
                        "invoice_date": day,
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": lines,
                        **values,
                    }
                )
            )
            if post:
                invoice.action_post()
        return invoice

    def _credit(self, invoice, day="2026-06-10", amount=None):
        """Credit an invoice, or so much of it, on a day."""
        with freeze_time(f"{day} 04:00:00"):
            note = invoice._reverse_moves([{"invoice_date": day, "date": day}])
            if amount is not None:
                note.invoice_line_ids[0].price_unit = amount
                note.invoice_line_ids[1:].unlink()
            note.action_post()
        return note

    def _pay(self, invoice, amount=None, day="2026-05-20", known=None):
        """Pay so much on a day; known: the day on which it is entered."""
        with freeze_time(f"{known or day} 04:00:00"):
            register = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            register.create({"payment_date": day, **({"amount": amount} if amount else {})})._create_payments()

    def _write_off(self, invoice, amount, day="2026-05-20", account=None):
        term = invoice.line_ids.filtered(lambda line: line.display_type == "payment_term")
        with freeze_time(f"{day} 04:00:00"):
            entry = self.env["account.move"].create(
                {
                    "date": day,
                    "journal_id": self._entries().id,
                    "line_ids": [
                        (0, 0, {"account_id": (account or self.loss).id, "debit": amount}),
                        (0, 0, {"account_id": term.account_id.id, "credit": amount, "partner_id": self.partner.id}),
                    ],
                }
            )
            entry.action_post()
            (term | entry.line_ids.filtered("credit")).reconcile()

    def _sold(self, user, price=100000, quantity=1, day="2026-05-10", invoice=True, **values):
        """Confirm an order of a consultant, and invoice it."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.other.id,
                "company_id": self.company.id,
                "user_id": user.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.product.id,
                            "product_uom_qty": quantity,
                            "price_unit": price,
                            "tax_ids": [],
                        },
                    )
                ],
                **values,
            }
        )
        order.action_confirm()
        if invoice:
            with freeze_time(f"{day} 04:00:00"):
                move = order._create_invoices()
                move.invoice_date = day
                move.action_post()
        return order

    def _complete(self, order, day="2026-05-15"):
        """Deliver the order and hand in its documents."""
        for line in order.order_line:
            line.qty_delivered = line.product_uom_qty
        with freeze_time(f"{day} 04:00:00"):
            self.as_user(self.assistant, order).action_commission_documented()

    def _make(self, month="2026-05", kind="agent", on=None, company=None, user=None):
        """Make the statements of a month, by default on the first day of the next; return those of its period."""
        first = date.fromisoformat(f"{month}-01")
        last = first + relativedelta(months=1, days=-1)
        on = on or f"{first + relativedelta(months=1)}"
        company = company or self.company
        statements = self.env["dealer.commission.statement"].with_context(allowed_company_ids=company.ids)
        with freeze_time(f"{on} 04:00:00"):
            if user:
                statements.with_user(user)._make(company, kind, first, last)
            else:
                statements.sudo()._make(company, kind, first, last)
        return statements.search(
            [("company_id", "=", company.id), ("kind", "=", kind), ("date_to", "=", last), ("state", "!=", "cancelled")]
        )

    def _made(self, who=None, **values):
        """Make the statements, and return that of one."""
        who = who or self.partner
        partner = who.partner_id if who._name == "res.users" else who
        return self._make(**values).filtered(lambda one: one.partner_id == partner)

    def _confirm(self, statement, on="2026-06-01"):
        user = statement.user_id or self.clerk
        with freeze_time(f"{on} 04:00:00"):
            self.as_user(user, statement).action_confirm()
        statement.invalidate_recordset()

    def _approve(self, statement, on="2026-06-02"):
        with freeze_time(f"{on} 04:00:00"):
            self.as_user(self.boss, statement).action_approve()
        statement.invalidate_recordset()

    def _touched(self, invoice, day):
        with freeze_time(f"{day} 04:00:00"):
            invoice.button_draft()
            invoice.action_post()
