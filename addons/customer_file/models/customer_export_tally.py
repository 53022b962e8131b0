from datetime import timedelta

from odoo import api, fields, models
from odoo.tools.lru import LRU

from odoo.addons.customer_policy.models.customer_number_draw import short_transaction

#: what this process knows to be counted or holds back, by database, company, user and model
_SEEN: LRU = LRU(512)

#: a process holds back no more than one part in so many of a limit before it writes it down
PARTS = 20


class Seen:
    """What one process knows of the rows a user took in the present period."""

    __slots__ = ("counted", "held", "total", "until")

    def __init__(self, until):
        self.counted: set[int] = set()
        self.held: set[int] = set()
        self.total = 0
        self.until = until

    def hold(self, rows: set[int], limit: int) -> bool:
        """Hold the rows of a page back until they are worth a transaction; say no when it is time to write."""
        held = self.held | rows
        if len(held) > limit // PARTS or self.total + len(held) > limit:
            return False
        self.held = held
        return True


class CustomerExportTally(models.Model):
    """Which different rows somebody took in the present period, so that many small portions add up (S1.8-37).

    To a program, pages of a list are as good as an export, so they must count; but a list is what people look at all
    day, and a transaction for each page would cost them more than the page. Hence:

    * *Different* rows count. To look at the same list, file or export again takes nothing new out and costs nothing:
      the process remembers what it counted, and no query is made.
    * New rows of pages are held back in the process until they are a twentieth of the limit (:data:`PARTS`), or reach
      it. Whatever somebody does, that makes twenty short transactions per process and period at the most, and each
      process lets at most a twentieth of the limit pass uncounted. Exports and prints are written at once.
    * One row per person, company and model, locked while it is added to: of two at once at the edge, the second waits
      and sees what the first took. The transaction is its own and short, on a second connection, so that a reading
      request neither fails for it nor has to be served again by a cursor that can write.

    Records count by their id. Values that come as groups have none and count by a number made of the value (negative).
    """

    _name = "customer.export.tally"
    _description = "Rows taken in a period"
    _log_access = False
    _rec_name = "res_model"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    res_model = fields.Char("Model", required=True, readonly=True)
    since = fields.Datetime("Period From", required=True, readonly=True)
    row_ids = fields.Json("Records", readonly=True)

    _one_each = models.UniqueIndex("(company_id, user_id, res_model)")

    @api.model
    def _seen(self, company_id: int, model_name: str, hours: int) -> Seen:
        key = (self.env.cr.dbname, company_id, self.env.uid, model_name)
        now = fields.Datetime.now()
        seen = _SEEN.get(key)
        if seen is None or seen.until <= now:
            seen = _SEEN[key] = Seen(now + timedelta(hours=hours))
        return seen

    @api.model
    def _add(self, rule, company, model_name: str, rows: set[int]) -> bool:
        """Add rows to what the user took; say whether all fit into the limit. Where a rule stops, others are not added.

        What was held back was shown already, and counts in any case.
        """
        seen = self._seen(company.id, model_name, rule.period_hours)
        if rows <= seen.counted:
            return True
        with short_transaction(self.env.registry) as cr:
            cr.execute(
                "INSERT INTO customer_export_tally (company_id, user_id, res_model, since) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [company.id, self.env.uid, model_name, fields.Datetime.now()],
            )
            cr.execute(
                "SELECT id FROM customer_export_tally"
                " WHERE company_id = %s AND user_id = %s AND res_model = %s FOR UPDATE",
                [company.id, self.env.uid, model_name],
            )
            tally = self.with_env(self.env(cr=cr, su=True)).browse(cr.fetchone()[0])
            if tally.since + timedelta(hours=rule.period_hours) <= fields.Datetime.now():
                tally.write({"since": fields.Datetime.now(), "row_ids": []})
            taken = set(tally.row_ids or ()) | seen.held
            wanted = taken | rows
            fits = len(wanted) <= rule.period_limit or wanted == taken
            if fits or rule.mode != "enforce":
                taken = wanted
            tally.row_ids = sorted(taken)
            tally.flush_recordset()
            until = tally.since + timedelta(hours=rule.period_hours)
        seen.counted, seen.held, seen.total, seen.until = taken, set(), len(taken), until
        return fits
