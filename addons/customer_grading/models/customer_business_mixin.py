from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_business_rule import Obstacle


class CustomerBusinessMixin(models.AbstractModel):
    """A document of business with a customer, stopped where the rules of the company say so.

    The check looks at the commercial partners of all addresses on it, and holds whoever acts and with whatever rights:
    a portal signature, an import and a scheduled job are no way round.
    """

    _name = "customer.business.mixin"
    _description = "Business with a customer"

    #: fields that lead to the customers of the document
    _business_partner_fields: tuple[str, ...] = ("partner_id",)

    business_notice = fields.Text(
        "What to Know About the Customer",
        compute="_compute_business_notice",
        help="Before anybody presses a button.",
        groups="base.group_user",  # customers read their own orders in the portal
    )

    def _business_customers(self):
        """Return the contacts the document is about and their commercial partners, with all rights.

        Both: a customer that was made a contact of another one stays on its blacklist.
        """
        known = self.sudo()  # sudo: whose document it is decides, not who may read the contact
        partners = self.env["res.partner"].sudo()
        for name in self._business_partner_fields:
            partners |= known[name]
        return partners | partners.commercial_partner_id

    def _business_team(self):
        """Hook: return the sales team of the document, with all rights."""
        return self.sudo().team_id  # sudo: which team sells is no secret

    def _business_seller(self):
        """Hook: return the salesperson of the document, with all rights."""
        return self.sudo().user_id  # sudo: who sells is no secret

    def _business_departments(self):
        """Return the departments that do the business, with all rights: of the team first, then of who sells.

        Both, since the team is chosen freely.
        """
        seller = self._business_seller() or self.sudo().create_uid  # sudo: who made it is no secret
        return self._business_team().customer_department_id | seller._department_in(self._business_company())

    def _acting_departments(self):
        """Return the departments whose blacklists count: also of who acts, unless that only carries out an order."""
        departments, origin = self._business_departments(), self._business_origin()
        if origin and origin != self:
            return departments
        return departments | self.env.user.sudo()._department_in(self._business_company())  # sudo: as above

    def _business_company(self):
        """Hook: return the company whose rules count."""
        return self.company_id

    def _business_step(self) -> str:
        """Hook: return the step the document is at, one of ``STEPS``; empty when it is none."""
        raise NotImplementedError

    def _check_business(self, step: str):
        """Refuse a step that a rule stops; list it where the rule only observes.

        :raises UserError: naming the document, what is in the way, why, and who can help
        """
        for company, documents in self.grouped(lambda document: document._business_company()).items():
            rules = self.env["customer.business.rule"]._checking(company, step=step)
            for document, obstacles in documents._business_obstacles(rules).items():
                document._react_to(obstacles)

    def _react_to(self, obstacles: list[Obstacle]):
        """List what rules that observe would have stopped, and stop for all the others at once."""
        self.ensure_one()
        stops = []
        for rule, message, noted in obstacles:
            if rule.mode == "observe":
                rule._breached_by(self, f"{self.display_name}: {noted}")
            else:
                stops.append(f"{self.display_name}: {message}\n{rule._why()}")
        if stops and self.env.user.share:
            # what we think of a customer is not told to the customer
            raise UserError(self.env._("%s cannot go on for the moment. Please contact us.", self.display_name))
        if stops:
            raise UserError("\n\n".join(stops))

    def _business_obstacles(self, rules: dict) -> dict:
        """Return what stands in the way of each document, by ``rules`` of one company, read in few queries.

        Each check is given its rules, and ``known``, what was read about the customers: see :meth:`_business_known`.
        A check may yield, behind the message, a rule of its own that only observes what it found, and the message to
        be noted where the rule observes: without what is secret, since others read it.
        """
        found = {document: [] for document in self}
        known = self._business_known(set(rules)) if rules else {}
        for check, group in rules.items():
            method = getattr(self, f"_find_{check}_obstacles")
            for document, customer, message, *more in method(group, known):
                observing, noted = (*more, *(None, message)[len(more) :])
                for rule in group._until_enforced(lambda rule, customer=customer: rule._meets(customer)):
                    softer = observing[:1] if observing and rule.mode == "enforce" else rule.browse()
                    found[document].append(Obstacle(softer or rule, message, noted))
        return found

    # what is known of the customers

    def _business_known(self, checks: set[str]) -> dict[int, dict]:
        """Return by id of the customer what ``checks`` want to know, read in one query with all rights."""
        facts = {}
        joins = self._business_facts(self[:1]._business_company(), checks, facts)
        return self._read_facts(self._business_known_customers(), facts, joins)

    @api.model
    def _read_facts(self, customers, facts: dict[str, SQL], joins: list[SQL]) -> dict[int, dict]:
        """Return ``facts``, columns of ``customer.id`` by name, of each of ``customers`` by id, read in one query."""
        if not facts or not customers:
            return {}
        columns = SQL(", ").join(SQL("%s AS %s", value, SQL.identifier(name)) for name, value in facts.items())
        query = SQL("SELECT customer.id, %s FROM unnest(%s::int[]) customer(id)", columns, customers.ids)
        rows = self.env.execute_query_dict(SQL(" ").join([query, *joins]))
        return {row["id"]: row for row in rows}

    def _business_known_customers(self):
        """Hook: return all customers that the checks of these documents look at, with all rights."""
        return self.env["res.partner"].union(*(document._business_customers() for document in self))

    @api.model
    def _business_facts(self, company, checks: set[str], facts: dict[str, SQL]) -> list[SQL]:
        """Hook: add to ``facts`` the columns that ``checks`` need, of ``customer.id``; return the joins they need."""
        if "blacklist" in checks:
            facts["blacklist_entry_ids"] = self.env["customer.blacklist.entry"]._standing_of_customer(company)
        return []

    # what each check looks at, for its rules at this step

    def _find_blacklist_obstacles(self, rules, known):
        """Yield the document, the customer and the message of each blacklist that a customer of ours is on."""
        ids = {entry_id for facts in known.values() for entry_id in facts["blacklist_entry_ids"]}
        # sudo: that a customer is on a list is told to those who deal with it; the reason only to whoever may read it
        entries = self.env["customer.blacklist.entry"].sudo().browse(sorted(ids, reverse=True))
        for document in self if entries else ():
            departments, own = document._acting_departments(), document._business_customers()
            for entry in entries:
                if entry.partner_id in own and entry._concerns(departments) and not entry._is_let_through(document):
                    message, noted = entry._business_message(), entry._business_message(told=False)
                    yield document, entry.partner_id, message, None, noted

    # open business

    @api.model
    def _business_open_domain(self) -> list:
        """Hook: select the documents that are still to go on, for a decision when the customer comes on a blacklist."""
        return [("id", "=", False)]

    @api.model
    def _business_open(self, company, customer):
        """Return the open documents of a customer, whoever may read them; with all rights."""
        # sudo: which documents are open is told to who decides about them
        documents = self.sudo()
        partners = [
            fields.Domain(f"{name}.commercial_partner_id", "=", customer.id) for name in self._business_partner_fields
        ]
        domain = fields.Domain(self._business_open_domain()) & fields.Domain.OR(partners)
        return documents.search(domain & fields.Domain("company_id", "=", company.id), order="id")

    def _business_origin(self):
        """Hook: return the document that this one carries out, such as the order of a delivery."""
        return self

    def _business_is_within(self, origin) -> bool:
        """Hook: say whether the document is no more than what it carries out; called with all rights."""
        return True

    def _business_amount(self):
        """Hook: return how large the document is and in which currency; a quantity where that is empty."""
        return 0.0, self.env["res.currency"]

    def _business_cancel(self):
        """Hook: cancel the document; those that cannot be cancelled without more say so."""
        raise UserError(self.env._("%s is to be ended in its own form.", self.display_name))

    @api.depends(lambda self: self._business_partner_fields)
    @api.depends_context("uid", "lang")
    def _compute_business_notice(self):
        for document in self:
            document.business_notice = "\n".join(document._business_notices())

    def _business_notices(self) -> list[str]:
        """Hook: return what to know about the customer, in whatever state the document is."""
        company = self._business_company()
        if not company:
            return []
        rules = self.env["customer.business.rule"]._checking(company)
        obstacles = self._business_obstacles(rules)[self]
        return list(dict.fromkeys(obstacle.message for obstacle in obstacles))
