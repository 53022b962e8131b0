from odoo import api, models
from odoo.tools import SQL, format_date


class CustomerBusinessMixin(models.AbstractModel):
    _inherit = "customer.business.mixin"

    # hooks

    def _credit_customer(self):
        """Hook: return the commercial partner who owes what the document is about, with all rights."""
        order = self._credit_orders()[:1]
        return order._credit_customer() if order else self._business_customers().commercial_partner_id[:1]

    def _credit_amounts(self) -> tuple[float, float] | None:
        """Hook: return what the document adds to what is counted already, and its total, in company currency.

        None: it takes no credit itself, such as a delivery, and is only stopped where all business is.
        """
        return None

    def _credit_days(self) -> int:
        """Hook: return how many days the customer has to pay."""
        return 0

    def _credit_orders(self):
        """Hook: return the orders that the document belongs to, with all rights."""
        origin = self._business_origin().sudo()  # sudo: the releases of orders decide, not who reads them
        return origin if origin._name == "sale.order" else origin.env["sale.order"]

    # checks

    def _business_known_customers(self):
        return super()._business_known_customers() | self._credit_customers()

    @api.model
    def _business_facts(self, company, checks, facts):
        joins = super()._business_facts(company, checks, facts)
        if not checks.isdisjoint(("credit", "credit_term")):
            joins.append(self.env["customer.credit.standing"]._figures_sql(company, facts))
        return joins

    def _check_business(self, step):
        result = super()._check_business(step)
        if step in ("confirm", "invoice"):
            for company, documents in self.grouped(lambda document: document._business_company()).items():
                documents._lock_credit(company)
        return result

    def _credit_rules(self, company, mode: str = ""):
        rules = self.env["customer.business.rule"]
        return rules._checking(company, "credit", mode=mode).get("credit", rules)

    def _credit_customers(self):
        return self.env["res.partner"].sudo().union(*(one._credit_customer() for one in self))  # sudo: to compare

    def _lock_credit(self, company):
        """Change what all documents of a customer change: of two confirmed at once, the second fails and begins anew.

        Each transaction sees what was committed before it began, so that reading alone would let both pass.
        """
        rules = self._credit_rules(company, mode="enforce")
        taking = self.filtered(lambda document: document._credit_amounts()) if rules else self.browse()
        if not taking:
            return
        customers = taking._credit_customers()
        rows = self.env.execute_query(
            SQL(
                """UPDATE customer_credit_standing SET lock_count = coalesce(lock_count, 0) + 1
                    WHERE is_current AND company_id = %s AND partner_id IN %s RETURNING partner_id""",
                company.id,
                tuple(customers.ids),
            )
        )
        rest = set(customers.ids).difference(partner_id for (partner_id,) in rows)
        if rest and any(rule.credit_without_standing == "level" for rule in rules):
            self.env.cr.execute(
                SQL("UPDATE res_partner SET write_date = write_date WHERE id IN %s", tuple(sorted(rest)))
            )

    def _credit_terms(self, rules, customer, known: dict):
        """Return the standing, or the level, whose terms hold for ``customer``; empty when none does."""
        # sudo: see _current
        standing = self.env["customer.credit.standing"].sudo().browse(known[customer.id]["standing_id"] or ())
        if standing:
            return standing
        rule = rules._until_enforced(lambda rule: rule._meets(customer))._deciding()
        return rule.credit_level_id if rule.credit_without_standing == "level" else standing

    def _find_credit_obstacles(self, rules, known):
        """Yield what is over the limits of the customer, per document, customer and message."""
        for document in self:
            customer = document._credit_customer()
            if not customer:
                continue
            open_now = self.env["customer.credit.standing"]._figures_from(known[customer._origin.id])
            if open_now.stopped_since:
                yield document, customer, document._credit_message(customer, document._credit_stop_text(open_now))
            amounts = document._credit_amounts()
            terms = self._credit_terms(rules, customer._origin, known) if amounts else None
            problems = terms and terms._credit_problems(open_now, *amounts)
            if problems and not document._is_credit_released(rules, customer):
                text = "; ".join(problems) if document._shows_credit_of(terms) else self.env._("over the credit limit")
                noted = document._credit_message(customer, self.env._("over the credit limit"))
                yield document, customer, document._credit_message(customer, text), None, noted

    def _find_credit_term_obstacles(self, rules, known):
        """Yield the documents with longer payment terms than the level of the customer allows."""
        for document in self:
            customer, days = document._credit_customer(), document._credit_days()
            terms = self._credit_terms(rules, customer._origin, known) if customer else None
            if terms and days > terms.payment_days:
                text = self.env._(
                    "payment after %(days)s days, at most %(allowed)s are allowed",
                    days=days,
                    allowed=terms.payment_days,
                )
                yield document, customer, document._credit_message(customer, text)

    def _is_credit_released(self, rules, customer) -> bool:
        """Hook: say whether an approval released this document; what an invoice adds to its orders never is."""
        return False

    def _shows_credit_of(self, terms) -> bool:
        """Say whether the user may know the figures: levels are no secret, a standing is as secret as the file."""
        return terms._name != "customer.credit.standing" or terms.sudo(False).has_access("read")

    def _credit_stop_text(self, figures) -> str:
        return self.env._(
            "no business since %s, because of overdue amounts", format_date(self.env, figures.stopped_since)
        )

    def _credit_message(self, customer, text: str) -> str:
        """Say what is in the way, and who can help."""
        # sudo: who looks after a customer is no secret
        file = customer.sudo().with_company(self._business_company()).customer_file_id
        helper = file.responsible_id.name or self.env._("a supervisor of customer service")
        return self.env._(
            "%(customer)s: %(text)s. Ask %(helper)s for help.",
            customer=customer.display_name,
            text=text,
            helper=helper,
        )

    def _business_notices(self):
        notices = super()._business_notices()
        if not self.company_id or not self._credit_rules(self.company_id) or self._credit_amounts() is None:
            return notices
        standing = self.env["customer.credit.standing"]._current(self.company_id, self._credit_customer())
        if not standing or not self._shows_credit_of(standing):
            return notices
        return [
            *notices,
            self.env._(
                "Credit level %(level)s: limit %(limit)s, free %(free)s, %(days)s days to pay.",
                level=standing.level_id.name,
                limit=standing.currency_id.format(standing.limit),
                free=standing.currency_id.format(standing.free_amount),
                days=standing.payment_days,
            ),
        ]
