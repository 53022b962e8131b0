from odoo import api, fields, models
from odoo.exceptions import UserError

#: the warehouse asks what to do with goods that differ from the note
INSTRUCT = "customer_complaint_stock.mail_activity_type_instruct"


class CustomerComplaintSettlement(models.Model):
    """What the warehouse took in for a return note, and what was sent for it (S1.2-12.4)."""

    _inherit = "customer.complaint.settlement"

    picking_ids = fields.Many2many("stock.picking", compute="_compute_picking_ids", compute_sudo=True)
    picking_count = fields.Integer("Transfers", compute="_compute_picking_ids", compute_sudo=True)
    receipt_state = fields.Selection(
        [
            ("waiting", "Waiting for the Goods"),
            ("partly", "Partly Received"),
            ("received", "Received"),
            ("nothing", "Nothing Came Back"),
        ],
        compute="_compute_receipt_state",
        compute_sudo=True,
    )
    received_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    received_date = fields.Datetime("Received on", readonly=True, copy=False)
    recounted_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    recounted_date = fields.Datetime(
        "Receipt Changed on",
        readonly=True,
        copy=False,
        help="A done receipt, or what was sent back of it, was changed after it had been counted.",
    )
    actual_state = fields.Text(
        compute="_compute_actual_state", compute_sudo=True, help="As the warehouse found the goods."
    )
    instruction = fields.Text(copy=False, help="What the warehouse is to do with goods that differ from the note.")
    instructed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    instructed_date = fields.Datetime("Instructed on", readonly=True, copy=False)
    can_replace = fields.Boolean(compute="_compute_can_send", compute_sudo=True)
    can_send_back = fields.Boolean(compute="_compute_can_send", compute_sudo=True)

    @api.depends("action_ids.move_ids.picking_id")
    def _compute_picking_ids(self):
        for settlement in self:
            settlement.picking_ids = settlement.action_ids.move_ids.picking_id
            settlement.picking_count = len(settlement.picking_ids)

    @api.depends("action_ids.move_ids.state")
    def _compute_receipt_state(self):
        for settlement in self:
            moves = settlement.action_ids._receipt_moves()
            done = moves.filtered(lambda move: move.state == "done")
            if settlement.action_ids._open_receipts():
                settlement.receipt_state = "partly" if done else "waiting"
            else:
                settlement.receipt_state = moves and ("received" if done else "nothing")

    @api.depends("action_ids.move_ids.picking_id.complaint_actual_state")
    def _compute_actual_state(self):
        for settlement in self:
            pickings = settlement.action_ids._receipt_moves().picking_id
            settlement.actual_state = "\n".join(filter(None, pickings.mapped("complaint_actual_state")))

    @api.model
    def _workflow_protected_fields(self):
        stamps = (f"{step}_{what}" for step in ("received", "instructed", "recounted") for what in ("by_id", "date"))
        return {*super()._workflow_protected_fields(), *stamps}

    def write(self, vals):
        result = super().write(vals)
        if "instruction" in vals:
            for settlement in self:
                settlement._stamp_instruction()
        return result

    def _stamp_instruction(self):
        """Note who instructed the warehouse, and tell it."""
        given = bool((self.instruction or "").strip())
        self._write_protected(
            {"instructed_by_id": given and self.env.uid, "instructed_date": given and fields.Datetime.now()}
        )
        if given:
            # sudo: the question is answered whoever of sales was asked
            self.sudo().activity_feedback([INSTRUCT], feedback=self.instruction)
            # sudo: whoever instructs need not be allowed to read transfers
            self.sudo().action_ids._open_receipts().picking_id._tell_complaint_instruction(self.instruction)

    # what is in the way

    def _receipt_obstacle(self) -> str:
        """Say what of the goods finance still waits for, or return an empty string."""
        known = self.sudo()  # sudo: only what is missing is told
        if known.kind != "return":
            return ""
        if open_receipts := known.action_ids._open_receipts():
            return self.env._(
                "The goods are not in yet: %s.", ", ".join(open_receipts.picking_id.mapped("display_name"))
            )
        return known._excess_obstacle()

    def _hand_over_obstacle(self):
        obstacle = self._receipt_obstacle()
        if not obstacle and not self._is_with_credit():
            obstacle = self.env._("No credit note comes of it: it is settled once the goods are sent.")
        return obstacle or super()._hand_over_obstacle()

    def _credit_obstacle(self):
        return super()._credit_obstacle() or self._receipt_obstacle()

    def _credited_obstacle(self):
        return self._receipt_obstacle() or super()._credited_obstacle()

    def _is_with_credit(self) -> bool:
        """Say whether finance has to do with it."""
        # sudo: only the kinds of what was decided
        return any(action._is_credited() for action in self.sudo().action_ids)

    def _cancel_obstacle(self):
        done = self.sudo().action_ids.move_ids.filtered(lambda move: move.state == "done")  # sudo: only whether
        return super()._cancel_obstacle() or (
            self.env._("Goods were moved for it: %s.", ", ".join(done.picking_id.mapped("name"))) if done else ""
        )

    def _after_cancel(self):
        moves = self.sudo().action_ids.move_ids  # sudo: they were made by the note, and go with it
        result = super()._after_cancel()
        moves.filtered(lambda move: move.state not in ("done", "cancel"))._action_cancel()
        return result

    # done

    def _is_settled(self):
        settled = super()._is_settled()
        return settled and (self.kind != "return" or all(action._is_carried_out() for action in self.action_ids))

    def _follow_credit_notes(self):
        """A note of which no credit note comes is settled by its goods alone, and never is with finance."""
        alone = self.filtered(lambda one: one.kind == "return" and not one._is_with_credit())
        result = super(CustomerComplaintSettlement, self - alone)._follow_credit_notes()
        for settlement in alone.filtered(lambda one: one.state in ("issued", "finance", "done")):
            state = "done" if settlement._is_settled() else "issued"
            if settlement.state != state:
                settlement._write_protected({"state": state})
        return result

    def _follow_moves(self, receipts):
        """Note what came back, and ask and tell whom it concerns; called with all rights.

        :param receipts: the moves that were just done
        """
        for settlement in self.filtered(lambda one: one.state in ("issued", "finance", "done")):
            mine = receipts.filtered(lambda move, one=settlement: move.complaint_action_id.settlement_id == one)
            if mine:
                settlement._write_protected({"received_by_id": self.env.uid, "received_date": fields.Datetime.now()})
                settlement._tell_received(mine)
            else:
                settlement._tell_sent_again()
            # goods can come in, also by hand, after others of the note were credited
            settlement._expect_credit_notes()
            settlement._void_changed_approvals()
            if not settlement.action_ids._open_receipts():
                settlement._ask_for_excess()
            settlement._follow_credit_notes()

    def _note_recount(self, before: dict):
        """Say that a receipt was changed after it was counted, and how; called with all rights.

        :param before: how much of each move had been counted, in the unit of its product
        """
        for settlement in self:
            for move, quantity in before.items():
                if settlement not in move._complaint_counting().settlement_id:
                    continue
                settlement._write_protected({"recounted_by_id": self.env.uid, "recounted_date": fields.Datetime.now()})
                settlement.message_post(
                    body=self.env._(
                        "%(picking)s was changed after it was counted: %(now)s %(unit)s of %(product)s instead of "
                        "%(before)s.",
                        picking=move.picking_id.display_name,
                        now=move._complaint_moved(),
                        before=quantity,
                        unit=move.product_id.uom_id.display_name,
                        product=move.product_id.display_name,
                    ),
                    partner_ids=settlement.user_id.partner_id.ids,
                )

    def _tell_received(self, receipts):
        """Tell the salesperson what came back; other addons tell others."""
        self.ensure_one()
        for picking, moves in receipts.grouped("picking_id").items():
            found = ", ".join(
                f"{move.quantity:g} {move.product_uom.name} {move.product_id.display_name}" for move in moves
            )
            body = self.env._("Received with %(picking)s: %(found)s.", picking=picking.display_name, found=found)
            # mailed by the scheduler: who takes the goods in does not wait for it
            soon = fields.Datetime.add(fields.Datetime.now(), minutes=1)
            self.message_post(body=body, partner_ids=self.user_id.partner_id.ids, scheduled_date=soon)

    def _tell_sent_again(self):
        """Tell who made the credit notes that goods went to the customer again by hand after they were credited."""
        self.ensure_one()
        for action in self.action_ids.filtered(lambda action: action._is_credited()):
            if action.uom_id.compare(action.credited_quantity, action.received_quantity) <= 0:
                continue
            self.message_post(
                body=self.env._(
                    "%(credited)s %(unit)s of %(product)s are credited, and %(kept)s stayed here: the rest went to the "
                    "customer again. Charge it, or reverse the credit note.",
                    credited=action.credited_quantity,
                    kept=action.received_quantity,
                    unit=action.uom_id.display_name,
                    product=action.line_id.product_id.display_name,
                ),
                partner_ids=self._live_credit_notes().create_uid.partner_id.ids,
            )

    # sent for it

    @api.depends("state", "action_ids.move_ids.state")
    def _compute_can_send(self):
        for settlement in self:
            settlement.can_replace = not settlement._send_obstacle("replacement")
            settlement.can_send_back = not settlement._send_obstacle("rework")

    def _to_send(self, kind: str):
        """Return the settlements of ``kind`` of which something is to be sent, or will be once it came back."""
        return self.action_ids.filtered(
            lambda action: (
                action.kind == kind
                and not action.no_result_reason
                and (action._open_receipts() or action._left_to_send())
            )
        )

    def _send_obstacle(self, kind: str) -> str:
        """Say why the goods of ``kind`` are not sent now, or return an empty string."""
        self.ensure_one()
        if self.state not in ("issued", "finance"):
            return self.env._("%s is not issued.", self.display_name)
        if not self._to_send(kind):
            return self.env._("%s: nothing is left to be sent.", self.display_name)
        return self._receipt_obstacle()

    def action_deliver_replacement(self):
        """Ask the warehouse to deliver a replacement for what came back; once."""
        return self._send("replacement")

    def action_send_back(self):
        """Send the goods back to the customer after rework; once."""
        return self._send("rework")

    def _send(self, kind: str):
        self.ensure_one()
        self.check_access("write")
        # sudo: who asks for it need not be allowed to move goods: the warehouse delivers with its rights
        known = self._with_all_rights()
        known._lock_settlement()
        if obstacle := known._send_obstacle(kind):
            raise UserError(obstacle)
        actions = known._to_send(kind)
        if kind == "replacement":
            actions._create_replacement()
        else:
            actions._create_send_back()
        return True

    def action_view_pickings(self):
        """Show the transfers of the note."""
        self.ensure_one()
        # sudo: which they are; shown as the user may
        return self.sudo().picking_ids.sudo(self.env.su)._get_records_action(name=self.env._("Transfers"))
