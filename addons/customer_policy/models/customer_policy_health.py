from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: a scheduled action that is late by more than this does not run; the scheduler itself comes every minute
LATE = timedelta(hours=1)
#: how long the page reminds of numbers that are void for no known reason
RECENT = timedelta(days=30)
LADDER = ("user", "information_administrator", "supervisor", "manager", "general_manager")


class Check(NamedTuple):
    """What the health page looks at: records that should not be there."""

    code: str
    name: str
    #: what is said when there are none, and when there are some
    fine: str
    found: str
    model: str
    domain: Domain | list
    #: how bad some are: "warning" or "problem"
    level: str = "warning"
    #: how many there are, where that is not the number of records
    count: int | None = None


class CustomerPolicyHealth(models.Model):
    """One page that says whether the rules of a company can work: checked anew each time it is opened.

    Addons add to :meth:`_checks`. Nothing is stored: the rows of the "table" are what the checks find now.
    """

    _name = "customer.policy.health"
    _description = "Health of the rules"
    _auto = False
    _order = "sequence, id"

    sequence = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char("Check", readonly=True)
    state = fields.Selection([("problem", "Problem"), ("warning", "Warning"), ("ok", "Fine")], readonly=True)
    sentence = fields.Char("Finding", readonly=True)
    count = fields.Integer("Found", readonly=True, aggregator=None)
    res_model = fields.Char(readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open", help="Whether there is something the user may look at.")

    @property
    def _table_query(self):
        rows = [self._row(number, check) for number, check in enumerate(self._checks(), 1)]
        columns = ("id", "sequence", "code", "name", "state", "sentence", "count", "res_model")
        return SQL(
            "SELECT * FROM (VALUES %s) AS health (%s)",
            SQL(", ").join(SQL("(%s)", SQL(", ").join(SQL("%s", value) for value in row)) for row in rows),
            SQL(", ").join(map(SQL.identifier, columns)),
        )

    @api.model
    def _row(self, number: int, check: Check) -> tuple:
        count = check.count
        if count is None:
            # sudo: the page says how many, and shows records to those who may read them
            count = self.env[check.model].sudo().with_context(active_test=False).search_count(check.domain)
        state = check.level if count else "ok"
        rank = {"problem": 0, "warning": 1, "ok": 2}[state]
        sentence = check.found if count else check.fine
        return number, 100 * rank + number, check.code, check.name, state, sentence, count, check.model

    @api.depends("res_model", "count")
    @api.depends_context("uid")
    def _compute_can_open(self):
        for row in self:
            row.can_open = bool(row.count) and self.env[row.res_model].has_access("read")

    def action_open(self):
        """Show what the check found."""
        self.ensure_one()
        check = next(check for check in self._checks() if check.code == self.code)
        return {
            "type": "ir.actions.act_window",
            "name": check.name,
            "res_model": check.model,
            "view_mode": "list,form",
            "domain": list(check.domain),
            "context": {"active_test": False},
        }

    @api.model
    def _checks(self) -> list[Check]:
        """Return what is checked for the current company; addons add theirs."""
        return [
            self._check_scheduler(),
            *self._check_rules(),
            *self._check_departments(),
            self._check_ladder(),
            *self._check_numbers(),
            *self._check_deadlines(),
        ]

    @api.model
    def _check_deadlines(self) -> list[Check]:
        rules = self.env["customer.deadline.rule"]._in_force(self.env.company)
        return [
            Check(
                "deadline_step",
                self.env._("Failing Steps"),
                self.env._("No step of a deadline fails."),
                self.env._("Steps of deadlines fail and are tried again: see the error of each."),
                "customer.deadline.step",
                [("company_id", "=", self.env.company.id), ("state", "=", "waiting"), ("error", "!=", False)],
                "problem",
            ),
            Check(
                "deadline_calendar",
                self.env._("Working Hours without Work"),
                self.env._("The working hours of each deadline rule hold some work."),
                self.env._("The working hours of these deadline rules hold no work: calendar time counts instead."),
                "customer.deadline.rule",
                Domain("id", "in", rules._without_working_time().ids),
            ),
        ]

    @api.model
    def _check_scheduler(self) -> Check:
        # sudo: which addons are installed, and which scheduled actions are theirs
        module = self.env["ir.module.module"].sudo()._get("customer_policy")
        ours = ["customer_policy", *module.downstream_dependencies().mapped("name")]
        # sudo: see above
        data = self.env["ir.model.data"].sudo().search([("model", "=", "ir.cron"), ("module", "in", ours)])
        ill = (
            Domain("active", "=", False)
            | Domain("failure_count", ">", 0)
            | Domain("nextcall", "<", fields.Datetime.now() - LATE)
        )
        return Check(
            "scheduler",
            self.env._("Scheduled Actions"),
            self.env._("All scheduled actions run."),
            self.env._("Scheduled actions are switched off, fail or are late: reminders and deadlines do not come."),
            "ir.cron",
            Domain("id", "in", data.mapped("res_id")) & ill,
            "problem",
        )

    @api.model
    def _check_rules(self) -> list[Check]:
        parent = self.env.registry["customer.policy.rule.mixin"]
        name, fine = self.env._("Rules Nobody Can Fulfil"), self.env._("For each rule in force there is somebody.")
        found = []
        for model_name, model in sorted(self.env.registry.items()):
            if not model._abstract and issubclass(model, parent):
                rules = self.env[model_name]._in_force(self.env.company)._unfulfillable()
                # sudo: what a kind of rule is called is no secret
                label = self.env["ir.model"].sudo()._get(model_name).name
                if rules:
                    sentence = self.env._("%s: rules need a person who does not exist.", label)
                    domain = Domain("id", "in", rules.ids)
                    found.append(Check(f"rules_{model_name}", name, fine, sentence, model_name, domain, "problem"))
        return found or [Check("rules", name, fine, "", "customer.policy.observation", Domain.FALSE)]

    @api.model
    def _check_departments(self) -> list[Check]:
        # sudo: who manages a department is no secret
        departments = self.env["hr.department"].sudo().search([("company_id", "in", [self.env.company.id, False])])
        alone = departments.filtered(lambda department: not department.manager_id.user_id.active)
        lost = alone.filtered(lambda department: not department._get_manager_user())
        fine = self.env._("Each department has a manager who is a user.")
        return [
            Check(
                "department_lost",
                self.env._("Departments Nobody Manages"),
                self.env._("For each department somebody answers, be it from above."),
                self.env._("Neither the department nor one above it has a manager who is a user: nobody is told."),
                "hr.department",
                Domain("id", "in", lost.ids),
                "problem",
            ),
            Check(
                "department_manager",
                self.env._("Departments without a Manager"),
                fine,
                self.env._("The department has no manager who is a user: the one above it stands in."),
                "hr.department",
                Domain("id", "in", (alone - lost).ids),
            ),
        ]

    @api.model
    def _check_ladder(self) -> Check:
        groups = self.env["res.groups"].union(*(self.env.ref(f"customer_policy.group_{name}") for name in LADDER))
        # sudo: whether anybody holds a role is no secret
        empty = groups.sudo().filtered(
            lambda group: not group.all_user_ids.filtered(lambda user: self.env.company in user.company_ids)
        )
        return Check(
            "ladder",
            self.env._("Roles Nobody Holds"),
            self.env._("Somebody of the company holds each role."),
            self.env._("Nobody of the company holds these roles: %s.", ", ".join(empty.mapped("name"))),
            "res.groups",
            Domain("id", "in", empty.ids),
        )

    @api.model
    def _check_numbers(self) -> list[Check]:
        rules = self.env["customer.number.rule"]
        kinds = dict(
            pair
            for name in rules._numbered_models()
            if self.env[name]._number_required
            for pair in self.env[name]._number_documents()
        )
        numbering = rules._in_force(self.env.company).filtered(lambda rule: rule.mode == "enforce")
        bare = set(kinds) - set(numbering.mapped("document"))
        own = Domain("company_id", "=", self.env.company.id)
        before_gap = self.env["customer.number.draw"]._before_gaps(self.env.company)
        return [
            Check(
                "numbering",
                self.env._("Documents without Numbering"),
                self.env._("Each kind of document is numbered."),
                self.env._(
                    "No rule in force numbers these documents, so they cannot be accepted: %s.",
                    ", ".join(sorted(kinds[kind] for kind in bare)),
                ),
                "customer.number.rule",
                own,
                "problem",
                len(bare),
            ),
            Check(
                "numbers_missing",
                self.env._("Missing Numbers"),
                self.env._("The register of accounted numbers has no gap."),
                self.env._("After these numbers the register has a gap: somebody changed the database by hand."),
                "customer.number",
                own & Domain("id", "in", before_gap),
                "problem",
            ),
            Check(
                "numbers_ended",
                self.env._("Void Numbers"),
                self.env._("No number was lost in the last %s days.", RECENT.days),
                self.env._(
                    "Numbers of the last %s days are void because a process ended: see which documents are due.",
                    RECENT.days,
                ),
                "customer.number",
                own & Domain("reason", "=", "ended") & Domain("drawn_on", ">=", fields.Datetime.now() - RECENT),
            ),
        ]
