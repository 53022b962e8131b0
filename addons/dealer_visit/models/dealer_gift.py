from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: what was asked for, and so is approved
ASKED = ("kind", "file_id", "event_name", "event_date", "product_id", "quantity", "price", "reason")
#: states before a gift leaves the house
OPEN = ("draft", "requested", "registered")


class DealerGift(models.Model):
    """Gifts for a customer, who signs for them (礼品签收单), or for an event with the list of those who got one.

    What was asked for is approved and stays; the signature is taken once, by :meth:`_sign`.
    """

    _name = "dealer.gift"
    _description = "Gift"
    _inherit = ["dealer.giveaway.mixin", "customer.form.mixin"]
    _steps_act_for_anybody = True
    _rec_names_search = ["number", "file_id", "event_name"]
    _fixed_fields = ("company_id", "create_uid", "user_id")
    _final_states = ("received", "returned", "cancelled")
    _workflow_steps = (
        Step("request", _lt("Ask for Approval"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step(
            "register",
            _lt("Register"),
            ("requested",),
            "registered",
            "",
            "registered_by_id",
            "registered_date",
        ),
        Step("issue", _lt("Issue"), ("requested", "registered"), "issued", "", "issued_by_id", "issued_date"),
        Step("receive", _lt("Received"), ("issued",), "received", "", "received_by_id", "received_date"),
        Step("give_back", _lt("Came Back"), ("issued",), "returned", SUPERVISOR),
        Step("cancel", _lt("Cancel"), OPEN, "cancelled"),
    )
    _workflow_approvals = {"issue": ("", "slip")}

    kind = fields.Selection(
        [("customer", "For a Customer"), ("event", "For an Event")], required=True, default="customer"
    )
    event_name = fields.Char("Event", help="Where souvenirs or publicity material are handed out.")
    event_date = fields.Date("Day of the Event")
    user_id = fields.Many2one(string="Applicant", help="Who takes the gift to the customer, and answers for it.")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "Applied for"),
            ("registered", "Registered"),
            ("issued", "Issued"),
            ("received", "Received"),
            ("returned", "Came Back"),
            ("cancelled", "Cancelled"),
        ],
        tracking=True,
        group_expand=True,
    )
    product_id = fields.Many2one(
        "product.product",
        string="Gift",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain=[("type", "!=", "combo")],
    )
    quantity = fields.Integer(required=True, default=1)
    price = fields.Monetary(
        "Price Each",
        compute="_compute_price",
        store=True,
        readonly=False,
        precompute=True,
        help="What one of them is worth.",
    )
    amount = fields.Monetary("Value", compute="_compute_amount", store=True)
    reason = fields.Text(help="What the gift is for.")
    recipient_ids = fields.One2many("dealer.gift.recipient", "gift_id", string="Recipients")
    # kept with the gift, so that two who enter recipients at once do not hand out more than there are
    given_quantity = fields.Integer("Handed Out", compute="_compute_given_quantity", store=True)
    returned_quantity = fields.Integer(
        "Back in Stock",
        compute="_compute_returned_quantity",
        help="How many of those that were issued for an event came back.",
    )
    slip_approval_state = fields.Selection(
        selection=lambda self: self.env["customer.approval"]._fields["state"]._description_selection(self.env),
        string="Material Slip",
        compute="_compute_slip_approval_state",
        help="State of the consent to the material slip (领料单).",
    )
    signature = fields.Binary("Customer's Signature", readonly=True, copy=False, attachment=False)
    signed_name = fields.Char("Signed by", readonly=True, copy=False)
    cancel_reason = fields.Text("Why Cancelled", copy=False)
    registered_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    registered_date = fields.Datetime(readonly=True, copy=False)
    issued_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    issued_date = fields.Datetime(readonly=True, copy=False)
    is_taken_unregistered = fields.Boolean(
        "Picked Up Unregistered",
        readonly=True,
        copy=False,
        help="It had been picked up before marketing registered it.",
    )
    received_by_id = fields.Many2one(
        "res.users", string="Handed Over by", readonly=True, copy=False, ondelete="restrict"
    )
    received_date = fields.Datetime("Received on", readonly=True, copy=False)

    _amounts_positive = models.Constraint("CHECK(quantity > 0 AND price >= 0)", "A gift is at least one, of a price.")
    _for_somebody = models.Constraint(
        "CHECK((kind = 'customer' AND file_id IS NOT NULL) OR (kind = 'event' AND file_id IS NULL))",
        "A gift is for a customer, or else for an event.",
    )

    @api.depends("number", "file_id", "event_name", "product_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for gift in self:
            # sudo: the number, the name of a customer and of a product are no secret
            known = gift.sudo()
            whom = known.event_name if gift.kind == "event" else known.file_id.display_name
            gift.display_name = " ".join(filter(None, (gift.number, known.product_id.name, whom)))

    @api.depends("product_id")  # and not what it costs later
    def _compute_price(self):
        for gift in self:
            gift.price = gift._list_price()

    def _list_price(self) -> float:
        """Return what one of them costs now by the price list, in the currency of the company."""
        # sudo: the price of a product is no secret
        product = self.product_id.sudo().with_company(self.company_id)
        if not product:
            return 0.0
        company = self.company_id
        return product.currency_id._convert(product.lst_price, company.currency_id, company, fields.Date.today())

    @api.depends("quantity", "price")
    def _compute_amount(self):
        for gift in self:
            gift.amount = gift.quantity * gift.price

    @api.depends("recipient_ids.quantity")
    def _compute_given_quantity(self):
        for gift in self:
            gift.given_quantity = sum(gift.recipient_ids.mapped("quantity"))

    def _compute_returned_quantity(self):
        """Hook: count what came back; without stock nothing does."""
        self.returned_quantity = 0

    @api.depends("approval_ids.state")
    def _compute_slip_approval_state(self):
        for gift in self:
            # sudo: whoever reads the gift sees that the slip is approved, not by whom
            found = gift.sudo().approval_ids.filtered(lambda one: one.operation == "slip").sorted("id")
            gift.slip_approval_state = found[-1:].state

    @api.onchange("kind")
    def _onchange_kind(self):
        if self.kind == "event":
            self.file_id = False
        else:
            self.event_name = self.event_date = False

    @api.constrains("kind", "event_name")
    def _check_event(self):
        for gift in self:
            if gift.kind == "event" and not (gift.event_name or "").strip():
                raise ValidationError(self.env._("%s: say for which event.", gift.display_name))

    @api.constrains("price", "product_id")
    def _check_price(self):
        """A price below the list's is set by supervisors: consent and what follows depend on it (S1.6-ka-01b)."""
        # who writes counts, and not env.su: constraints are checked with all rights
        if self.env.user._is_superuser() or self.env.user.has_group(SUPERVISOR):
            return
        for gift in self:
            currency = gift.company_id.currency_id
            lowest = gift._list_price()
            if currency.compare_amounts(gift.price, lowest) < 0:
                raise ValidationError(
                    self.env._(
                        "%(gift)s: it is worth at least %(price)s, the price of the list.",
                        gift=gift.display_name,
                        price=currency.format(lowest),
                    )
                )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "signature", "signed_name", "is_taken_unregistered"}

    @api.model
    def _fixed_once_begun(self):
        return ASKED

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "receipt": self.env._("Signed for by the customer")}

    # what is approved

    @api.model
    def _approval_operations(self):
        return {**super()._approval_operations(), "slip": self.env._("Material Slip")}

    @api.model
    def _approval_fields(self, operation):
        return list(ASKED)

    @api.model
    def _approval_amount_fields(self):
        return ["quantity", "price"]

    def _approval_author(self):
        return self.user_id

    def _gift_signatures(self):
        """Return the decisions that approved the application and the slip, for the printed form."""
        # sudo: whoever may print the application sees who signed it
        current = self.sudo()._current_approvals("", "slip")
        return current.decision_ids.filtered(lambda one: one.decision == "approve").sorted("id")
