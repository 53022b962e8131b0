from odoo import api, fields, models, tools


class CustomerLicenceKind(models.Model):
    """A paper that customers must have: a business licence, a contract, a permit for products (S1.11-5.1.2a, c, e).

    Its condition says which customers need it. In mode observe it stops nobody; that it is missing is listed.
    """

    _name = "customer.licence.kind"
    _description = "Kind of licence"
    _inherit = ["customer.customer.rule.mixin"]

    mode = fields.Selection(default="enforce")
    needed_for = fields.Selection(
        [
            ("customer", "Admission and All Business"),
            ("products", "Business with Certain Products"),
            ("contract", "The Contract Business Stands on"),
        ],
        required=True,
        default="customer",
        help="Of several kinds of contracts one is enough.",
    )
    product_categ_ids = fields.Many2many("product.category", string="Product Categories", help="With all below them.")
    product_ids = fields.Many2many("product.product", string="Products", check_company=True)
    needs_check = fields.Boolean(
        "Counts Once Checked", help="It counts after an information administrator has compared it with the original."
    )
    needs_expiry = fields.Boolean("Has a Last Day", help="It is entered with the last day of its validity.")

    def _pack_excluded_fields(self):
        """Products are chosen in the company."""
        return {*super()._pack_excluded_fields(), "product_categ_ids", "product_ids"}

    @api.model
    @tools.ormcache("company_id")
    def _terms_of(self, company_id: int) -> tuple[dict, ...]:
        """Return what a check looks at, kept in memory, since each order asks."""
        # sudo: kinds are configuration without secrets
        return tuple(
            {
                "id": kind.id,
                "from": kind.effective_from,
                "needed_for": kind.needed_for,
                "observes": kind.mode == "observe",
                "products": frozenset(kind.product_ids.ids),
                "categories": frozenset(map(str, kind.product_categ_ids.ids)),
            }
            for kind in self.sudo().browse(self._in_force_ids(company_id))
        )

    @api.model
    def _needed(self, company, *needs: str) -> list[dict]:
        """Return the terms of the kinds in force at ``company`` that are needed for ``needs``."""
        return [
            term
            for term in self._terms_of(company.id)
            if term["needed_for"] in needs and not (term["from"] and not company._policy_begun(term["from"]))
        ]

    @api.model
    def _concerns(self, term: dict, products) -> bool:
        """Say whether business with ``products`` needs the kind with these terms."""
        if term["needed_for"] != "products":
            return True
        if not term["products"].isdisjoint(products.ids):
            return True
        return bool(term["categories"]) and any(
            not term["categories"].isdisjoint((category.parent_path or "").split("/")) for category in products.categ_id
        )
