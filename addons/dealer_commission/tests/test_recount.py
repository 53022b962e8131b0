"""All statements together against an independent recount in Python, on random business."""

import os
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import freeze_time

from .common import CommissionCase

MONTHS = ("2026-05", "2026-06", "2026-07")
EXAMPLES = int(os.environ.get("COMMISSION_EXAMPLES", "8"))
CENT = Decimal("0.01")

cents = st.integers(1, 300000).map(lambda amount: amount / 100)
#: a third, a half, all, or anything
parts = st.sampled_from([100, 50, 33]) | st.integers(1, 100)


def events(*kinds, most):
    return st.lists(
        st.tuples(
            st.sampled_from(kinds),
            st.integers(0, 5),  # which invoice
            st.integers(1, 25),  # day
            st.booleans(),  # with a day of the month before
            st.lists(cents, min_size=1, max_size=3),
            parts,  # percent
        ),
        min_size=most - 2,
        max_size=most,
    )


later = events("invoice", "pay", "pay", "credit", "cancel", "unpay", "again", "write_off", most=5)
worlds = st.fixed_dictionaries(
    {
        "basis": st.sampled_from(["invoiced", "paid"]),
        "method": st.sampled_from(["whole", "marginal"]),
        "rates": st.lists(st.integers(0, 900).map(lambda rate: rate / 100), min_size=1, max_size=3),
        "months": st.tuples(events("invoice", "invoice", "pay", most=4), later, later),
    }
)


def rounded(amount: Fraction) -> Fraction:
    """Round half away from zero, as accounting does."""
    exact = Decimal(amount.numerator) / Decimal(amount.denominator)
    return Fraction(exact.quantize(CENT, ROUND_HALF_UP))


class Recount:
    """What an agent gets, from the books alone: what each line gives until a day, less what was given before."""

    def __init__(self, tiers, method, origins):
        #: origins names, of each line of a credit note, the lines that it reverses; empty: of what was paid
        self.tiers, self.method, self.origins = tiers, method, origins
        self.given = defaultdict(lambda: (Fraction(0), Fraction(0)))

    def _rate(self, total):
        return [rate for threshold, rate in self.tiers if abs(total) >= threshold][-1]

    def _commission(self, amount, total):
        """Return what an amount gives of a total that reaches a tier, not rounded."""
        if self.method == "whole":
            return amount * self._rate(total) / 100
        left, sum_ = abs(amount), Fraction(0)
        for threshold, rate in reversed(self.tiers):
            if left > threshold:
                sum_ += (left - threshold) * rate / 100
                left = Fraction(threshold)
        return sum_ if amount > 0 else -sum_

    def month(self, now: dict) -> tuple[Fraction, Fraction]:
        """Return trade and commission of a month, from what each line gives until its end."""
        added, taken = {}, Fraction(0)
        before = dict(self.given)
        for line in {*now, *self.given}:
            amount, commission = self.given[line]
            said = [before.get(one, (Fraction(0), Fraction(0))) for one in self.origins.get(line, ())]
            new = now.get(line, Fraction(0))
            if new == amount:
                continue
            if abs(new) < abs(amount):
                back = rounded(commission * (new - amount) / amount)
                taken += back
                self.given[line] = (new, commission + back)
            elif line not in before and sum(one[0] for one in said):
                back = rounded(sum(one[1] for one in said) * new / sum(one[0] for one in said))
                taken += back
                self.given[line] = (new, back)
            else:
                added[line] = new - amount
        trade = sum(now.values()) - self.total
        total, upto = sum(added.values(), Fraction(0)), Fraction(0)
        for line in sorted(added):
            gives = rounded(self._commission(upto + added[line], total)) - rounded(self._commission(upto, total))
            upto += added[line]
            amount, commission = self.given[line]
            self.given[line] = (amount + added[line], commission + gives)
        self.total = sum(now.values(), Fraction(0))
        return trade, rounded(self._commission(total, total)) + taken

    total = Fraction(0)


