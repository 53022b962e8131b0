from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintSettlement(models.Model):
    """The finished goods return note (成品退货单): goods come back, and others are sent for them (S1.2-12.2a)."""

    _inherit = "customer.complaint.settlement"

    # issued notes and their credit notes stay when the addon goes
    kind = fields.Selection(
        selection_add=[("return", "Finished Goods Return Note")], ondelete={"return": "set allowance"}
    )
    has_excess = fields.Boolean(
        compute="_compute_has_excess",
        compute_sudo=True,
        help="More than is accepted comes back: it waits for a new decision.",
    )

    def _return_rule(self):
        """Return the rule for returned goods that counts for this note, with all rights; empty where there is none."""
        known = self.sudo()  # sudo: whether a rule meets a note does not depend on who asks
        return self.env["customer.complaint.return.rule"]._counting(
            known.company_id, lambda rule: bool(known.filtered_domain(rule._get_domain()))
        )

    # more than was approved

    @api.depends("state", "action_ids.return_quantity", "action_ids.move_ids.state", "approval_ids.state")
    def _compute_has_excess(self):
        for settlement in self:
            settlement.has_excess = bool(settlement._excess_obstacle())

    def _exceeds(self) -> bool:
        # sudo: orders and transfers are compared whoever asks
        return any(action._exceeds() for action in self.sudo().action_ids)

    def _excess_obstacle(self) -> str:
        """Say who must decide on what comes back beyond what is accepted; empty when nothing does (S1.2-12.3d)."""
        self.ensure_one()
        if self.kind != "return" or not self._exceeds():
            return ""
        obstacle = self._approval_obstacle("excess")
        return obstacle and self.env._("More comes back than was approved and is accepted. %s", obstacle)

    @api.model
    def _approval_operations(self):
        return {**super()._approval_operations(), "excess": self.env._("More Than Approved")}

    @api.model
    def _approval_fields(self, operation):
        names = [*super()._approval_fields(operation), "action_ids.return_quantity"]
        return [*names, "action_ids.received_quantity"] if operation == "excess" else names

    def _approval_amount(self, operation):
        amount, currency, day = super()._approval_amount(operation)
        if operation == "excess":
            actions = self.action_ids
            amount = sum(
                action.line_id._charged_price() * max(action.received_quantity, action.return_quantity)
                for action in actions
            )
        return amount, currency, day

    def _approval_needed(self, operation):
        return self._exceeds() if operation == "excess" else super()._approval_needed(operation)

    def _ask_for_excess(self):
        """Ask whoever decides on more than approved, for the salesperson of the note."""
        for settlement in self.filtered(lambda one: one.kind == "return" and one._exceeds()):
            if settlement._approval_rules("excess")[1]._deciding():
                # sudo: the goods are here, whoever took them in
                settlement.with_user(settlement.user_id).sudo()._request_approval("excess")

    # issued: the goods are expected

    def _issue_obstacle(self):
        obstacle = super()._issue_obstacle()
        if obstacle or self.kind != "return":
            return obstacle
        missing = [name for name in ("reason", "handling_method") if not (self[name] or "").strip()]
        if missing:
            labels = ", ".join(self._fields[name]._description_string(self.env) for name in missing)
            return self.env._("A return note says: %s.", labels)
        actions = self.sudo().action_ids  # sudo: what was decided is told to whoever carries it out
        # for all at once: what is filtered would be read one by one
        actions.line_id.sale_line_id.move_ids.returned_move_ids.fetch(["state"])
        planned = {}
        for action in actions.filtered(lambda action: action._is_to_come_back()):
            if obstacle := action._return_obstacle(planned):
                return obstacle
            action._plan_return(planned)
        return self._excess_obstacle()

    def _needed_approvals(self, step):
        operations = super()._needed_approvals(step)
        if step.name == "issue" and self.kind == "return" and self._exceeds():
            return (*operations, "excess")
        return operations

    def _before_issue(self):
        returns = self.filtered(lambda one: one.kind == "return")
        returns.sudo().action_ids._keep_approved()  # sudo: set by the step only

    def _after_issue(self):
        result = super()._after_issue()
        for settlement in self.filtered(lambda one: one.kind == "return"):
            settlement._create_returns()
        return result

    def _after_take_up(self):
        result = super()._after_take_up()
        for settlement in self.filtered(lambda one: one.kind == "return"):
            settlement._create_returns()
        return result

    def _create_returns(self):
        """Make the receipts that the warehouse waits for, once, from the deliveries."""
        self.ensure_one()
        # sudo: sales issues the note and need not be allowed to move goods; the warehouse takes them in with its rights
        known = self._with_all_rights()
        known._lock_settlement()
        lines, planned, delivered = {}, {}, self.env["stock.move"]
        for action in known.action_ids.filtered(lambda action: action._is_to_come_back()):
            for move, quantity in action._plan_return(planned):
                vals = action._prepare_return_line_vals(move, quantity)
                lines.setdefault(move.picking_id, []).append(vals)
                delivered |= move
        delivered._delivery_chain()._lock_deliveries()
        known._run_return_wizards(lines)

    def _with_all_rights(self):
        """Return the note for making transfers: with all rights, and with nothing of the client's context."""
        context = {"lang": self.env.lang, "allowed_company_ids": self.company_id.ids}
        return self.with_env(self.env(su=True, context=context))

    def _run_return_wizards(self, lines: dict):
        """Return what ``lines`` says of each picking, through core's wizard; called with all rights.

        :param lines: values of the wizard's lines, by picking
        """
        for picking, vals_list in lines.items():
            if not picking:
                raise UserError(
                    self.env._("%s: what was moved without a transfer is not returned.", self[:1].display_name)
                )
            wizards = self.env["stock.return.picking"].with_context(
                active_model="stock.picking", active_id=picking.id, active_ids=picking.ids
            )
            wizard = wizards.create(
                {"picking_id": picking.id, "product_return_moves": [(0, 0, vals) for vals in vals_list]}
            )
            created = wizard._create_return()
            created.origin = f"{self[:1].display_name}, {picking.name}"
