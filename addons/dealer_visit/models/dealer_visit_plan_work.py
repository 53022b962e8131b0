import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from odoo.addons.customer_policy.tools import deadline_time

from ..tools.planning import Visit, make_plan

_logger = logging.getLogger(__name__)

#: with so many customers, or visits that take effect, the user waits; with more it goes on in the background
AT_ONCE = 300
#: so many visits are written in one transaction
BATCH = 1000


class DealerVisitPlan(models.Model):
    """Making the plan, with all rights: at once or in the background, anew around what changed, and what is written."""

    _inherit = "dealer.visit.plan"

    def _work_on(self):
        """Write the visits at once when they are few, and else in the background."""
        for plan in self.sudo():  # sudo: a plan is about all customers, also those its author may not see
            if plan._has_little_to_do():
                for _written in plan._work():
                    continue
            else:
                self.env.ref("dealer_visit.dealer_visit_plan_cron").sudo()._trigger()  # sudo: a scheduled job

    def _has_little_to_do(self) -> bool:
        if self.state == "applying":
            waiting = [("plan_id", "=", self.id), ("state", "=", "draft")]
            return self.env["dealer.visit"].search_count(waiting, limit=AT_ONCE + 1) <= AT_ONCE
        return self.env["customer.file"].search_count(self._files_domain(), limit=AT_ONCE + 1) <= AT_ONCE

    @api.model
    def _cron_work(self):
        """Go on with the plans that are being made, each batch in a transaction of its own.

        What was written before a crash stays where it is: planning anew keeps it. A plan that fails says so, and holds
        up no other.
        """
        # sudo: the scheduler works for all companies
        for plan in self.sudo().search([("state", "in", ("computing", "applying"))], order="id"):
            work = plan._work()
            while (written := plan._next_batch(work)) is not None:
                if not self.env["ir.cron"]._commit_progress(written):
                    return

    def _next_batch(self, work: Iterator[int]) -> int | None:
        """Return how many visits were written, None when it is done or cannot go on."""
        try:
            with self.env.cr.savepoint():
                return next(work, None)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except Exception as error:
            _logger.exception("Visit plan %s does not go on", self.id)
            self._note_failure(error)
            return None

    def _note_failure(self, error: Exception):
        """Tell the author, once for each reason; it is tried again by the hour."""
        # what another error says may be content of a record
        told = isinstance(error, UserError)
        reason = str(error) if told else self.env._("An error that the administrator finds in the log.")
        if reason != self.failure:
            self.failure = reason
            text = self.env._("The plan does not go on: %s", reason)
            self.message_post(body=text, partner_ids=self.create_uid.partner_id.ids)

    def _quietly(self):
        return self.with_company(self.company_id).with_context(tracking_disable=True, mail_create_nosubscribe=True)

    def _work(self) -> Iterator[int]:
        """Write the visits or let them take effect; yield how many after each batch."""
        self.ensure_one()
        quiet = self._quietly()
        if self.state == "computing":
            yield from quiet._generate()
        elif self.state == "applying":
            yield from quiet._take_effect()

    def _generate(self) -> Iterator[int]:
        today = self.company_id._policy_today()
        # what was proposed for days that are over was not visited
        self._proposals().filtered(lambda visit: visit._planned_day() < today).unlink()
        plan = make_plan(*self._problem(self.user_ids))
        # those put off or moved by hand stand too
        self.expected_count = len(plan.visits) + len(self.visit_ids.filtered("plan_fixed"))
        yield from self._carry_out(plan)
        self.issue_ids.unlink()
        self._write_issues(plan.issues)
        self.failure = False
        self._run_step("ready")
        self._tell_ready()
        yield 1

    def _take_effect(self) -> Iterator[int]:
        waiting = [("plan_id", "=", self.id), ("state", "=", "draft")]
        while visits := self.env["dealer.visit"].search(waiting, order="date_begin, id", limit=BATCH // 10):
            visits.action_plan()
            yield len(visits)
        self.failure = False
        self._run_step("finish")
        yield 1

    def _tell_ready(self):
        text = self.env._("Planned: %(visits)s visits, %(issues)s not possible in time.",
                          visits=self.visit_count, issues=self.issue_count)  # fmt: skip
        self.message_post(body=text, partner_ids=self.create_uid.partner_id.ids)

    # planning anew around what somebody moved

    def _plan_around(self, people, files=()):
        """Plan anew for ``people``: what was moved by hand stays, and of the rest only that moves which must.

        :param files: customers who are looked at too, also where none of ``people`` visits them any more
        """
        for plan in self.sudo():  # sudo: see _work_on
            if plan.state not in ("computed", "applied") or plan._first_day() > plan.date_to:
                continue
            quiet = plan._quietly()
            problem = quiet._problem(people & plan.user_ids, only_theirs=True, files=files)
            again = make_plan(*problem)
            for _written in quiet._carry_out(again):
                continue
            looked_at = {customer.id for customer in problem[3]}
            quiet.issue_ids.filtered(lambda issue, ids=looked_at: issue.file_id.id in ids).unlink()
            quiet._write_issues(again.issues)
            if plan.state == "applied":
                quiet._put_in_calendars(quiet._proposals())

    def _put_in_calendars(self, proposals):
        """Let what was added to a plan in effect take effect too.

        Whoever moved or cancelled a visit can do nothing about it where that is not possible: the plan says so.
        """
        try:
            with self.env.cr.savepoint():
                proposals.action_plan()
                self.failure = False
        except UserError as error:
            self._note_failure(error)

    @api.model
    def _fill_gaps(self, files, people):
        """Plan anew for ``files`` in every plan that is about them, since visits by ``people`` are no more."""
        # sudo: see _work_on
        for company, gone in files.sudo().grouped("company_id").items():
            domain = [
                ("company_id", "=", company.id),
                ("state", "in", ("computed", "applied")),
                ("date_to", ">", company._policy_today()),
            ]
            for plan in self.sudo().search(domain, order="id"):  # sudo: see _work_on
                known = gone.with_context(active_test=False).search(
                    plan._files_domain() & fields.Domain("id", "in", gone.ids)
                )
                owners = known.responsible_id.filtered("active")
                # whoever has time visits the customers of nobody
                shared = known.filtered(lambda file: not file.responsible_id.active)
                if known:
                    plan._plan_around(plan.user_ids if shared else owners | people, known)

    def _proposals(self):
        """Return the visits of the plan that stand in no calendar yet."""
        return self.env["dealer.visit"].search(
            [("plan_id", "=", self.id), ("state", "=", "draft"), ("number", "=", False)]
        )

    # what is written

    def _carry_out(self, plan) -> Iterator[int]:
        """Give up, move and add visits so that they are those of ``plan``; yield how many after each batch."""
        Visits = self.env["dealer.visit"]
        self._give_up(Visits.browse(plan.dropped))
        before = {visit.key: visit for visit, _may_move in self._visits_from(self._first_day())}
        moved = [one for one in plan.visits if one.key and one[:3] != before[one.key][:3]]
        new = [one for one in plan.visits if not one.key]
        going = {one.key for one in moved}
        staying = [visit for visit in before.values() if visit.key not in going]
        moments = self._moments([*moved, *new], self._hours_taken(staying))
        for one in moved:
            self._move(Visits.browse(one.key), one, *moments[one])
        yield len(moved)
        for start in range(0, len(new), BATCH):
            rows = new[start : start + BATCH]
            Visits.create([self._prepare_visit_vals(one, *moments[one]) for one in rows])
            self.env.flush_all()
            self.env.invalidate_all()
            yield len(rows)

    def _hours_taken(self, visits: list[Visit]) -> dict:
        """Return by person and day from when to when these visits stand, in UTC."""
        records = {record.id: record for record in self.env["dealer.visit"].browse(visit.key for visit in visits)}
        taken = defaultdict(list)
        for visit in visits:
            record = records[visit.key]
            taken[visit.person, visit.day].append((record.date_begin, record.date_end))
        return taken

    def _moments(self, visits, taken: dict) -> dict:
        """Return when each new or moved visit begins, and its place in the order of the day.

        Visits at one place follow each other, as far as the hours of those that stand on that day are free.
        """
        zone = self.company_id._policy_timezone().zone
        length = timedelta(hours=self._visit_duration())
        slots = range(max(1, int((24 - self.first_hour) / self.visit_hours)))
        midnights, moments = {}, {}
        for one in visits:
            if one.day not in midnights:
                midnights[one.day] = deadline_time.end_of_day(one.day - timedelta(days=1), zone)
            begins = [
                midnights[one.day] + timedelta(minutes=round((self.first_hour + number * self.visit_hours) * 60))
                for number in slots
            ]
            hours = taken[one.person, one.day]
            free = (
                number
                for number in slots
                if all(end <= begins[number] or begins[number] + length <= begin for begin, end in hours)
            )
            # where visits of one's own fill the whole day, the last hour is as good as any
            number = next(free, slots[-1])
            hours.append((begins[number], begins[number] + length))
            moments[one] = begins[number], 10 * (number + 1)
        return moments

    def _visit_duration(self) -> float:
        return min(1.0, self.visit_hours)

    def _prepare_visit_vals(self, visit: Visit, moment, position: int) -> dict:
        return {
            "plan_id": self.id,
            "file_id": visit.customer,
            "user_id": visit.person,
            "purpose_id": self.purpose_id.id,
            "date_begin": moment,
            "duration": self._visit_duration(),
            "route_sequence": position,
        }

    def _move(self, record, visit: Visit, moment, position: int):
        """Move a visit because the plan needs its place; where it stood in a calendar, it says why."""
        vals = {"user_id": visit.person, "route_sequence": position, "plan_fixed": False}
        if record.state == "draft":
            record.write({**vals, "date_begin": moment})
        else:
            record.write(vals)
            reason = self.env._("Planned anew: another visit was moved.")
            record._postpone(moment, reason)
            record.message_post(body=reason, partner_ids=record.user_id.partner_id.ids)

    def _give_up(self, visits):
        drafts = visits.filtered(lambda visit: visit.state == "draft" and not visit.number)
        drafts.unlink()
        for visit in visits - drafts:
            visit.cancel_reason = self.env._("Planned anew: the visit is no longer needed or possible.")
            visit.action_cancel()

    def _write_issues(self, issues):
        self.env["dealer.visit.plan.issue"].create(
            [
                {
                    "plan_id": self.id,
                    "file_id": issue.customer,
                    "due_date": issue.due,
                    "reason": issue.reason,
                    "since_date": issue.since,
                    "room": issue.room,
                    "user_id": issue.person,
                    "planned_date": issue.day,
                }
                for issue in issues
            ]
        )
