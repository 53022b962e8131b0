from odoo import api, models
from odoo.tools import SQL


class CustomerFileSecrecy(models.Model):
    """A customer file as a secret: in whose charge it is, and what of it is none."""

    _inherit = "customer.file"

    _secrecy_registers = True
    _secrecy_index_fields = ("id", "display_name", "number", "name", "partner_id", "company_id", "secrecy_level_id")

    # the list and its count go by this index alone, secrecy included; "IS TRUE" is what the ORM asks, and PostgreSQL 15
    # does not see that "active" means the same
    _company_order = models.Index(
        "(company_id, id DESC) INCLUDE (secrecy_level_id, responsible_id, custodian_id) WHERE active IS TRUE"
    )

    def _secrecy_title(self) -> str:
        """Return the number: it is no secret and stands for the file in registers."""
        self.ensure_one()
        return self.number

    @api.model
    def _in_charge_sql(self, user_id: int, alias: str) -> SQL:
        file = SQL.identifier(alias)
        return SQL(
            """(%(file)s.responsible_id = %(user)s OR %(file)s.custodian_id = %(user)s OR %(file)s.id IN (
                SELECT staff.customer_file_id FROM customer_file_res_users_rel staff
                 WHERE staff.res_users_id = %(user)s %(of_the_row)s
            ))""",
            file=file,
            user=user_id,
            # see _granted_sql
            of_the_row=SQL("AND staff.customer_file_id = %s.id", file) if self.env.context.get("few_rows") else SQL(),
        )
