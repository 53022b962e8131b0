from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super(ResUsers, self.with_context(no_customer_file=True)).create(vals_list).with_env(self.env)
        users._check_agreements({})
        new = self.browse(user.id for user, vals in zip(users, vals_list, strict=True) if not vals.get("partner_id"))
        new.filtered("share").partner_id._open_files_of_new_contacts()
        return users

    def action_archive(self):
        # before core deletes the activities of who leaves
        self.env["customer.handover"]._check_handed_over(self, "leaves")
        return super().action_archive()

    def write(self, vals):
        if vals.get("active") is False:
            # a rule that observes took note in action_archive
            self.env["customer.handover"]._check_handed_over(self, "leaves", modes=("enforce",))
        gives_role = bool({"group_ids", "company_ids"} & set(vals))
        before = self._get_role_companies() if gives_role else {}
        result = super().write(vals)
        if gives_role:
            self._check_agreements(before)
        if vals.get("active") is False:
            self._ask_to_reassign_customer_files()
        return result

    def _get_role_companies(self) -> dict:
        """Return in which companies each of these users who has one has a role with access to customer data."""
        roles = self.env.ref("customer_policy.group_user") | self.env.ref("customer_policy.group_security_auditor")
        # sudo: who has which role is no secret
        return {user: user.company_ids for user in self.sudo() if user.all_group_ids & roles}

    def _check_agreements(self, before: dict):
        """Ask for the agreements of those who have a role in more companies than ``before``."""
        rules = self.env["customer.confidentiality.agreement.rule"]
        for user, companies in self._get_role_companies().items():
            rules._check_role(user, companies - before.get(user, companies.browse()))

    # record rules

    def _secrecy_domain(self, own=False) -> Domain:
        """Return, for the record rule of a model with secrecy levels, which of its records are open to this user.

        :param own: only those open by clearance or charge, for changing; a grant opens for reading

        Odoo keeps the domain of a rule for as long as it runs. This one is made into SQL anew for every query, so that
        it follows clearances and grants at once; it holds no more than the user's id.
        """
        user_id = self.id
        return Domain.custom(to_sql=lambda model, alias, query: model._secrecy_sql(user_id, alias, query, own=own))

    def _secrecy_domain_of(self, model_field: str, id_field: str = "res_id", *, threads: bool = True) -> Domain:
        """Return, for rows that name a record by model and id, which are not about one that is closed to this user.

        When the record is gone, the level decides that the row keeps of it, where it keeps one.

        :param threads: rows are about records that have messages and activities; these alone are looked at then
        """
        user_id = self.id

        def to_sql(model, alias, query):
            levels = model.env["customer.secrecy.level"]._closed_to(user_id)
            if not levels:
                return SQL("TRUE")
            parent = model.env.registry["customer.secrecy.mixin"]
            names = [
                name
                for name, kind in model.env.registry.items()
                if issubclass(kind, parent) and not kind._abstract
                if not threads or {"message_ids", "activity_ids"} & set(kind._fields)
            ]
            # planning takes ten milliseconds for all of them; most searches are about one, and then show no others:
            # who says so in the context by himself sees less
            asked = model._attached_models() if hasattr(model, "_attached_models") else None
            looked_at = names if asked is None else [name for name in names if name in asked]
            kept = SQL("FALSE")
            if "secrecy_level_id" in model._fields:
                level = model._field_to_sql(alias, "secrecy_level_id", query)
                kept = SQL("COALESCE(%s IN %s, FALSE)", level, tuple(levels))
            kind = model._field_to_sql(alias, model_field, query)
            record_id = model._field_to_sql(alias, id_field, query)
            # a scalar subquery: of EXISTS the planner may make a table of all closed records, for each query
            closed = [
                SQL(
                    """NOT (%(kind)s = %(name)s AND COALESCE((
                        SELECT closed.secrecy_level_id IN %(levels)s AND %(open)s IS NOT TRUE
                          FROM %(table)s closed WHERE closed.id = %(id)s), %(kept)s))""",
                    kept=kept,
                    kind=kind,
                    name=name,
                    levels=tuple(levels),
                    table=SQL.identifier(model.env[name]._table),
                    id=record_id,
                    open=model.env[name].with_context(few_rows=True)._secrecy_sql(user_id, "closed"),
                )
                for name in looked_at
            ]
            others = SQL("%s IS NULL OR %s NOT IN %s", kind, kind, tuple(names))
            if not closed:
                return SQL("(%s)", others)
            return SQL("(%s OR (%s IN %s AND %s))", others, kind, tuple(looked_at), SQL(" AND ").join(closed))

        return Domain.custom(to_sql=to_sql)

    def _ask_to_reassign_customer_files(self):
        """Ask for somebody new for each file whose responsible left (S4.infoflow-5)."""
        # sudo: an administrator who archives a user need not be allowed to read customer files
        files = self.env["customer.file"].sudo().search([("responsible_id", "in", self.ids)])
        managers = {department: department._get_manager_user() - self for department in files.department_id}
        groups = files.grouped(
            lambda file: (file.responsible_id, managers.get(file.department_id) or file.custodian_id - self)
        )
        for (leaver, successor), part in groups.items():
            part.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Reassign: %s left", leaver.name),
                user_id=(successor or self.env.user).id,
            )
