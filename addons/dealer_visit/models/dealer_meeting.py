import ast
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import is_html_empty
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class DealerMeeting(models.Model):
    """A meeting with customers, or a newsletter to them: who was invited, who came, what was said (S1.5-4.4)."""

    _name = "dealer.meeting"
    _description = "Customer meeting"
    _inherit = ["customer.record.mixin", "customer.approval.mixin", "customer.attachment.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _attachment_fields = ("minutes_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("held", "cancelled")
    _workflow_steps = (
        Step("invite", _lt("Invite"), ("draft",), "invited"),
        Step("hold", _lt("Held"), ("invited",), "held", "", "held_by_id", "held_date"),
        Step("cancel", _lt("Cancel"), ("draft", "invited"), "cancelled"),
    )
    _workflow_approvals = {"invite": ("",)}

    name = fields.Char(required=True)
    type_id = fields.Many2one(
        "dealer.meeting.type", string="Kind", required=True, index=True, check_company=True, ondelete="restrict"
    )
    channel = fields.Selection(related="type_id.channel")
    date = fields.Date(required=True, default=fields.Date.context_today)
    place = fields.Char(help="Where it is held, or the link of an online meeting.")
    responsible_id = fields.Many2one(
        "res.users",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("invited", "Invited"), ("held", "Held"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    invite_domain = fields.Char(
        "Invite Customers Who",
        default="[]",
        copy=False,
        help="Customer files to be added to the list. The condition is not kept: it may tell more of the guests than "
        "everybody may know.",
    )
    guest_ids = fields.One2many("dealer.meeting.guest", "meeting_id", string="Guests")
    invited_count = fields.Integer("Guests Invited", compute="_compute_counts")
    present_count = fields.Integer("Guests Present", compute="_compute_counts")
    message = fields.Html("Newsletter", help="Sent to each guest with an e-mail address that accepts mail.")
    minutes = fields.Html(copy=False)
    minutes_ids = fields.Many2many("ir.attachment", string="Minutes Attached", copy=False)
    held_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    held_date = fields.Datetime("Closed on", readonly=True, copy=False)

    @api.depends("guest_ids.attendance")
    @api.depends_context("uid")
    def _compute_counts(self):
        groups = self.env["dealer.meeting.guest"]._read_group(
            [("meeting_id", "in", self.ids)], ["meeting_id", "attendance"], ["__count"]
        )
        counts = defaultdict(dict)
        for meeting, attendance, count in groups:
            counts[meeting.id][attendance] = count
        for meeting in self:
            found = counts[meeting._origin.id]
            meeting.invited_count = sum(found.values())
            meeting.present_count = found.get("present", 0)

    @api.constrains("invite_domain")
    def _check_invite_domain(self):
        for meeting in self.filtered("invite_domain"):
            try:
                meeting._invited_by_condition().validate(self.env["customer.file"])
            except (ValueError, SyntaxError, TypeError, NotImplementedError) as error:
                raise ValidationError(
                    self.env._(
                        "%(meeting)s: the condition is wrong: %(error)s", meeting=meeting.display_name, error=error
                    )
                ) from error

    def _invited_by_condition(self) -> fields.Domain:
        return fields.Domain(ast.literal_eval(self.invite_domain))

    @api.model
    def _fixed_once_begun(self):
        return ("type_id", "name", "message")

    def _approval_fields(self, operation):
        return ["name", "type_id", "date", "place", "message", "guest_ids.partner_id"]

    def _approval_fingerprint(self, operation, names, terms, company_currency):
        # the list in memory is that of one person's rights, and what is approved is all of it; nor does the list that
        # is read here with all rights stay in memory
        self.invalidate_recordset(["guest_ids"])
        fingerprint = super()._approval_fingerprint(operation, names, terms, company_currency)
        self.invalidate_recordset(["guest_ids"])
        return fingerprint

    def _void_changed_approvals(self):
        # who comes along uninvited changes nothing of what was approved
        return super(DealerMeeting, self.filtered(lambda meeting: meeting.state == "draft"))._void_changed_approvals()

    def action_add_guests(self):
        """Add the customers whom the condition meets and the user may see; the condition itself is forgotten."""
        self.check_access("write")
        for meeting in self:
            if not meeting.invite_domain:
                raise UserError(self.env._("%s: say which customers to add.", meeting.display_name))
            domain = meeting._invited_by_condition() & fields.Domain("company_id", "=", meeting.company_id.id)
            partners = self.env["customer.file"].search(domain).partner_id - meeting._everybody().partner_id
            meeting.write(
                {"guest_ids": [(0, 0, {"partner_id": partner.id}) for partner in partners], "invite_domain": False}
            )
        return True

    def action_invite(self):
        return self._run_step("invite")

    def _before_invite(self):
        for meeting in self:
            if not meeting._everybody():
                raise UserError(self.env._("%s: say whom to invite.", meeting.display_name))
            if meeting.channel == "letter" and is_html_empty(meeting.message):
                raise UserError(self.env._("%s: write the newsletter first.", meeting.display_name))

    def _after_invite(self):
        self._draw_numbers_by_rule()
        self.filtered("invite_domain").invite_domain = False
        # it goes to all on the list, and nothing of them comes back
        self.filtered(lambda meeting: meeting.channel == "letter")._everybody()._send_newsletter()

    def action_hold(self):
        return self._run_step("hold")

    def _before_hold(self):
        for meeting in self:
            if meeting.date > meeting.company_id._policy_today():
                raise UserError(self.env._("%s: its day is still to come.", meeting.display_name))
            if meeting._everybody().filtered(lambda guest: guest.attendance == "invited"):
                raise UserError(self.env._("%s: say of each guest whether present.", meeting.display_name))
            if meeting.type_id.needs_minutes and not meeting.minutes_ids and is_html_empty(meeting.minutes):
                meeting.type_id._breached_by(
                    meeting, self.env._("%s is closed with its minutes.", meeting.display_name)
                )

    def action_all_present(self):
        """Mark those as present of whom nothing is said yet."""
        self.check_access("write")
        self._everybody().filtered(lambda guest: guest.attendance == "invited").attendance = "present"
        return True

    def _everybody(self):
        """Return all guests with all rights, also those whose files are closed to the user: they come all the same."""
        # asked anew: what is in memory may have been read with other rights.
        # sudo: the callers tell nothing of them, but for whether something is missing
        return self.env["dealer.meeting.guest"].sudo().search([("meeting_id", "in", self.ids)])

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The meeting was cancelled."))
