from datetime import date, timedelta

from odoo import fields, models
from odoo.tools import SQL

from ..tools.planning import Customer, Interval, Person, Project, Visit

#: a visit that was planned so many days ago and is not begun yet counts as made: its report is still to come
REPORT_DAYS = 7


class DealerVisitPlan(models.Model):
    """What the plan is about, as asked of the database: customers, what stands, and who is at work."""

    _inherit = "dealer.visit.plan"

    def _first_day(self) -> date:
        """Return the first day that can still be planned."""
        today = self.company_id._policy_today()
        return self.date_from if self.date_from >= today else today + timedelta(days=1)

    def _files_domain(self) -> fields.Domain:
        """Return the domain of the customers who are due in the period, by themselves or with a project near."""
        return self._due_domain(self._projects())

    def _due_domain(self, projects: dict) -> fields.Domain:
        due = fields.Domain("next_visit_date", "<=", self.date_to) | fields.Domain("id", "in", list(projects))
        return self._covered_domain() & due

    def _covered_domain(self) -> fields.Domain:
        domain = self.env["customer.file"]._living_domain() & fields.Domain("company_id", "=", self.company_id.id)
        domain &= fields.Domain("visit_rule_id", "!=", False)
        if self.department_id:
            domain &= fields.Domain("department_id", "child_of", self.department_id.id)
        return domain

    def _projects(self) -> dict[int, Project]:
        """Return by file id the projects that are near within the period, and shorten the interval (S1.1-4.2.6)."""
        rules = self.env["dealer.visit.rule"]._in_force(self.company_id)
        rules = rules.filtered(lambda rule: rule.kind == "interval" and rule.project_window_days > 0)
        if not rules:
            return {}
        domain = self._covered_domain() & fields.Domain("visit_rule_id", "in", rules.ids)
        wanted = ["planned_project_date", "partner_id", "company_id", "visit_rule_id"]
        files = self.env["customer.file"].with_context(active_test=False).search_fetch(domain, wanted)
        days, first, found = files._project_dates(), self._first_day(), {}
        for file in files:
            day, rule = days.get(file.id), file.visit_rule_id
            begin = day and day - timedelta(days=rule.project_window_days)
            if day and day >= first and begin <= self.date_to:
                found[file.id] = Project(begin.toordinal(), day.toordinal(), rule.project_percent)
        return found

    def _problem(self, users, *, only_theirs=False, files=()) -> tuple:
        """Return what :func:`make_plan` asks for.

        :param only_theirs: only the customers who are visited by ``users``, and ``files``
        """
        # who left the company visits nobody any more; sudo: where a colleague works is no secret
        users = users.sudo().filtered(lambda user: self.company_id in user.company_ids)
        first = self._first_day()
        visits = self._visits_from(first)
        with_people = {visit.customer: visit.person for visit, _kept in visits if visit.person in users._ids}
        looked_at = {*with_people, *(file.id for file in files)}
        customers = [
            customer._replace(owner=with_people.get(customer.id, customer.owner)) if only_theirs else customer
            for customer in self._customers(first)
            if not only_theirs or customer.id in looked_at
        ]
        ids = {customer.id for customer in customers}
        kept, fixed = [], []
        for visit, may_move in visits:
            if visit.customer in ids or visit.person in users._ids:
                (kept if may_move and (not only_theirs or visit.person in users._ids) else fixed).append(visit)
        days = self.env["resource.calendar"]._visiting_days(self.company_id, users, first, self.date_to)
        people = [Person(user.id, self.visits_per_day, days[user]) for user in users]
        return first, self.date_to, people, customers, fixed, kept, self.earliest_percent / 100

    def _customers(self, first: date) -> list[Customer]:
        """Return the customers who are due in the period; what is planned before ``first`` counts as made."""
        projects, made = self._projects(), self._made_before(first)
        Files = self.env["customer.file"]
        Files.flush_model(["next_visit_date", "last_visit_date", "visit_rule_id", "responsible_id", "partner_id"])
        self.env["res.partner"].flush_model(["zip", "city"])
        self.env["dealer.visit.rule"].flush_model(["interval", "interval_unit"])
        query = Files.with_context(active_test=False)._search(self._due_domain(projects))
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
            self._customer(file, Interval(amount, unit, projects.get(file)), due, last, made.get(file), place, owner)
            for file, amount, unit, due, last, place, owner in rows
        ]

    def _customer(self, file, interval, due, last, made, place, owner) -> Customer:
        """Return a customer; the visit of the day ``made``, if any, is not reported yet."""
        if made and (not last or made > last):
            last, due = made, date.fromordinal(interval.after(made.toordinal()))
        elif last and interval.project:
            # the project comes near within the period
            due = min(due, date.fromordinal(interval.after(last.toordinal())))
        return Customer(file, interval, due, last, place, owner)

    def _made_before(self, first: date) -> dict[int, date]:
        """Return by file id the last visit before ``first`` that is begun, on its way, or planned from today on."""
        Visits = self.env["dealer.visit"]
        Visits.flush_model(["company_id", "file_id", "date_begin", "state", "visit_date"])
        today = self.company_id._policy_today()
        begin, _end = self.company_id._policy_moments(first, first)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT file_id, max(day)
                  FROM (SELECT file_id, state,
                               CASE WHEN state = 'started' THEN visit_date
                                    ELSE (date_begin AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date END AS day
                          FROM dealer_visit
                         WHERE company_id = %(company)s AND state IN ('draft', 'planned', 'started')
                           AND date_begin < %(begin)s) visit
                 WHERE day >= CASE state WHEN 'draft' THEN %(today)s WHEN 'planned' THEN %(lately)s ELSE day END
                 GROUP BY file_id
                """,
                zone=self.company_id._policy_timezone().zone,
                company=self.company_id.id,
                begin=begin,
                today=today,
                lately=today - timedelta(days=REPORT_DAYS),
            )
        )
        return dict(rows)

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
