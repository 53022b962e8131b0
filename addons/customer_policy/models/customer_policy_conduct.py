from odoo import api, models


class CustomerPolicyConduct(models.AbstractModel):
    """Where addons report what may have to do with staff conduct: a late report, a missed visit.

    Whether anything comes of it is a company's choice: the addon ``staff_conduct`` implements it. Without that addon
    nothing happens, and nobody depends on it.
    """

    _name = "customer.policy.conduct"
    _description = "Reports to staff conduct"

    @api.model
    def _report(self, code: str, employee, quantity: float, source, day=None) -> None:
        """Report that ``employee`` did what the conduct rule ``code`` is about.

        :param code: code of a conduct rule, unknown ones are ignored
        :param employee: an ``hr.employee``; its company's rules apply
        :param quantity: how much of it, in the unit of the rule (times, days, minutes)
        :param source: the record that shows it; reported once per source and code
        :param day: when it happened, where that is not today
        """
