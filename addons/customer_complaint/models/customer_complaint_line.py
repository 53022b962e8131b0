from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintLine(models.Model):
    """A complained-of product: what was delivered, how much of it is defective, and where it was made."""

    _name = "customer.complaint.line"
    _description = "Product of a complaint"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "sequence, id"
    _rec_names_search = ["product_id", "lot_name"]
    _check_company_auto = True
    _complaint_field = "line_ids"

    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product", required=True, index="btree_not_null", check_company=True, ondelete="restrict"
    )
    part_number = fields.Char(compute="_compute_from_product", store=True, precompute=True, readonly=False)
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_from_product",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        ondelete="restrict",
    )
    order_reference = fields.Char("Order", help="The order the goods were delivered for.")
    quantity = fields.Float("Delivered", digits="Product Unit")
    defective_quantity = fields.Float("Defective", digits="Product Unit", help="As the customer says.")
    confirmed_quantity = fields.Float("Confirmed Defective", digits="Product Unit", help="As the test found.")
    shipped_date = fields.Date("Shipped on")
    price_unit = fields.Monetary("Unit Price", help="What the customer was charged for a unit.")
    lot_name = fields.Char("Lot or Serial Number")
    production_unit = fields.Char(help="The workshop or line that made it.")
    machine_shift = fields.Char("Machine and Shift")
    operators = fields.Char("Production Staff")
    production_date = fields.Date("Produced on")

    @api.depends("product_id")
    def _compute_from_product(self):
        for line in self:
            line.part_number = line.product_id.default_code
            line.uom_id = line.product_id.uom_id

    @api.depends("product_id", "lot_name", "secrecy_level_id")
    @api.depends_context("uid", "lang")
    def _compute_display_name(self):
        for line in self:
            # sudo: the name of a product on a case one may read
            line.display_name = line._title(
                " ".join(filter(None, (line.product_id.sudo().display_name, line.lot_name)))
            )

    def _identity(self) -> tuple:
        """Return what two rows about the same goods have in common."""
        self.ensure_one()
        return self.product_id.id, (self.order_reference or "").strip(), (self.lot_name or "").strip()

    @api.model
    def _row_fields(self, names):
        """A step can own one column of the products, such as the machine: the others stay with whoever has the rows."""
        owned = self.env["customer.complaint"]._step_fields()
        return {
            path if (path := f"{self._complaint_field}.{name}") in owned else self._complaint_field for name in names
        }

    def _check_quantities(self):
        """Refuse more defective goods than were delivered, and none unless it is undetermined (S1.3-09.1c)."""
        self.ensure_one()
        case = self.complaint_id
        compare = self.uom_id.compare
        if compare(self.defective_quantity, self.quantity) > 0 or compare(self.quantity, 0) < 0:
            raise UserError(
                self.env._(
                    "%(case)s: %(product)s: %(defective)s defective of %(delivered)s delivered cannot be.",
                    case=case.display_name,
                    product=self.display_name,
                    defective=self.defective_quantity,
                    delivered=self.quantity,
                )
            )
        if compare(self.defective_quantity, 0) <= 0 and not case.is_undetermined:
            raise UserError(
                self.env._(
                    "%(case)s: %(product)s: say how much is defective, or that it is undetermined while the customer "
                    "still processes the goods.",
                    case=case.display_name,
                    product=self.display_name,
                )
            )
