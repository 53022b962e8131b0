from datetime import datetime

from odoo import fields
from odoo.tests import freeze_time

from odoo.addons.customer_file.tests.common import FileCase
from odoo.addons.customer_policy.tests.accounts import set_up_accounts

SALESMAN = "customer_policy.group_user,sales_team.group_sale_salesman"
ALL_LEADS = "customer_policy.group_user,sales_team.group_sale_salesman_all_leads"
ACCOUNTANT = "customer_policy.group_user,account.group_account_invoice"


class DealingCase(FileCase):
    """A company that sells in yuan, with just enough accounts to post an invoice, and a person per right to figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.yuan = cls._currency("CNY")
        cls.company.currency_id = cls.yuan
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.foreign = cls._currency("EUR")
        cls.foreign_prices = cls.env["product.pricelist"].create({"name": "Abroad", "currency_id": cls.foreign.id})
        set_up_accounts(cls.company, bank=True)
        cls.product = cls._product("Gear")
        cls.seller = cls._new_user(SALESMAN, login="seller")
        cls.other_seller = cls._new_user(SALESMAN, login="other_seller")
        cls.head_of_sales = cls._new_user(ALL_LEADS, login="head_of_sales")
        cls.accountant = cls._new_user(ACCOUNTANT, login="accountant")
        cls.file = cls._file()
        cls.contact = cls.env["res.partner"].create({"name": "Ms Wang", "parent_id": cls.file.partner_id.id})

    @classmethod
    def _currency(cls, name: str):
        currency = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", name)])
        currency.active = True
        return currency

    @classmethod
    def _product(cls, name: str, **values):
        return cls.env["product.product"].create({"name": name, "type": "service", "taxes_id": False, **values})

    @classmethod
    def _order(cls, amount, when="2025-06-15", *, confirm=True, product=None, **values):
        """Create an order of this amount, confirmed at ``when`` (UTC)."""
        line = {"product_id": (product or cls.product).id, "price_unit": amount, "product_uom_qty": 1}
        with freeze_time(when):
            vals = {"partner_id": cls.file.partner_id.id, "company_id": cls.company.id, "user_id": cls.seller.id}
            order = cls.env["sale.order"].create({**vals, "order_line": [(0, 0, line)], **values})
            if confirm:
                order.action_confirm()
        return order

    @classmethod
    def _invoice(cls, amount, day="2025-06-15", *, move_type="out_invoice", post=True, **values):
        """Create an invoice or a credit note of this amount, posted with this accounting date."""
        vals = {
            "move_type": move_type,
            "partner_id": cls.file.partner_id.id,
            "company_id": cls.company.id,
            "invoice_user_id": cls.seller.id,
            "invoice_date": day,
            "date": day,
            "invoice_line_ids": [(0, 0, {"name": "Gear", "price_unit": amount, "tax_ids": False})],
            **values,
        }
        move = cls.env["account.move"].with_company(vals["company_id"]).create(vals)
        if post:
            move.action_post()
        return move

    @classmethod
    def _pay(cls, invoice, amount, day="2025-07-01"):
        wizard = cls.env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids)
        payment = wizard.create({"amount": amount, "payment_date": day})._create_payments()
        return payment

    @classmethod
    def _rate(cls, per_yuan, day="2025-01-01"):
        vals = {"currency_id": cls.foreign.id, "rate": per_yuan, "name": day, "company_id": cls.company.id}
        return cls.env["res.currency.rate"].create(vals)

    def dealings(self, file=None, user=None):
        """Return the rows of the file as ``user`` sees them, the latest year first, read from the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["customer.file.dealing"]
        if user:
            rows = self.as_user(user, rows)
        return rows.search([("file_id", "=", (file or self.file).id)])

    def assertDealings(self, expected: list[dict], **kwargs):
        self.assertRecordValues(self.dealings(**kwargs), expected)

    @staticmethod
    def day(text: str):
        return fields.Date.to_date(text)

    @staticmethod
    def moment(text: str):
        return datetime.fromisoformat(text)
