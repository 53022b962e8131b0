import logging
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)

#: what sending sets, and nobody by hand, with what it is before
SET_BY_SENDING = {"state": "planned", "sent_date": False, "uncleared": False, "message_ids": [Command.clear()]}


class CustomerStatisticMailing(models.Model):
    """An issued report that is sent to its recipients, now or at a set time.

    Those who are not cleared for its level get nothing, and are listed.
    """

    _name = "customer.statistic.mailing"
    _description = "Mailing of a statistics report"
    _inherit = ["customer.fixed.mixin"]
    # moved to another report it would open that to its recipients
    _fixed_fields = ("report_id",)
    _order = "planned_date desc, id desc"
    _rec_name = "report_id"
    _check_company_auto = True

    report_id = fields.Many2one(
        "customer.statistic.report",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        domain=[("state", "=", "issued")],
    )
    company_id = fields.Many2one(related="report_id.company_id", store=True, precompute=True, index=True)
    secrecy_level_id = fields.Many2one(related="report_id.secrecy_level_id", string="Remark")
    recipient_ids = fields.Many2many(
        "res.users", string="Recipients", required=True, domain=[("share", "=", False)], check_company=True
    )
    attaches = fields.Boolean(
        "With PDF and Spreadsheet",
        help="Without it the mail has a link. Reports with a level of secrecy are never attached.",
    )
    planned_date = fields.Datetime("Planned for", required=True, default=fields.Datetime.now)
    sent_date = fields.Datetime("Sent On", readonly=True, copy=False)
    state = fields.Selection(
        [("planned", "Planned"), ("sent", "Sent"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
    )
    message_ids = fields.Many2many("mail.message", readonly=True, copy=False, help="What was sent, with its files.")
    uncleared = fields.Text("Not Cleared", readonly=True, copy=False, help="Who got nothing.")

    _planned = models.Index("(planned_date) WHERE state = 'planned'")

    @api.constrains("report_id")
    def _check_issued(self):
        for mailing in self:
            # sudo: whether a report was issued is no secret
            if mailing.report_id.sudo().state != "issued":
                raise UserError(self.env._("%s was not issued yet.", mailing.report_id.display_name))

    @api.onchange("report_id")
    def _onchange_report_id(self):
        self.recipient_ids = self.report_id.kind_id.recipient_ids
        self.attaches = self.report_id.kind_id.attaches

    @api.model_create_multi
    def create(self, vals_list):
        # set here, since default_<field> in the context is user input
        return super().create([{**vals, **SET_BY_SENDING} for vals in vals_list])

    def write(self, vals):
        if not self.env.su:
            self._check_planned()
            if not SET_BY_SENDING.keys().isdisjoint(vals):
                raise AccessError(self.env._("Whether and to whom it was sent is not written by hand."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        self._check_planned()

    def _check_planned(self):
        for mailing in self:
            if mailing.state != "planned":
                raise UserError(self.env._("%s: the mailing is over.", mailing.report_id.display_name))

    def action_send(self):
        """Send it now."""
        self.check_access("write")
        self._check_planned()
        self.sudo()._send()  # sudo: the right to the mailing was checked; the register is written by it only
        return True

    def action_cancel(self):
        self.check_access("write")
        self._check_planned()
        self.sudo().write({"state": "cancelled"})  # sudo: see action_send
        return True

    def _send(self):
        """Send each of these to those cleared for the report; called with all rights."""
        for mailing in self:
            report = mailing.report_id
            uncleared = []
            for user in mailing.recipient_ids:
                if report._may_be_sent_to(user):
                    mailing._send_to(user)
                else:
                    uncleared.append(user.name)
                    self.env["customer.statistic.receipt"]._enter(
                        report, "mail", recipient=user.name, outcome="not_cleared"
                    )
            mailing.write(
                {"state": "sent", "sent_date": fields.Datetime.now(), "uncleared": "\n".join(uncleared) or False}
            )
            if uncleared:
                report.message_post(
                    body=self.env._("Not sent, since they are not cleared for it: %s", ", ".join(uncleared))
                )

    def _send_to(self, user):
        self.ensure_one()
        # first, since it opens the report to the recipient
        self.env["customer.statistic.receipt"]._enter(self.report_id, "mail", user=user)
        self.env.flush_all()
        report = self.report_id.with_context(lang=user.lang, tz=user.tz)
        attachments = []
        if self.attaches and not report.secrecy_level_id:
            attachments = report._files_for(user)
        self.message_ids |= (
            self.env["mail.thread"]
            .with_context(lang=user.lang)
            .message_notify(
                partner_ids=user.partner_id.ids,
                subject=report.display_name,
                body=report._get_html_link(),
                attachments=attachments,
                email_layout_xmlid="mail.mail_notification_light",
            )
        )

    @api.model
    def _plan(self, reports):
        """Plan the mailing of reports that were just issued, where their kind says so."""
        vals_list = []
        for report in reports:
            kind = report.kind_id
            if kind.distribution != "manual" and kind.recipient_ids and kind.mode == "enforce":
                vals_list.append(
                    {
                        "report_id": report.id,
                        "recipient_ids": [(6, 0, kind.recipient_ids.ids)],
                        "attaches": kind.attaches,
                        "planned_date": self._planned_for(report),
                    }
                )
        mailings = self.create(vals_list)
        if mailings:
            self.env.ref("customer_statistics.ir_cron_mailing")._trigger(mailings.mapped("planned_date"))
        return mailings

    @api.model
    def _planned_for(self, report) -> datetime:
        """Return when an issued report is sent: now, or at the moment its kind says, if that is to come."""
        now, kind = fields.Datetime.now(), report.kind_id
        if kind.distribution == "issued":
            return now
        zone = report.company_id._policy_timezone()
        hours, minutes = divmod(round(kind.distribution_hour * 60), 60)
        day = report.date_to + timedelta(days=kind.distribution_days)
        moment = zone.localize(datetime.combine(day, time(hours, minutes)))
        return max(now, moment.astimezone(pytz.utc).replace(tzinfo=None))

    @api.model
    def _cron_send(self):
        """Send what is due, each mailing in its own transaction."""
        due = self.search([("state", "=", "planned"), ("planned_date", "<=", fields.Datetime.now())], order="id")
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for mailing in due:
            # another worker may have taken it
            taken = mailing.try_lock_for_update().filtered(lambda one: one.state == "planned")
            try:
                with self.env.cr.savepoint():
                    taken._send()
            except Exception:
                # it is tried again, and holds up no other
                _logger.exception("Mailing %s of statistics was not sent", mailing.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break
