from odoo import api, models
from odoo.tools import SQL


class CustomerBusinessMixin(models.AbstractModel):
    """Business with customers who are not admitted, or lack a contract or a licence."""

    _inherit = "customer.business.mixin"

    #: fields that lead to those who buy and pay; goods may go to their customers
    _business_buyer_fields: tuple[str, ...] = ("partner_id",)

    def _business_buyers(self):
        """Return the commercial partners who buy and pay, with all rights."""
        known = self.sudo()  # sudo: whose document it is decides, not who may read the contact
        partners = self.env["res.partner"].sudo()
        for name in self._business_buyer_fields:
            partners |= known[name]
        return partners.commercial_partner_id

    def _business_products(self):
        """Hook: return the products the document is about, with all rights."""
        return self.env["product.product"].sudo()  # sudo: what is dealt in decides, not who may read it

    @api.model
    def _business_facts(self, company, checks, facts):
        if "not_admitted" in checks:
            query = self.env["customer.admission"]._standings_query(company)
            facts["admission"] = SQL("(SELECT state FROM (%s) known WHERE partner_id = customer.id)", query)
        if not checks.isdisjoint(("no_contract", "no_licence")):
            facts["licence_kind_ids"] = self.env["customer.licence"]._kinds_of_customer(company)
        return super()._business_facts(company, checks, facts)

    def _find_not_admitted_obstacles(self, rules, known):
        """Yield the document, the customer and the message of each customer who is not admitted (S1.11-5.1.1)."""
        messages = {
            None: self.env._("nobody applied for it."),
            "in_progress": self.env._("the application is not decided yet."),
            "declined": self.env._("the application was declined."),
            "expired": self.env._("the admission has expired."),
        }
        for document in self:
            for customer in document._business_buyers():
                standing = known[customer._origin.id]["admission"]
                if standing != "admitted":
                    yield (
                        document,
                        customer,
                        self.env._(
                            "%(customer)s is not admitted: %(reason)s The unit that introduces a customer applies for "
                            "the admission.",
                            customer=customer.display_name,
                            reason=messages[standing],
                        ),
                    )

    def _find_no_contract_obstacles(self, rules, known):
        """Yield the document, the customer and the message of each customer without a valid contract (S1.11-5.1.2c)."""
        company = self[:1]._business_company()
        terms = self.env["customer.licence.kind"]._needed(company, "contract")
        for document, customer, missing in self._find_missing(company, [terms] if terms else [], known):
            names = self.env._(" or ").join(missing.mapped("name"))
            yield (
                document,
                customer,
                self.env._(
                    "%(customer)s has no valid contract (%(kinds)s). Enter it in the customer's file.",
                    customer=customer.display_name,
                    kinds=names,
                ),
                missing if all(kind.mode == "observe" for kind in missing) else missing.browse(),
            )

    def _find_no_licence_obstacles(self, rules, known):
        """Yield the document, the customer and the message of each licence that is missing (S1.11-5.1.2e)."""
        company = self[:1]._business_company()
        terms = self.env["customer.licence.kind"]._needed(company, "customer", "products")
        for document, customer, missing in self._find_missing(company, [[term] for term in terms], known):
            yield (
                document,
                customer,
                self.env._(
                    "%(customer)s holds no valid licence: %(kind)s. Enter it in the customer's file.",
                    customer=customer.display_name,
                    kind=missing.name,
                ),
                missing.filtered(lambda kind: kind.mode == "observe"),
            )

    def _find_missing(self, company, alternatives: list[list[dict]], known: dict):
        """Yield the document, the customer and the kinds of licences of which the customer must hold one and has none.

        :param alternatives: terms of kinds; of each list one is enough
        """
        kinds = self.env["customer.licence.kind"].sudo()  # sudo: kinds are configuration without secrets
        for document in self if alternatives else ():
            products = document._business_products()
            for terms in alternatives:
                asked = [term["id"] for term in terms if kinds._concerns(term, products)]
                for customer in document._business_buyers() if asked else ():
                    if not set(asked).isdisjoint(known[customer._origin.id]["licence_kind_ids"]):
                        continue
                    needed = kinds.browse(asked).filtered(lambda kind, customer=customer: kind._meets(customer))
                    if needed:
                        yield document, customer, needed
