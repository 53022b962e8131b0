from odoo.fields import Command
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .receivable_common import ReceivableCase

MEASURES = ["due:sum", "disputed:sum", "base:sum", "collected:sum", "rate:avg"]


class TestCollection(ReceivableCase):
    def _totals(self, user=None, groupby=(), domain=()):
        report = self.as_user(user or self.finance, self.env["customer.complaint.collection"])
        rows = report._read_group([("company_id", "=", self.company.id), *domain], groupby, MEASURES)
        if groupby:
            return {row[0]: row[1:] for row in rows}
        return rows[0]

    @proves("S1.2-12.5")
    def test_what_is_complained_of_is_taken_out_of_the_base(self):
        self._pay(self.bill, 80000)
        self.assertEqual(self._totals(), (100000, 0, 100000, 80000, 80))
        self._complained()
        self.assertEqual(self._totals(), (100000, 20000, 80000, 80000, 100))

    @proves("S1.2-12.5")
    def test_not_established_counts_in_full(self):
        self._pay(self.bill, 80000)
        case = self._complained()
        self._do(case, "propose", is_established="no", action_ids=[Command.create({"kind": "explanation"})])
        self._decide(case)
        self.assertEqual(self._totals(), (100000, 0, 100000, 80000, 80))

    def test_less_collected_than_the_base(self):
        self._pay(self.bill, 79999)
        self._complained()
        due, disputed, base, collected, rate = self._totals()
        self.assertEqual((due, disputed, base, collected), (100000, 20000, 80000, 79999))
        self.assertAlmostEqual(rate, 99.99875)

    def test_paid_all_the_same_gives_no_more_than_all(self):
        self._complained()
        self._pay(self.bill, 90000)
        self.assertEqual(self._totals(), (100000, 10000, 90000, 90000, 100))
        self._pay(self.bill, 10000)
        self.assertEqual(self._totals(), (100000, 0, 100000, 100000, 100))

    def test_a_credit_note_reduces_what_is_due(self):
        case = self._complained()
        allowance = Command.create({"kind": "allowance", "line_id": case.line_ids.id, "amount": 5000})
        self._do(case, "propose", is_established="yes", action_ids=[allowance])
        self._decide(case)
        note = self._credit(self._settle(case))
        note.action_post()
        self._pay(self.bill, 80000)
        self.assertEqual(self._totals(), (95000, 15000, 80000, 80000, 100))
        # matched with its invoice or not: the sum is the same
        note.line_ids.remove_move_reconcile()
        self.assertEqual(self._totals(), (95000, 15000, 80000, 80000, 100))
        self.assertEqual(self._totals(domain=[("move_id", "=", note.id)])[0], -5000)

    def test_a_paid_out_credit_note_is_neither_due_nor_collected(self):
        self._pay(self.bill, 100000)
        note = self.bill._reverse_moves([{"date": "2026-02-05", "invoice_date": "2026-02-05"}])
        note.invoice_line_ids[0].unlink()
        note.action_post()
        self.assertEqual(self._totals()[0], 80000)
        entry = self.env["account.move"].create(
            {
                "journal_id": self.bank_journal.id,
                "line_ids": [
                    Command.create({"account_id": self.bank.id, "credit": 20000}),
                    Command.create({"account_id": self.receivable.id, "debit": 20000, "partner_id": self.partner.id}),
                ],
            }
        )
        entry.action_post()
        items = (note | entry).line_ids.filtered(lambda line: line.account_id == self.receivable)
        items.reconcile()
        self.assertEqual(self._totals(), (80000, 0, 80000, 80000, 100))

    def test_the_rate_of_a_group_is_that_of_its_sums(self):
        other = self._new_user("sales_team.group_sale_salesman", login="other")
        small = self._sold(user_id=other.id)
        self._deliver(small, 1000, 0)
        bill = self._invoice(small, invoice_user_id=other.id, invoice_date_due="2026-02-15")
        self._pay(bill, 10000)
        by_user = self._totals(groupby=["user_id"])
        self.assertEqual(by_user[self.seller], (100000, 0, 100000, 0, 0))
        self.assertEqual(by_user[other], (10000, 0, 10000, 10000, 100))
        self.assertAlmostEqual(self._totals()[-1], 100 * 10000 / 110000)
        months = self._totals(groupby=["due_date:month"])
        self.assertEqual([month.isoformat() for month in months], ["2026-01-01", "2026-02-01"])
        self.assertEqual(list(self._totals(groupby=["commercial_partner_id"])), [self.partner])

    def test_foreign_currency_counts_in_that_of_the_company(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        rate = {"currency_id": euro.id, "company_id": self.company.id, "name": "2020-01-01", "rate": 0.5}
        self.env["res.currency.rate"].create(rate)
        prices = self.env["product.pricelist"].create({"name": "€", "currency_id": euro.id})
        order = self._sold(pricelist_id=prices.id)
        bill = self._invoice(order)
        self._complained(order)
        mine = [("move_id", "=", bill.id)]
        self.assertEqual(self._totals(domain=mine), (200000, 40000, 160000, 0, 0))
        payment = self.env["account.move"].create(
            {
                "journal_id": self.bank_journal.id,
                "date": "2026-02-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "currency_id": euro.id,
                            "amount_currency": amount,
                            "partner_id": partner,
                        }
                    )
                    for account, amount, partner in (
                        (self.bank, 80000, False),
                        (self.receivable, -80000, self.partner.id),
                    )
                ],
            }
        )
        payment.action_post()
        (payment | bill).line_ids.filtered(lambda line: line.account_id == self.receivable).reconcile()
        self.assertEqual(self._totals(domain=mine), (200000, 40000, 160000, 160000, 100))

    def test_drafts_are_not_due(self):
        self.bill.button_draft()
        report = self.env["customer.complaint.collection"]
        self.assertFalse(report.search([("company_id", "=", self.company.id)]))

    def test_who_sees_it(self):
        case = self._complained()
        supervisor = self.users["supervisor"]
        self.assertEqual(self._totals(supervisor), (100000, 20000, 80000, 0, 0))
        other = self._invoice(self._sold())
        level = self.env["customer.secrecy.level"].create(
            {"name": "Secret", "code": "s", "rank": 9, "company_id": self.company.id, "mode": "enforce"}
        )
        case.sudo().own_secrecy_level_id = level
        report = self.env["customer.complaint.collection"]
        self.assertEqual(self.as_user(supervisor, report).search([("company_id", "=", self.company.id)]).move_id, other)
        self.assertEqual(self._totals()[0], 200000, "accounting counts them all")
        row = report.search([("move_id", "=", self.bill.id)])
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self.assertFalse(self.as_user(supervisor, row).has_access("read"))
        self.assertFalse(self.as_user(self.users["user"], report).has_access("read"))
        stranger = self._new_user("account.group_account_invoice", login="stranger", company=self.other_company)
        self.assertFalse(self.as_user(stranger, report).search([("move_id", "=", self.bill.id)]))
