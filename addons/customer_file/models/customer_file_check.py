from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerFileCheck(models.Model):
    """By when a file must be submitted, and its periodic data check."""

    _inherit = "customer.file"

    submission_due_date = fields.Date(
        readonly=True,
        copy=False,
        help="Last day on which submitting the file is in time, by the rule when it was opened.",
    )
    submitted_late = fields.Boolean(readonly=True, copy=False)
    last_check_date = fields.Date("Last Data Check", readonly=True, copy=False)
    next_check_date = fields.Date("Next Data Check", readonly=True, copy=False, index="btree_not_null")
    submission_reminded = fields.Date(readonly=True, copy=False, help="The due date that was reminded of.")
    check_reminded = fields.Date(readonly=True, copy=False, help="The due date that was reminded of.")
    check_overdue = fields.Boolean(compute="_compute_check_overdue", search="_search_check_overdue")

    @api.depends("next_check_date")
    def _compute_check_overdue(self):
        today = fields.Date.context_today(self)
        for file in self:
            file.check_overdue = bool(file.next_check_date) and file.next_check_date <= today

    def _search_check_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        due, waiting = [("next_check_date", "<=", today)], [("next_check_date", "=", False)]
        if True in value and False in value:
            return []
        return due if True in value else ["|", ("next_check_date", ">", today), *waiting]

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "submission_due_date",
            "submitted_late",
            "last_check_date",
            "next_check_date",
            "submission_reminded",
            "check_reminded",
        }

    def _start_deadlines(self):
        """Give new files the due dates of the rules in force today; later changes of a rule leave them alone."""
        for file in self:
            opening = self.env["customer.file.opening.rule"]._matching(file)
            check = self.env["customer.file.check.rule"]._matching(file)
            vals = {}
            if opening and file.first_contact_date:
                vals["submission_due_date"] = file.first_contact_date + relativedelta(days=opening.submission_days)
            if check:
                vals["next_check_date"] = file.opening_date + relativedelta(months=check.interval_months)
            if vals:
                file._write_protected(vals)

    def _before_submit(self):
        result = super()._before_submit()
        today = fields.Date.context_today(self)
        for file in self.filtered(lambda file: not file.submitted_date and file.submission_due_date):
            # a file that was returned or revised has met its due date, or missed it, before
            file._write_protected({"submitted_late": file.submission_due_date < today})
        return result

    def action_confirm_check(self):
        """Confirm that the data were checked today and are right, and set the next date (S1.12-2, S4.upd-4.3).

        :raises AccessError: for somebody who neither keeps contact with the customer nor keeps the files
        """
        self.check_access("read")
        today = fields.Date.context_today(self)
        for file in self:
            if not file._is_own() and not file.has_access("write"):
                raise AccessError(
                    self.env._("%s: only those in contact with the customer confirm its data.", file.display_name)
                )
            rule = self.env["customer.file.check.rule"]._matching(file)
            next_date = today + relativedelta(months=rule.interval_months) if rule else False
            # sudo: a filed record is closed to changes by those in contact, confirming it changes two dates only
            file.sudo()._write_protected({"last_check_date": today, "next_check_date": next_date})
            file._add_event("check", self.env._("Data checked"))
        return True

    def _is_own(self) -> bool:
        """Say whether the user is responsible for the file, keeps it or keeps contact with the customer."""
        self.ensure_one()
        return self.env.user in self.responsible_id | self.custodian_id | self.contact_staff_ids

    @api.model
    def _cron_remind(self):
        """Put today's reminders on files: birthdays, files to submit, data checks and waiting surveys."""
        # sudo: reminders are about the files of all companies
        for company in self.env["res.company"].sudo().search([]):
            files = (
                self.sudo().with_company(company).with_context(lang=company.partner_id.lang, tz=company.partner_id.tz)
            )
            files.env["customer.file.requirement"]._take_effect()
            files._remind_submission()
            files._remind_check()
            files.env["customer.file.decision.maker"]._remind_birthdays()
            files.env["customer.information.survey"]._remind_waiting()

    @api.model
    def _remind_submission(self):
        self._remind_due(
            "submission",
            "submission_due_date",
            self.env._("Submit the customer file"),
            [("state", "=", "collected")],
        )

    @api.model
    def _remind_check(self):
        self._remind_due("check", "next_check_date", self.env._("Check the data of the customer file"))

    @api.model
    def _remind_due(self, occasion: str, date_field: str, summary: str, domain=()):
        """Remind once of every date that lies within the days of the rule, also when a run was missed."""
        today = fields.Date.context_today(self)
        reminded_field = f"{occasion}_reminded"
        for rule, files in self.env["customer.file.reminder.rule"]._due(occasion, date_field, domain):
            for file in files.filtered(lambda file: file[reminded_field] != file[date_field]):
                rule._remind(file, summary, max(file[date_field], today))
                file._write_protected({reminded_field: file[date_field]})
