from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _small_groups_domain(self) -> Domain:
        """Return, for the record rule of figures, which of them this user may see.

        Those of so few customers that one of them could be told are for those who are cleared for all secrecy levels
        of the company, and who so may open each of their files.
        """
        user_id = self.id

        def to_sql(model, alias, query):
            levels = model.env["customer.secrecy.level"]._closed_to(user_id)
            if not levels:
                return SQL("TRUE")
            return SQL(
                "(%s IS NOT TRUE OR %s NOT IN (SELECT company_id FROM customer_secrecy_level WHERE id IN %s))",
                model._field_to_sql(alias, "is_small", query),
                model._field_to_sql(alias, "company_id", query),
                tuple(levels),
            )

        return Domain.custom(to_sql=to_sql)
