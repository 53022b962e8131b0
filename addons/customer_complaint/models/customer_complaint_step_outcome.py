from odoo import fields, models


class CustomerComplaintStepOutcome(models.Model):
    """A way a step can end, and what it asks for: “cannot be solved here” asks the manager (S1.10-3, S1.10-6b)."""

    _name = "customer.complaint.step.outcome"
    _description = "Outcome of a step"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    step_id = fields.Many2one("customer.complaint.step", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="step_id.company_id", store=True, precompute=True, index=True)
    sequence = fields.Integer(default=10)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    next_steps = fields.Char(help="Codes of the steps it asks for, with commas between them.")
    needs_result = fields.Boolean("Needs a Text", help="Whoever ends the step so says why.")
    drafts_reply = fields.Boolean(
        "Drafts an Interim Reply",
        help="The text becomes the draft of an interim reply to the customer, such as “delayed till Friday” (S1.10-4).",
    )

    _code_unique = models.Constraint("UNIQUE(step_id, code)", "Another outcome of this step already has this code.")

    def _next_codes(self) -> list[str]:
        return [code.strip() for code in (self.next_steps or "").split(",") if code.strip()]

    def _terms(self) -> dict:
        """Return the outcome as a case keeps it."""
        self.ensure_one()
        return {
            "code": self.code,
            "next": self._next_codes(),
            "needs_result": self.needs_result or self.drafts_reply,
            "drafts_reply": self.drafts_reply,
        }
