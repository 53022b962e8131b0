from odoo import api, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

#: Duties one person may hold only one of (rule S1.8-34b).
SEPARATED_DUTIES = (
    "customer_policy.group_network_administrator",
    "customer_policy.group_security_administrator",
    "customer_policy.group_security_auditor",
)


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.constrains("group_ids")
    def _check_separated_duties(self):
        groups = self.env["res.groups"].union(
            *(self.env.ref(xml_id, raise_if_not_found=False) or self.env["res.groups"] for xml_id in SEPARATED_DUTIES)
        )
        for user in self:
            held = user.all_group_ids & groups
            if len(held) > 1:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot hold more than one of the separated duties: %(duties)s.",
                        user=user.name,
                        duties=", ".join(held.mapped("name")),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_register(self):
        """Say in words what the guard of a register would refuse in SQL."""
        for name in self.env.registry["customer.register.mixin"]._inherit_children:
            # sudo: whoever may delete users need not be allowed to read registers
            register = self.env[name].sudo()
            user_field = register._register_user_field
            if register._abstract or not user_field:
                continue
            if register.search_count([(user_field, "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "The user stands in the register “%s”. Archive the user instead.", register._description_label()
                    )
                )

    def _department_in(self, company):
        """Return the department in which the user works in ``company``, with the rights of the caller."""
        # who works in several companies has an employee in each; sudo: where a colleague works is no secret
        return self.sudo().with_company(company).employee_id.department_id.sudo(self.env.su)

    # approvals

    def _approval_documents(self, res_model: str) -> SQL:
        """Return, for the record rule of a document's model, the ids of the documents this user decides on now.

        SQL and not ids: the domain of a rule is kept, this follows each decision at once. Used as
        ``('id', 'in', user._approval_documents('customer.complaint'))`` in a rule that only grants reading.
        """
        return SQL(
            "(SELECT res_id FROM customer_approval WHERE res_model = %s AND id IN %s)",
            res_model,
            self._approvals_to_decide(),
        )

    def _approvals_to_decide(self) -> SQL:
        """Return the ids of the approvals whose decision waits for this user, or for one the user substitutes."""
        return SQL(
            """(
                SELECT approval_id FROM customer_approval_approver_rel WHERE user_id = %(user)s
                UNION ALL
                SELECT approval.id FROM customer_approval_substitution substitution
                  JOIN customer_approval_approver_rel rel ON rel.user_id = substitution.user_id
                  JOIN customer_approval approval ON approval.id = rel.approval_id
                 WHERE substitution.substitute_id = %(user)s AND %(applies)s
            )""",
            user=self.id,
            applies=self._substitution_applies(),
        )

    def _managed_departments(self) -> SQL:
        """Return, for record rules, the ids of the departments this user manages, with all below them."""
        columns = {
            name: SQL.identifier(alias, name, to_flush=self.env[model]._fields[name])
            for alias, model, name in (
                ("department", "hr.department", "manager_id"),
                ("department", "hr.department", "parent_path"),
                ("manager", "hr.employee", "user_id"),
            )
        }
        return SQL(
            """(
                SELECT below.id FROM hr_department department
                  JOIN hr_employee manager ON manager.id = %(manager_id)s AND %(user_id)s = %(user)s
                  JOIN hr_department below ON below.parent_path LIKE %(parent_path)s || '%%'
            )""",
            user=self.id,
            **columns,
        )

    @api.model
    def _substitution_applies(self) -> SQL:
        """Return the condition on rows of a substitution and an approval that the substitute may decide it now."""
        return SQL(
            """(
                substitution.company_id = approval.company_id
                AND COALESCE(substitution.document_model, approval.res_model) = approval.res_model
                AND substitution.starts <= now() AT TIME ZONE 'UTC' AND substitution.ends > now() AT TIME ZONE 'UTC'
                AND substitution.substitute_id <> COALESCE(approval.concerned_id, 0)
                AND NOT (approval.four_eyes AND (
                    substitution.substitute_id = approval.requested_by_id
                    OR substitution.substitute_id = COALESCE(approval.author_id, 0)
                ))
                AND NOT EXISTS (
                    SELECT FROM customer_approval_decision decision
                     WHERE decision.approval_id = approval.id
                       AND substitution.substitute_id IN (decision.user_id, decision.on_behalf_of_id)
                       AND (decision.level = approval.level OR NOT COALESCE(approval.several_levels, FALSE))
                )
            )"""
        )

    def _approvals_decided(self) -> SQL:
        """Return the ids of the approvals this user decided on, or was decided on behalf of."""
        return SQL(
            "(SELECT approval_id FROM customer_approval_decision WHERE %(user)s IN (user_id, on_behalf_of_id))",
            user=self.id,
        )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self.env["customer.approval"]._ask_anew("group", users._deciding_companies())
        return users

    def write(self, vals):
        changed = {"group_ids", "company_ids", "active"} & set(vals)
        companies = self._deciding_companies() if changed else None
        result = super().write(vals)
        if changed:
            companies |= self._deciding_companies()
            self.env["customer.approval"]._ask_anew("group", companies)
            if changed != {"group_ids"}:
                self.env["customer.approval"]._ask_anew("manager", companies)
        return result

    def _deciding_companies(self):
        """Return the companies in which these users can decide; customers with a login decide nothing."""
        # sudo: whoever may change a user need not see all companies of that user
        return self.sudo().filtered(lambda user: not user.share).company_ids
