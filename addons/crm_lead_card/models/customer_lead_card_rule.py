from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerLeadCardRule(models.Model):
    """How long lead cards are valid, who signs them, and what is reported to staff conduct (S1.6-cards)."""

    _name = "customer.lead.card.rule"
    _description = "Rule of lead cards"
    _inherit = ["customer.policy.rule.mixin"]

    set_up_same_day = fields.Boolean(
        "Set Up the Same Day", help="A card that is set up after the day of its lead is marked as late."
    )
    first_days = fields.Integer(
        "First Call-back, Days",
        help="The first call-back comes within so many days after the card became valid, or the card is waste.",
    )
    later_days = fields.Integer(
        "Later Call-backs, Days", help="A call-back keeps the card valid for so many days, or the card is waste."
    )
    signed_call = fields.Integer(
        "Call-back to Sign", help="This call-back of a card, counted from 1, counts when a leader signs it. 0: none."
    )
    sign_hours = fields.Integer(
        "Hours to Sign It", help="Signed within so many hours it counts from its own day, later from the signature."
    )
    void_messages = fields.Integer(
        "Messages in a Row", help="So many call-backs in a row that were only messages make the card void. 0: none do."
    )
    rotation_unit = fields.Selection(
        [("day", "Each Day"), ("week", "Each Week"), ("month", "Each Month")],
        string="Signing Leaders Rotate",
        help="In each round another leader is proposed to sign the cards of a team. Empty: the team's own leader.",
    )
    custodian_id = fields.Many2one(
        "res.users",
        string="Keeper of Withdrawn Cards",
        check_company=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        help="The sales assistant, who keeps cards that were withdrawn.",
    )
    late_conduct_code = fields.Char(
        "Duplicate after a Missed Call-back",
        help="Code of the conduct rule for the holder of a waste card whose customer another consultant signed for.",
    )
    blame_days = fields.Integer(
        "Days a Missed Call-back Counts",
        help="A card that became waste longer ago blames nobody when another consultant signs for its customer. "
        "0: without limit.",
    )
    torn_conduct_code = fields.Char("Card Torn Up", help="Code of the conduct rule.")
    hindrance_conduct_code = fields.Char(
        "Sale Hindered", help="Code of the conduct rule for the holder of a duplicate who hinders the valid holder."
    )
    source_conduct_code = fields.Char(
        "Source Wrong or Not Asked", help="Code of the conduct rule, see the call-backs about the source."
    )
    swap_conduct_code = fields.Char("Customers Swapped", help="Code of the conduct rule, for each of the two.")

    _numbers_positive = models.Constraint(
        "CHECK(first_days >= 0 AND later_days >= 0 AND signed_call >= 0 AND sign_hours >= 0 AND void_messages >= 0"
        " AND blame_days >= 0)",
        "Days, hours and numbers of call-backs cannot be negative.",
    )

    @api.constrains("custodian_id")
    def _check_custodian(self):
        for rule in self:
            # sudo: the groups of a colleague, to look whether cards are open to him
            if rule.custodian_id and not rule.custodian_id.sudo().has_group("sales_team.group_sale_salesman"):
                raise ValidationError(
                    self.env._("%s keeps no cards: give the role of a sales user first.", rule.custodian_id.name)
                )

    @api.model
    def _pack_excluded_fields(self):
        """A pack names no person."""
        return {*super()._pack_excluded_fields(), "custodian_id"}

    @api.model
    def _of(self, company):
        """Return the rule that counts in ``company``; empty when none does."""
        return self._counting(company, bool)

    def _card_terms(self) -> dict:
        """Return what a card keeps of this rule from its signature on; nothing of no rule."""
        if not self:
            return {}
        names = ("first_days", "later_days", "signed_call", "sign_hours", "void_messages", "mode")
        return {"rule_id": self.id, **{name: self[name] for name in names}}

    def _round(self, day: date) -> int:
        """Return the number of the round of signing leaders ``day`` is in."""
        return {"day": day.toordinal(), "week": (day.toordinal() - 1) // 7, "month": day.year * 12 + day.month}[
            self.rotation_unit
        ]

    def _report_conduct(self, field: str, user, source, company) -> None:
        """Report what ``user`` did to staff conduct by the code in ``field``; where the rule observes it is listed."""
        code = self and self[field]
        if not code:
            return
        if self.mode == "observe":
            label = self._fields[field]._description_string(self.env)
            self._breached_by(source, f"{user.name}: {label}")
            return
        # sudo: which employee a user is, to report
        employee = user.sudo().with_company(company).employee_id
        self.env["customer.policy.conduct"]._report(code, employee, 1, source)
