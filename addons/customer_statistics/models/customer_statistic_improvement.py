from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: what is still written once the report was issued
FOLLOW_UP = {"result", "done_date", "responsible_id", "due_date"}


class CustomerStatisticImprovement(models.Model):
    """What an analysis proposes, who carries it out until when, and what came of it (S0-19, S1.2-09.10, S4.core-4)."""

    _name = "customer.statistic.improvement"
    _description = "Improvement proposed by an analysis"
    _inherit = ["customer.fixed.mixin"]
    _fixed_fields = ("report_id",)
    _order = "done_date desc nulls first, due_date, id"
    _rec_name = "proposal"
    _check_company_auto = True

    report_id = fields.Many2one("customer.statistic.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True)
    indicator_id = fields.Many2one(
        "customer.statistic.indicator", index="btree_not_null", ondelete="restrict", check_company=True
    )
    proposal = fields.Text(required=True)
    responsible_id = fields.Many2one(
        "res.users", index="btree_not_null", ondelete="restrict", domain=[("share", "=", False)]
    )
    due_date = fields.Date("Due")
    result = fields.Text(help="What came of it.")
    done_date = fields.Date("Done", readonly=True, copy=False)
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("due_date", "done_date")
    def _compute_is_overdue(self):
        todays = {company: company._policy_today() for company in self.company_id}
        for one in self:
            one.is_overdue = bool(one.due_date) and not one.done_date and one.due_date < todays[one.company_id]

    @api.model
    def _search_is_overdue(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return fields.Domain.OR(
            fields.Domain("company_id", "=", company.id)
            & fields.Domain("due_date", "<", company._policy_today())
            & fields.Domain("done_date", "=", False)
            for company in self.env.companies
        )

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        improvements = super().create([{**vals, "done_date": False} for vals in vals_list])
        improvements.report_id._check_not_final()
        return improvements

    def write(self, vals):
        if "done_date" in vals and not self.env.su:
            raise AccessError(self.env._("An improvement is done with its button."))
        if set(vals) - FOLLOW_UP:
            # who carries it out says what came of it, no more
            self.report_id.check_access("write")
            self.report_id._check_not_final()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_final(self):
        self.report_id._check_not_final()

    def action_done(self):
        """Note that it was carried out; what came of it must be said."""
        self.check_access("write")
        for one in self:
            if not one.result:
                raise UserError(self.env._("Say what came of it: %s", one.proposal))
        for company, done in self.grouped("company_id").items():
            # sudo: the day is set by this button only
            done.sudo().write({"done_date": company._policy_today()})
        return True
