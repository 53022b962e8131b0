from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super(ResUsers, self.with_context(no_customer_file=True)).create(vals_list).with_env(self.env)
        self.env["customer.confidentiality.agreement.rule"]._check_roles(users._with_role())
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
        before = self._with_role() if {"group_ids", "company_ids"} & set(vals) else self
        result = super().write(vals)
        self.env["customer.confidentiality.agreement.rule"]._check_roles(self._with_role() - before)
        if vals.get("active") is False:
            self._ask_to_reassign_customer_files()
        return result

    def _with_role(self):
        """Return those of these users who have a role with access to customer data."""
        roles = self.env.ref("customer_policy.group_user") | self.env.ref("customer_policy.group_security_auditor")
        # sudo: who has which role is no secret
        return self.sudo().filtered(lambda user: user.all_group_ids & roles)

    def _ask_to_reassign_customer_files(self):
        """Ask for somebody new for each file whose responsible left (S4.infoflow-5)."""
        # sudo: an administrator who archives a user need not be allowed to read customer files
        files = self.env["customer.file"].sudo().search([("responsible_id", "in", self.ids)])
        for file in files:
            successor = file.department_id._get_manager_user() - self or file.custodian_id - self
            file.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Reassign: %s left", file.responsible_id.name),
                user_id=(successor or self.env.user).id,
            )
