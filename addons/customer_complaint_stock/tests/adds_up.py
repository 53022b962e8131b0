"""Random business for the property tests: what is sold, delivered, invoiced and complained of, in any order."""

from random import Random

from odoo.exceptions import UserError
from odoo.fields import Command

from .adds_up_checks import AddsUp

#: what can happen, the usual more often
STEPS = (
    *("order", "deliver", "invoice", "complain") * 2,
    *("settle", "issue", "receive", "hand_over", "credit", "post") * 3,
    "credit_by_hand",
    *("return_by_hand", "send_by_hand") * 2,
    "to_draft",
    "delete_credit",
    "cancel_receipt",
    "send",
    "cancel_note",
    "reverse",
    "revive",
    "recount",
    "take_up",
)
KINDS = ("return", "return", "return", "allowance", "allowance", "compensation", "replacement", "rework")


class Business(AddsUp):
    """One company in whose business everything happens at random. Works with all rights: the guards hold for all."""

    #: how much of each product there was at first
    stock = 1000

    def __init__(self, env, company, partner, products, taxes=()):
        self.env = env(context={**env.context, "allowed_company_ids": company.ids, "tracking_disable": True})
        self.company, self.partner, self.products, self.taxes = company, partner, products, list(taxes)
        #: how often what was refused, and why
        self.refused = {}

    @classmethod
    def prepare(cls, env, company, *, excess=False):
        """Set up the rules: cases are decided at once, and 5 percent more than approved is accepted."""

        def rule(model, **values):
            values = {
                "name": model,
                "code": values.pop("code", "rule"),
                "company_id": company.id,
                "mode": "enforce",
                **values,
            }
            return env[model].create(values)

        env.user.company_ids += company
        env.user.group_ids += env.ref("customer_policy.group_user")
        env["hr.employee"].create({"name": "Desk", "user_id": env.uid, "company_id": company.id})
        rule("customer.number.rule", document="customer.complaint", pattern="{year}{number}", reset="year")
        unit = rule("customer.complaint.unit", group_id=env.ref("customer_policy.group_user").id)
        rule("customer.approval.rule", document_model="customer.complaint", operation="decide")
        rule("customer.complaint.return.rule", over_ratio=5)
        if excess:
            rule(
                "customer.approval.rule",
                code="excess",
                document_model="customer.complaint.settlement",
                operation="excess",
            )
        step = {"code": "decide", "name": "Decide", "sequence": 10, "unit_id": unit.id, "type": "decision"}
        rule("customer.complaint.procedure", step_ids=[Command.create(step)])

    def step(self, name: str, seed: int) -> bool:
        """Let something happen; what is refused leaves nothing. Return whether it happened."""
        try:
            with self.env.cr.savepoint():
                done = getattr(self, f"do_{name}")(Random(seed))
                self.env.flush_all()
        except UserError as error:
            self.env.invalidate_all()
            self.refused[name, str(error)[:120]] = self.refused.get((name, str(error)[:120]), 0) + 1
            return False
        return bool(done)

    # what there is

    def _some(self, rng, model, domain):
        """Return a random record, or None."""
        found = self.env[model].search([*domain, ("company_id", "=", self.company.id)], order="id")
        return found[rng.randrange(len(found))] if found else None

    def do_order(self, rng):
        lines = [
            Command.create(
                {
                    "product_id": (product := rng.choice(list(self.products))).id,
                    "product_uom_qty": rng.choice((1, 2, 3, 7, 10, 2.5 if product.uom_id.rounding < 1 else 5)),
                    "price_unit": rng.choice((1, 3.33, 9.99, 33.335, 100, 0.07)),
                    "discount": rng.choice((0, 0, 12.5, 33.33)),
                    "tax_ids": [Command.set([rng.choice(self.taxes).id] if self.taxes and rng.random() < 0.7 else [])],
                }
            )
            for _line in range(rng.randint(1, 3))
        ]
        order = self.env["sale.order"].create(
            {"partner_id": self.partner.id, "company_id": self.company.id, "order_line": lines}
        )
        return order.action_confirm()

    def do_deliver(self, rng):
        picking = self._some(
            rng, "stock.picking", [("picking_type_code", "=", "outgoing"), ("state", "not in", ("done", "cancel"))]
        )
        return picking and self._transfer(rng, picking, extra=0)

    def _transfer(self, rng, picking, extra):
        for move in picking.move_ids:
            part = rng.choice((0, 0.5, 1, 1, 1, 1 + extra))
            move.quantity = move.product_uom.round(move.product_uom_qty * part)
            move.picked = True
        if not any(picking.move_ids.mapped("quantity")):
            return False
        backorder = rng.random() < 0.5
        picking.with_context(
            skip_backorder=True, picking_ids_not_to_backorder=[] if backorder else picking.ids
        ).button_validate()
        return True

    def do_invoice(self, rng):
        order = self._some(rng, "sale.order", [("invoice_status", "=", "to invoice")])
        if not order:
            return False
        invoice = order._create_invoices()
        invoice.invoice_date = "2026-01-15"
        if rng.random() < 0.3:
            line = rng.choice(list(invoice.invoice_line_ids))
            line.quantity = line.product_uom_id.round(line.quantity / 2) or line.quantity
        invoice.action_post()
        return True

    def do_complain(self, rng):
        order = self._some(rng, "sale.order", [("state", "=", "sale")])
        if not order or not any(order.order_line.mapped("qty_delivered")):
            return False
        case = self.env["customer.complaint"].browse(order.action_register_complaint()["res_id"])
        for line in case.line_ids:
            line.defective_quantity = line.quantity
        case.is_established = "yes"
        case.action_ids = [
            Command.create(self._action(rng, rng.choice(list(case.line_ids)))) for _one in range(rng.randint(1, 2))
        ]
        case.action_submit()
        return case._is_decided()

    def _action(self, rng, line):
        kind = rng.choice(KINDS)
        vals = {"kind": kind, "line_id": line.id}
        if kind in ("allowance", "compensation"):
            return {**vals, "amount": round(line.price_unit * line.quantity * rng.choice((0.03, 0.3, 1)), 2)}
        quantity = line.uom_id.round(line.quantity * rng.choice((0.3, 0.5, 1)))
        vals["quantity"] = quantity or line.quantity
        if kind == "return" and rng.random() < 0.3:
            vals["amount"] = round(line.price_unit * vals["quantity"] * 0.8, 2)
        return vals

    def do_settle(self, rng):
        cases = self.env["customer.complaint"].search([("company_id", "=", self.company.id)], order="id")
        cases = cases.filtered("can_settle")
        if not cases:
            return False
        notes = cases[rng.randrange(len(cases))]._create_settlements()
        notes.write({"reason": "Wet", "handling_method": "Repulp"})
        return True

    def _note(self, rng, *states):
        return self._some(rng, "customer.complaint.settlement", [("state", "in", states)])

    def do_issue(self, rng):
        note = self._note(rng, "draft")
        return note and note.action_issue()

    def do_hand_over(self, rng):
        note = self._note(rng, "issued")
        return note and note.action_hand_over()

    def do_cancel_note(self, rng):
        note = self._note(rng, "draft", "issued")
        return note and note.action_cancel()

    def do_credit(self, rng):
        note = self._note(rng, "issued", "finance")
        return note and bool(note._create_credit_notes())

    def do_send(self, rng):
        note = self._note(rng, "issued")
        if not note:
            return False
        return note.action_deliver_replacement() if rng.random() < 0.5 else note.action_send_back()

    def _receipt(self, rng):
        return self._some(
            rng,
            "stock.picking",
            [("move_ids.complaint_action_id", "!=", False), ("state", "not in", ("done", "cancel"))],
        )

    def do_receive(self, rng):
        picking = self._receipt(rng)
        return picking and self._transfer(rng, picking, extra=rng.choice((0.04, 0.05, 0.06, 0.5)))

    def do_cancel_receipt(self, rng):
        picking = self._receipt(rng)
        return picking and picking.action_cancel()

    def _credit_note(self, rng, state):
        return self._some(rng, "account.move", [("complaint_settlement_id", "!=", False), ("state", "=", state)])

    def do_post(self, rng):
        move = self._credit_note(rng, "draft")
        if move:
            move.action_post()
        return bool(move)

    def do_to_draft(self, rng):
        move = self._credit_note(rng, "posted")
        if move:
            move.button_draft()
        return bool(move)

    def do_delete_credit(self, rng):
        move = self._credit_note(rng, "draft")
        if move:
            move.unlink()
        return bool(move)

    def do_reverse(self, rng):
        """An accountant reverses a posted credit note."""
        move = self._credit_note(rng, "posted")
        if move:
            wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=move.ids)
            wizard = wizard.create({"journal_id": move.journal_id.id})
            wizard.refund_moves()
            wizard.new_move_ids.action_post()
        return bool(move)

    def do_revive(self, rng):
        """The reversal of a credit note is given up."""
        reversal = self._some(
            rng, "account.move", [("reversed_entry_id.complaint_settlement_id", "!=", False), ("state", "=", "posted")]
        )
        if reversal:
            reversal.button_draft()
        return bool(reversal)

    def do_recount(self, rng):
        """The warehouse changes what a done transfer moved; no credit is left without its goods."""
        domain = [("state", "=", "done"), ("sale_line_id", "!=", False)]
        move = self._some(rng, "stock.move", domain)
        if not move:
            return False
        factor = rng.choice((0.9, 1.04, 1.06, 1.5))
        fewer_back = factor < 1 if move._comes_from_customer() else factor > 1
        if fewer_back and move._complaint_counting()._live_credit_lines():
            return False
        quantity = move.product_uom.round(move.quantity * factor)
        changed = quantity != move.quantity
        move.quantity = quantity
        return changed

    def do_take_up(self, rng):
        note = self._note(rng, "issued", "done")
        return note and note.action_take_up()

    def do_credit_by_hand(self, rng):
        """An accountant credits what is left of an invoice, or a part, without looking at complaints."""
        invoice = self._some(rng, "account.move", [("move_type", "=", "out_invoice"), ("state", "=", "posted")])
        if not invoice:
            return False
        credited = sum(invoice.reversal_move_ids.filtered(lambda move: move.state == "posted").mapped("amount_total"))
        wizard = self.env["account.move.reversal"].with_context(active_model="account.move", active_ids=invoice.ids)
        wizard = wizard.create({"journal_id": invoice.journal_id.id})
        wizard.refund_moves()
        move = wizard.new_move_ids
        if rng.random() < 0.6:
            for line in move.invoice_line_ids.filtered("product_uom_id"):  # a down payment has none
                line.quantity = line.product_uom_id.round(line.quantity / 2)
        if move.amount_total + credited > invoice.amount_total:
            move.unlink()
            return False
        move.action_post()
        return True

    def do_return_by_hand(self, rng):
        """Half of what the customer still has of a delivery comes back."""
        picking = self._some(rng, "stock.picking", [("picking_type_code", "=", "outgoing"), ("state", "=", "done")])
        return picking and self._transfer_back(picking, lambda move: move._complaint_at_customer(planned=True))

    def do_send_by_hand(self, rng):
        """Half of what came back is sent again, unless it was credited."""
        domain = [("picking_type_code", "=", "incoming"), ("state", "=", "done")]
        picking = self._some(rng, "stock.picking", domain)
        if not picking or picking.move_ids._complaint_counting()._live_credit_lines():
            return False
        return self._transfer_back(
            picking, lambda move: move._complaint_moved() - sum(move.returned_move_ids.mapped("product_qty"))
        )

    def _transfer_back(self, picking, left):
        """Bring half of what is left of the moves of a transfer back with core's wizard."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            line.quantity = line.uom_id.round(max(left(line.move_id), 0) / 2)
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in back.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        back.button_validate()
        return True
