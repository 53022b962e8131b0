from odoo import api, fields, models
from odoo.tools import SQL


class CustomerSecrecyMixin(models.AbstractModel):
    """A row that has a secrecy level, its own or that of what it is about: who may read it.

    A model that inherits this has a global record rule on ``user._secrecy_domain()``: rules are the wall on every way.
    """

    _name = "customer.secrecy.mixin"
    _description = "Row with a secrecy level"

    #: many2one to the file whose level and grants hold for the row as well; "" for none
    _secrecy_file_field = ""

    secrecy_level_id = fields.Many2one(
        "customer.secrecy.level", string="Secrecy", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        # for the rule, see customer.access.grant
        few = self.with_context(few_rows=True)
        return super(CustomerSecrecyMixin, few).name_search(name, domain, operator, limit)

    @api.model
    def _secrecy_sql(self, user_id: int, alias: str, query=None, *, own=False) -> SQL:
        """Return the condition on rows of ``alias`` that they are open to a user.

        Most rows have no level, or one that is open; what follows is then not looked at. It is made anew for each
        query: a clearance or grant that ended a moment ago opens nothing.

        :param own: only by clearance or charge, as changing and passing on ask for; a grant is for reading
        """
        closed = self.env["customer.secrecy.level"]._closed_to(user_id)
        if not closed:
            return SQL("TRUE")
        level = self._field_to_sql(alias, "secrecy_level_id", query)
        conditions = [
            SQL("%s IS NULL", level),
            SQL("%s NOT IN %s", level, tuple(closed)),
            *([] if own else self._secrecy_exceptions(user_id, alias, query)),
        ]
        to_those_in_charge = tuple(level_id for level_id, opens in closed.items() if opens)
        in_charge = self._in_charge_sql(user_id, alias) if to_those_in_charge else None
        if in_charge:
            conditions.append(SQL("(%s IN %s AND %s)", level, to_those_in_charge, in_charge))
        return SQL("(%s)", SQL(" OR ").join(conditions))

    @api.model
    def _secrecy_exceptions(self, user_id: int, alias: str, query=None) -> list[SQL]:
        """Return conditions under which a row is open whatever its level."""
        Grants = self.env["customer.access.grant"]
        row_id = SQL.identifier(alias, "id")
        conditions = [Grants._granted_sql(user_id, self._name, row_id)]
        if self._secrecy_file_field:
            file_id = self._field_to_sql(alias, self._secrecy_file_field, query)
            conditions.append(Grants._granted_sql(user_id, "customer.file", file_id))
        if issubclass(self.env.registry[self._name], self.env.registry["customer.approval.mixin"]):
            # who decides reads what is decided, as long as it is
            user = self.env["res.users"].browse(user_id)
            conditions.append(SQL("%s IN %s", row_id, user._approval_documents(self._name)))
        return conditions

    @api.model
    def _in_charge_sql(self, user_id: int, alias: str) -> SQL | None:
        """Return the condition on rows of ``alias`` that a user is in charge of their file."""
        if not self._secrecy_file_field:
            return None
        return SQL(
            "EXISTS (SELECT FROM customer_file in_charge WHERE in_charge.id = %s AND %s)",
            SQL.identifier(alias, self._secrecy_file_field),
            self.env["customer.file"]._in_charge_sql(user_id, "in_charge"),
        )
