from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime


class CustomerHandoverEnd(models.Model):
    """What a completed handover brings about: customers informed, first contacts asked for, the account ended."""

    _inherit = "customer.handover"

    exports = fields.Text(
        compute="_compute_exports", help="What the leaver exported or printed lately, from the register of access."
    )

    @api.depends("leaver_id", "date", "export_days")
    @api.depends_context("uid")
    def _compute_exports(self):
        """List the exports of the last days, for the audit of who leaves (S1.8-38)."""
        # sudo: who leads the handover need not read the register of access; titles there hold no content
        logs = self.env["customer.access.log"].sudo()
        for handover in self:
            days = handover.export_days
            if not (days and handover.leaver_id and handover.has_access("write")):
                handover.exports = False
                continue
            last = handover.date or fields.Date.context_today(handover)
            found = logs.search(
                [
                    ("user_id", "=", handover.leaver_id.id),
                    ("company_id", "=", handover.company_id.id),
                    ("outcome", "in", ("exported", "printed")),
                    ("date", ">=", fields.Date.add(last, days=-days)),
                ]
            )
            outcomes = dict(logs._fields["outcome"]._description_selection(self.env))
            handover.exports = "\n".join(
                " ".join(
                    filter(
                        None,
                        (format_datetime(self.env, log.date), outcomes[log.outcome], log.document_name, log.address),
                    )
                )
                for log in found
            )

    def action_inform_customers(self):
        """Queue a mail to each customer who was not informed yet."""
        self.check_access("write")
        for handover in self:
            if handover.state != "running":
                raise UserError(self.env._("%s is not running.", handover.display_name))
            handover._inform_customers()
        return True

    def _inform_customers(self):
        """Queue one mail per customer, in the customer's language, to the address of the file (S1.7-7.4, S2.1-08d)."""
        self.ensure_one()
        # sudo: one who may lead a handover need not edit templates; the mail says who the new contact is, no more
        lines = self.line_ids.sudo().filtered(
            lambda line: line.file_id and not line.informed_date and line.file_id.email
        )
        template = self.env.ref("customer_file.mail_template_handover").sudo()  # sudo: see above
        template.send_mail_batch(lines.ids, force_send=False)
        lines.write({"informed_date": fields.Datetime.now()})

    def _ask_first_contacts(self):
        """Give the successors an activity for each customer: who could not be mailed is told then."""
        self.ensure_one()
        if not self.asks_first_contact:
            return
        due = fields.Date.add(fields.Date.context_today(self), days=self.first_contact_days)
        # sudo: a successor keeps the files now; who completes the handover need not be allowed to change them
        lines = self.line_ids.sudo().filtered("file_id")
        for (successor, informed), part in lines.grouped(
            lambda line: (line.successor_id, bool(line.informed_date))
        ).items():
            summary = self.env._("First contact as the new contact person")
            if not informed:
                summary = self.env._("First contact: the customer was not informed by mail")
            part.file_id.activity_schedule(
                "mail.mail_activity_data_todo", date_deadline=due, summary=summary, user_id=successor.id
            )

    def _end_access(self):
        """End clearance and grants of who handed over: another post asks for its own (S1.8-38)."""
        for handover in self:
            # all concerned signed, and a supervisor need not administer clearances
            reason = self.env._("%s is complete.", handover.display_name)
            self.env["customer.clearance"]._end_for(handover.leaver_id, reason, handover.company_id)

    def _end_accounts(self):
        """Archive the accounts of those who have left, once their last day has come (S1.8-38)."""
        for handover in self:
            today = fields.Date.context_today(handover)
            leaver = handover.leaver_id
            if handover.reason == "leaves" and handover.ends_account and handover.date <= today and leaver.active:
                # sudo: the rule ends the account, and a supervisor need not administer users
                leaver.sudo().action_archive()

    @api.model
    def _cron_end_accounts(self):
        """End the accounts whose last day has come since the handover was completed."""
        due = self.search(
            [
                ("state", "=", "done"),
                ("reason", "=", "leaves"),
                ("ends_account", "=", True),
                ("leaver_id.active", "=", True),
            ]
        )
        for handover in due:
            zone = handover.company_id.partner_id.tz
            try:
                with self.env.cr.savepoint():
                    handover.with_context(tz=zone)._end_accounts()
            except UserError as error:
                # one who still has something elsewhere does not keep the others' accounts open
                handover._ask_to_end(str(error))

    def _ask_to_end(self, obstacle: str):
        """Tell once that the account could not be ended, and why."""
        if not self.activity_ids:
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("End the account of %s", self.leaver_id.name),
                note=obstacle,
                user_id=self.responsible_id.id,
            )

    # before somebody goes

    @api.model
    def _check_handed_over(self, users, reason: str, companies=None, modes=("observe", "enforce")):
        """Let the rule react when somebody leaves or changes post who has not handed over."""
        # sudo: whoever archives a user need not see the companies the user works in
        leaving = self.env["customer.access.closing"]._except_closing(users)
        for user in leaving.sudo().filtered(lambda user: user.active and not user.share):
            for company in companies or user.company_ids:
                rule = self.env["customer.handover.rule"]._for_reason(company, reason)
                if rule.mode in modes and (left := self._left_with(user, company, rule, reason)):
                    rule._breached_by(
                        user,
                        self.env._(
                            "%(user)s has not handed over in %(company)s: %(left)s. Start a handover and complete it.",
                            user=user.name,
                            company=company.name,
                            left=left,
                        ),
                    )

    @api.model
    def _left_with(self, user, company, rule, reason: str) -> str:
        """Say what ``user`` still has; empty when everything was handed over."""
        # sudo: that something is left stands in the way, whoever archives; only counts are told
        handovers = self.sudo()
        found = Domain("leaver_id", "=", user.id) & Domain("company_id", "=", company.id)
        latest = handovers.search(found & Domain("state", "!=", "cancelled"), limit=1)
        items = handovers._handover_sources(user, company)
        labels = dict(self.env["customer.handover.line"]._fields["kind"]._description_selection(self.env))
        counts = [f"{labels[source.kind]} {len(source.records)}" for source in items if source.records]
        if counts:
            return ", ".join(counts)
        done = latest.state == "done" and latest.reason == reason
        if rule.item_ids and not done and user.has_group("customer_policy.group_user"):
            return self.env._("materials and tools of the post")
        return ""
