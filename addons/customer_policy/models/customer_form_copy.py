from odoo import fields, models


class CustomerFormCopy(models.Model):
    """One copy (联) of a form."""

    _name = "customer.form.copy"
    _description = "Copy of a form"
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one("customer.form.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char("Copy", required=True, translate=True, help="As it is printed, for example First copy.")
    keeper = fields.Char("Kept by", required=True, translate=True, help="The role or department that keeps it.")
    colour = fields.Selection(
        [
            ("white", "White"),
            ("red", "Red"),
            ("pink", "Pink"),
            ("yellow", "Yellow"),
            ("green", "Green"),
            ("blue", "Blue"),
        ],
        required=True,
        default="white",
    )

    def _number(self) -> int:
        """Return which copy of its form this is, counted from 1."""
        self.ensure_one()
        return self.rule_id.copy_ids.ids.index(self.id) + 1
