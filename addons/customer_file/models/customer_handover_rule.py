from odoo import fields, models


class CustomerHandoverRule(models.Model):
    """What is handed over when somebody leaves or changes post, and what happens then."""

    _name = "customer.handover.rule"
    _description = "Handover when staff leave"
    _inherit = ["customer.policy.rule.mixin"]

    reason = fields.Selection(
        [("leaves", "Leaves the company"), ("post", "Changes post")],
        help="When the rule applies; empty: both. In mode enforce the account is not archived, "
        "and the department not changed, before the handover is complete.",
    )
    item_ids = fields.One2many(
        "customer.handover.rule.item",
        "rule_id",
        string="Materials and Tools",
        copy=True,
        help="Listed in each handover, one by one.",
    )
    needs_explanation = fields.Boolean(
        "Work in Hand Is Explained", help="The leaver explains the state of each work in hand in writing."
    )
    needs_training = fields.Boolean(
        "Successor Is Trained", help="The successor and a supervisor sign that the successor works independently."
    )
    receivers = fields.Integer(
        "Receiving Departments", help="So many departments sign that they received everything; 0: none has to."
    )
    receiver_department_ids = fields.Many2many(
        "hr.department",
        string="Always Receiving",
        check_company=True,
        help="These sign besides the department of the leaver, for example the information department.",
    )
    informs_customers = fields.Boolean(
        "Customers Are Informed", help="At completion, each customer gets a mail about the new contact."
    )
    first_contact_days = fields.Integer(
        "Days to the First Contact",
        help="0: on the day of the completion.",
    )
    asks_first_contact = fields.Boolean(
        "Successor Contacts Customers", help="At completion, the successor gets an activity for each customer."
    )
    ends_account = fields.Boolean(
        "Account Ends", help="The account of who leaves is archived on its last day, once the handover is complete."
    )
    export_days = fields.Integer(
        "Days of Exports Shown", help="What the leaver exported in so many days is shown with the handover."
    )

    _numbers_positive = models.Constraint(
        "CHECK(receivers >= 0 AND first_contact_days >= 0 AND export_days >= 0)",
        "Departments and days cannot be negative.",
    )

    def _for_reason(self, company, reason: str):
        """Return the rule that counts in ``company`` for this reason, or an empty recordset."""
        return self._counting(company, lambda rule: rule.reason in (False, reason))

    def _unfulfillable(self):
        return super()._unfulfillable() | self.filtered(
            lambda rule: any(not department._get_manager_user() for department in rule.receiver_department_ids)
        )


class CustomerHandoverRuleItem(models.Model):
    """A material or a tool that belongs to the post."""

    _name = "customer.handover.rule.item"
    _description = "Material or tool to hand over"
    _order = "sequence, id"

    rule_id = fields.Many2one("customer.handover.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("material", "Material"), ("tool", "Tool")], string="Kind of Item", required=True, default="material"
    )
    name = fields.Char(required=True, translate=True)
