from typing import NamedTuple

from odoo import api, fields, models, tools
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: the steps of business with a customer, in their order
STEPS = {
    "lead": _lt("opportunity"),
    "quote": _lt("quotation"),
    "confirm": _lt("order"),
    "deliver": _lt("delivery"),
    "invoice": _lt("invoice"),
}


class Obstacle(NamedTuple):
    """What stands in the way of business with a customer."""

    #: the ``customer.business.rule`` that says so
    rule: models.BaseModel
    #: what, why and who can help, in the language of the user
    message: str
    #: the same without what is secret, for the list of what was observed
    noted: str


class CustomerBusinessRule(models.Model):
    """What stops business with a customer, and at which steps (S1.11-5.3.5b, S1.1-4.1.3a, S1.11-5.1.1).

    Each rule looks at one thing, for the customers that fulfil its condition. In mode observe it lists what it would
    have stopped.
    """

    _name = "customer.business.rule"
    _description = "Condition of doing business"
    _inherit = ["customer.customer.rule.mixin"]

    check = fields.Selection(
        [
            ("blacklist", "Is Not on a Blacklist"),
            ("not_admitted", "Is Admitted"),
            ("no_contract", "Has a Valid Contract"),
            ("no_licence", "Holds the Licences Needed"),
        ],
        "The Customer",
        required=True,
        default="blacklist",
    )
    stops_lead = fields.Boolean("Opportunities", help="Without it, no opportunity is opened.")
    stops_quote = fields.Boolean("Quotations", help="Without it, no quotation is written.")
    stops_confirm = fields.Boolean("Orders", default=True, help="Without it, no order is confirmed.")
    stops_deliver = fields.Boolean("Deliveries", default=True, help="Without it, no goods leave.")
    stops_invoice = fields.Boolean("Invoices", default=True, help="Without it, no invoice is posted.")

    cancels_quotes = fields.Boolean(
        "Cancels Open Quotations", help="When a customer is put on a blacklist; the others are listed for a decision."
    )

    @api.model
    @tools.ormcache("company_id")
    def _checks_of(self, company_id: int) -> dict[int, tuple]:
        """Return by id what each rule checks, how and at which steps, kept in memory, since each order asks."""
        # sudo: rules are configuration without secrets
        rules = self.sudo().browse(self._in_force_ids(company_id))
        return {
            rule.id: (rule.check, rule.mode, frozenset(step for step in STEPS if rule[f"stops_{step}"]))
            for rule in rules
        }

    @api.model
    def _checking(self, company, *checks: str, step: str = "", mode: str = "") -> dict:
        """Return the rules in force at ``company`` by what they check, without reading them.

        :param checks: only those; default: all
        :param step: only the rules that stop this step
        :param mode: only the rules in this mode
        """
        known, found = self._checks_of(company.id), {}
        for rule in self._in_force(company):
            check, how, steps = known[rule.id]
            if (not checks or check in checks) and step in (*steps, "") and mode in (how, ""):
                found[check] = found.get(check, rule.browse()) | rule
        return found
