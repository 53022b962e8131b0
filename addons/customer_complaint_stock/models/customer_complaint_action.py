from odoo import api, fields, models
from odoo.exceptions import UserError

#: what is carried out with goods
STOCK_KINDS = ("return", "replacement", "rework")


class CustomerComplaintAction(models.Model):
    """How much comes back for what was decided, compared with how much may (S1.2-12.3a to S1.2-12.3d)."""

    _inherit = "customer.complaint.action"
    _set_by_steps = ("decision_id", "settlement_id", "no_result_reason", "approved_quantity", "over_ratio")

    move_ids = fields.One2many("stock.move", "complaint_action_id", string="Stock Moves", readonly=True)
    return_quantity = fields.Float(
        "To Come Back",
        digits="Product Unit",
        compute="_compute_return_quantity",
        store=True,
        precompute=True,
        readonly=False,
        copy=False,
        help="As the note says; at first what was decided. Where that was not determined yet, it is entered here.",
    )
    approved_quantity = fields.Float(
        "Approved",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="Set when the note is issued: what was decided, or what was approved beyond it.",
    )
    over_ratio = fields.Float(
        "Over-Quantity Acceptance Ratio (%)",
        digits=(5, 2),
        readonly=True,
        copy=False,
        help="As it was when the note was issued.",
    )

    _return_quantity_positive = models.Constraint(
        "CHECK(return_quantity >= 0)", "What comes back cannot be less than nothing."
    )

    @api.model
    def _papers(self):
        return {**super()._papers(), **dict.fromkeys(STOCK_KINDS, "return")}

    @api.depends("kind", "quantity", "settlement_id")
    def _compute_return_quantity(self):
        for action in self:
            action.return_quantity = action.quantity if action.kind in STOCK_KINDS else 0

    def write(self, vals):
        if set(vals) != {"return_quantity"} or self.env.su:
            return super().write(vals)
        self._check_return_quantity_open()
        # sudo: who writes the note need not be allowed to change what was decided, and changes nothing else
        known = self.sudo()
        result = super(CustomerComplaintAction, known).write(vals)
        known.settlement_id._void_changed_approvals()
        return result

    def _check_return_quantity_open(self):
        """How much comes back is changed on the draft of the note, by whoever may write it."""
        known = self.sudo()  # sudo: which notes they are on; whether one may write those is asked with one's own rights
        known.settlement_id.sudo(False).check_access("write")
        if any(action.settlement_state != "draft" for action in known):
            raise UserError(self.env._("How much comes back is changed on the draft of a return note."))

    def _leave_settlement(self):
        result = super()._leave_settlement()
        self.write({"approved_quantity": 0, "over_ratio": 0, "no_result_reason": False})
        return result

    # goods

    def _is_of_goods(self) -> bool:
        return self.kind in STOCK_KINDS

    def _lot(self):
        """Return the lot or serial number that was complained of, if it is known."""
        self.ensure_one()
        return self.line_id.lot_id

    def _goods(self) -> dict:
        """Return how much of each product one unit of the settlement is, in the units of the products.

        A kit is what it was shipped as.
        """
        self.ensure_one()
        line = self.line_id
        ordered = line.sale_line_id
        if ordered and ordered.product_id == line.product_id and (parts := ordered._complaint_kit_parts()):
            each = self.uom_id._compute_quantity(1, ordered.product_uom_id, round=False)
            return {product: quantity * each for product, quantity in parts.items()}
        return {line.product_id: self.uom_id._compute_quantity(1, line.product_id.uom_id, round=False)}

    def _in_own_unit(self, moved: dict) -> float:
        """Return how many complete units of the settlement these quantities of products are."""
        self.ensure_one()
        goods = self._goods()
        units = min(moved.get(product, 0) / quantity for product, quantity in goods.items())
        return self.uom_id.round(units, rounding_method="DOWN" if len(goods) > 1 else "HALF-UP")

    def _deliveries(self, product):
        """Return the moves by which ``product`` reached the customer; the one that was complained of first."""
        self.ensure_one()
        line = self.line_id
        first = line.move_id
        lot = self._lot()
        moves = first
        # registered from the order, the product of a case names its last shipment and counts them all
        if not first or line.uom_id.compare(line.quantity, self._shipped_with(first, lot)) > 0:
            again = line.sale_line_id.move_ids.filtered(lambda move: not move.origin_returned_move_id)
            moves |= again
        moves = moves._complaint_deliveries().filtered(
            lambda move: move.product_id == product and move.company_id == self.company_id
        )
        if lot:
            moves = moves.filtered(lambda move: lot in move.move_line_ids.lot_id)
        return moves.sorted(lambda move: (move == first, move.date, move.id), reverse=True)

    def _shipped_with(self, move, lot) -> float:
        return move.product_id.uom_id._compute_quantity(move._complaint_moved(lot), self.uom_id, round=False)

    # how much may come back

    def _noted_over_ratio(self) -> float:
        """Return by how many percent more than approved may come back: as the order line, the order or a rule says."""
        self.ensure_one()
        ordered = self.line_id.sale_line_id
        for noted in (ordered, ordered.order_id):
            if noted.complaint_has_over_ratio:
                return noted.complaint_over_ratio
        rule = self.settlement_id._return_rule()
        return rule.over_ratio if rule.mode == "enforce" else 0.0

    def _approved(self) -> tuple[float, float]:
        """Return the approved quantity, and the largest that is accepted for it."""
        self.ensure_one()
        if self.settlement_id.state == "draft":
            approved, ratio = self.quantity, self._noted_over_ratio()
        else:
            approved, ratio = self.approved_quantity, self.over_ratio
        return approved, approved * (1 + ratio / 100)

    def _exceeds(self) -> bool:
        """Say whether more comes back, or came back, than is accepted for what was approved (S1.2-12.3b)."""
        self.ensure_one()
        if not self._is_of_goods() or not self.uom_id:
            return False
        actual = self.return_quantity if self.settlement_id.state == "draft" else self.received_quantity
        return self.uom_id.compare(actual, self._approved()[1]) > 0

    def _keep_approved(self):
        """Keep what was approved and how much more is accepted, as the note is issued."""
        for action in self:
            approved = action.return_quantity if action._exceeds() else action.quantity
            action.write({"approved_quantity": approved, "over_ratio": action._noted_over_ratio()})
