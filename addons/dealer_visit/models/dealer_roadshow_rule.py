from odoo import fields, models


class DealerRoadshowRule(models.Model):
    """How a roadshow is held: cards that each consultant collects, and what is reported (S1.6-ka-04, S1.6-ka-05)."""

    _name = "dealer.roadshow.rule"
    _description = "Rule for roadshows"
    _inherit = ["customer.policy.rule.mixin"]

    cards_per_person = fields.Integer(
        "Cards per Consultant", required=True, help="So many customer records each consultant collects."
    )
    card_group_id = fields.Many2one(
        "res.groups",
        string="Cards Entered by",
        ondelete="restrict",
        help="Members of this group enter cards and who left early, each of others and not of themselves. They must be "
        "allowed to change the roadshow, as supervisors are. Empty: whoever arranged it.",
    )
    card_conduct_code = fields.Char(
        "Missing Cards", help="Code of the rule of conduct that missing cards are reported to; empty: none are."
    )
    absence_conduct_code = fields.Char(
        "Left Early", help="Code of the rule of conduct that is reported who left the roadshow; empty: nobody is."
    )

    _cards_positive = models.Constraint("CHECK(cards_per_person >= 0)", "Cards cannot be negative.")
