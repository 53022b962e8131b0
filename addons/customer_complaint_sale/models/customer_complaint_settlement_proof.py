from odoo import api, fields, models


class CustomerComplaintSettlement(models.Model):
    """What finance needs before it books (S1.2-12.6a to 12.6c, S1.2-12.7)."""

    _inherit = "customer.complaint.settlement"

    proof_ids = fields.One2many("customer.complaint.proof", "settlement_id", string="Proofs")
    proof_rule_ids = fields.Many2many(
        "customer.complaint.proof.rule",
        compute="_compute_proof_rule_ids",
        string="Proofs Possible",
    )
    proof_obstacle = fields.Char("What Finance Still Needs", compute="_compute_proof_obstacle")

    @api.depends("kind", "company_id")
    def _compute_proof_rule_ids(self):
        for settlement in self:
            settlement.proof_rule_ids = settlement._proof_rules().sudo(False)

    def _proof_rules(self):
        """Return the ways of proof in force for this note, with all rights."""
        self.ensure_one()
        known = self.sudo()  # sudo: whether a rule meets a note does not depend on who asks
        return (
            self.env["customer.complaint.proof.rule"]
            ._in_force(self.company_id)
            .filtered(lambda rule: rule.kind == known.kind and known.filtered_domain(rule._get_domain()))
        )

    @api.depends(
        "kind",
        "proof_ids.rule_id",
        *(
            f"proof_ids.{name}"
            for name in (
                "reference",
                "is_stamped",
                "returned_date",
                "quantity",
                "price_unit",
                "amount",
            )
        ),
        "proof_ids.attachment_ids",
    )
    def _compute_proof_obstacle(self):
        for settlement in self:
            settlement.proof_obstacle = settlement._missing_proof("enforce")

    def _missing_proof(self, mode: str) -> str:
        """Say which proof the rules of ``mode`` still ask for, or return an empty string."""
        rules = self._proof_rules().filtered(lambda rule: rule.mode == mode)
        # sudo: proofs of a note one reads
        complete = self.sudo().proof_ids.filtered(lambda proof: not proof.missing).rule_id
        always = rules.filtered("is_always_needed")
        if lacking := always - complete:
            return self.env._("It needs: %s.", "; ".join(lacking.mapped("name")))
        ways = rules - always
        if ways and not ways & complete:
            return self.env._("It needs one of: %s.", "; ".join(ways.mapped("name")))
        return ""

    def _hand_over_obstacle(self):
        return super()._hand_over_obstacle() or self._missing_proof("enforce")

    def _before_hand_over(self):
        """List what rules that only observe would have stopped."""
        for settlement in self:
            if message := settlement._missing_proof("observe"):
                rules = settlement._proof_rules().filtered(lambda rule: rule.mode == "observe")
                rules[:1]._breached_by(settlement, f"{settlement.display_name}: {message}")
