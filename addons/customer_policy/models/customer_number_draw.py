import logging
import sys
import time
from collections.abc import Iterator
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
    def _take(self, documents, scope: Scope, numbering, before: str, behind: str) -> dict[int, tuple[str, int]]:
        """Draw an accounted number for each of ``documents``; return it by the document's id, as name and number.

        :param numbering: how they are numbered (see ``customer.number.rule``)
        :param before: what stands before the number in its name
        :param behind: what stands behind it
        """
        self.env.cr.execute("SELECT pg_current_xact_id()::text")
        row = {
            **scope._asdict(),
            "rule_code": numbering.code,
            "res_model": documents._name,
            "user_id": self.env.uid,
            "drawn_on": fields.Datetime.now(),
            "transaction": self.env.cr.fetchone()[0],
        }
        drawn, window = [], len(documents)
        try:
            with drawing_transaction(self.env) as cr:
                take_turn(cr, scope)
                while len(drawn) < len(documents):
                    missing = documents.ids[len(drawn) :]
                    cr.execute(self._draw_sql(documents, row, missing, window, numbering, before, behind))
                    drawn += cr.fetchall()
                    window *= 2
        except PoolError as error:
            raise UserError(
                self.env._("No number can be drawn now: all connections to the database are taken. Try again.")
            ) from error
        self._follow([draw_id for draw_id, _res_id, _name, _number in drawn], scope.company_id)
        return {res_id: (name, number) for _draw_id, res_id, name, number in drawn}

    @staticmethod
    def _draw_sql(documents, row: dict, res_ids: list[int], window: int, numbering, before: str, behind: str) -> SQL:
        """Return the statement that draws the next numbers, out of ``window``, for the documents of these ids.

        Not free is what a document already has, from before the rule, from an import or from another rule, and what was
        drawn before. A number that is passed over stands in the register too: no gap without its reason.
        """
        return SQL(
            """
            WITH candidate AS (
                SELECT number, %(before)s || lpad(number::text, greatest(%(width)s, length(number::text)), '0')
                               || %(behind)s AS name
                  FROM (SELECT coalesce(max(number) + 1, %(start)s) AS first FROM customer_number_draw
                         WHERE company_id = %(company_id)s AND document = %(document)s AND period = %(period)s
                               AND department = %(department)s) AS next,
                       generate_series(first, first + %(window)s - 1) AS number
            ), known AS (
                SELECT bearer.number AS name FROM %(table)s AS bearer
                 WHERE bearer.company_id = %(company_id)s AND bearer.number = ANY(ARRAY(SELECT name FROM candidate))
                 UNION
                SELECT name FROM customer_number_draw
                 WHERE company_id = %(company_id)s AND document = %(document)s
                       AND name = ANY(ARRAY(SELECT name FROM candidate))
            ), ranked AS (
                SELECT candidate.number, candidate.name, known.name IS NOT NULL AS taken,
                       (count(*) FILTER (WHERE known.name IS NULL) OVER (ORDER BY candidate.number))::int AS rank
                  FROM candidate LEFT JOIN known ON known.name = candidate.name
            ), drawn AS (
                INSERT INTO customer_number_draw (%(columns)s, number, name, res_id)
                SELECT %(values)s, number, name, CASE WHEN taken THEN 0 ELSE (%(res_ids)s)[rank] END
                  FROM ranked WHERE rank < %(count)s OR (rank = %(count)s AND NOT taken)
                RETURNING id, res_id, name, number
            ), void AS (
                INSERT INTO customer_number_outcome (draw_id, company_id, state, reason)
                SELECT id, %(company_id)s, 'void', 'taken' FROM drawn WHERE res_id = 0
            )
            SELECT id, res_id, name, number FROM drawn WHERE res_id != 0
            """,
            **row,
            table=SQL.identifier(documents._table),
            columns=SQL(", ").join(map(SQL.identifier, row)),
            values=SQL(", ").join(SQL("%s", value) for value in row.values()),
            res_ids=res_ids,
            count=len(res_ids),
            window=window,
            width=numbering.width,
            start=numbering.start,
            before=before,
            behind=behind,
        )

    def _follow(self, draws: list[int], company_id: int):
        """Let the numbers be used when this transaction is committed, and void when it is not."""
        # in SQL: nobody has the right to write into the register
        self.env.cr.execute(
            SQL(
                """INSERT INTO customer_number_outcome (draw_id, company_id, state)
                   SELECT unnest(%s), %s, 'used'""",
                draws,
                company_id,
            )
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


def take_turn(cr, scope: Scope):
    """Wait for one's turn to number documents of a kind; it ends with the transaction."""
    key = f"customer.number/{scope.company_id}/{scope.document}"
    cr.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _second_cursor(registry) -> BaseCursor:
    """Return another cursor; where all are taken, somebody gives one back in a moment."""
    for wait in (0.1, 0.3, 0.6):
        try:
            return registry.cursor()
        except PoolError:
            time.sleep(wait)
    return registry.cursor()


@contextmanager
def short_transaction(registry) -> Iterator[BaseCursor]:
    """Open a second transaction, committed at the end, that sees what others committed while it waited.

    It need not reach the disk by itself: the document's own transaction, committed later, takes it along, and without
    that one nobody has seen the number.
    """
    with _second_cursor(registry) as cr:
        if isinstance(cr, Cursor):  # the pseudo-cursor of a test lives within the transaction of the test
            cr.connection.set_isolation_level(ISOLATION_LEVEL_READ_COMMITTED)
            cr.execute("SET LOCAL synchronous_commit = off; SET LOCAL lock_timeout = '10s'")
        yield cr


@contextmanager
def drawing_transaction(env) -> Iterator[BaseCursor]:
    """Open the transaction in which numbers are drawn: a short one of their own.

    An addon that is being installed holds its tables until the end, and another transaction would wait for them in
    vain: what its demo data or its migration number is numbered in the transaction of the installation itself.
    """
    if env.registry.ready:
        with short_transaction(env.registry) as cr:
            yield cr
    else:
        yield env.cr


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
