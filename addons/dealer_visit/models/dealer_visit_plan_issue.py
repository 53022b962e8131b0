from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class DealerVisitPlanIssue(models.Model):
    """A customer whom a plan cannot have visited in time, and why."""

    _name = "dealer.visit.plan.issue"
    _description = "Visit not possible in time"
    # no row of the file: it stays with the plan when files are merged
    _inherit = ["customer.secret.mixin", "customer.export.mixin"]
    _secrecy_file_field = "file_id"
    _order = "due_date, id"
    _rec_name = "file_id"

    plan_id = fields.Many2one("dealer.visit.plan", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, precompute=True, index=True)
    file_id = fields.Many2one(
        "customer.file", string="Customer File", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="file_id.partner_id", string="Customer")
    due_date = fields.Date("Was Due", required=True, readonly=True)
    reason = fields.Selection(
        [
            ("overdue", "Overdue before the Plan"),
            ("full", "No Time Left"),
            ("absent", "Not at Work"),
            ("postponed", "Put Off"),
            ("nobody", "Nobody to Visit"),
        ],
        required=True,
        readonly=True,
    )
    since_date = fields.Date("Possible from", readonly=True)
    room = fields.Integer("Visits Possible", readonly=True, aggregator=None)
    user_id = fields.Many2one("res.users", "Visitor", readonly=True, index="btree_not_null", ondelete="restrict")
    planned_date = fields.Date("Planned for", readonly=True, help="The first day with room after it was due.")
    explanation = fields.Text("Why", compute="_compute_explanation")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Who cannot be visited in time is written by the plan."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Who cannot be visited in time is written by the plan."))
        return super().write(vals)

    @api.depends("reason", "since_date", "due_date", "room", "user_id", "planned_date")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for issue in self:
            # sudo: what colleagues are called is no secret
            who = issue.sudo().user_id.name or self.env._("The visitors of the plan together")
            since, due = format_date(self.env, issue.since_date), format_date(self.env, issue.due_date)
            why = {
                "overdue": self.env._("It was due before the plan begins."),
                "full": self.env._(
                    "From %(since)s to %(due)s there is time for %(count)s visits, and all is taken: %(who)s.",
                    since=since, due=due, count=issue.room, who=who,
                ),
                "absent": self.env._(
                    "From %(since)s to %(due)s there is no day at work: %(who)s.", since=since, due=due, who=who
                ),
                "postponed": self.env._("The visit was put off to a day after it was due."),
                "nobody": self.env._("Who is responsible for the customer does not take part in the plan."),
            }.get(issue.reason, "")  # fmt: skip
            if issue.planned_date:
                late = self.env._("Planned for %s.", format_date(self.env, issue.planned_date))
            else:
                late = self.env._("No visit is planned.")
            issue.explanation = f"{why} {late}"
