from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class StaffConductAnnouncement(models.Model):
    """The personnel announcement (人事公布单): what was decided in a month and is to be published (S1.2-11.1)."""

    _name = "staff.conduct.announcement"
    _description = "Personnel announcement"
    _inherit = ["customer.record.mixin", "customer.deadline.mixin"]
    _final_states = ("published",)
    _fixed_fields = ("company_id", "month")
    _order = "month desc, id desc"
    _workflow_steps = (
        Step("publish", _lt("Publish"), ("draft",), "published", "", "published_by_id", "published_date"),
    )

    month = fields.Date(required=True, help="The first day of the month whose decisions it announces.")
    state = fields.Selection([("draft", "In Preparation"), ("published", "Published")], tracking=True)
    is_public = fields.Boolean("For All Staff", readonly=True, copy=False, help="As set when it was published.")
    responsible_id = fields.Many2one("res.users", "Handled by", index="btree_not_null", ondelete="restrict")
    waiting_ids = fields.Many2many("staff.conduct.decision", compute="_compute_waiting_ids", string="To Be Announced")
    line_ids = fields.One2many(
        "staff.conduct.announcement.line", "announcement_id", "Announced Decisions", readonly=True
    )
    published_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    published_date = fields.Datetime("Published on", readonly=True, copy=False)

    _month_unique = models.UniqueIndex("(company_id, month)", "The announcement of this month exists already.")

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for announcement in self:
            month = announcement.month and f"{announcement.month:%Y-%m}"
            announcement.display_name = self.env._("Personnel announcement %s", month or "")

    @api.depends("month", "state", "company_id")
    def _compute_waiting_ids(self):
        for announcement in self:
            announcement.waiting_ids = (
                announcement.state == "draft" and announcement.month and announcement._decisions()
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            month = fields.Date.to_date(vals.get("month"))
            vals["month"] = month and month.replace(day=1)
        return super().create(vals_list)

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "is_public"}

    def _decisions(self):
        """Return what was decided until the end of the month and was never announced.

        A decision changed before it was announced is announced as it is now, and not at all when nothing is left of it.
        """
        self.ensure_one()
        decisions = self.env["staff.conduct.decision"]
        # sudo: what was announced before is no secret to who prepares the announcement
        announced = self.env["staff.conduct.announcement.line"].sudo().search([("company_id", "=", self.company_id.id)])
        found = decisions.search(
            [
                ("company_id", "=", self.company_id.id),
                ("is_published", "=", True),
                ("decided_date", "<", self.month + relativedelta(months=1)),
                ("id", "not in", announced.decision_id.ids),
            ],
            order="decided_date, id",
        )
        replaced = decisions.search([("replaces_id", "in", found.ids)]).replaces_id
        empty = found.filtered(
            lambda one: one.replaces_id and not one.amount and not one.sanction_id
            and one.replaces_id not in announced.decision_id
        )  # fmt: skip
        return found - replaced - empty

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "publish": self.env._("Published")}

    @api.model
    def _cron_prepare(self):
        """Prepare the announcement of the last month of each company that has something to announce."""
        # sudo: the scheduled action works for all companies
        for company in self.env["res.company"].sudo().search([]):
            month = company._policy_today().replace(day=1) - relativedelta(months=1)
            self.sudo()._prepare_month(company, month)  # sudo: see above

    @api.model
    def _prepare_month(self, company, month):
        """Return the announcement of ``month``, made when something is to be announced and there is none."""
        known = self.search([("company_id", "=", company.id), ("month", "=", month)])
        if known:
            return known
        new = self.new({"company_id": company.id, "month": month})
        if not new._decisions():
            return known
        announcement = self.with_company(company).create({"company_id": company.id, "month": month})
        # the term counts from the last moment of the month
        first_of_next = company._policy_moments(month + relativedelta(months=1), month + relativedelta(months=1))[0]
        announcement._start_deadline("publish", first_of_next - timedelta(seconds=1))
        return announcement

    def action_publish(self):
        return self._run_step("publish")

    def _before_publish(self):
        for announcement in self:
            # sudo: rows of the register are written by this step only
            lines = self.env["staff.conduct.announcement.line"].sudo()
            lines.create([announcement._prepare_line(decision) for decision in announcement._decisions()])
            announcement._write_protected({"is_public": announcement.company_id.conduct_announce_to_all})

    def _prepare_line(self, decision) -> dict:
        return {
            "announcement_id": self.id,
            "company_id": self.company_id.id,
            "decision_id": decision.id,
            "person": decision.employee_name if decision.names_person else False,
            "department": decision.department_name,
            "kind": decision.kind,
            "what": decision.rule_name,
            "clause": decision.clause,
            "sanction": decision.sanction_name,
            "amount": decision.amount,
            "currency_id": decision.currency_id.id,
            "date": decision.date,
            "is_change": bool(decision.replaces_id),
        }

    def _after_publish(self):
        self._meet_deadline("publish")
        # sudo: who has the role is no secret; whoever publishes need not be allowed to write to everybody
        staff = self.env.ref("hr.group_hr_user").sudo().all_user_ids
        for announcement in self:
            told = staff.filtered(lambda user, one=announcement: user.active and one.company_id in user.company_ids)
            self.env["mail.thread"].sudo().message_notify(  # sudo: see above
                partner_ids=told.partner_id.ids,
                subject=announcement.display_name,
                body=self.env._("The personnel announcement was published: %s", announcement._get_html_link()),
                email_layout_xmlid="mail.mail_notification_light",
            )
