from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    def _complaint_collection_domain(self) -> Domain:
        """Return, for rows of the collection rate, those that tell this user of no case that is closed to it.

        What is in dispute of an invoice says what a case is about; a row of which a secret case is part is not shown.
        """
        user_id = self.id

        def to_sql(model, alias, query):
            closed = model.env["customer.secrecy.level"]._closed_to(user_id)
            if not closed:
                return SQL("TRUE")
            cases = model.env["customer.complaint"]
            return SQL(
                """%s NOT IN (SELECT disputed.move_id FROM (%s) disputed
                                JOIN customer_complaint complaint ON complaint.id = disputed.complaint_id
                               WHERE NOT %s)""",
                SQL.identifier(alias, "move_id"),
                model.env["customer.complaint.dispute.rule"]._disputed_lines(),
                cases._secrecy_sql(user_id, "complaint"),
            )

        return Domain.custom(to_sql=to_sql)
