from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("allowance", "Allowance"),
    ("compensation", "Compensation"),
    ("return", "Return"),
    ("replacement", "Replacement"),
    ("rework", "Rework"),
    ("service", "Service or Repair"),
    ("explanation", "Explanation Only"),
]


class CustomerComplaintAction(models.Model):
    """One way in which a case is settled, and what it costs (折让, 赔款, 退货, 换货, 重处理).

    It is proposed, then decided with the case; what was decided is not changed any more.
    """

    _name = "customer.complaint.action"
    _description = "Way of settling a complaint"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["note"]
    _check_company_auto = True
    _complaint_field = "action_ids"
    _fixed_fields = ("complaint_id",)
    #: how far it is decided and carried out: nobody enters that
    _set_by_steps: tuple[str, ...] = ("decision_id",)

    sequence = fields.Integer(default=10)
    kind = fields.Selection(KINDS, required=True)
    line_id = fields.Many2one(
        "customer.complaint.line",
        string="Product",
        domain="[('complaint_id', '=', complaint_id)]",
        index="btree_not_null",
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one(related="line_id.uom_id")
    percent = fields.Float("Discount (%)", digits=(5, 2), help="Of what the quantity was charged with.")
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="What it costs, in the currency of the company.",
    )
    note = fields.Char()
    decision_id = fields.Many2one(
        "customer.complaint.decision", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )

    _amount_positive = models.Constraint("CHECK(amount >= 0)", "The amount of a settlement cannot be negative.")
    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "The quantity of a settlement cannot be negative.")
    _percent_range = models.Constraint("CHECK(percent BETWEEN 0 AND 100)", "A discount is between 0 and 100 percent.")

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for action in self:
            action.display_name = labels.get(action.kind, "")

    @api.depends("kind", "line_id.price_unit", "quantity", "percent")
    def _compute_amount(self):
        for action in self:
            charged = action._told_on_screen("line_id").price_unit * action.quantity
            if action.decision_id:
                # what was decided stays, whatever the case says of its products afterwards
                action.amount = action.amount
            elif action.kind == "allowance" and action.percent:
                action.amount = charged * action.percent / 100
            elif action.kind in ("return", "replacement") and charged:
                action.amount = charged
            else:
                action.amount = action.amount or 0

    @api.constrains("line_id", "quantity", "kind")
    def _check_quantity(self):
        for action in self.filtered("line_id"):
            case = action.complaint_id
            if action.line_id.complaint_id != case:
                raise UserError(self.env._("%s: the product is one of another case.", case.display_name))
            if action.uom_id.compare(action.quantity, action.line_id.quantity) > 0:
                raise UserError(
                    self.env._(
                        "%(case)s: %(quantity)s of %(product)s are more than the %(delivered)s delivered.",
                        case=case.display_name,
                        quantity=action.quantity,
                        product=action.line_id.display_name,
                        delivered=action.line_id.quantity,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get(name) for vals in vals_list for name in self._set_by_steps):
            self._refuse_outside_steps()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_undecided()
            if not {*self._set_by_steps}.isdisjoint(vals):
                self._refuse_outside_steps()
        return super().write(vals)

    @api.model
    def default_get(self, fields):
        # a default in the context is input of the client
        found = super().default_get(fields)
        return {name: value for name, value in found.items() if name not in self._set_by_steps}

    @api.model
    def _refuse_outside_steps(self):
        raise AccessError(self.env._("How far a settlement is decided and carried out is not entered by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_undecided()

    def _check_undecided(self):
        for action in self:
            if action.decision_id:
                raise UserError(
                    self.env._("%s was decided: what was decided is not changed.", action.complaint_id.display_name)
                )
