from odoo import models


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        # sudo is used by the standing only, which core's fields follow
        if "credit_limit" in vals and not self.env.su:
            self._check_credit_limit_by_hand(vals["credit_limit"])
        return super().write(vals)

    def _check_credit_limit_by_hand(self, limit):
        """Refuse, as the rules say, to type a limit where an evaluation gave one (S4.credstand-3.2)."""
        company = self.env.company
        rules = self.env["customer.business.rule"]._in_force(company).filtered(lambda rule: rule.check == "credit")
        standings = self.env["customer.credit.standing"]._current(company, self.commercial_partner_id) if rules else ()
        for standing in standings:
            if standing.currency_id.compare_amounts(standing.limit, limit or 0) == 0:
                continue
            partner = standing.partner_id.sudo(False)
            for rule in rules._until_enforced(lambda rule, partner=partner: rule._meets(partner)):
                message = self.env._(
                    "%s: the credit limit changes by an approved evaluation and in no other way.", partner.display_name
                )
                rule._breached_by(partner, message)
