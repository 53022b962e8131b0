import logging
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import clean_context

_logger = logging.getLogger(__name__)


class DealerCommissionStatement(models.Model):
    _inherit = "dealer.commission.statement"

    @api.model
    def _make(self, company, kind: str, date_from: date, date_to: date):
        """Make and compute the statements of a period for all who earned something in it; return its drafts.

        No day between two periods is lost: what is missing since the last statements is made before, month by month.

        :raises AccessError: when the user is nobody of customer service
        :raises UserError: when later statements are made already
        """
        group = "customer_policy.group_user" if kind == "agent" else "customer_policy.group_supervisor"
        if not (self.env.su or self.env.user.has_group(group)):
            raise AccessError(
                self.env._("It needs the role “%s”.", self.env.ref(group).sudo().full_name)  # sudo: a role's name
            )
        if not self.env.su and company not in self.env.companies:
            raise AccessError(self.env._("You do not work for %s.", company.name))
        if date_from > company._policy_today():
            raise UserError(self.env._("The period has not begun yet."))
        # sudo: statements are written by their computation only; what is shown of them is what the user may read
        statements = self.with_env(self.env(su=True, context=clean_context(self.env.context))).with_company(company)
        period = [("company_id", "=", company.id), ("kind", "=", kind), ("state", "!=", "cancelled")]
        gaps = statements._cancelled_gaps(company, kind, date_to + timedelta(days=1))
        again = gaps.filtered(lambda one: (one.date_from, one.date_to) == (date_from, date_to))
        later = statements.search_count([*period, ("date_from", ">", date_from)], limit=1)
        if later and not again:
            raise UserError(self.env._("There are statements of a later period already."))
        overlapping = [("date_from", "<=", date_to), ("date_to", ">=", date_from)]
        known = statements.search([*period, *overlapping])
        if wrong := known.filtered(lambda one: (one.date_from, one.date_to) != (date_from, date_to)):
            raise UserError(self.env._("%s is about some of these days already.", wrong[0].display_name))
        cancelled = gaps.filtered(lambda one: one.date_to < date_from)
        if cancelled:
            raise UserError(self.env._("Make %s anew first: it was cancelled.", cancelled[0].display_name))
        for first, last in statements._missing_periods(company, kind, date_from - timedelta(days=1)):
            statements._make(company, kind, first, last)
        pay_date = self.env["dealer.commission.rule"]._first_with(company, "pay_day")._pay_date(date_to)
        made = statements.create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "date_from": date_from,
                    "date_to": date_to,
                    "pay_date": pay_date,
                    **({"user_id": user.id} if user else {"partner_id": partner.id}),
                }
                for partner, user in statements._earners(company, kind, date_from, date_to, again)
                if partner not in known.partner_id and (not later or partner in again.partner_id)
            ]
        )
        drafts = made | known.filtered(lambda one: one.state == "draft")
        drafts._compute_lines()
        # one that was cancelled is made anew whatever it says: the next builds on it
        stays = again.partner_id | statements._assigned_partners(company, kind, date_from, date_to)
        empty = made.filtered(lambda one: one.partner_id not in stays and one._is_empty())
        (made - empty)._start_terms()
        empty.unlink()
        return (drafts - empty).with_env(self.env)

    @api.model
    def _earners(self, company, kind: str, date_from: date, date_to: date, again) -> list[tuple]:
        """Return who may have earned something, as partners and, of consultants, users; called with all rights.

        :param again: cancelled statements of the period, which are made anew whoever earns now
        """
        domain = [("company_id", "=", company.id), ("kind", "=", kind), ("date_from", "<=", date_to)]
        found = {}
        for assignment in self.env["dealer.commission.assignment"].search(domain):
            found[assignment.partner_id] = assignment.user_id
            if mentor := assignment.mentor_id:
                found.setdefault(mentor.partner_id, mentor)
        # who earned before: something of it may have to be made good, or is not paid yet
        domain = [*domain[:2], ("state", "!=", "cancelled"), ("date_to", "<", date_from)]
        for partner, user in self._read_group(domain, ["partner_id", "user_id"]):
            found.setdefault(partner, user)
        for statement in again:
            found.setdefault(statement.partner_id, statement.user_id)
        return list(found.items())

    @api.model
    def _missing_periods(self, company, kind: str, last: date) -> list[tuple[date, date]]:
        """Return the days since the last statements until ``last``, a pair for each month; none before the first."""
        domain = [("company_id", "=", company.id), ("kind", "=", kind), ("state", "!=", "cancelled")]
        [[latest]] = self._read_group(domain, [], ["date_to:max"])
        periods = []
        while latest and latest < last:
            first = latest + timedelta(days=1)
            latest = min(first + relativedelta(day=31), last)
            periods.append((first, latest))
        return periods

    @api.model
    def _cancelled_gaps(self, company, kind: str, date_from: date):
        """Return the cancelled statements before a day that were not made anew: the next would lack what they said."""
        domain = [("company_id", "=", company.id), ("kind", "=", kind), ("date_to", "<", date_from)]
        cancelled = self.search([*domain, ("state", "=", "cancelled")], order="date_to, id")
        groups = self._read_group(
            [*domain, ("state", "!=", "cancelled"), ("partner_id", "in", cancelled.partner_id.ids)],
            ["partner_id"],
            ["date_to:max"],
        )
        valid = dict(groups)
        return cancelled.filtered(lambda one: one.partner_id not in valid or one.date_to > valid[one.partner_id])

    def _is_empty(self) -> bool:
        """Say whether there is nothing to state."""
        figures = (self.trade_amount, self.commission, self.opening_amount, self.paid_amount, self.performance)
        return not any(figures) and not self.line_ids

    @api.model
    def _assigned_partners(self, company, kind: str, date_from: date, date_to: date):
        """Return those to whom a scheme is assigned in the period: they get a statement, also an empty one."""
        domain = [
            ("company_id", "=", company.id),
            ("kind", "=", kind),
            ("date_from", "<=", date_to),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", date_from),
        ]
        groups = self.env["dealer.commission.assignment"]._read_group(domain, ["partner_id"])
        return self.env["res.partner"].union(*(partner for (partner,) in groups))

    def action_compute(self):
        """Compute the figures of drafts anew."""
        self.check_access("read")
        # sudo: figures follow from the books, whoever asks for them
        self.sudo()._compute_lines()
        return True

    @api.model
    def _cron_make(self):
        """Make the statements of the month before, where schemes are in force, once it is over.

        What was cancelled, or is missing before it, is made as well.
        """
        # sudo: a scheduled job
        for company in self.env["res.company"].sudo().search([]):
            schemes = self.env["dealer.commission.scheme"]._in_force(company)
            last = company._policy_today().replace(day=1) - relativedelta(days=1)
            for kind in sorted(set(schemes.mapped("kind"))):
                try:
                    with self.env.cr.savepoint():
                        self.with_company(company)._make_until(company, kind, last)
                except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
                    raise
                except Exception:
                    # what stands in the way of one company is none of the others
                    _logger.warning("No %s statements of %s until %s", kind, company.name, last, exc_info=True)
                self.env["ir.cron"]._commit_progress(1)

    def _make_until(self, company, kind: str, last: date):
        """Make what was cancelled and not made anew, oldest first, and then what is missing until a day."""
        # sudo: a scheduled job
        gaps = self.sudo()._cancelled_gaps(company, kind, last + timedelta(days=1))
        for period in sorted({(one.date_from, one.date_to) for one in gaps}):
            self._make(company, kind, *period)
        if self._is_made(company, kind, last):
            return
        domain = [("company_id", "=", company.id), ("kind", "=", kind), ("state", "!=", "cancelled")]
        # sudo: see above
        waiting = self.sudo().search([*domain, ("date_to", "=", last)], limit=1)
        missing = self.sudo()._missing_periods(company, kind, last)  # sudo: see above
        first = missing[-1][0] if missing else last.replace(day=1)
        self._make(company, kind, waiting.date_from or first, last)

    @api.model
    def _is_made(self, company, kind: str, last: date) -> bool:
        """Say whether the statements until a day, or later ones, are made, and none waits for its computation."""
        # sudo: a scheduled job
        statements = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("kind", "=", kind),
                ("date_to", ">=", last),
                ("state", "!=", "cancelled"),
            ]
        )
        end = company._policy_moments(last, last)[1]
        return bool(statements) and not any(
            one.state == "draft" and one.date_to == last and one.computed_date < end for one in statements
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_latest(self):
        """A draft goes only as long as nothing builds on it."""
        for statement in self:
            if statement._later_obstacle(drafts=True):
                raise UserError(self.env._("%s: a later statement builds on it.", statement.display_name))

    def action_export(self):
        """Download these statements as a spreadsheet."""
        if not self:
            raise UserError(self.env._("Select statements first."))
        return self.env["dealer.commission.export"]._export(self)
