from odoo import api, fields, models
from odoo.tools import format_date


class SaleOrder(models.Model):
    _inherit = "sale.order"

    customer_file_id = fields.Many2one(
        "customer.file", compute="_compute_customer_file_id", groups="customer_policy.group_user"
    )
    customer_file_warning = fields.Char(
        compute="_compute_customer_file_warning",
        groups="customer_policy.group_user",
        help="What is to be said about the customer's file while the quotation is open.",
    )

    @api.depends("partner_id.commercial_partner_id", "company_id")
    def _compute_customer_file_id(self):
        for company, orders in self.grouped("company_id").items():
            files = orders.with_company(company)._get_customer_files().grouped("partner_id")
            for order in orders:
                order.customer_file_id = files.get(order.partner_id.commercial_partner_id)

    @api.depends("customer_file_id")
    @api.depends_context("uid", "lang")
    def _compute_customer_file_warning(self):
        for order in self:
            order.customer_file_warning = order._get_customer_file_warning()

    def _get_customer_file_warning(self) -> str:
        file = self.customer_file_id
        if not self.partner_id:
            return ""
        if not file:
            return self.env._("The customer has no file yet.")
        if not file.has_access("read"):
            return ""
        warnings = []
        if not file.active:
            warnings.append(self.env._("The customer's file is archived."))
        if file.completeness < 100:
            warnings.append(self.env._("The customer's file is incomplete (%s).", file.completeness_label))
        if file.check_overdue:
            day = format_date(self.env, file.next_check_date)
            warnings.append(self.env._("The data check of the customer's file is due since %s.", day))
        if file.life_status in ("near_lost", "lost"):
            status = dict(file._fields["life_status"]._description_selection(self.env))[file.life_status]
            warnings.append(self.env._("The customer's status: %s.", status))
        return " ".join(warnings)

    def action_open_customer_file(self):
        """Show the file of the customer; open or reopen it when there is none in use.

        :raises AccessError: when the file is closed to the user
        """
        self.ensure_one()
        self.customer_file_id.check_access("read")
        return self.partner_id.with_company(self.company_id).action_open_customer_file()

    def _action_confirm(self):
        result = super()._action_confirm()
        for company, orders in self.grouped("company_id").items():
            orders = orders.with_company(company)
            orders._open_customer_files()
            orders._get_customer_files()._set_cooperating()
        return result

    def _get_customer_files(self):
        """Return the files of these customers in the current company, archived ones too, with superuser rights."""
        return self.partner_id.with_company(self.env.company)._get_customer_files()

    def _open_customer_files(self):
        """Open or reopen the file of each customer who has none in use, as the rules of the company say."""
        rule = self.env["customer.file.opening.rule"]._opening_on("on_new_order", self.env.company)
        if not rule:
            return
        files = self._get_customer_files()
        customers = self.partner_id.commercial_partner_id - files.filtered("active").partner_id
        message = self.env._("A customer file would have been opened for a confirmed order.")
        if not customers or not rule._lets_open(customers, message):
            return
        files.filtered(lambda file: not file.active).action_unarchive()
        orders = self.grouped(lambda order: order.partner_id.commercial_partner_id)
        self.env["customer.file"].create(
            [
                {
                    **customer._prepare_customer_file_vals(),
                    "responsible_id": orders[customer][0]._get_file_responsible().id,
                }
                for customer in customers - files.partner_id
            ]
        )

    def _get_file_responsible(self):
        """Return who answers for the customer: a colleague in this company, not the customer signing in the portal."""
        self.ensure_one()
        # sudo: which colleague works in which company is no secret
        users = (self.user_id | self.partner_id.commercial_partner_id.user_id | self.env.user).sudo()
        users = users.filtered(lambda user: user.active and not user.share and self.env.company in user.company_ids)
        return users[:1]