class TestRecount(CommissionCase):
    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds)
    def _check_worlds(self, world):
        savepoint = self.env.cr.savepoint()
        try:
            self._check_world(world)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()
            self.registry.clear_cache()

    def test_recount(self):
        self._check_worlds()

    def _check_world(self, world):
        tiers = [(1000 * number, Fraction(str(rate))) for number, rate in enumerate(world["rates"])]
        scheme = self._scheme(
            *[(threshold, float(rate)) for threshold, rate in tiers], basis=world["basis"], tier_method=world["method"]
        )
        self._assign(scheme)
        self.moves = self.env["account.move"]
        self.origins = {}
        recount = Recount(tiers, world["method"], self.origins)
        for month, of_month in zip(MONTHS, world["months"], strict=True):
            for event in sorted(of_month, key=lambda one: one[2]):
                self._do(month, *event)
            number = int(month[-2:])
            last = {5: date(2026, 5, 31), 6: date(2026, 6, 30), 7: date(2026, 7, 31)}[number]
            statement = self._made(month=month)
            books = self._books(world["basis"], last)
            # what was before the first statement is in its opening amount
            for line, amount in self._books(world["basis"], date(2026, 4, 30)).items():
                books[line] -= amount
            if world["basis"] == "invoiced":
                self._note_origins()
            trade, commission = recount.month(books)
            self.assertEqual(Fraction(str(round(statement.trade_amount, 2))), trade, (month, world))
            self.assertEqual(Fraction(str(round(statement.commission, 2))), commission, (month, world))
            self._confirm(statement, on=f"2026-{number + 1:02}-01")

    def _do(self, month, what, which, day, back, amounts, percent):
        """Do something on a day, or only enter it then with a day of the month before."""
        entered = f"{month}-{day:02}"
        booked = f"2026-{int(month[-2:]) - 1:02}-{day:02}" if back else entered
        if what == "invoice":
            invoice = self._invoice(*amounts, day=booked, post=False)
            with freeze_time(f"{entered} 04:00:00"):
                invoice.action_post()
            self.moves |= invoice
            return
        there = self.moves.filtered(lambda one: one.state == "posted" and one.move_type == "out_invoice").sorted("id")
        if not there:
            return
        invoice = there[which % len(there)]
        left = invoice.amount_residual
        part = round(left * percent / 100, 2)
        with freeze_time(f"{entered} 04:00:00"):
            if what == "pay" and part > 0 and str(invoice.date) <= booked:
                self._pay(invoice, part, day=booked, known=entered)
            elif what == "write_off" and part > 0 and str(invoice.date) <= booked:
                self._write_off(invoice, part, day=entered)
            elif what == "credit":
                total = sum(invoice.invoice_line_ids.mapped("price_subtotal"))
                self.moves |= self._credit(invoice, day=entered, amount=round(total * percent / 100, 2) or None)
            elif what == "unpay":
                invoice.line_ids.remove_move_reconcile()
            elif what == "cancel":
                invoice.button_draft()
                invoice.button_cancel()
            elif what == "again":
                invoice.button_draft()
                invoice.invoice_line_ids[0].price_unit = amounts[0]
                invoice.action_post()
        self.env.flush_all()

    def _note_origins(self):
        for note in self.moves.filtered("reversed_entry_id"):
            for line in note.invoice_line_ids:
                self.origins[line.id] = note.reversed_entry_id.invoice_line_ids.ids

    def _books(self, basis, last) -> dict:
        """Return what each line of posted invoices gives until a day, by id."""
        found = {}
        for move in self.moves.filtered(lambda one: one.state == "posted" and one.date <= last):
            share = self._share(move, last) if basis == "paid" and move.move_type == "out_invoice" else Fraction(1)
            for line in move.line_ids.filtered(lambda one: one.display_type == "product"):
                found[line.id] = rounded(-Fraction(str(round(line.balance, 2))) * share)
        return found

    def _share(self, move, last) -> Fraction:
        term = move.line_ids.filtered(lambda one: one.display_type == "payment_term")
        settled = Fraction(0)
        for match in term.matched_credit_ids.filtered(lambda one: one.max_date <= last):
            if self.loss not in match.credit_move_id.move_id.line_ids.account_id:
                settled += Fraction(str(round(match.amount, 2)))
        return min(settled / Fraction(str(round(sum(term.mapped("balance")), 2))), Fraction(1))
