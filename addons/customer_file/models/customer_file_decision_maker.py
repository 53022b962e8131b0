from datetime import date

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..tools import normalise


class CustomerFileDecisionMaker(models.Model):
    """Somebody at the customer who decides on purchases, with personal data (S1.7-3.2c).

    The rows are read by those in contact with the customer and by information
    administrators; everybody else sees the masked summary on the file.
    """

    _name = "customer.file.decision.maker"
    _description = "Decision maker"
    _inherit = ["customer.file.line.mixin"]
    _order = "sequence, id"

    sequence = fields.Integer(default=10)
    name = fields.Char(required=True)
    function = fields.Char("Position")
    influence = fields.Selection(
        [("decides", "Decides"), ("advises", "Advises"), ("uses", "Uses"), ("pays", "Pays")],
        string="Role in the Purchase",
    )
    phone = fields.Char()
    email = fields.Char()
    birthday = fields.Date()
    next_birthday = fields.Date(compute="_compute_next_birthday")
    birthday_reminded = fields.Date(readonly=True, copy=False)
    hobbies = fields.Char()
    note = fields.Text("Notes")

    @api.depends("birthday")
    def _compute_next_birthday(self):
        today = fields.Date.context_today(self)
        for maker in self:
            maker.next_birthday = maker.birthday and maker._birthday_from(today)

    def _birthday_from(self, day: date) -> date:
        """Return the first birthday on or after ``day``; 29 February is kept on 28 February in common years."""
        self.ensure_one()
        # relativedelta moves 29 February to the 28th where the year has none
        birthday = self.birthday + relativedelta(years=day.year - self.birthday.year)
        return birthday if birthday >= day else self.birthday + relativedelta(years=day.year + 1 - self.birthday.year)

    def _masked_line(self) -> str:
        """Show who decides without showing personal data."""
        self.ensure_one()
        parts = [normalise.mask_name(self.name), self.function, normalise.mask_phone(self.phone or "")]
        return " ".join(filter(None, parts))

    @api.model
    def _remind_birthdays(self):
        """Remind of birthdays, once each year, also when a run was missed."""
        today = fields.Date.context_today(self)
        rules = self.env["customer.file.reminder.rule"]._in_force(self.env.company)
        rules = rules.filtered(lambda rule: rule.occasion == "birthday")
        if not rules:
            return
        for maker in self.search([("birthday", "!=", False), ("company_id", "=", self.env.company.id)]):
            rule = next((rule for rule in rules if rule._matches(maker.file_id)), None)
            birthday = maker._birthday_from(today)
            if (
                rule
                and birthday - relativedelta(days=rule.days_before) <= today
                and maker.birthday_reminded != birthday
            ):
                rule._remind(maker.file_id, self.env._("Birthday: %s", normalise.mask_name(maker.name)), birthday)
                maker.birthday_reminded = birthday
