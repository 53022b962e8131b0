from odoo import api, models
from odoo.exceptions import UserError, ValidationError

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
                    self.env._("The user stands in the register “%s”. Archive the user instead.", register._description)
                )
