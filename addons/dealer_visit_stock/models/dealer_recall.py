import logging

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step
from odoo.addons.customer_policy.tools import deadline_time

_logger = logging.getLogger(__name__)
_lt = LazyTranslate(__name__)

OPEN = ("open", "moving")


class DealerRecall(models.Model):
    """Goods that came to a dealer's and go back in time (二级店召回, S1.6-pdi-13).

    One for each arrival. It is opened, and closed when the goods have left, by the rule; the transfer is one of core.
    What goes from one shop to the next keeps its day: that is not back.
    """

    _name = "dealer.recall"
    _description = "Recall from a dealer"
    _inherit = ["customer.record.mixin", "customer.secret.mixin", "customer.export.mixin", "customer.deadline.mixin"]
    _order = "due_date, id"
    _rec_names_search = ["number", "file_id", "product_id"]
    _check_company_auto = True
    _secrecy_file_field = "file_id"
    # it is evidence of stock
    _outlives_file = True
    _fixed_fields = (
        "company_id", "create_uid", "rule_id", "file_id", "move_line_id", "location_id", "product_id", "lot_id",
        "quantity", "arrival_date", "due_date",
    )  # fmt: skip
    _final_states = ("returned",)
    _workflow_steps = (
        Step("transfer", _lt("Make the Transfer"), OPEN, "moving", access="read"),
        Step("close", _lt("Returned"), OPEN, "returned"),
    )

    rule_id = fields.Many2one("dealer.recall.rule", required=True, index=True, check_company=True, ondelete="restrict")
    file_id = fields.Many2one(
        "customer.file", string="Dealer", required=True, index=True, check_company=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="file_id.partner_id", string="Customer", store=True, precompute=True, index="btree_not_null"
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", compute="_compute_user_id", store=True, precompute=True, compute_sudo=True,
        index="btree_not_null", ondelete="restrict",
    )  # fmt: skip
    state = fields.Selection(
        [("open", "At the Dealer"), ("moving", "Transfer Made"), ("returned", "Returned")],
        default="open",
        tracking=True,
        group_expand=True,
    )
    move_line_id = fields.Many2one("stock.move.line", string="Arrival", readonly=True, index=True, ondelete="restrict")
    location_id = fields.Many2one(
        "stock.location",
        string="Stock at the Dealer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where the dealer's goods were held on arrival: they are back once they have left it.",
    )
    product_id = fields.Many2one("product.product", readonly=True, required=True, index=True, ondelete="restrict")
    lot_id = fields.Many2one(
        "stock.lot", string="Lot or Serial Number", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    arrival_date = fields.Datetime(
        "Arrived on", readonly=True, help="Of what came from another dealer's under a recall, the day it came there."
    )
    due_date = fields.Date("Back until", readonly=True, index=True)
    picking_id = fields.Many2one(
        "stock.picking", string="Transfer", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    returned_date = fields.Date("Returned on", readonly=True, copy=False)
    late_days = fields.Integer("Days Too Late", readonly=True, copy=False)

    _once = models.UniqueIndex("(move_line_id) WHERE move_line_id IS NOT NULL", "These goods are recalled already.")

    @api.depends("number", "product_id", "lot_id", "file_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for recall in self:
            # sudo: the names of a customer and of a product are no secret
            known = recall.sudo()
            what = known.lot_id.name or known.product_id.display_name
            recall.display_name = " ".join(filter(None, (recall.number, what, known.file_id.display_name)))

    @api.depends("file_id.responsible_id")
    def _compute_user_id(self):
        for recall in self.filtered(lambda recall: recall.state != "returned"):
            recall.user_id = recall.file_id.responsible_id

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "picking_id", "returned_date", "late_days"}

    @api.model
    def _changes_nothing(self, vals):
        """A merge of two files takes it along, and it can turn out to be a secret."""
        alone = {"file_id"} if self.env.su else set()
        return super()._changes_nothing(vals) or set(vals) <= {"own_secrecy_level_id", "user_id", *alone}

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "recall": self.env._("Returned from the dealer")}

    @api.model
    def _moved_on(self, line):
        """Return the recall that goods were under at another dealer's, when ``line`` brought them on from there.

        From shop to shop is not back: the days go on (S1.6-pdi-13).
        """
        day = deadline_time.local_day(line.date, line.company_id._policy_timezone().zone)
        # sudo: recalls follow the goods, whoever moves them
        return self.sudo().search(
            Domain("product_id", "=", line.product_id.id)
            & Domain("lot_id", "=", line.lot_id.id)
            & Domain("location_id", "parent_of", line.location_id.id)
            & Domain("arrival_date", "<=", line.date)
            & (Domain("returned_date", "=", False) | Domain("returned_date", ">=", day)),
            order="due_date, id",
            limit=1,
        )

    def _begin(self):
        """Number new recalls, and let their terms begin on the day of the arrival."""
        self._draw_numbers_by_rule()
        for recall in self:
            recall._start_deadline("recall", recall.arrival_date, recall.due_date)

    def _step_obstacle(self, step):
        # sudo is used by the rule, which opens recalls and closes them
        if step.name == "transfer" and not self.env.su and not self.env.user.has_group("stock.group_stock_user"):
            return self.env._("It needs the right to move goods.")
        if step.name == "transfer" and not self._needs_transfer():
            return self.env._("The transfer is made already.")
        return super()._step_obstacle(step)

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "picking_id.state"]

    def _needs_transfer(self) -> bool:
        """Say whether no transfer is on its way: none was made, it was cancelled, or it did not take all."""
        # sudo: how far a transfer is, is no secret
        return self.sudo().picking_id.state in (False, "cancel", "done")

    # the transfer

    def action_transfer(self):
        return self._run_step("transfer")

    def _before_transfer(self):
        self._lock()
        for recall in self.filtered(lambda recall: recall._needs_transfer()):
            picking = self.env["stock.picking"].create(recall._prepare_transfer_vals())
            picking.action_confirm()
            # sudo: the result is kept; who may make the transfer was checked
            recall.sudo()._write_protected({"picking_id": picking.id})

    @api.model
    def _make_transfers(self):
        """Make, with all rights, the transfers of what is due; they are validated by who receives the goods."""
        # sudo: the rule makes them for all companies
        for recall in self.sudo().search([("state", "in", OPEN)]):
            due = recall.due_date <= recall.company_id._policy_today()
            if due and recall._needs_transfer() and recall._free_quantities():
                recall._step_apart("transfer")

    def _lock(self):
        """Let one at a time make the transfer: the second finds it made."""
        self.env.cr.execute(SQL("SELECT id FROM dealer_recall WHERE id IN %s FOR UPDATE", tuple(self.ids) or (0,)))

    def _prepare_transfer_vals(self) -> dict:
        """Return the values of the transfer to the main shop, or to the company's warehouse."""
        # sudo: where the company keeps its goods is no secret
        known = self.sudo()
        warehouse = known.env["stock.warehouse"].search([("company_id", "=", self.company_id.id)], limit=1)
        if not warehouse:
            raise UserError(self.env._("%s has no warehouse.", self.company_id.name))
        free = self._free_quantities()
        if not free:
            raise UserError(self.env._("%s: what is there is reserved for another transfer.", self.display_name))
        target = known.file_id.main_shop_id.dealer_location_id or warehouse.lot_stock_id
        unit = known.product_id.uom_id
        where = {"location_id": known.location_id.id, "location_dest_id": target.id, "company_id": self.company_id.id}
        lines = [
            {
                **where,
                "location_id": quant.location_id.id,
                "product_id": quant.product_id.id,
                "lot_id": quant.lot_id.id,
                "package_id": quant.package_id.id,
                "owner_id": quant.owner_id.id,
                "quantity": quantity,
                "product_uom_id": unit.id,
            }
            for quant, quantity in free
        ]
        move = {
            **where,
            "product_id": known.product_id.id,
            "product_uom_qty": sum(line["quantity"] for line in lines),
            "product_uom": unit.id,
            "move_line_ids": [Command.create(line) for line in lines],
        }
        return {
            **where,
            "picking_type_id": warehouse.int_type_id.id,
            "origin": self.number or self.env._("Recall %s", self.id),
            "move_ids": [Command.create(move)],
        }

    def _free_quantities(self) -> list[tuple]:
        """Return where what is left of these goods stands now and is not reserved: quants and how much of each."""
        # sudo: what is to go back is taken from wherever it stands at the dealer
        known = self.sudo()
        open_quantity = self._quantities_left().get(self.id, 0)
        quants = known.env["stock.quant"].search(
            Domain("location_id", "child_of", known.location_id.id)
            & Domain("product_id", "=", known.product_id.id)
            & Domain("lot_id", "=", known.lot_id.id),
            order="in_date, id",
        )
        free = []
        for quant in quants:
            quantity = min(open_quantity, quant.available_quantity)
            if known.product_id.uom_id.compare(quantity, 0) > 0:
                free.append((quant, quantity))
                open_quantity -= quantity
        return free

    # the end

    def action_close(self):
        """Close what has left in another way than by a transfer that is known."""
        return self._run_step("close")

    def _before_close(self):
        for recall in self:
            if recall._is_left():
                raise UserError(self.env._("%s: the goods are still at the dealer.", recall.display_name))
            returned = recall._left_on()
            late = max((returned - recall.due_date).days, 0)
            recall._write_protected({"returned_date": returned, "late_days": late})

    def _is_left(self) -> bool:
        return self.id in self._quantities_left()

    def _quantities_left(self) -> dict[int, float]:
        """Return by id how much of each arrival is still at the dealer: what came last is what is left.

        It looks at where the goods arrived, and not at what the file says now about the dealer's stock.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT recall.id, least(recall.quantity, held.quantity - later.quantity)
                  FROM dealer_recall recall
                  JOIN stock_move_line line ON line.id = recall.move_line_id
                  JOIN stock_location top ON top.id = recall.location_id
            CROSS JOIN LATERAL (
                       SELECT coalesce(sum(quant.quantity), 0) AS quantity
                         FROM stock_quant quant
                         JOIN stock_location spot ON spot.id = quant.location_id
                        WHERE quant.product_id = recall.product_id
                              AND coalesce(quant.lot_id, 0) = coalesce(recall.lot_id, 0)
                              AND spot.parent_path LIKE top.parent_path || '%%'
                       ) held
            CROSS JOIN LATERAL (
                       SELECT coalesce(sum(other.quantity_product_uom), 0) AS quantity
                         FROM stock_move_line other
                         JOIN stock_location spot ON spot.id = other.location_dest_id
                         JOIN stock_location origin ON origin.id = other.location_id
                        WHERE other.product_id = recall.product_id AND other.state = 'done'
                              AND coalesce(other.lot_id, 0) = coalesce(recall.lot_id, 0)
                              AND (other.date, other.id) > (line.date, line.id)
                              AND spot.parent_path LIKE top.parent_path || '%%'
                              AND origin.parent_path NOT LIKE top.parent_path || '%%'
                       ) later
                 WHERE recall.id IN %s AND held.quantity > later.quantity
                """,
                tuple(self.ids) or (0,),
            )
        )
        return dict(self.env.cr.fetchall())

    def _left_on(self):
        """Return the day on which the last of the goods left, where the company is."""
        # sudo: the day counts, whoever moved them
        known = self.sudo()
        place = known.location_id
        lines = known.env["stock.move.line"].search(
            Domain("state", "=", "done")
            & Domain("product_id", "=", known.product_id.id)
            & Domain("lot_id", "=", known.lot_id.id)
            & Domain("location_id", "child_of", place.id)
            & ~Domain("location_dest_id", "child_of", place.id),
            order="date desc, id desc",
            limit=1,
        )
        moment = lines.date or fields.Datetime.now()
        return deadline_time.local_day(moment, self.company_id._policy_timezone().zone)

    def _after_close(self):
        for recall in self:
            zone = recall.company_id._policy_timezone().zone
            _begin, end = recall.company_id._policy_moments(recall.returned_date, recall.returned_date)
            now = fields.Datetime.now()
            recall._meet_deadline("recall", now if deadline_time.local_day(now, zone) == recall.returned_date else end)
            recall._report_late()

    def _report_late(self):
        rule = self.rule_id.sudo()  # sudo: rules are configuration without secrets
        if self.late_days and rule.conduct_code and rule.mode == "enforce":
            # sudo: who somebody's employee is, is no secret
            employee = self.user_id.sudo().with_company(self.company_id).employee_id
            self.env["customer.policy.conduct"]._report(rule.conduct_code, employee, self.late_days, self)

    @api.model
    def _close_gone(self, domain: list):
        """Close, with all rights, the recalls of goods that are not at the dealer any more."""
        # sudo: recalls follow the goods, whoever moves them
        recalls = self.sudo().search(Domain("state", "in", OPEN) & Domain(domain))
        left = recalls._quantities_left()
        for recall in recalls.filtered(lambda recall: recall.id not in left):
            recall._step_apart("close")

    def _step_apart(self, name: str):
        """Take a step for the rule; one that is not possible holds up no other, and nobody's movement of goods."""
        try:
            with self.env.cr.savepoint():
                self._run_step(name)
        except (UserError, IntegrityError):
            # it is tried again every night
            _logger.exception("Recall %s: the step %s was not possible", self.id, name)
