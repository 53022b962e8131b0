from odoo import api, fields, models
from odoo.tools import SQL


class CustomerDocumentRowMixin(models.AbstractModel):
    """Rows about documents are as secret as these, and tell which customer file these are about."""

    _name = "customer.document.row.mixin"
    _inherit = ["customer.document.row.mixin", "customer.secrecy.mixin"]
    _secrecy_file_field = "file_id"

    file_id = fields.Many2one(
        "customer.file", string="Customer File", readonly=True, index="btree_not_null", ondelete="set null"
    )

    @api.model
    def _secrecy_exceptions(self, user_id, alias, query=None):
        granted = SQL(
            "EXISTS (SELECT FROM customer_access_grant granted WHERE granted.user_id = %(user)s"
            " AND granted.res_model = %(alias)s.res_model AND granted.res_id = %(alias)s.res_id AND %(open)s)",
            user=user_id,
            alias=SQL.identifier(alias),
            open=self.env["customer.access.grant"]._open_sql(),
        )
        return [*super()._secrecy_exceptions(user_id, alias, query), granted]


class CustomerApproval(models.Model):
    """Who is asked reads the request, whatever the secrecy of its document."""

    _inherit = "customer.approval"

    @api.model
    def _secrecy_exceptions(self, user_id, alias, query=None):
        asked = self.env["res.users"].browse(user_id)._approvals_to_decide()
        return [
            *super()._secrecy_exceptions(user_id, alias, query),
            SQL("%s IN %s", SQL.identifier(alias, "id"), asked),
        ]
