from odoo import api, models


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super(ResUsers, self.with_context(no_customer_file=True)).create(vals_list).with_env(self.env)
        new = self.browse(user.id for user, vals in zip(users, vals_list, strict=True) if not vals.get("partner_id"))
        new.filtered("share").partner_id._open_files_of_new_contacts()
        return users

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active") is False:
            self._ask_to_reassign_customer_files()
        return result

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
