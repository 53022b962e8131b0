from odoo import api, models
from odoo.tools import SQL


class CustomerCreditStanding(models.Model):
    _inherit = "customer.credit.standing"

    @api.model
    def _invoicing_sql(self):
        """What a complaint gave back is neither owed nor invoiced anew: it leaves the limit of the customer free."""
        self.env["account.move.line"].flush_model(["complaint_action_id", "complaint_credited_line_id"])
        return SQL(
            """%s AND line.complaint_action_id IS NULL AND NOT EXISTS (
                   SELECT FROM account_move_line given_back
                    WHERE given_back.id = line.complaint_credited_line_id
                      AND given_back.complaint_action_id IS NOT NULL)""",
            super()._invoicing_sql(),
        )
