from odoo.fields import Command

from .settlement_common import SettlementCase


class ReceivableCase(SettlementCase):
    """An invoice of 100,000, 20,000 of them for sheets, and an enforced rule on receivables in dispute."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.receivable = cls.env["account.account"].search(
            [("company_ids", "=", cls.company.id), ("account_type", "=", "asset_receivable")], limit=1
        )
        cls.bank = cls.env["account.account"].create(
            {"code": "100200", "name": "Bank", "account_type": "asset_cash", "company_ids": cls.company.ids}
        )
        cls.bank_journal = cls.env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BNK",
                "type": "bank",
                "company_id": cls.company.id,
                "default_account_id": cls.bank.id,
            }
        )
        cls.sheets = cls.env["product.product"].create(
            {"name": "Sheets", "type": "consu", "invoice_policy": "delivery", "taxes_id": False}
        )
        cls.rule = cls._dispute_rule("all")
        cls.big = cls._sold()
        cls.bill = cls._invoice(cls.big, invoice_date_due="2026-01-31")

    @classmethod
    def _dispute_rule(cls, code, **values):
        return cls.env["customer.complaint.dispute.rule"].create(
            {"name": code, "code": code, "company_id": cls.company.id, "mode": "enforce", **values}
        )

    @classmethod
    def _sold(cls, **values):
        order = cls._order((cls.product, 8000), (cls.sheets, 2000), **values)
        order.order_line.write({"price_unit": 10, "discount": 0})
        cls._deliver(order, 8000, 2000)
        return order

    def _complained(self, order=None, product=None, quantity=None, submit=True, **values):
        """Return the submitted case about the sheets of ``order``."""
        case = self.as_user(self.sales, self._registered(self.seller, order or self.big))
        case.sudo().write({"user_id": self.sales.id, "is_undetermined": False, **values})
        case.line_ids.filtered(lambda line: line.product_id != (product or self.sheets)).sudo().unlink()
        case.line_ids.defective_quantity = case.line_ids.quantity if quantity is None else quantity
        if submit:
            case.action_submit()
        return case

    def _decided(self, *actions, decide=True):
        """Return the case about the sheets with these settlements, decided unless told otherwise."""
        case = self._complained()
        commands = [Command.create({"line_id": case.line_ids.id, **vals}) for vals in actions]
        self._do(case, "propose", is_established="yes", action_ids=commands)
        if decide:
            self._decide(case)
        return case

    def _make_secret(self, case):
        level = {"name": "Secret", "code": "s", "rank": 9, "company_id": self.company.id, "mode": "enforce"}
        case.sudo().own_secrecy_level_id = self.env["customer.secrecy.level"].create(level)

    @classmethod
    def _pay(cls, invoice, amount):
        """Match ``amount`` with what is left of the invoice, in the currency of the company."""
        cls._match(invoice, cls.bank, amount, cls.bank_journal)

    @classmethod
    def _match(cls, invoice, account, amount, journal):
        partner = {"partner_id": invoice.commercial_partner_id.id}
        entry = cls.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": "2026-02-01",
                "line_ids": [
                    (0, 0, {"account_id": account.id, "debit": amount, **partner}),
                    (0, 0, {"account_id": cls.receivable.id, "credit": amount, **partner}),
                ],
            }
        )
        entry.action_post()
        items = (entry | invoice).line_ids
        items.filtered(lambda line: line.account_id == cls.receivable and not line.reconciled).reconcile()

    def _disputed(self, invoice=None):
        """Return what accounting sees of the invoice."""
        seen = self.as_user(self.finance, invoice or self.bill)
        seen.invalidate_recordset()
        found = seen.search([("is_complaint_disputed", "=", True), ("company_id", "=", self.company.id)])
        amount = seen.complaint_disputed_amount
        self.assertEqual(seen.is_complaint_disputed, bool(amount))
        self.assertEqual(seen in found, bool(amount), "the filter says something else than the field")
        receivables = seen.line_ids.filtered(lambda line: line.display_type == "payment_term")
        self.assertAlmostEqual(sum(receivables._complaint_disputed().values()), amount)
        return amount
