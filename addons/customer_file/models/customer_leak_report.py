from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"

#: what the one who reports says
REPORTED = {"name", "description", "certainty", "leak_date", "file_ids", "attachment_ids"}


class CustomerLeakReport(models.Model):
    """A possible or actual leak of customer information (S4.core-26, S4.dl-18, S1.8-17).

    Whoever works here reports one. A supervisor has it at once, due today; once closed it stays as it is.
    """

    _name = "customer.leak.report"
    _description = "Leak report"
    _inherit = ["customer.record.mixin", "customer.deadline.mixin", "customer.attachment.mixin"]
    _attachment_fields = ("attachment_ids",)
    _fixed_fields = ("company_id", "reporter_id", "reported_date")
    _final_states = ("closed",)
    _order = "id desc"
    _check_company_auto = True
    _workflow_steps = (Step("close", _lt("Close"), ("open",), "closed", SUPERVISOR, "closed_by_id", "closed_date"),)

    name = fields.Char("What Leaked", required=True)
    description = fields.Text(help="How it was noticed, who may have what, since when.")
    certainty = fields.Selection(
        [("possible", "Possible"), ("actual", "Actual"), ("none", "No Leak After All")],
        required=True,
        default="possible",
        tracking=True,
    )
    reporter_id = fields.Many2one(
        "res.users",
        string="Reported by",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    leak_date = fields.Datetime("Noticed on", required=True, default=fields.Datetime.now)
    reported_date = fields.Datetime("Reported on", required=True, readonly=True, default=fields.Datetime.now)
    responsible_id = fields.Many2one("res.users", string="Handled by", index=True, ondelete="restrict", tracking=True)
    file_ids = fields.Many2many(
        "customer.file", string="Files Concerned", check_company=True, groups="customer_policy.group_user"
    )
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence", copy=False)
    measure_ids = fields.One2many("customer.leak.report.measure", "report_id", string="Measures")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        default="open",
        tracking=True,
    )
    remedied_date = fields.Datetime("Remedied on", readonly=True, copy=False, tracking=True)
    authority = fields.Char(copy=False)
    authority_date = fields.Datetime("Reported to the Authority on", readonly=True, copy=False, tracking=True)
    conclusion = fields.Text(copy=False, help="What it was, what it did, and what prevents the next one.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("number", "name")
    def _compute_display_name(self):
        for report in self:
            report.display_name = " ".join(filter(None, (report.number, report.name)))

    @api.model
    def _deadline_milestones(self):
        return {
            **super()._deadline_milestones(),
            "remedy": self.env._("Remedied"),
            "authority": self.env._("Reported to the authority"),
            "close": self.env._("Closed"),
        }

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "remedied_date", "authority_date"}

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            # who reports, when, and who has it are no input, also not by default_<field> of the context
            vals["reporter_id"] = self.env.uid
            vals["reported_date"] = fields.Datetime.now()
            vals["responsible_id"] = self._supervisor_of(company).id
        reports = super().create(vals_list)
        reports._draw_numbers_by_rule()
        for report in reports:
            report._start_deadline("remedy", report.reported_date)
            report._start_deadline("authority", report.reported_date)
            report._start_deadline("close", report.reported_date)
            if report.responsible_id:
                # sudo: whoever reports gives the supervisor the activity
                report.sudo().activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=report.company_id._policy_today(),
                    summary=self.env._("Handle the leak at once"),
                    user_id=report.responsible_id.id,
                )
        return reports

    @api.model
    def _supervisor_of(self, company):
        """Return who handles leaks: the supervisor of the settings, the nearest one above, or the lowest in rank."""
        # sudo: who supervises is no secret
        users = self.env["res.users"].sudo()
        group = self.env.ref(SUPERVISOR)
        supervisors = users.search(
            [("all_group_ids", "in", group.ids), ("company_ids", "in", company.ids), ("share", "=", False)]
        )
        chain = self.env.user.sudo().employee_id.department_id._get_manager_chain()  # sudo: see above
        chosen = company.sudo().customer_leak_supervisor_id  # sudo: see above
        lowest = supervisors.filtered(lambda user: group in user.group_ids)
        for found in (chosen & supervisors, chain & supervisors, lowest, supervisors):
            if found:
                return found[:1].sudo(self.env.su)  # sudo: back to the rights of the caller
        return users.browse()

    def write(self, vals):
        if not self.env.su and REPORTED & set(vals) and not self.env.user.has_group(SUPERVISOR):
            raise AccessError(self.env._("What was reported stays; add what you learn as a note."))
        return super().write(vals)

    # steps

    def action_report(self):
        """Say who has the report now: it was saved, and so given on, before this is called."""
        self.ensure_one()
        # sudo: the name of a colleague is no secret
        supervisor = self.responsible_id.sudo().name
        message = self.env._("Thank you. Nobody supervises leaks yet: tell your manager.")
        if supervisor:
            message = self.env._("Thank you. %s has it now.", supervisor)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if supervisor else "warning", "message": message},
        }

    def action_close(self):
        return self._run_step("close")

    def action_remedied(self):
        """Keep the moment at which the leak was stopped."""
        self._stamp("remedied_date", "remedy")
        return True

    def action_reported(self):
        """Keep the moment at which the authority was told."""
        for report in self:
            if not (report.authority or "").strip():
                raise UserError(self.env._("%s: say which authority was told.", report.display_name))
        self._stamp("authority_date", "authority")
        return True

    def _stamp(self, name: str, milestone: str):
        self.check_access("write")
        for report in self:
            if report[name] or report.state != "open":
                raise UserError(
                    self.env._(
                        "%(report)s: “%(field)s” is kept already.",
                        report=report.display_name,
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        self._write_protected({name: fields.Datetime.now()})
        self._meet_deadline(milestone)

    def _before_close(self):
        for report in self:
            if not (report.conclusion or "").strip():
                raise UserError(self.env._("%s: write the conclusion first.", report.display_name))
            for rule in self.env["customer.leak.rule"]._counting(report.company_id, bool):
                if missing := report._missing(rule):
                    rule._breached_by(
                        report,
                        self.env._(
                            "%(report)s is closed without: %(missing)s.",
                            report=report.display_name,
                            missing=", ".join(missing),
                        ),
                    )
        self._meet_deadline("close")
        self._cancel_deadlines(self.env._("The report was closed."))
        # sudo: the supervisor may close what was asked of another
        self.sudo().activity_feedback(["mail.mail_activity_data_todo"])

    def _missing(self, rule) -> list[str]:
        """Say what ``rule`` asks for that has not happened; of what was no leak nothing is asked."""
        if self.certainty == "none":
            return []
        missing = []
        if rule.needs_measures and not self.measure_ids:
            missing.append(self.env._("measures"))
        if open_ones := self.measure_ids.filtered(lambda measure: not measure.done_date):
            missing.append(self.env._("the end of: %s", ", ".join(open_ones.mapped("name"))))
        if rule.needs_remedy and not self.remedied_date:
            missing.append(self.env._("the time of the remedy"))
        if rule.needs_authority and self.certainty == "actual" and not self.authority_date:
            missing.append(self.env._("the report to the authority"))
        return missing
