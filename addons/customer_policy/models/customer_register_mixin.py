from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerRegisterMixin(models.AbstractModel):
    """A register: rows are added and stay as they are.

    Python refuses write and unlink; a trigger of the database refuses UPDATE,
    DELETE and TRUNCATE, so that SQL of other modules (merging partners, for
    example) cannot change a row either. A correction is a new row.

    Models that inherit this keep no foreign key to ``res.partner``, use
    ``ondelete="restrict"`` and no stored computed field without ``precompute``.
    """

    _name = "customer.register.mixin"
    _description = "Register that only grows"

    #: field with the user a row stands for, who can then be archived but not deleted; empty: none
    _register_user_field = "create_uid"

    def _auto_init(self):
        if not self._abstract:
            # a new column with a default is filled by an UPDATE
            self._lift_register_guard()
        result = super()._auto_init()
        if not self._abstract:
            self._install_register_guard()
        return result

    @api.model
    def _install_register_guard(self):
        """Make the database refuse to change or delete rows of this table."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION customer_register_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
                BEGIN
                    RAISE EXCEPTION 'Rows of the register %% cannot be changed or deleted', TG_TABLE_NAME
                        USING ERRCODE = 'integrity_constraint_violation';
                END $body$;
                CREATE OR REPLACE TRIGGER customer_register_guard BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION customer_register_refuse();
                CREATE OR REPLACE TRIGGER customer_register_guard_truncate BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION customer_register_refuse();
                """,
                table=SQL.identifier(self._table),
            )
        )

    @api.model
    def _lift_register_guard(self):
        """Let a migration of this module change rows; :meth:`_install_register_guard` ends it."""
        self.env.cr.execute(
            SQL(
                """
                DO $body$ BEGIN IF to_regclass(%(name)s) IS NOT NULL THEN
                    DROP TRIGGER IF EXISTS customer_register_guard ON %(table)s;
                    DROP TRIGGER IF EXISTS customer_register_guard_truncate ON %(table)s;
                END IF; END $body$
                """,
                name=self._table,
                table=SQL.identifier(self._table),
            )
        )

    def write(self, vals):
        if self:
            raise UserError(self.env._("Rows of the register “%s” cannot be changed.", self._description_label()))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_register(self):
        raise UserError(self.env._("Rows of the register “%s” cannot be deleted.", self._description_label()))
