from odoo import fields, models


class CustomerComplaintReturnRule(models.Model):
    """How much more than approved may come back, and what the warehouse asks before it takes it in.

    The first rule in force that meets a return note counts (S1.3-12.3c, S1.2-12.4). What a rule grants it grants once
    it is enforced; one that only observes lists what it would have stopped.
    """

    _name = "customer.complaint.return.rule"
    _description = "Rule for returned goods"
    _inherit = ["customer.policy.condition.mixin"]

    over_ratio = fields.Float(
        "Over-Quantity Acceptance Ratio (%)",
        digits=(5, 2),
        help="How much more than approved may come back and is credited without a new decision (超量允收比率), where "
        "neither the order line nor the order says another ratio.",
    )
    needs_instruction = fields.Boolean(
        "Differences Need an Instruction",
        help="What differs from the note is taken in once sales said what to do with it.",
    )

    _over_ratio_positive = models.Constraint("CHECK(over_ratio >= 0)", "The ratio cannot be negative.")

    def _condition_model(self):
        return "customer.complaint.settlement"
