from odoo import fields, models


class CustomerComplaintProofRule(models.Model):
    """One way to prove to finance that the customer agrees to a credit note (S1.2-12.6a to 12.6c, S1.2-12.7).

    Of the ways in force for a kind of note one is enough, besides those that are always needed.
    """

    _name = "customer.complaint.proof.rule"
    _description = "Proof for a credit note"
    _inherit = ["customer.policy.condition.mixin"]

    kind = fields.Selection(
        lambda self: self.env["customer.complaint.settlement"]._fields["kind"]._description_selection(self.env),
        "For",
        required=True,
        default="allowance",
    )
    is_always_needed = fields.Boolean("Always Needed", help="Besides one of the other ways.")
    needs_scan = fields.Boolean(default=True, help="A scan of the paper is attached.")
    needs_stamp = fields.Boolean(help="The buyer stamped it with the invoice stamp (统一发票章, S1.14-13).")
    needs_reference = fields.Boolean(
        help="Its number is entered, such as that of the original invoice or of the red-letter VAT invoice (红字发票)."
    )
    needs_figures = fields.Boolean(help="Quantity, unit price and amount noted on it are entered.")
    needs_return = fields.Boolean("Needs to Be Signed Back", help="The day the customer sent it back is entered.")

    def _condition_model(self):
        return "customer.complaint.settlement"
