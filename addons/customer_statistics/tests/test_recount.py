"""Every figure against an independent recount in Python, on random data."""

from collections import defaultdict
from datetime import timedelta
from fractions import Fraction

import pytz
from hypothesis import HealthCheck, given, settings

from odoo import Command

from ..models.customer_statistic_counting import Scope
from ..tools import period
from .common import StatisticCase
from .recount_worlds import CONTACTS, EVENTS, FIGURES, FILES, MOVES, ORDERS, STRANGERS, worlds

#: these count customers, each once
DIFFERENT = (
    "customers_contacted", "customers_ordering", "customers_by_line", "customers_invoiced", "files_checked",
    "files_changed",
)  # fmt: skip


class Row:
    """Something that counts: for which figures and how much, whose it is, and the groups it is of."""

    def __init__(self, customer, file, groups, **adds):
        self.customer, self.file, self.groups, self.adds = customer, file, groups, adds


class TestRecount(StatisticCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.departments = cls.env["hr.department"].create(
            [{"name": name, "company_id": cls.company.id} for name in ("A", "B")]
        )
        cls.departments |= cls.env["hr.department"].create(
            {"name": "A1", "company_id": cls.company.id, "parent_id": cls.departments[0].id}
        )
        cls.kinds = cls.env["customer.file.kind"].search([("company_id", "=", cls.company.id)], limit=2)
        cls.people = cls.clerk | cls.colleague
        #: where they work
        cls.of_people = [1, None]
        cls.clerk.employee_id.department_id = cls.departments[1]
        cls.colleague.employee_id.department_id = False
        cls.level = cls.env["customer.secrecy.level"].create(
            {"name": "x", "rank": 1, "company_id": cls.company.id, "mode": "observe"}
        )
        cls.files = cls._customers(FILES)
        cls.partners = cls.files.partner_id | cls.env["res.partner"].create(
            [{"name": "Stranger", "is_company": True}] * STRANGERS
        )
        # a customer of another company is a stranger here
        cls.env["customer.file"].create({"partner_id": cls.partners[-1].id, "company_id": cls.other_company.id})
        vals = {"partner_id": cls.partners[0].id, "company_id": cls.company.id}
        cls.categories = cls.env["product.category"].create([{"name": "Beds"}, {"name": "Chairs"}])
        cls.products = cls.env["product.product"].create(
            [{"name": one.name, "type": "service", "categ_id": one.id} for one in cls.categories]
        )
        lines = [Command.create({"product_id": cls.products[0].id})]
        cls.orders = cls.env["sale.order"].create([{**vals, "order_line": lines} for _number in range(ORDERS)])
        cls.events = cls.env["customer.file.event"].create([{"file_id": cls.files[0].id, "name": "x"}] * EVENTS)
        cls.contacts = cls._make_contacts()
        journal = cls.env["account.journal"].create(
            {"name": "Sales", "code": "INV", "type": "sale", "company_id": cls.company.id}
        )
        cls.moves = cls.env["account.move"].create([{"move_type": "entry", "journal_id": journal.id}] * MOVES)
        cls.indicators = cls.env["customer.statistic.indicator"].union(
            *(cls._indicator(code, figure=code.partition(":")[0], parameter=code.partition(":")[2]) for code in FIGURES)
        )
        cls.env.flush_all()

    @classmethod
    def _make_contacts(cls):
        return cls.env["customer.file.interaction"].union(*(cls._contact(cls.files[0]) for _number in range(CONTACTS)))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds)
    def test_figures_are_what_python_counts(self, world):
        with self.env.cr.savepoint():
            self._check(world)

    def _check(self, world):
        self._zone(world["zone"])
        self._store(world)
        days = period.around(world["day"], world["unit"])
        department = world["department"]
        below = {None: None, 0: (0, 2), 1: (1,), 2: (2,)}[department]
        ids = below and tuple(self.departments[number].id for number in below)
        scope = Scope(self.company, *days, ids, world["groups"], world["open_only"], with_customers=True)
        found = self.env["customer.statistic.source"]._count(scope, self.indicators)
        rows = self._rows(world, *days)
        if below is not None:
            rows = [row for row in rows if row.groups["department"] in below]
        if world["open_only"]:
            rows = [row for row in rows if row.file is None or not world["files"][row.file]["is_secret"]]
        for indicator in self.indicators:
            counted = found[indicator.id]
            expected = self._expected(rows, indicator.code, world["groups"], counted.grouped)
            shown = {
                key: (cell.value, cell.customers)
                for key, cell in counted.cells.items()
                if cell.customers or key == ("", "")
            }
            self.assertEqual(set(shown), set(expected), indicator.code)
            for key, (value, customers) in expected.items():
                self.assertEqual(shown[key][1], customers, (indicator.code, key))
                if value is None:
                    self.assertIsNone(shown[key][0], (indicator.code, key))
                else:
                    self.assertAlmostEqual(shown[key][0], float(value), 6, (indicator.code, key))
        self.env.invalidate_all()

    # the same, by hand

    def _expected(self, rows, code, groups, grouped):
        """Add up by group and pair of groups; return value and number of customers."""
        ids = {
            "region": self.regions.ids, "kind": self.kinds.ids, "department": self.departments.ids,
            "user": self.people.ids, "category": self.categories.ids,
        }  # fmt: skip
        cells = defaultdict(list)
        for row in rows:
            if code in row.adds:
                keys = []
                for group, can in zip(groups, grouped, strict=True):
                    value = row.groups.get(group) if can else None
                    named = "-" if value is None else str(ids[group][value] if group in ids else value)
                    keys.append({"", named} if can else {""})
                for one in keys[0]:
                    for two in keys[1]:
                        cells[one, two].append(row)
        cells.setdefault(("", ""), [])
        found = {}
        for key, of in cells.items():
            customers = len({row.customer for row in of})
            if code in DIFFERENT:
                value = Fraction(customers)
            else:
                value = sum((row.adds[code] for row in of), Fraction(0))
            if code == "order_average":
                value = value / len(of) if of else None
            found[key] = value, customers
        return found

    def _rows(self, world, first, last):
        zone = pytz.timezone(world["zone"])

        def inside(moment):
            return first <= pytz.utc.localize(moment).astimezone(zone).date() <= last

        return [
            *self._file_rows(world, first, last, zone),
            *self._event_rows(world, first, last),
            *self._contact_rows(world, inside),
            *self._order_rows(world, inside),
            *self._move_rows(world, first, last),
        ]

    def _groups_of(self, world, number, **own):
        """Return the groups of a file that counts, with those of the row itself."""
        file = world["files"][number] if number is not None else {}
        groups = {name: file.get(name) for name in ("region", "kind", "status", "department", "user")}
        return {**groups, **{name: value for name, value in own.items() if value is not None}}

    def _file_of(self, world, partner):
        """Return the file of a partner; one that was destroyed is none any more."""
        return partner if partner < FILES and world["files"][partner]["gone"] != "destroyed" else None

    def _file_rows(self, world, first, last, zone):
        for number, file in enumerate(world["files"]):
            if file["opened"] > last:
                continue

            def stood(until, file=file):
                """Return status and presence when the day ``until`` was over."""
                later = [
                    change for change in sorted(file["changes"])
                    if pytz.utc.localize(change[0]).astimezone(zone).date() > until
                ]  # fmt: skip
                return later[0][1:] if later else (file["status"], not file["gone"])

            status, is_present = stood(last)
            before, was_present = stood(first - timedelta(days=1))
            is_one = is_present and status in ("cooperating", "near_lost")
            was_one = was_present and before in ("cooperating", "near_lost") and file["opened"] < first
            adds = {
                "customers": is_present,
                "customers:potential": is_present and status == "potential",
                "customers_opened": first <= file["opened"],
                "customers_gained": is_one and not was_one,
                "customers_lost": was_one and not is_one,
            }
            adds = {code: Fraction(1) for code, counts in adds.items() if counts}
            yield Row(number, number, self._groups_of(world, number, status=status), **adds)

    def _event_rows(self, world, first, last):
        for number, day, type_ in world["events"]:
            code = {"check": "files_checked", "change": "files_changed", "rename": "files_changed"}.get(type_)
            if code and first <= day <= last:
                yield Row(number, number, self._groups_of(world, number), **{code: 1})

    def _contact_rows(self, world, inside):
        for number, moment, type_, user, minutes in world["contacts"]:
            if inside(moment):
                own = {"user": user, "department": self.of_people[user], "contact_type": type_}
                groups = self._groups_of(world, number, **own)
                adds = {"contacts": Fraction(1), "customers_contacted": 1, "contact_hours": Fraction(minutes, 60)}
                if type_ == "visit":
                    adds["contacts:visit"] = Fraction(1)
                yield Row(number, number, groups, **adds)

    def _order_rows(self, world, inside):
        for order in world["orders"]:
            if order["state"] == "sale" and order["is_here"] and inside(order["moment"]):
                file = self._file_of(world, order["partner"])
                amount = order["amount"] / order["rate"]
                yield Row(
                    order["partner"],
                    file,
                    self._groups_of(world, file, user=order["user"]),
                    order_count=Fraction(1),
                    ordered_amount=amount,
                    order_average=amount,
                    customers_ordering=1,
                )
                groups = self._groups_of(world, file, user=order["user"], category=order["category"])
                yield Row(order["partner"], file, groups, ordered_by_line=amount, customers_by_line=1)

    def _move_rows(self, world, first, last):
        for partner, day, state, type_, amount, user in world["moves"]:
            if state == "posted" and type_ != "in_invoice" and first <= day <= last:
                file = self._file_of(world, partner)
                adds = {"invoiced_amount": amount}
                if type_ == "out_refund":
                    adds.update(returns=Fraction(1), returned_amount=-amount)
                else:
                    adds.update(invoice_count=Fraction(1), customers_invoiced=1)
                yield Row(partner, file, self._groups_of(world, file, user=user), **adds)

    # the data as the database has them

    def _store(self, world):
        """Write the data as they are drawn: how they come about is no matter here."""
        self.env.flush_all()
        execute = self.env.cr.execute

        def pick(records, number):
            return None if number is None else records[number].id

        execute("DELETE FROM customer_statistic_standing")
        for file, values in zip(self.files, world["files"], strict=True):
            execute(
                """UPDATE customer_file SET state_id = %s, kind_id = %s, department_id = %s, responsible_id = %s,
                          secrecy_level_id = %s, opening_date = %s, life_status = %s, active = %s, state = %s
                    WHERE id = %s""",
                [
                    pick(self.regions, values["region"]),
                    pick(self.kinds, values["kind"]),
                    pick(self.departments, values["department"]),
                    pick(self.people, values["user"]),
                    self.level.id if values["is_secret"] else None,
                    values["opened"],
                    values["status"],
                    not values["gone"],
                    "destroyed" if values["gone"] == "destroyed" else "collected",
                    file.id,
                ],
            )
            for moment, status, is_present in values["changes"]:
                execute(
                    """INSERT INTO customer_statistic_standing (file_id, company_id, moment, life_status, is_present)
                       VALUES (%s, %s, %s, %s, %s)""",
                    [file.id, self.company.id, moment, status, is_present],
                )
        for order, values in zip(self.orders, world["orders"], strict=True):
            execute(
                """UPDATE sale_order SET partner_id = %s, date_order = %s, state = %s, amount_untaxed = %s,
                          currency_rate = %s, company_id = %s, user_id = %s WHERE id = %s""",
                [
                    self.partners[values["partner"]].id,
                    values["moment"],
                    values["state"],
                    float(values["amount"]),
                    float(values["rate"]),
                    (self.company if values["is_here"] else self.other_company).id,
                    pick(self.people, values["user"]),
                    order.id,
                ],
            )
            execute(
                "UPDATE sale_order_line SET price_subtotal = %s, product_id = %s WHERE order_id = %s",
                [float(values["amount"]), self.products[values["category"]].id, order.id],
            )
        for event, (number, day, type_) in zip(self.events, world["events"], strict=True):
            execute(
                "UPDATE customer_file_event SET file_id = %s, date = %s, type = %s WHERE id = %s",
                [self.files[number].id, day, type_, event.id],
            )
        for contact, (number, moment, type_, user, minutes) in zip(self.contacts, world["contacts"], strict=True):
            execute(
                "UPDATE customer_file_interaction SET file_id = %s, date = %s, type = %s, user_id = %s, duration = %s"
                " WHERE id = %s",
                [self.files[number].id, moment, type_, self.people[user].id, minutes, contact.id],
            )
        for move, (partner, day, state, type_, amount, user) in zip(self.moves, world["moves"], strict=True):
            execute(
                """UPDATE account_move SET commercial_partner_id = %s, invoice_date = %s, state = %s, move_type = %s,
                          amount_untaxed_signed = %s, invoice_user_id = %s, name = NULL WHERE id = %s""",
                [
                    self.partners[partner].id,
                    day,
                    state,
                    type_,
                    float(amount),
                    pick(self.people, user),
                    move.id,
                ],
            )
        self.env.invalidate_all()
