from odoo import api, fields, models


class CustomerArchiveKeeper(models.Model):
    """Who keeps the documents of a department until they are filed (部门档案员, S2.2-04a, S2.3-3a).

    The head of the department names the keeper; the archive is told of each change.
    """

    _name = "customer.archive.keeper"
    _description = "Archive keeper of a department"
    _inherit = ["customer.fixed.mixin", "mail.thread", "mail.activity.mixin"]
    _fixed_fields = ("department_id", "company_id")
    _rec_name = "user_id"
    _check_company_auto = True

    department_id = fields.Many2one("hr.department", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Keeper",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
    )
    date_from = fields.Date("Since", required=True, default=fields.Date.context_today, tracking=True)
    active = fields.Boolean(default=True, tracking=True)

    _one_per_department = models.UniqueIndex(
        "(department_id, company_id) WHERE active", "The department has a keeper already: change the person there."
    )

    @api.model_create_multi
    def create(self, vals_list):
        keepers = super().create(vals_list)
        keepers._tell_archive()
        return keepers

    def write(self, vals):
        result = super().write(vals)
        if {"user_id", "active"} & set(vals):
            self._tell_archive()
        return result

    def _tell_archive(self):
        """Tell the archive room once who keeps the documents of a department now."""
        for keeper in self:
            archive = keeper.company_id.customer_archive_department_id._archive_keeper(keeper.company_id)
            # sudo: names of colleagues and departments are no secret
            named = keeper.sudo()
            summary = self.env._(
                "Keeper of %(department)s: %(user)s",
                department=named.department_id.name,
                user=named.user_id.name if keeper.active else self.env._("nobody"),
            )
            if archive and archive != self.env.user:
                # sudo: the head of a department need not see the activities of the archive
                named.activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=archive.id)
