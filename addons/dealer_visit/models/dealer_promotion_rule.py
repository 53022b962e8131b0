from odoo import fields, models


class DealerPromotionRule(models.Model):
    """A kind of promotion or other job of marketing: who is told before, who helps, and what follows from it.

    S1.6-mkt-01, S1.6-mkt-02, S1.6-mkt-06. Observe: what would have been reported is listed.
    """

    _name = "dealer.promotion.rule"
    _description = "Rule for promotions"
    _inherit = ["customer.policy.rule.mixin"]

    needs_notice = fields.Boolean("Announced Before", help="Team leaders and the manager are told before it begins.")
    told_department_ids = fields.Many2many(
        "hr.department",
        string="Heads Told",
        check_company=True,
        help="The heads of these departments are told, besides the leader and the head of the responsible.",
    )
    told_group_id = fields.Many2one("res.groups", string="Also Told", ondelete="restrict")
    notice_conduct_code = fields.Char(
        "Not Announced",
        help="Code of the rule of conduct that is reported who begins without having told; empty: it does not begin.",
    )
    needs_helpers = fields.Boolean("Helpers Appointed", help="It begins once the leader has said who helps.")
    job_ids = fields.Many2many(
        "hr.job",
        string="Helped by",
        check_company=True,
        help="One of the helpers holds one of these positions; empty: any.",
    )
    late_conduct_code = fields.Char(
        "Late: Helper",
        help="Code of the rule of conduct that each task not done in time is reported to; empty: none is.",
    )
    leader_conduct_code = fields.Char(
        "Late: Leader", help="Code of the rule of conduct that the leader is reported for each of them; empty: not."
    )
    loss_conduct_code = fields.Char(
        "Problem Not Reported",
        help="Code of the rule of conduct that is reported who told nobody of a problem that cost money; empty: not.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    bonus = fields.Monetary("Bonus of a Helper")
    days_off = fields.Integer(help="So many working days off has a helper, from the next one on.")

    _numbers_positive = models.Constraint(
        "CHECK(COALESCE(bonus, 0) >= 0 AND COALESCE(days_off, 0) >= 0)", "A bonus and days off are not negative."
    )
