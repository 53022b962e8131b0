from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: among so many days there are the working days off
LOOK_AHEAD = 60


class DealerPromotionHelper(models.Model):
    """Who helps with a promotion and with what; what it brings, and what is reported of it."""

    _name = "dealer.promotion.helper"
    _description = "Helper with a promotion"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "promotion_id"
    _rows_stay = True
    _fixed_fields = ("promotion_id", "user_id", "create_uid")
    _button_fields = ("done_date", "done_by_id", "day_off_from", "day_off_until", "is_reported")
    _order = "promotion_id desc, id"
    _rec_name = "user_id"
    _check_company_auto = True

    promotion_id = fields.Many2one("dealer.promotion", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="promotion_id.company_id", store=True, precompute=True, index=True)
    date = fields.Date(related="promotion_id.date", store=True)
    state = fields.Selection(related="promotion_id.state")
    user_id = fields.Many2one(
        "res.users",
        "Helper",
        required=True,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
    )
    task = fields.Char(help="What is to be done, by the day the promotion says.")
    done_date = fields.Date("Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one("res.users", "Confirmed by", readonly=True, copy=False, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    transport_cost = fields.Monetary("Transport", copy=False, help="What the way cost, to be paid back.")
    bonus = fields.Monetary(compute="_compute_bonus", store=True, precompute=True)
    days_off = fields.Integer(compute="_compute_bonus", store=True, precompute=True)
    day_off_from = fields.Date("Off from", readonly=True, copy=False)
    day_off_until = fields.Date("Off until", readonly=True, copy=False)
    has_caused_loss = fields.Boolean(
        "Problem Not Reported", copy=False, help="There was a problem that nobody was told of, and it caused a loss."
    )
    is_reported = fields.Boolean("Reported as Late", readonly=True, copy=False)

    _cost_positive = models.Constraint("CHECK(COALESCE(transport_cost, 0) >= 0)", "Costs cannot be negative.")

    @api.depends("promotion_id.rule_id")  # and not what the rule says later
    def _compute_bonus(self):
        for helper in self:
            rule = helper.promotion_id.rule_id.sudo()  # sudo: rules are configuration without secrets
            enforced = rule.filtered(lambda one: one.mode == "enforce")
            helper.bonus, helper.days_off = enforced.bonus, enforced.days_off

    def action_done(self):
        """Say that the task was done today."""
        self.check_access("write")
        for helper in self:
            promotion = helper.promotion_id
            if promotion.state not in ("announced", "running") or helper.done_date:
                raise UserError(self.env._("%s: nothing is to be done.", promotion.display_name))
            if helper.user_id == self.env.user and (helper.bonus or helper.days_off):
                raise UserError(
                    self.env._("%s: somebody else confirms what brings a bonus or days off.", promotion.display_name)
                )
            # sudo: set with this button only
            helper.sudo().write({"done_date": promotion._today(), "done_by_id": self.env.uid})
        return True

    def _report_late(self):
        """Report who did not do the task in time, and the leader, once (S1.6-mkt-01)."""
        for helper in self.filtered(lambda one: not one.is_reported):
            promotion = helper.promotion_id
            if (helper.done_date or promotion._today()) <= promotion.date_due:
                continue
            rule = promotion.rule_id.sudo()  # sudo: rules are configuration without secrets
            message = self.env._(
                "%(promotion)s: what %(user)s was to do was not done in time.",
                promotion=promotion.display_name,
                user=helper.user_id.name,
            )
            day = promotion._day_after_due()
            promotion._report(rule.late_conduct_code, helper.user_id, helper, day, message)
            promotion._report(rule.leader_conduct_code, promotion.leader_id, helper, day, message)
            helper.sudo().is_reported = True  # sudo: noted by the software only

    def _report_loss(self):
        """Report who told nobody of a problem (S1.6-mkt-02)."""
        for helper in self.filtered("has_caused_loss"):
            promotion = helper.promotion_id
            message = self.env._(
                "%(promotion)s: %(user)s did not report a problem that caused a loss.",
                promotion=promotion.display_name,
                user=helper.user_id.name,
            )
            code = promotion.rule_id.sudo().loss_conduct_code  # sudo: as above
            promotion._report(code, helper.user_id, helper, promotion._today(), message)

    def _give_days_off(self):
        """Let each helper have the next working days off, as many as the rule says (S1.6-mkt-02)."""
        for helper in self.filtered("days_off"):
            first = helper.done_date + timedelta(days=1)
            last = first + timedelta(days=LOOK_AHEAD)
            at_work = self.env["resource.calendar"]._visiting_days(helper.company_id, helper.user_id, first, last)[
                helper.user_id
            ]
            days = sorted(at_work)[: helper.days_off]
            if days:
                # sudo: given by the software only
                helper.sudo().write({"day_off_from": days[0], "day_off_until": days[-1]})

    @api.model
    def _days_off(self, company, users, first, last) -> dict:
        """Return by user the days from ``first`` to ``last`` that were given off."""
        # sudo: when a colleague is at work is no secret
        found = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("user_id", "in", users.ids),
                ("day_off_from", "<=", last),
                ("day_off_until", ">=", first),
            ]
        )
        days = {}
        for helper in found:
            length = (helper.day_off_until - helper.day_off_from).days + 1
            off = {helper.day_off_from + timedelta(days=number) for number in range(length)}
            days[helper.user_id.id] = days.get(helper.user_id.id, set()) | off
        return days
