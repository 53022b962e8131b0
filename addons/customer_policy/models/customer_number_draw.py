import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.sql_db import BaseCursor, Cursor, PoolError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class Scope(NamedTuple):
    """Where a number counts on from the one before."""

    company_id: int
    document: str
    period: str
    department: str


class CustomerNumberDraw(models.Model):
    """The register of accounted numbers: each row is a number that was drawn, whatever became of it.

    Rows come from :meth:`_take` only, which writes them in a short transaction of its own and in one queue per company
    and kind of document: numbers are contiguous, nobody waits longer than that transaction, and the transaction of the
    document never fails for it. That transaction may see neither the row nor what it refers to, so rows hold ids
    without foreign keys. People read ``customer.number``, where each draw has its state.
    """

    _name = "customer.number.draw"
    _description = "Drawn number"
    _inherit = ["customer.register.mixin"]
    _log_access = False
    _register_user_field = "user_id"

    company_id = fields.Integer(required=True, readonly=True)
    document = fields.Char(required=True, readonly=True)
    period = fields.Char(required=True, readonly=True)
    department = fields.Char(required=True, readonly=True)
    number = fields.Integer(required=True, readonly=True)
    name = fields.Char(required=True, readonly=True)
    rule_code = fields.Char(required=True, readonly=True)
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    user_id = fields.Integer(required=True, readonly=True, index=True)
    drawn_on = fields.Datetime(required=True, readonly=True)
    transaction = fields.Char(
        required=True, readonly=True, help="The database's id of the transaction that was to save the document."
    )

    _number_unique = models.UniqueIndex("(company_id, document, period, department, number)")
    _name_index = models.Index("(company_id, document, name)")

    @api.model
    def _take(self, documents, scope: Scope, rule, render: Callable[[int], str]) -> dict[int, tuple[str, int]]:
        """Draw an accounted number for each of ``documents``; return it by the document's id, as name and number.

        :param render: writes a number as the document will bear it
        """
        self.env.cr.execute("SELECT pg_current_xact_id()::text")
        row = {
            **scope._asdict(),
            "rule_code": rule.code,
            "res_model": documents._name,
            "user_id": self.env.uid,
            "drawn_on": fields.Datetime.now(),
            "transaction": self.env.cr.fetchone()[0],
        }
        with short_transaction(self.env.registry) as cr:
            self._queue(cr, scope.company_id, scope.document)
            cr.execute(
                SQL(
                    """SELECT max(number) FROM customer_number_draw
                        WHERE company_id = %s AND document = %s AND period = %s AND department = %s""",
                    *scope,
                )
            )
            last = cr.fetchone()[0]
            free, taken = self._find_free(cr, documents, scope, render, rule.start if last is None else last + 1)
            draws = self._insert(cr, row, {number: render(number) for number in free}, documents.ids)
            if taken:
                # these were passed over: no gap without its reason
                passed = self._insert(cr, row, {number: render(number) for number in taken}, [0] * len(taken))
                self._void(cr, passed, "taken")
        self._follow(draws, scope.company_id)
        return {res_id: (render(number), number) for res_id, number in zip(documents.ids, free, strict=True)}

    @staticmethod
    def _queue(cr, company_id: int, document: str):
        """Wait for one's turn to number ``document``; it ends with the transaction."""
        key = f"customer.number/{company_id}/{document}"
        cr.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])

    @staticmethod
    def _find_free(cr, documents, scope: Scope, render, start: int) -> tuple[list[int], list[int]]:
        """Return the next free numbers from ``start`` on, one per document, and those passed over on the way.

        Not free is what a document already has: from before the rule, from an import, or from another rule.
        """
        free, taken = [], []
        window = len(documents)
        while len(free) < len(documents):
            names = {render(number): number for number in range(start, start + window)}
            known = documents._known_numbers(cr, scope.company_id, list(names))
            cr.execute(
                SQL(
                    """SELECT name FROM customer_number_draw
                        WHERE company_id = %s AND document = %s AND name = ANY(%s)""",
                    scope.company_id,
                    scope.document,
                    list(names),
                )
            )
            known.update(name for (name,) in cr.fetchall())
            for name, number in names.items():
                if len(free) < len(documents):
                    (taken if name in known else free).append(number)
            start, window = start + window, 2 * window
        return free, taken

    @staticmethod
    def _insert(cr, row: dict, names: dict[int, str], res_ids: list[int]) -> list[int]:
        """Add a row per number; return their ids."""
        cr.execute(
            SQL(
                """INSERT INTO customer_number_draw (%s, number, name, res_id)
                   SELECT %s, number, name, res_id FROM unnest(%s, %s, %s) AS drawn (number, name, res_id)
                   RETURNING id""",
                SQL(", ").join(map(SQL.identifier, row)),
                SQL(", ").join(SQL("%s", value) for value in row.values()),
                list(names),
                list(names.values()),
                res_ids,
            )
        )
        return [draw_id for (draw_id,) in cr.fetchall()]

    def _follow(self, draws: list[int], company_id: int):
        """Let the numbers be used when this transaction is committed, and void when it is not."""
        # sudo: nobody has the right to write into the register
        self.env["customer.number.outcome"].sudo().create(
            [{"draw_id": draw_id, "company_id": company_id, "state": "used"} for draw_id in draws]
        )
        registry, postrollback = self.env.registry, self.env.cr.postrollback

        def void():
            _void_after_rollback(registry, postrollback.data["customer_policy.draws"])

        if "customer_policy.draws" not in postrollback.data:
            postrollback.add(void)
        postrollback.data.setdefault("customer_policy.draws", []).extend(draws)

    @api.model
    def _before_gaps(self, company) -> list[int]:
        """Return the ids of the draws after which one is missing; no code of ours leaves a gap."""
        self.env.cr.execute(
            SQL(
                """
                WITH torn AS (
                    SELECT company_id, document, period, department FROM customer_number_draw WHERE company_id = %s
                     GROUP BY company_id, document, period, department HAVING max(number) - min(number) >= count(*)
                )
                SELECT id FROM (
                    SELECT id, number, lead(number) OVER (
                               PARTITION BY company_id, document, period, department ORDER BY number) AS following
                      FROM customer_number_draw JOIN torn USING (company_id, document, period, department)
                ) AS draw WHERE following > number + 1
                """,
                company.id,
            )
        )
        return [draw_id for (draw_id,) in self.env.cr.fetchall()]

    @staticmethod
    def _void(cr, draws: list[int], reason: str):
        """Say why these numbers have no document; one that has an outcome keeps it."""
        cr.execute(
            SQL(
                """INSERT INTO customer_number_outcome (draw_id, company_id, state, reason)
                   SELECT id, company_id, 'void', %s FROM customer_number_draw WHERE id = ANY(%s)
                   ON CONFLICT (draw_id) DO NOTHING""",
                reason,
                draws,
            )
        )


@contextmanager
def short_transaction(registry) -> Iterator[BaseCursor]:
    """Open a second transaction, committed at the end, that sees what others committed while it waited.

    It need not reach the disk by itself: the document's own transaction, committed later, takes it along, and without
    that one nobody has seen the number.
    """
    with registry.cursor() as cr:
        if isinstance(cr, Cursor):  # the pseudo-cursor of a test lives within the transaction of the test
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
            cr.execute("SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '10s'")
        yield cr


def _void_after_rollback(registry, draws: list[int]):
    """Say why these numbers have no document; when that fails they show as void all the same."""
    error = sys.exc_info()[1]
    if error is None:
        reason = "undone"
    elif isinstance(error, UserError):
        reason = "refused"
    elif isinstance(error, (ConcurrencyError, psycopg2.OperationalError)):
        reason = "conflict"
    else:
        reason = "error"
    try:
        with short_transaction(registry) as cr:
            CustomerNumberDraw._void(cr, draws, reason)
    except (psycopg2.Error, PoolError):
        _logger.warning("The reason why numbers are void could not be kept: draws %s, %s", draws, reason)
