from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileReminderRule(models.Model):
    """Who is told of what, and how many days before (S1.7-3.2c, S1.7-4, S2.1-05, S3-08.2)."""

    _name = "customer.file.reminder.rule"
    _description = "Reminder about customer files"
    _inherit = ["customer.file.rule.mixin"]

    occasion = fields.Selection(
        [
            ("birthday", "Birthday of a decision maker"),
            ("submission", "File to submit"),
            ("check", "Data check due"),
            ("survey", "Information survey waiting"),
            ("important_matter", "Important matter reported"),
        ],
        required=True,
    )
    days_before = fields.Integer(help="How many days before the day the reminder comes; 0: on the day.")
    recipient = fields.Selection(
        [
            ("responsible", "Responsible"),
            ("custodian", "File keeper"),
            ("department_manager", "Manager of the responsible department"),
            ("user", "A named person"),
        ],
        required=True,
        default="responsible",
    )
    user_id = fields.Many2one("res.users", string="Person", check_company=True, ondelete="restrict")

    _days_before_positive = models.Constraint("CHECK(days_before >= 0)", "The days before cannot be negative.")

    @api.constrains("recipient", "user_id")
    def _check_user(self):
        for rule in self:
            if rule.recipient == "user" and not rule.user_id:
                raise ValidationError(self.env._("%s: say which person is told.", rule.name))

    @api.model
    def _due(self, occasion: str, date_field: str, domain=()):
        """Yield each rule for ``occasion`` with the files whose date lies within its days; a file comes once."""
        today = fields.Date.context_today(self)
        rules = self._in_force(self.env.company).filtered(lambda rule: rule.occasion == occasion)
        seen = self.env["customer.file"]
        for rule in rules:
            horizon = today + relativedelta(days=rule.days_before)
            files = seen.search([("company_id", "=", self.env.company.id), (date_field, "<=", horizon), *domain])
            files = (files - seen).filtered(rule._matches)
            seen |= files
            yield rule, files

    def _recipient_user(self, file):
        """Return the person told about ``file``; the file keeper when the named one is missing."""
        self.ensure_one()
        user = {
            "responsible": lambda: file.responsible_id,
            "custodian": lambda: file.custodian_id,
            "department_manager": lambda: file.department_id._get_manager_user(),
            "user": lambda: self.user_id,
        }[self.recipient]()
        return user or file.custodian_id or file.company_id.customer_file_custodian_id

    def _remind(self, file, summary: str, date, note=""):
        """Put an activity on ``file`` for the recipient; do nothing when the rule only observes."""
        user = self._recipient_user(file)
        if self.mode != "enforce":
            self._breached_by(file, summary)
        elif user:
            # sudo: reminders also reach files the acting user may not change
            file.sudo().activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=date, summary=summary, note=note, user_id=user.id
            )
