from odoo import fields, models


class CustomerComplaintLossBasis(models.Model):
    """How the loss of a case is calculated (客诉损失金额核算基准): each basis that meets a case proposes rows of it."""

    _name = "customer.complaint.loss.basis"
    _description = "Basis of the loss of a complaint"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(
        [
            ("quantity", "Quantity × Price"),
            ("fixed", "Fixed Amount"),
            ("percent", "Percent of the Settlement"),
            ("manual", "Entered by Hand"),
        ],
        required=True,
        default="quantity",
    )
    quantity_of = fields.Selection(
        [("returned", "Returned"), ("confirmed", "Confirmed Defective"), ("defective", "Defective")],
        "Quantity",
        default="returned",
    )
    price = fields.Monetary("Price per Unit", help="0: what the customer was charged.")
    amount = fields.Monetary()
    percent = fields.Float(digits=(5, 2))
    currency_id = fields.Many2one(related="company_id.currency_id")

    _not_negative = models.Constraint(
        "CHECK(price >= 0 AND amount >= 0 AND percent >= 0)", "Prices, amounts and percents of a loss are not negative."
    )

    def _condition_model(self):
        return "customer.complaint"

    def _prepare_loss_vals(self, complaint) -> list[dict]:
        """Return the rows of the loss that this basis proposes for ``complaint``."""
        self.ensure_one()
        row = {"complaint_id": complaint.id, "basis_id": self.id, "name": self.name, "why": self._why()}
        if self.kind == "quantity":
            return [
                {**row, "line_id": line.id, "quantity": quantity, "price_unit": self.price or line.price_unit}
                for line, quantity in self._quantities(complaint).items()
                if quantity
            ]
        if self.kind == "fixed":
            return [{**row, "amount": self.amount}]
        if self.kind == "percent":
            return [{**row, "amount": complaint.currency_id.round(complaint.amount * self.percent / 100)}]
        return [{**row, "amount": 0}]

    def _quantities(self, complaint) -> dict:
        """Return how much of each complained-of product counts."""
        if self.quantity_of == "returned":
            returns = complaint.action_ids.filtered(lambda action: action.kind == "return")
            return {
                line: sum(returns.filtered(lambda action, line=line: action.line_id == line).mapped("quantity"))
                for line in returns.line_id
            }
        name = f"{self.quantity_of}_quantity"
        return {line: line[name] for line in complaint.line_ids}
