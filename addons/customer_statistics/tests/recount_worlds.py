"""Random companies with their business, which figures are counted of."""

from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st

ZONES = ("UTC", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata")
STATUSES = ("potential", "not_cooperating", "cooperating", "near_lost", "lost")
TYPES = ("call", "visit", "letter")
FILES, STRANGERS, ORDERS, CONTACTS, MOVES, EVENTS = 6, 2, 9, 7, 7, 6

#: a moment near the edge of a day, in which zone ever
moments = st.builds(
    lambda day, hour, second: datetime(2026, 1, 1) + timedelta(days=day, hours=hour, seconds=second),
    st.integers(85, 105),
    st.integers(0, 23),
    st.sampled_from([0, 1, 1800, 3599]),
)
days = st.integers(85, 105).map(lambda day: date(2026, 1, 1) + timedelta(days=day))
cents = st.integers(-2000, 50000).map(lambda amount: Fraction(amount, 100))

worlds = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(ZONES),
        "unit": st.sampled_from(["day", "week", "month", "quarter", "year"]),
        "day": days,
        "groups": st.tuples(
            *[st.sampled_from(["", "region", "kind", "status", "department", "user", "contact_type", "category"])] * 2
        ),
        "open_only": st.booleans(),
        "department": st.sampled_from([None, 0, 1, 2]),
        "files": st.lists(
            st.fixed_dictionaries(
                {
                    "region": st.sampled_from([None, 0, 1]),
                    "kind": st.sampled_from([None, 0, 1]),
                    "department": st.sampled_from([None, 0, 1, 2]),
                    "user": st.sampled_from([None, 0, 1]),
                    "is_secret": st.booleans(),
                    "opened": days,
                    "status": st.sampled_from(STATUSES),
                    "gone": st.sampled_from(["", "", "", "archived", "destroyed"]),
                    "changes": st.lists(
                        st.tuples(moments, st.sampled_from(STATUSES), st.booleans()),
                        max_size=2,
                        unique_by=lambda one: one[0],
                    ),
                }
            ),
            min_size=FILES,
            max_size=FILES,
        ),
        "orders": st.lists(
            st.fixed_dictionaries(
                {
                    "partner": st.integers(0, FILES + STRANGERS - 1),
                    "moment": moments,
                    "state": st.sampled_from(["sale", "sale", "sale", "sent", "cancel"]),
                    "amount": cents,
                    "rate": st.sampled_from([Fraction(1), Fraction(8), Fraction(1, 2)]),
                    "is_here": st.sampled_from([True, True, True, False]),
                    "user": st.sampled_from([None, 0, 1]),
                    "category": st.integers(0, 1),
                }
            ),
            min_size=ORDERS,
            max_size=ORDERS,
        ),
        "contacts": st.lists(
            st.tuples(
                st.integers(0, FILES - 1), moments, st.sampled_from(TYPES), st.integers(0, 1), st.integers(0, 90)
            ),
            min_size=CONTACTS,
            max_size=CONTACTS,
        ),
        "events": st.lists(
            st.tuples(st.integers(0, FILES - 1), days, st.sampled_from(["check", "change", "rename", "major"])),
            min_size=EVENTS,
            max_size=EVENTS,
        ),
        "moves": st.lists(
            st.tuples(
                st.integers(0, FILES + STRANGERS - 1),
                days,
                st.sampled_from(["posted", "posted", "draft", "cancel"]),
                st.sampled_from(["out_invoice", "out_refund", "in_invoice"]),
                cents,
                st.sampled_from([None, 0, 1]),
            ),
            min_size=MOVES,
            max_size=MOVES,
        ),
    }
)

FIGURES = (
    "customers", "customers:potential", "customers_opened", "customers_gained", "customers_lost", "contacts",
    "contacts:visit", "contact_hours", "customers_contacted", "order_count", "ordered_amount", "order_average",
    "customers_ordering", "ordered_by_line", "customers_by_line", "files_checked", "files_changed", "invoiced_amount",
    "invoice_count", "returns", "returned_amount", "customers_invoiced",
)  # fmt: skip
