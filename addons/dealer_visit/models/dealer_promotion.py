import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step
from odoo.addons.customer_policy.tools.apart import apart

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)


class DealerPromotion(models.Model):
    """A promotion (促销活动), leaflet insert (夹报) or other job of marketing, with those who help."""

    _name = "dealer.promotion"
    _description = "Promotion"
    _inherit = ["customer.record.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("done", "cancelled")
    _workflow_steps = (
        Step("announce", _lt("Announce"), ("draft",), "announced", "", "announced_by_id", "announced_date"),
        Step("begin", _lt("Begin"), ("draft", "announced"), "running", "", "begun_by_id", "begun_date"),
        Step("finish", _lt("Finish"), ("running",), "done", "", "finished_by_id", "finished_date"),
        Step("cancel", _lt("Cancel"), ("draft", "announced", "running"), "cancelled"),
    )

    name = fields.Char(required=True)
    rule_id = fields.Many2one(
        "dealer.promotion.rule",
        string="Kind",
        required=True,
        default=lambda self: self.env["dealer.promotion.rule"]._in_force(self.env.company)[:1],
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    date = fields.Date("Begins on", required=True, default=fields.Date.context_today)
    date_due = fields.Date("To Be Done by", required=True, default=fields.Date.context_today)
    leader_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user._department_in(self.env.company)._get_manager_user() or self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
        help="Who appoints the helpers, and answers for what is not done in time.",
    )
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("announced", "Announced"),
            ("running", "Under Way"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    helper_ids = fields.One2many("dealer.promotion.helper", "promotion_id", string="Helpers", copy=True)
    told_ids = fields.Many2many("res.users", string="Told Before", readonly=True, copy=False)
    currency_id = fields.Many2one(related="company_id.currency_id")
    bonus_total = fields.Monetary("Bonuses", compute="_compute_totals", store=True)
    transport_total = fields.Monetary("Transport", compute="_compute_totals", store=True)
    days_off_total = fields.Integer("Days Off", compute="_compute_totals", store=True)
    open_count = fields.Integer("Still to Do", compute="_compute_totals", store=True)
    note = fields.Text("Plan", help="What is advertised or done, where, and at what price.")
    announced_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    announced_date = fields.Datetime(readonly=True, copy=False)
    begun_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    begun_date = fields.Datetime(readonly=True, copy=False)
    finished_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    finished_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("helper_ids.done_date", "helper_ids.bonus", "helper_ids.days_off", "helper_ids.transport_cost")
    def _compute_totals(self):
        for promotion in self:
            helped = promotion.helper_ids.filtered("done_date")
            promotion.bonus_total = sum(helped.mapped("bonus"))
            promotion.days_off_total = sum(helped.mapped("days_off"))
            promotion.transport_total = sum(promotion.helper_ids.mapped("transport_cost"))
            promotion.open_count = len(promotion.helper_ids - helped)

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "told_ids"}

    @api.model
    def _fixed_once_begun(self):
        return ("rule_id", "name", "leader_id", "responsible_id", "date_due")

    # telling the leaders

    def action_announce(self):
        return self._run_step("announce")

    def _before_announce(self):
        for promotion in self:
            if not promotion._to_be_told():
                raise UserError(self.env._("%s: there is nobody to be told.", promotion.display_name))

    def _after_announce(self):
        self._draw_numbers_by_rule()
        for promotion in self:
            told = promotion._to_be_told()
            promotion._write_protected({"told_ids": [(6, 0, told.ids)]})
            body = self.env._("To be begun on %s. Please tell your team.", promotion.date)
            promotion.message_post(body=body, partner_ids=told.partner_id.ids)

    def _to_be_told(self):
        """Return the leader, the heads of departments and whom else the rule names; nobody tells himself."""
        rule = self.rule_id.sudo()  # sudo: rules are configuration without secrets
        departments = (
            rule.told_department_ids | self.responsible_id._department_in(self.company_id).sudo()
        )  # sudo: as above
        heads = self.env["res.users"].union(*(one._get_manager_user() for one in departments))
        domain = [
            ("all_group_ids", "in", rule.told_group_id.ids),
            ("company_ids", "in", self.company_id.ids),
            ("share", "=", False),
        ]
        # sudo: who has which role is no secret
        members = self.env["res.users"].sudo().search(domain) if rule.told_group_id else self.env["res.users"]
        return (self.leader_id | heads | members).sudo(False) - self.responsible_id

    # doing it

    def action_begin(self):
        return self._run_step("begin")

    def _before_begin(self):
        for promotion in self:
            rule = promotion.rule_id.sudo()  # sudo: rules are configuration without secrets
            if rule.needs_helpers and not promotion.helper_ids:
                rule._breached_by(promotion, self.env._("%s: say who helps.", promotion.display_name))
            # sudo: who holds which position is no secret
            employees = promotion.helper_ids.user_id.sudo().with_company(promotion.company_id).employee_id
            if rule.job_ids and not employees.job_id & rule.job_ids:
                message = self.env._(
                    "%(promotion)s: one of the helpers has to be: %(jobs)s.",
                    promotion=promotion.display_name,
                    jobs=", ".join(rule.job_ids.mapped("name")),
                )
                rule._breached_by(promotion, message)
            if rule.needs_notice and not promotion.announced_date:
                message = self.env._("%s: announce it to leaders and manager first.", promotion.display_name)
                if rule.notice_conduct_code:
                    promotion._report(
                        rule.notice_conduct_code, promotion.responsible_id, promotion, promotion._today(), message
                    )
                else:
                    rule._breached_by(promotion, message)

    def _after_begin(self):
        self._draw_numbers_by_rule()

    def action_finish(self):
        return self._run_step("finish")

    def _before_finish(self):
        for promotion in self:
            if promotion.open_count:
                raise UserError(self.env._("%s: not all tasks are done.", promotion.display_name))
            promotion.helper_ids._report_late()
            promotion.helper_ids._report_loss()
            promotion.helper_ids._give_days_off()

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_cancel(self):
        # one that never began is given up, without anybody being late
        self.filtered(lambda promotion: promotion.state != "draft").helper_ids._report_late()

    def _today(self):
        return self.company_id._policy_today()

    def _report(self, code: str, user, source, day, message: str):
        """Report to staff conduct what the rule has a code for; observing, list it."""
        rule = self.rule_id.sudo()  # sudo: rules are configuration without secrets
        if not code or rule not in rule._in_force(self.company_id):
            return
        if rule.mode == "observe":
            rule._breached_by(self, self.env._("%(what)s Reported: %(user)s.", what=message, user=user.name))
            return
        # sudo: see customer.policy.conduct
        employee = user.sudo().with_company(self.company_id).employee_id
        if employee:
            self.env["customer.policy.conduct"]._report(code, employee, 1, source, day)

    @api.model
    def _cron_late(self):
        """Report tasks that were not done in time, on the day after."""
        # sudo: the scheduler works for all companies
        helpers = self.env["dealer.promotion.helper"].sudo()
        for company in self.env["res.company"].sudo().search([]):  # sudo: as above
            late = [
                ("company_id", "=", company.id),
                ("promotion_id.state", "in", ("announced", "running")),
                ("promotion_id.date_due", "<", company._policy_today()),
                ("is_reported", "=", False),
            ]
            with apart(self.env.cr, _logger, f"Late promotions of {company.name}"):
                helpers.search(late)._report_late()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _day_after_due(self):
        return self.date_due + timedelta(days=1)
