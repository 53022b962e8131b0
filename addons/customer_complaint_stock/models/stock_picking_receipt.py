from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_complaint_settlement_receipt import INSTRUCT


class StockPicking(models.Model):
    """The warehouse checks what comes back against the return note, and asks where it differs (S1.2-12.4)."""

    _inherit = "stock.picking"

    complaint_actual_state = fields.Text(
        "Actual State of the Goods", copy=False, help="As they were found; confirmed by validating the receipt."
    )
    complaint_asked_date = fields.Datetime("Instruction Asked on", readonly=True, copy=False)
    complaint_instruction = fields.Text(
        "Instruction", compute="_compute_complaint_instruction", compute_sudo=True, help="What sales answered."
    )

    @api.depends("complaint_asked_date", "move_ids.complaint_action_id.settlement_id.instruction")
    def _compute_complaint_instruction(self):
        for picking in self:
            settlement = picking.complaint_settlement_id
            asked, answered = picking.complaint_asked_date, settlement.instructed_date
            picking.complaint_instruction = asked and answered and answered >= asked and settlement.instruction

    def action_ask_complaint_instruction(self):
        """Ask the salesperson of the return note what to do with goods that differ from it."""
        self.ensure_one()
        settlement = self.sudo().complaint_settlement_id  # sudo: the warehouse asks about the note it checks against
        if not settlement or self.state in ("done", "cancel"):
            raise UserError(self.env._("%s takes in nothing of a return note.", self.display_name))
        self.complaint_asked_date = fields.Datetime.now()
        settlement.activity_schedule(
            INSTRUCT,
            user_id=settlement.user_id.id,
            summary=self.env._("%s: instruction for the warehouse", self.name),
            note=self._complaint_differences() or False,
        )
        return True

    def _tell_complaint_instruction(self, instruction: str):
        for picking in self:
            picking.message_post(body=instruction)

    def _complaint_receipts(self):
        return self.move_ids.filtered(
            lambda move: (
                move.complaint_action_id and move._comes_from_customer() and move.state not in ("done", "cancel")
            )
        )

    def _complaint_differences(self) -> str:
        """Say what of the counted goods differs from the return note, or return an empty string."""
        self.ensure_one()
        some_picked = any(move.picked for move in self.move_ids)
        differences = []
        for move in self._complaint_receipts():
            counted = move.quantity if move.picked or not some_picked else 0
            if move.product_uom.compare(counted, move.product_uom_qty):
                differences.append(
                    self.env._(
                        "%(counted)s instead of %(noted)s %(unit)s of %(product)s",
                        counted=counted,
                        noted=move.product_uom_qty,
                        unit=move.product_uom.display_name,
                        product=move.product_id.display_name,
                    )
                )
        return ", ".join(differences)

    def _complaint_return_rule(self):
        """Return the rule for returned goods that counts for what is to come in, with all rights."""
        self.ensure_one()
        settlement = self.sudo()._complaint_receipts().complaint_action_id.settlement_id[:1]  # sudo: see below
        return settlement._return_rule() if settlement else self.env["customer.complaint.return.rule"]

    def _check_complaint_instruction(self):
        """Take in what differs from the note only with an instruction, where a rule asks for one.

        :raises UserError: naming the transfer and the difference
        """
        for picking in self:
            rule = picking._complaint_return_rule()
            # sudo: what is compared does not depend on who takes the goods in
            known = picking.sudo()
            if not rule.needs_instruction or known.complaint_instruction:
                continue
            if differences := known._complaint_differences():
                message = self.env._(
                    "%(picking)s: %(differences)s. Ask for an instruction first.",
                    picking=picking.display_name,
                    differences=differences,
                )
                rule._breached_by(picking, message)

    def _action_done(self):
        self._check_complaint_instruction()
        return super()._action_done()

    def _pre_action_done_hook(self):
        """Say that an instruction is missing before the question about a backorder comes up."""
        self.filtered(lambda picking: picking._complaint_return_rule().mode == "enforce")._check_complaint_instruction()
        return super()._pre_action_done_hook()
