"""When a customer is visited next, and how an address is put into a link; without the ORM."""

from datetime import date, timedelta
from urllib.parse import quote, urlsplit

from dateutil.relativedelta import relativedelta

UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}


def next_visit(last: date, amount: int, unit: str, percent: int = 100) -> date:
    """The last day on which the next visit is in time; before a project only ``percent`` of the interval is left.

    >>> next_visit(date(2026, 1, 1), 6, "month"), next_visit(date(2026, 5, 1), 30, "day")
    (datetime.date(2026, 7, 1), datetime.date(2026, 5, 31))
    >>> next_visit(date(2026, 1, 31), 1, "month"), next_visit(date(2026, 1, 1), 6, "month", 50)
    (datetime.date(2026, 2, 28), datetime.date(2026, 4, 1))
    """
    due = last + relativedelta(**{UNITS[unit]: amount})
    return last + timedelta(days=(due - last).days * percent // 100)


def is_map_template(template: str) -> bool:
    """Say whether a link to a map service is a web address with a place for the address of the customer.

    >>> is_map_template("https://map.example.com/?q={address}"), is_map_template("https://{address}/")
    (True, False)
    >>> is_map_template("javascript:alert('{address}')"), is_map_template("https://map.example.com/")
    (False, False)
    """
    try:
        parts = urlsplit(template.strip())
        host = parts.hostname or ""
    except ValueError:
        return False
    server = parts.scheme in ("http", "https") and host and "{" not in parts.netloc and "@" not in parts.netloc
    return bool(server) and "{address}" in template and not set(template) & set("\"'<>\\ \t\r\n")


def map_link(template: str, address: str) -> str:
    """The link of a template that was checked, for an address that may hold anything.

    >>> map_link("https://map.example.com/?q={address}&z=1", "1 Main St & Co #2")
    'https://map.example.com/?q=1%20Main%20St%20%26%20Co%20%232&z=1'
    """
    return template.strip().replace("{address}", quote(address, safe=""))
