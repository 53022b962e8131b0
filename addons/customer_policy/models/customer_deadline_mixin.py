from odoo import api, fields, models
from odoo.fields import Domain


class CustomerDeadlineMixin(models.AbstractModel):
    """A document with milestones that must be reached in time.

    The document says which milestones it has, and calls :meth:`_start_deadline` and :meth:`_meet_deadline` where they
    begin and are reached. Whether a term runs, how long, and what happens before and after is a rule.
    """

    _name = "customer.deadline.mixin"
    _description = "Document with deadlines"
    _inherit = ["customer.document.mixin"]

    #: whether steps act on it whoever they run as: what they do is said by the rule, and they do it with all rights
    _steps_act_for_anybody = False

    deadline_ids = fields.One2many(
        "customer.deadline",
        "res_id",
        string="Deadlines",
        readonly=True,
        copy=False,
    )
    next_due_date = fields.Datetime("Next Deadline", compute="_compute_next_due_date", search="_search_next_due_date")
    has_overdue_deadline = fields.Boolean(
        "Overdue", compute="_compute_next_due_date", search="_search_has_overdue_deadline"
    )

    @api.model
    def _deadline_milestones(self) -> dict[str, str]:
        """Hook: return the milestones of this model and their labels in the user's language."""
        return {}

    def _deadline_users(self):
        """Hook: return the users who have to reach the milestones."""
        return self._document_user()

    def _reminded_document(self):
        """Hook: return the document that carries the reminders: itself, or another one where it has no activities."""
        return self

    def _slip_addressees(self, deadline) -> list[tuple]:
        """Hook: return the departments that a slip about ``deadline`` goes to, each with the users who answer it."""
        return [(deadline.department_id, deadline._step_recipients())]

    @api.model
    def _document_scope_fields(self):
        return {*super()._document_scope_fields(), "responsible_id", "user_id", "department_id"}

    @api.depends("deadline_ids.state", "deadline_ids.due_date")
    def _compute_next_due_date(self):
        now = fields.Datetime.now()
        due_dates = dict(self._next_due_dates([("res_id", "in", self.ids)], []))
        for document in self:
            document.next_due_date = due_dates.get(document._origin.id)
            document.has_overdue_deadline = bool(document.next_due_date) and document.next_due_date <= now

    @api.model
    def _next_due_dates(self, domain: list, having: list) -> list[tuple]:
        """Return the ids of documents with an open deadline, each with the next one."""
        # sudo: whoever reads the document knows when it is due
        deadlines = self.env["customer.deadline"].sudo()
        domain = [("res_model", "=", self._name), ("state", "=", "open"), *domain]
        return deadlines._read_group(domain, ["res_id"], ["due_date:min"], having=having)

    @api.model
    def _search_next_due_date(self, operator, value):
        if operator == "in":
            due_dates = self._next_due_dates([], [])
            found = Domain("id", "in", [res_id for res_id, due_date in due_dates if due_date in value])
            if False in value:
                found |= Domain("id", "not in", [res_id for res_id, _due_date in due_dates])
            return found
        if operator in ("<", "<="):
            # the next one is until then when any is: a subquery that the planner can join
            return Domain("id", "in", self._open_deadlines_query([("due_date", operator, value)]))
        if operator not in (">", ">="):
            return NotImplemented
        found = self._next_due_dates([], [("due_date:min", operator, value)])
        return Domain("id", "in", [res_id for res_id, _due in found])

    @api.model
    def _open_deadlines_query(self, domain: list):
        """Return the query for the ids of documents with an open deadline that fulfils ``domain``."""
        # sudo: whoever reads the document knows when it is due
        deadlines = self.env["customer.deadline"].sudo()
        query = deadlines._search([("res_model", "=", self._name), ("state", "=", "open"), *domain])
        return query.subselect("res_id")

    @api.model
    def _search_has_overdue_deadline(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._search_next_due_date("<=", fields.Datetime.now())

    def _start_deadline(self, milestone: str, start=None, agreed_day=None):
        """Begin the term of a milestone, where a rule gives it one; one that runs goes on.

        :param start: moment in UTC, now by default
        :param agreed_day: the last day that was agreed, where that comes before the end of the rule's term
        :return: the deadlines, with superuser rights
        """
        # sudo: deadlines are written by their documents only
        deadlines = self.env["customer.deadline"].sudo()
        if not self._can_have_deadlines() or not self._has_rules_for(milestone):
            return deadlines
        start = start or fields.Datetime.now()
        running = set(self._open_deadlines([milestone]).mapped("res_id"))
        found = []
        for document in self.filtered(lambda one: one.id not in running):
            if rules := self.env["customer.deadline.rule"]._rules_for(document, milestone):
                found.append((document, rules, rules._deciding()))
        # sudo: see above
        started = deadlines._start(
            [(document.sudo(), rule) for document, _rules, rule in found], milestone, start, agreed_day
        )
        for document, rules, rule in found:
            for other in rules - rule:
                due = fields.Datetime.to_string(other._due(start))
                other._breached_by(document, self.env._("It would have been due %s.", due))
        return started

    def _has_rules_for(self, milestone: str) -> bool:
        """Say whether a rule in force gives this milestone of any of these documents a term."""
        key, rules = f"{self._name}/{milestone}", self.env["customer.deadline.rule"]
        return any(key in rules._in_force(company).mapped("milestone") for company in self.company_id)

    def _meet_deadline(self, milestone: str, moment=None):
        """Note that the milestone was reached, in time or too late."""
        self._open_deadlines([milestone])._meet(moment or fields.Datetime.now())

    def _cancel_deadlines(self, reason: str, milestones=None):
        """End terms that lost their sense, such as those of a case that was withdrawn."""
        self._open_deadlines(milestones)._cancel(reason)

    def _pause_deadlines(self, reason: str):
        """Let the terms stand still, while the customer is to answer, whose rules say so."""
        self._open_deadlines()._pause(reason)

    def _resume_deadlines(self, reason: str):
        self._open_deadlines()._resume(reason)

    def _move_deadline(self, milestone: str, start, reason: str):
        """Let the term of a milestone begin at another moment; the history tells why."""
        self._open_deadlines([milestone])._move(start, reason)

    def _renew_open_deadlines(self, reason: str):
        """Give the running terms the rules that meet the documents now, where those are others; it is logged why."""
        for deadline in self._open_deadlines():
            rule = self.env["customer.deadline.rule"]._rule_for(deadline._get_document(), deadline.milestone)
            if rule and rule != deadline.rule_id:
                deadline._restart(rule, reason)

    @api.model
    def _can_have_deadlines(self) -> bool:
        """Say, without a query, whether there is or was a rule for any milestone of these documents."""
        return self._name in self.env["customer.deadline.rule"]._models_with_rules()

    def _open_deadlines(self, milestones=None):
        # sudo: see _start_deadline
        deadlines = self.env["customer.deadline"].sudo()
        if not self._can_have_deadlines():
            return deadlines
        return deadlines.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "in", ("open", "paused")),
                *([("milestone", "in", milestones)] if milestones else []),
            ]
        )
