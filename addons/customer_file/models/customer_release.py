from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerRelease(models.Model):
    """Customer information is supplied to somebody outside (S1.8-15, S4.upd-6a, S4.core-24).

    Only on explicit legal authorisation, or with the customer's written consent; no rule switches that off.
    """

    _name = "customer.release"
    _description = "Release of customer information"
    _inherit = [
        "customer.record.mixin",
        "customer.secret.mixin",
        "customer.approval.mixin",
        "customer.attachment.mixin",
        "customer.export.mixin",
    ]
    _attachment_fields = ("consent_ids", "legal_ids")
    _final_states = ("released", "cancelled")
    _order = "id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("request", _lt("Request"), ("draft",), "requested", "", "requested_by_id", "requested_date"),
        Step("release", _lt("Release"), ("requested",), "released", "", "released_by_id", "released_date"),
        Step("renew", _lt("Back to Draft"), ("requested",), "draft"),
        Step("cancel", _lt("Cancel"), ("draft", "requested"), "cancelled"),
    )
    _workflow_approvals = {"release": ("",)}

    recipient = fields.Char("Released to", required=True, help="The unit or person that receives the information.")
    partner_id = fields.Many2one(
        "res.partner", string="Contact of the Recipient", index="btree_not_null", ondelete="restrict"
    )
    purpose = fields.Text(required=True)
    content = fields.Text("What Is Released", required=True, help="Which data, of which period.")
    file_ids = fields.Many2many("customer.file", string="About the Customers", check_company=True, required=True)
    basis = fields.Selection(
        [("legal", "Explicit legal authorisation"), ("consent", "Written consent of the customer")],
        help="Without one of the two nothing is released.",
    )
    legal_reference = fields.Char("Law or Order", help="The law, or the authority with the number of its order.")
    legal_ids = fields.Many2many("ir.attachment", "customer_release_legal_rel", string="Scan of the Order", copy=False)
    consent_date = fields.Date("Consent of", copy=False)
    consent_ids = fields.Many2many(
        "ir.attachment", "customer_release_consent_rel", string="Scan of the Consent", copy=False
    )
    responsible_id = fields.Many2one(
        "res.users", required=True, index=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    state = fields.Selection(
        [("draft", "Draft"), ("requested", "Requested"), ("released", "Released"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    entry_ids = fields.One2many("customer.release.entry", "release_id", string="Register")
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    requested_date = fields.Datetime(readonly=True, copy=False)
    released_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    released_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("number", "recipient")
    def _compute_display_name(self):
        for release in self:
            release.display_name = " ".join(filter(None, (release.number, release.recipient)))

    @api.model
    def _secrecy_level_depends(self):
        return [*super()._secrecy_level_depends(), "file_ids.secrecy_level_id.rank"]

    def _compute_secrecy_level_id(self):
        """A release is as secret as the most secret file it is about."""
        result = super()._compute_secrecy_level_id()
        for release in self:
            levels = release.secrecy_level_id | release.file_ids.secrecy_level_id
            release.secrecy_level_id = levels._highest(levels)
        return result

    @api.model
    def _approval_fields(self, operation):
        return [
            "recipient", "purpose", "content", "file_ids", "basis", "legal_reference", "legal_ids",
            "legal_ids.checksum", "consent_date", "consent_ids", "consent_ids.checksum",
        ]  # fmt: skip

    @api.model
    def _fixed_once_begun(self):
        return {*self._approval_fields(""), "partner_id", "responsible_id"}

    def action_request(self):
        return self._run_step("request")

    def action_release(self):
        return self._run_step("release")

    def action_renew(self):
        return self._run_step("renew")

    def action_cancel(self):
        return self._run_step("cancel")

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "basis"]

    def _before_request(self):
        for release in self:
            release._check_basis()
        self._draw_numbers_by_rule()

    def _after_request(self):
        self._request_approval()

    def _before_release(self):
        for release in self:
            release._check_basis()
            # sudo: nobody has the right to write into the register; the step was checked
            self.env["customer.release.entry"].sudo().create(release._prepare_entry_vals())

    def _before_renew(self):
        self._cancel_approvals(self.env._("The request was taken back."))

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The release was cancelled."))

    def _check_basis(self):
        """Refuse what stands neither on the law nor on a dated consent of the customer that is kept as a scan."""
        if self.basis == "legal" and (self.legal_reference or "").strip():
            return
        if self.basis == "consent" and self.consent_date and self.consent_ids:
            if self.consent_date <= fields.Date.context_today(self):
                return
        raise UserError(
            self.env._(
                "%s is refused: customer information goes outside on explicit legal authorisation, which is named, or "
                "with the customer's written consent, with its date and its scan.",
                self.display_name,
            )
        )

    def _prepare_entry_vals(self) -> dict:
        self.ensure_one()
        # sudo: who approved is part of the register, whoever releases
        approvals = self._current_approvals().sudo()
        scans = (self.consent_ids | self.legal_ids).sudo()  # sudo: the hash of what is kept, no content
        return {
            "release_id": self.id,
            "company_id": self.company_id.id,
            "name": self.display_name,
            "recipient": self.recipient,
            "content": self.content,
            "purpose": self.purpose,
            "customers": "\n".join(self.file_ids.mapped("display_name")),
            "basis": self.basis,
            "legal_reference": self.legal_reference,
            "consent_date": self.consent_date,
            "scan_hashes": "\n".join(f"{scan.checksum} {scan.name}" for scan in scans),
            "approved_by": ", ".join(approvals.decision_ids.user_id.mapped("name")),
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
        }
