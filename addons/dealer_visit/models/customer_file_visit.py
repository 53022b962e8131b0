import logging

from odoo import api, fields, models, tools
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from odoo.addons.customer_policy.tools.apart import apart

_logger = logging.getLogger(__name__)

#: so many files follow a changed rule at once, those of a larger company in the background
AT_ONCE = 20_000
#: what the dates of visits follow from, whatever the rules say; each condition of a rule adds its own
FOLLOWED = {"active", "state", "visit_town", "planned_project_date", "opening_date", "state_id"}


class CustomerFile(models.Model):
    """When the customer was visited and is visited next (S1.1-4.2.2).

    The dates are stored and follow at once what is done here: a visit, a grade, a rule, a change of the file. What
    time alone changes, such as a project that comes near, a scheduled job brings up to date every night.
    """

    _name = "customer.file"
    _inherit = ["customer.file", "customer.deadline.mixin"]

    visit_ids = fields.One2many("dealer.visit", "file_id", string="Visits")
    visit_count = fields.Integer(compute="_compute_visit_count")
    visit_town = fields.Selection(
        [("in", "In Town"), ("out", "Out of Town")],
        string="Place",
        tracking=True,
        help="Empty: out of town where the region is not that of the company (外埠, S1.1-4.2.3).",
    )
    is_out_of_town = fields.Boolean(
        "Out of Town", compute="_compute_is_out_of_town", search="_search_is_out_of_town", compute_sudo=True
    )
    planned_project_date = fields.Date(
        "Project Planned for",
        tracking=True,
        help="With a project near, visits are more frequent where the rule says so (S1.1-4.2.6).",
    )
    last_visit_date = fields.Date("Last Visit", compute="_compute_last_visit_date", store=True)
    next_visit_date = fields.Date(
        "Next Visit Due",
        compute="_compute_next_visit_date",
        store=True,
        index="btree_not_null",
        help="The last day on which the next visit is in time.",
    )
    visit_rule_id = fields.Many2one(
        "dealer.visit.rule",
        compute="_compute_next_visit_date",
        store=True,
        index="btree_not_null",
        ondelete="set null",
        # its name may tell the grade
        groups="customer_policy.group_supervisor",
    )
    visit_overdue = fields.Boolean(
        compute="_compute_visit_overdue",
        search="_search_visit_overdue",
        compute_sudo=True,
        help="A rule that only observes makes nobody late.",
    )

    def _auto_init(self):
        # empty columns: a database full of files has no rule yet, and need not look at each file to find that out
        for name, kind in (("last_visit_date", "date"), ("next_visit_date", "date"), ("visit_rule_id", "int4")):
            if not column_exists(self.env.cr, self._table, name):
                create_column(self.env.cr, self._table, name, kind)
        return super()._auto_init()

    def _compute_visit_count(self):
        groups = self.env["dealer.visit"]._read_group([("file_id", "in", self.ids)], ["file_id"], ["__count"])
        counts = {file.id: count for file, count in groups}
        for file in self:
            file.visit_count = counts.get(file._origin.id, 0)

    # out of town

    @api.depends("visit_town", "state_id", "company_id.partner_id.state_id")
    def _compute_is_out_of_town(self):
        for file in self:
            home = file.company_id.partner_id.state_id
            away = bool(home and file.state_id) and file.state_id != home
            file.is_out_of_town = file.visit_town == "out" or (not file.visit_town and away)

    def _search_is_out_of_town(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        found = Domain("visit_town", "=", "out")
        # sudo: in which region a company is, is no secret
        for company in self.env["res.company"].sudo().search([("partner_id.state_id", "!=", False)]):
            home = company.partner_id.state_id.id
            away = Domain("state_id", "!=", False) & Domain("state_id", "!=", home)
            found |= Domain("company_id", "=", company.id) & Domain("visit_town", "=", False) & away
        return found

    # the dates

    @api.depends("visit_ids.state", "visit_ids.visit_date")
    def _compute_last_visit_date(self):
        last = self._origin._last_visits()
        for file in self:
            file.last_visit_date = last.get(file._origin.id)

    @api.depends("last_visit_date", "grade_ids.grade_id", "grade_ids.date_to", *sorted(FOLLOWED))
    def _compute_next_visit_date(self):
        self.next_visit_date = self.visit_rule_id = False
        for company, files in self.grouped("company_id").items():
            rules = self.env["dealer.visit.rule"]._in_force(company).filtered(lambda rule: rule.kind == "interval")
            alive = files.filtered(lambda file: file.active and file.state != "destroyed") if rules else files.browse()
            projects = alive._project_dates() if any(rules.mapped("project_window_days")) else {}
            today = company._policy_today() if projects else None
            for file, rule in (rules._by_file(rules, alive) if alive else {}).items():
                start = file.last_visit_date or max(file.opening_date or rule._since(), rule._since())
                file.visit_rule_id = rule
                file.next_visit_date = rule._next_date(start, projects.get(file.id), today)

    def _last_visits(self) -> dict:
        """Return by id of the file the day of the last visit that was made."""
        if not self.ids:
            return {}
        visits = self.env["dealer.visit"]
        visits.flush_model(["file_id", "state", "visit_date"])
        rows = self.env.execute_query(
            SQL(
                "SELECT file_id, max(visit_date) FROM dealer_visit WHERE state = 'done' AND file_id = ANY(%s) "
                "GROUP BY file_id",
                list(self.ids),
            )
        )
        return dict(rows)

    def _grade_codes(self) -> dict:
        """Return by id of the file the present grades, as pairs of scheme and code."""
        grades = self.env["customer.file.grade"]
        grades.flush_model(["file_id", "grade_id", "scheme_id", "date_to"])
        rows = self.env.execute_query(
            SQL(
                """SELECT row.file_id, array_agg(row.scheme_id), array_agg(grade.code)
                     FROM customer_file_grade row JOIN customer_grade grade ON grade.id = row.grade_id
                    WHERE row.date_to IS NULL AND row.file_id = ANY(%s) GROUP BY row.file_id""",
                list(self._origin.ids),
            )
        )
        return {file_id: list(zip(schemes, codes, strict=True)) for file_id, schemes, codes in rows}

    def _project_dates(self) -> dict:
        """Hook: return by file id the day of the nearest planned project; bridges know of others."""
        return {file.id: file.planned_project_date for file in self if file.planned_project_date}

    @api.depends("next_visit_date", "visit_rule_id.mode")
    def _compute_visit_overdue(self):
        for company, files in self.grouped("company_id").items():
            today = company._policy_today()
            for file in files:
                due = file.visit_rule_id.mode == "enforce" and file.next_visit_date
                file.visit_overdue = bool(due) and due < today

    def _search_visit_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # sudo: the rule is nobody's to see, only that it makes the visit late; record rules say which files are shown
        known = self.sudo()
        late = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("next_visit_date", "<", company._policy_today())
            for company in self.env.companies
        )
        return Domain("id", "in", known._search(late & Domain("visit_rule_id.mode", "=", "enforce")))

    # what makes them follow

    @api.model_create_multi
    def create(self, vals_list):
        files = super().create(vals_list)
        if self._can_have_deadlines():
            files._start_visit_deadlines()
        return files

    def write(self, vals):
        # a grade is written elsewhere, and a visit; here what the conditions of the rules look at
        looked_at = not FOLLOWED.isdisjoint(vals) or not self._visit_condition_fields().isdisjoint(vals)
        before = {file: file.next_visit_date for file in self} if looked_at and self._can_have_deadlines() else {}
        result = super().write(vals)
        if looked_at:
            self._recompute_visit_dates()
            changed = self.filtered(lambda file: file in before and file.next_visit_date != before[file])
            changed._follow_visit_deadlines(self.env._("The customer file changed."))
        return result

    @api.model
    @tools.ormcache()
    def _visit_condition_fields(self) -> frozenset[str]:
        """Name the fields of files that the conditions of visit rules look at."""
        # sudo: rules are configuration without secrets
        rules = self.env["dealer.visit.rule"].sudo().search([("mode", "!=", "off")])
        conditions = [term for rule in rules for term in rule._get_domain().iter_conditions()]
        return frozenset(term.field_expr.partition(".")[0] for term in conditions)

    def _recompute_visit_dates(self):
        self.env.add_to_compute(self._fields["next_visit_date"], self)
        self.env.add_to_compute(self._fields["visit_rule_id"], self)

    @api.model
    def _follow_visit_rules(self, companies):
        """Let the customers of ``companies`` follow rules that changed: at once, or in the background when many."""
        for company in companies:
            # sudo: a rule is about all customers of the company, also those its author may not see
            files = self.sudo().search([("company_id", "=", company.id)], limit=AT_ONCE + 1)
            if len(files) > AT_ONCE:
                self.env.ref("dealer_visit.customer_file_visit_cron")._trigger()
                continue
            files._bring_visits_up_to_date(self.env._("The rule for visits changed."))

    def _bring_visits_up_to_date(self, reason: str):
        """Compute the dates anew, and let the deadlines of those follow whose date is another one."""
        before = {file: file.next_visit_date for file in self}
        self._recompute_visit_dates()
        if self._can_have_deadlines():
            # sudo: by which rule a visit is due is for supervisors to see; one that only observes has no terms
            idle = self.sudo().filtered(lambda file: file.visit_rule_id.mode != "enforce")
            changed = self.filtered(lambda file: file.next_visit_date != before[file]) | idle.sudo(self.env.su)
            changed._cancel_visit_deadlines(reason)
            self._start_visit_deadlines()

    @api.model
    def _cron_visit_dates(self):
        """Bring up to date what time alone changed: rules that come into force, projects that come near."""
        # sudo: the scheduler works for all companies
        for company in self.env["res.company"].sudo().search([]):
            # also where the last rule went away, and the dates of the customers did not yet
            dated = [("company_id", "=", company.id), ("next_visit_date", "!=", False)]
            if not self.env["dealer.visit.rule"]._in_force_ids(company.id) and not self.search(dated, limit=1):
                continue
            last_id = 0
            domain = [("company_id", "=", company.id), *self._living_domain()]
            while files := self.search([*domain, ("id", ">", last_id)], order="id", limit=2000):
                last_id = files[-1].id
                with apart(self.env.cr, _logger, f"Dates of visits of {company.name} up to file {last_id}"):
                    files._bring_visits_up_to_date(self.env._("Brought up to date."))
                self.env["ir.cron"]._commit_progress(len(files))
                self.env.invalidate_all()

    # the deadline

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "visit": self.env._("Visited")}

    def _follow_visit_deadlines(self, reason: str):
        """Let the terms of visits end with the days on which the visits are due."""
        if self and self._can_have_deadlines():
            self._cancel_visit_deadlines(reason)
            self._start_visit_deadlines()

    def _cancel_visit_deadlines(self, reason: str):
        """End the terms of visits; one that was missed stays open until there is a visit, whatever changes then.

        Where a file or all rules of its company are gone nothing is missed any more.
        """
        Rules, now = self.env["dealer.visit.rule"], fields.Datetime.now()
        for company, files in self.grouped("company_id").items():
            enforced = {(rule.kind, rule.mode) for rule in Rules._in_force(company)} & {("interval", "enforce")}
            alive = files.filtered(lambda file: file.active and file.state != "destroyed") if enforced else ()
            kept = {file.id for file in alive}
            files._open_deadlines(["visit"]).filtered(
                lambda deadline, kept=kept: deadline.res_id not in kept or deadline.due_date > now
            )._cancel(reason)

    def _start_visit_deadlines(self):
        """Begin the terms of those whose visit is due by a rule that is enforced, where they do not run."""
        Rules = self.env["customer.deadline.rule"]
        # sudo: terms follow whatever made the visit due
        known = self.sudo().filtered(lambda file: file.next_visit_date and file.visit_rule_id.mode == "enforce")
        running = set(known._open_deadlines(["visit"]).mapped("res_id"))
        waiting = known.filtered(lambda file: file.id not in running)
        terms = waiting.grouped(lambda file: (file.company_id, file.next_visit_date, Rules._rule_for(file, "visit")))
        for (company, due, rule), files in terms.items():
            if rule:
                # so that the term of the rule ends with the day
                _begin, end = company._policy_moments(due, due)
                start = fields.Datetime.subtract(end, seconds=1, **{f"{rule.unit}s": rule.duration})
                files._start_deadline("visit", start, due)
