from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class CustomerAccessGrant(models.Model):
    """One person may read one record until a moment, whatever its secrecy level (S1.7-6).

    A grant comes from an approved request, or from a manager who may read the record; nobody writes it. It ends by
    itself at its minute and stays as history. A grant on a customer file opens what is under it as well.
    """

    _name = "customer.access.grant"
    _description = "Grant of access"
    _inherit = ["customer.document.row.mixin"]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users", string="Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    starts = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(required=True, readonly=True, help="From this moment on it opens nothing.")
    reason = fields.Text(required=True, readonly=True)
    granted_by_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference("Comes From", model_field="source_model", readonly=True)
    ended_date = fields.Datetime(readonly=True)
    end_reason = fields.Char(readonly=True)
    is_open = fields.Boolean("In Force", compute="_compute_is_open", search="_search_is_open")

    _granted = models.Index("(user_id, res_model, res_id) INCLUDE (starts, until) WHERE ended_date IS NULL")
    _ends_after_start = models.Constraint("CHECK(until > starts)", "A grant ends after it starts.")

    @api.depends("starts", "until", "ended_date")
    def _compute_is_open(self):
        now = fields.Datetime.now()
        for grant in self:
            grant.is_open = not grant.ended_date and grant.starts <= now < grant.until

    def _search_is_open(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        now = fields.Datetime.now()
        return [("ended_date", "=", False), ("starts", "<=", now), ("until", ">", now)]

    @api.model
    def _open_sql(self) -> SQL:
        """Return the condition on rows ``granted`` of this table that they are in force now."""
        now = fields.Datetime.to_string(fields.Datetime.now())
        return SQL("(granted.ended_date IS NULL AND granted.starts <= %s AND granted.until > %s)", now, now)

    @api.model
    def _granted_sql(self, user_id: int, res_model: str, row_id: SQL) -> SQL:
        """Return the condition that the record ``row_id`` of a model is open to a user now by a grant.

        The database makes a table of all grants of the user, which pays for many rows and costs more than all the rest
        for a few. With ``few_rows`` in the context it looks into the index instead, for each row.
        """
        of_the_row = SQL("AND granted.res_id = %s", row_id) if self.env.context.get("few_rows") else SQL()
        return SQL(
            """%s IN (
                SELECT granted.res_id FROM customer_access_grant granted
                 WHERE granted.user_id = %s AND granted.res_model = %s AND %s %s
            )""",
            row_id,
            user_id,
            res_model,
            self._open_sql(),
            of_the_row,
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_by_hand()
        grants = super().create(vals_list)
        grants.flush_recordset()
        return grants

    def write(self, vals):
        self._refuse_by_hand()
        result = super().write(vals)
        self.flush_recordset()
        return result

    @api.model
    def _refuse_by_hand(self):
        if not self.env.su:
            raise AccessError(self.env._("Access is granted by approved requests and with the button only."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_grant(self):
        raise UserError(self.env._("Grants are kept; one that is no longer wanted is ended."))

    @api.model
    def _give(self, users, records, until, reason: str, source=None):
        """Open each of ``records`` to each of ``users`` until a moment; the callers check who may.

        :param source: the document the grant comes from
        """
        now = fields.Datetime.now()
        return self.create(
            [
                {
                    **self._prepare_document_vals(record),
                    "document_name": record._secrecy_title(),
                    "user_id": user.id,
                    "starts": now,
                    "until": until,
                    "reason": reason,
                    "granted_by_id": self.env.uid,
                    "source_model": source._name if source else False,
                    "source_id": source.id if source else False,
                }
                for user in users
                for record in records
            ]
        )

    def _end(self, reason: str):
        """End these grants now."""
        # sudo: the callers check who may
        running = self.sudo().filtered(lambda grant: not grant.ended_date)
        running.write({"ended_date": fields.Datetime.now(), "end_reason": reason})

    def action_end(self):
        """End grants early: by who granted them, a manager, or the security administrator."""
        for grant in self:
            grant.check_access("read")
            user = self.env.user
            if user != grant.granted_by_id and not (
                user.has_group("customer_policy.group_manager")
                or user.has_group("customer_policy.group_security_administrator")
            ):
                raise AccessError(self.env._("%s: it is ended by who granted it or by a manager.", grant.display_name))
        self._end(self.env._("Ended by %s.", self.env.user.name))
        return True

    @api.model
    def _forget_documents(self, res_model, res_ids):
        """Keep the grants on deleted records as history."""
        self.search([("res_model", "=", res_model), ("res_id", "in", res_ids)])._end(
            self.env._("The record was deleted.")
        )
