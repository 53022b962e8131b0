from odoo import fields, models


class CustomerFileApplicationRule(models.Model):
    """What happens only with the customer's scanned application (S1.7-3.3c)."""

    _name = "customer.file.application.rule"
    _description = "Scanned application"
    _inherit = ["customer.file.rule.mixin"]

    operation = fields.Selection(
        [("open", "Opening of the file"), ("rename", "Change of the customer's name")], required=True
    )
    by_correction = fields.Boolean(
        "By Approved Correction", help="The name is changed by a checked correction that carries the scan, only."
    )
    with_receivables = fields.Boolean(
        "Only with Receivables",
        help="The rule meets customers who owe the company something. It needs the sales addon.",
    )
    keeper_department_ids = fields.Many2many(
        "hr.department",
        string="Kept by",
        check_company=True,
        help="The managers of these departments are told, since they keep the application.",
    )

    def _matching_operation(self, file, operation: str):
        """Return the first rule in force for ``operation`` on ``file``."""
        rules = self._in_force(file.company_id)
        return next((rule for rule in rules if rule.operation == operation and rule._matches(file)), self.browse())

    def _matches(self, file):
        return super()._matches(file) and (not self.with_receivables or file._has_receivables())

    def _unfulfillable(self):
        return super()._unfulfillable() | self.filtered(
            lambda rule: any(not department._get_manager_user() for department in rule.keeper_department_ids)
        )

    def _tell_keepers(self, file, summary: str):
        """Give each department that keeps the application an activity on the file."""
        for department in self.keeper_department_ids:
            keeper = department._get_manager_user()
            if keeper:
                # sudo: the department is told whoever changed the customer
                file.sudo().activity_schedule("mail.mail_activity_data_todo", summary=summary, user_id=keeper.id)
