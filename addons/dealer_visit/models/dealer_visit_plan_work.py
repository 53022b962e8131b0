from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.customer_policy.tools import deadline_time

from ..tools.planning import Customer, Interval, Person, Visit, make_plan

#: with so many customers the user waits; with more it goes on in the background
AT_ONCE = 300
#: so many visits are written in one transaction
BATCH = 1000


class DealerVisitPlan(models.Model):
    """Making the plan, with all rights: what is asked of the database, and what is written to it."""

    _inherit = "dealer.visit.plan"

    def _work_on(self):
        """Write the visits at once when they are few, and else in the background."""
        for plan in self.sudo():  # sudo: a plan is about all customers, also those its author may not see
            few = plan.env["customer.file"].search_count(plan._files_domain(), limit=AT_ONCE + 1) <= AT_ONCE
            if few:
                for _written in plan._work():
                    continue
            else:
                self.env.ref("dealer_visit.dealer_visit_plan_cron").sudo()._trigger()  # sudo: a scheduled job

    @api.model
    def _cron_work(self):
        """Go on with the plans that are being made, each batch in a transaction of its own.

        What was written before a crash stays where it is: planning anew keeps it.
        """
        # sudo: the scheduler works for all companies
        for plan in self.sudo().search([("state", "in", ("computing", "applying"))], order="id"):
            for written in plan._work():
                if not self.env["ir.cron"]._commit_progress(written):
                    return

    def _work(self) -> Iterator[int]:
        """Write the visits or let them take effect; yield how many after each batch."""
        self.ensure_one()
        quiet = self.with_company(self.company_id).with_context(tracking_disable=True, mail_create_nosubscribe=True)
        if self.state == "computing":
            yield from quiet._generate()
        elif self.state == "applying":
            yield from quiet._take_effect()

    def _generate(self) -> Iterator[int]:
        plan = make_plan(*self._problem(self.user_ids))
        # those put off or moved by hand stand too
        self.expected_count = len(plan.visits) + len(self.visit_ids.filtered("plan_fixed"))
        yield from self._carry_out(plan)
        self.issue_ids.unlink()
        self._write_issues(plan.issues)
        self._run_step("ready")
        self._tell_ready()
        yield 1

    def _take_effect(self) -> Iterator[int]:
        waiting = [("plan_id", "=", self.id), ("state", "=", "draft")]
        while visits := self.env["dealer.visit"].search(waiting, order="date_begin, id", limit=BATCH // 10):
            visits.action_plan()
            yield len(visits)
        self._run_step("finish")
        yield 1

    def _tell_ready(self):
        text = self.env._("Planned: %(visits)s visits, %(issues)s not possible in time.",
                          visits=self.visit_count, issues=self.issue_count)  # fmt: skip
        self.message_post(body=text, partner_ids=self.create_uid.partner_id.ids)

    # planning anew around what somebody moved

    def _plan_around(self, people):
        """Plan anew for ``people``: what was moved by hand stays, and of the rest only that moves which must."""
        for plan in self.sudo():  # sudo: see _work_on
            if plan.state not in ("computed", "applied") or plan._first_day() > plan.date_to:
                continue
            quiet = plan.with_company(plan.company_id)
            problem = quiet._problem(people & plan.user_ids, only_theirs=True)
            again = make_plan(*problem)
            for _written in quiet._carry_out(again):
                continue
            looked_at = {customer.id for customer in problem[3]}
            quiet.issue_ids.filtered(lambda issue, ids=looked_at: issue.file_id.id in ids).unlink()
            quiet._write_issues(again.issues)

    # what is planned

    def _first_day(self) -> date:
        """Return the first day that can still be planned."""
        today = self.company_id._policy_today()
        return self.date_from if self.date_from >= today else today + timedelta(days=1)

    def _files_domain(self) -> fields.Domain:
        Files = self.env["customer.file"]
        domain = Files._living_domain() & fields.Domain("company_id", "=", self.company_id.id)
        domain &= fields.Domain("next_visit_date", "<=", self.date_to) & fields.Domain("visit_rule_id", "!=", False)
        if self.department_id:
            domain &= fields.Domain("department_id", "child_of", self.department_id.id)
        return domain

    def _problem(self, users, *, only_theirs=False) -> tuple:
        """Return what :func:`make_plan` asks for.

        :param only_theirs: only the customers who are visited by ``users``
        """
        first = self._first_day()
        visits = self._visits_from(first)
        with_people = {visit.customer: visit.person for visit, _kept in visits if visit.person in users._ids}
        customers = [
            customer._replace(owner=with_people.get(customer.id)) if only_theirs else customer
            for customer in self._customers(users)
            if not only_theirs or customer.id in with_people
        ]
        ids = {customer.id for customer in customers}
        kept, fixed = [], []
        for visit, may_move in visits:
            if visit.customer in ids or visit.person in users._ids:
                (kept if may_move and (not only_theirs or visit.person in users._ids) else fixed).append(visit)
        days = self.env["resource.calendar"]._visiting_days(self.company_id, users, first, self.date_to)
        people = [Person(user.id, self.visits_per_day, days[user]) for user in users]
        return first, self.date_to, people, customers, fixed, kept, self.earliest_percent / 100

    def _customers(self, users) -> list[Customer]:
        """Return the customers who are due in the period, in one statement."""
        Files = self.env["customer.file"]
        Files.flush_model(["next_visit_date", "last_visit_date", "visit_rule_id", "responsible_id", "partner_id"])
        self.env["res.partner"].flush_model(["zip", "city"])
        query = Files.with_context(active_test=False)._search(self._files_domain())
        first_choice, second = ("zip", "city") if self.place_by == "zip" else ("city", "zip")
        rows = self.env.execute_query(
            SQL(
                """
                SELECT file.id, rule.interval, rule.interval_unit, file.next_visit_date, file.last_visit_date,
                       coalesce(nullif(trim(partner.%(first)s), ''), trim(partner.%(second)s), ''),
                       CASE WHEN responsible.active THEN file.responsible_id END
                  FROM customer_file file
                  JOIN res_partner partner ON partner.id = file.partner_id
                  JOIN dealer_visit_rule rule ON rule.id = file.visit_rule_id
                  LEFT JOIN res_users responsible ON responsible.id = file.responsible_id
                 WHERE file.id IN %(files)s
                """,
                first=SQL.identifier(first_choice),
                second=SQL.identifier(second),
                files=query.subselect(),
            )
        )
        return [
            Customer(file, Interval(amount, unit), due, last, place, owner)
            for file, amount, unit, due, last, place, owner in rows
        ]

    def _visits_from(self, first: date) -> list[tuple[Visit, bool]]:
        """Return the visits to come from ``first`` on; and of each whether the plan may move it."""
        Visits = self.env["dealer.visit"]
        Visits.flush_model(["company_id", "file_id", "user_id", "date_begin", "state", "plan_id", "plan_fixed"])
        zone = self.company_id._policy_timezone().zone
        begin, _end = self.company_id._policy_moments(first, first)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, file_id, user_id, (date_begin AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date,
                       coalesce(plan_fixed, FALSE), plan_id = %(plan)s AND state IN ('draft', 'planned')
                  FROM dealer_visit
                 WHERE company_id = %(company)s AND state IN ('draft', 'planned', 'started') AND date_begin >= %(begin)s
                """,
                zone=zone,
                plan=self.id,
                company=self.company_id.id,
                begin=begin,
            )
        )
        return [
            (Visit(file, user, day, key, put_off), bool(ours and not put_off and day <= self.date_to))
            for key, file, user, day, put_off, ours in rows
        ]

    # what is written

    def _carry_out(self, plan) -> Iterator[int]:
        """Give up, move and add visits so that they are those of ``plan``; yield how many after each batch."""
        Visits = self.env["dealer.visit"]
        self._give_up(Visits.browse(plan.dropped))
        standing = [visit for visit, _may_move in self._visits_from(self._first_day())]
        before = {visit.key: visit for visit in standing}
        moved = [one for one in plan.visits if one.key and one[:3] != before[one.key][:3]]
        new = [one for one in plan.visits if not one.key]
        going = {one.key for one in moved}
        standing = Counter((one.person, one.day) for one in standing if one.key not in going)
        moments = self._moments([*moved, *new], standing)
        for one in moved:
            self._move(Visits.browse(one.key), one, *moments[one])
        yield len(moved)
        for start in range(0, len(new), BATCH):
            rows = new[start : start + BATCH]
            Visits.create([self._prepare_visit_vals(one, *moments[one]) for one in rows])
            self.env.flush_all()
            self.env.invalidate_all()
            yield len(rows)

    def _moments(self, visits, standing: Counter) -> dict:
        """Return when each new or moved visit begins, and its place in the order of the day.

        Visits at one place follow each other, behind those that stand on that day already.
        """
        zone = self.company_id._policy_timezone().zone
        midnights, moments = {}, {}
        for one in visits:
            if one.day not in midnights:
                midnights[one.day] = deadline_time.end_of_day(one.day - timedelta(days=1), zone)
            number = standing[one.person, one.day]
            standing[one.person, one.day] += 1
            hours = self.first_hour + number * self.visit_hours
            moments[one] = midnights[one.day] + timedelta(minutes=round(hours * 60)), 10 * (number + 1)
        return moments

    def _prepare_visit_vals(self, visit: Visit, moment, position: int) -> dict:
        return {
            "plan_id": self.id,
            "file_id": visit.customer,
            "user_id": visit.person,
            "purpose_id": self.purpose_id.id,
            "date_begin": moment,
            "duration": min(1.0, self.visit_hours),
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
