from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)

INFORMATION_ADMINISTRATOR = "customer_policy.group_information_administrator"
CONTENT = {"name", "body", "attachment_ids", "document_id", "department_ids", "confirm_by"}


class CustomerDistribution(models.Model):
    """A numbered piece of information (编号分发, S4.core-1b).

    It is sent to departments, each of which confirms that it has it.
    """

    _name = "customer.distribution"
    _description = "Distribution"
    _inherit = [
        "customer.workflow.mixin",
        "customer.numbered.mixin",
        "customer.agreed.term.mixin",
        "customer.attachment.mixin",
        "customer.fixed.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _fixed_fields = ("company_id", "responsible_id")
    _attachment_fields = ("attachment_ids",)

    _workflow_steps = (
        Step(
            "send", _lt("Send"), ("draft",), "sent", INFORMATION_ADMINISTRATOR, "sent_by_id", "sent_date"
        ),
        Step("withdraw", _lt("Withdraw"), ("sent",), "withdrawn", INFORMATION_ADMINISTRATOR),
    )  # fmt: skip

    name = fields.Char("Subject", required=True)
    responsible_id = fields.Many2one(
        "res.users",
        string="Sender",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    body = fields.Html("Text")
    attachment_ids = fields.Many2many("ir.attachment", string="Attachments", copy=False)
    document_id = fields.Many2one(
        "customer.archive.document", index="btree_not_null", ondelete="restrict", check_company=True
    )
    department_ids = fields.Many2many("hr.department", string="Sent To", check_company=True)
    confirm_by = fields.Date("To Confirm By", copy=False)
    due_date = fields.Date("Due", readonly=True, copy=False)
    state = fields.Selection(
        [("draft", "Draft"), ("sent", "Sent"), ("received", "Received by All"), ("withdrawn", "Withdrawn")],
        tracking=True,
    )
    sent_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    sent_date = fields.Datetime("Sent On", readonly=True, copy=False)
    receipt_ids = fields.One2many("customer.distribution.receipt", "distribution_id", string="Receipts", readonly=True)
    receipt_progress = fields.Char("Received", compute="_compute_receipt_progress")
    can_confirm = fields.Boolean(compute="_compute_can_confirm")

    @api.depends("number", "name")
    def _compute_display_name(self):
        for distribution in self:
            distribution.display_name = " ".join(filter(None, (distribution.number, distribution.name)))

    @api.depends("receipt_ids.received_date")
    def _compute_receipt_progress(self):
        for distribution in self:
            # sudo: how many have it is for everybody who has it
            receipts = distribution.sudo().receipt_ids
            received = len(receipts.filtered("received_date"))
            distribution.receipt_progress = f"{received} / {len(receipts)}" if receipts else False

    @api.depends_context("uid")
    @api.depends("receipt_ids.received_date")
    def _compute_can_confirm(self):
        for distribution in self:
            distribution.can_confirm = any(receipt._is_for(self.env.user) for receipt in distribution._waiting())

    def _waiting(self):
        # sudo: of the receipts no more than their departments is looked at
        return self.sudo().receipt_ids.filtered(lambda receipt: not receipt.received_date)

    @api.model
    def _fixed_once_begun(self):
        return CONTENT

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        for distribution in self:
            if distribution.number:
                raise UserError(self.env._("%s was sent and is kept. Withdraw it.", distribution.display_name))

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "due_date"}

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "receipt": self.env._("Receipt by All")}

    def action_send(self):
        return self._run_step("send")

    def action_withdraw(self):
        return self._run_step("withdraw")

    def _before_send(self):
        for distribution in self:
            if not distribution.department_ids:
                raise UserError(self.env._("%s: choose the departments it is sent to.", distribution.display_name))
            if distribution.document_id:
                distribution.document_id._check_level_decided()

    def _after_send(self):
        self._draw_numbers()
        for distribution in self:
            last_day = distribution._agreed_last_day("receipt", distribution.confirm_by, distribution.sent_date)
            distribution._write_protected({"due_date": last_day})
            distribution._start_deadline("receipt", distribution.sent_date, last_day)
            # sudo: receipts are made by sending only
            receipts = self.env["customer.distribution.receipt"].sudo()
            receipts.create(
                [
                    {"distribution_id": distribution.id, "department_id": department.id, "due_date": last_day}
                    for department in distribution.department_ids
                ]
            )._ask()

    def _after_withdraw(self):
        reason = self.env._("It was withdrawn.")
        self._cancel_deadlines(reason)

    def action_confirm(self):
        """Confirm for the own departments that they have it."""
        for distribution in self:
            distribution.check_access("read")
            own = distribution._waiting().filtered(lambda receipt: receipt._is_for(self.env.user))
            if not own or distribution.state != "sent":
                raise UserError(self.env._("%s: there is no receipt for you to confirm.", distribution.display_name))
            own._confirm(self.env.user)
            if not distribution._waiting():
                # sudo: who confirms last need not be allowed to write the distribution
                known = distribution.sudo()
                known._write_protected({"state": "received"})
                known._meet_deadline("receipt")
        return True
