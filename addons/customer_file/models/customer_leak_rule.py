from odoo import fields, models


class CustomerLeakRule(models.Model):
    """What must have happened before a leak report is closed (S1.8-17, S4.dl-18)."""

    _name = "customer.leak.rule"
    _description = "Handling of leaks"
    _inherit = ["customer.policy.rule.mixin"]

    needs_measures = fields.Boolean("Measures Are Listed", default=True)
    needs_remedy = fields.Boolean("Time of the Remedy Is Kept", default=True)
    needs_authority = fields.Boolean(
        "Reported to the Authority", help="An actual leak is closed once it was reported to the authority."
    )
    authority = fields.Char(translate=True, help="To whom leaks are reported, for example the postal authority.")
