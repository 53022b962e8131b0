from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.customer_policy.tools import deadline_time

from .customer_access_request import INFORMATION_ADMINISTRATOR


class CustomerAccessRequest(models.Model):
    """How a request is decided, and what it opens."""

    _inherit = "customer.access.request"

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "applicant_id", "signed_date"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if step.name in ("close", "cancel", "revise") and not self._is_own():
            return self.env._("It is for the applicant, or for an information administrator.")
        if step.name == "issue" and self.kind == "export":
            return self.env._("An export is made by the applicant; nothing is handed out.")
        return ""

    def _is_own(self) -> bool:
        return self.env.user in self.applicant_id | self.create_uid or self.env.user.has_group(
            INFORMATION_ADMINISTRATOR
        )

    def action_submit(self):
        return self._run_step("submit")

    def action_issue(self):
        return self._run_step("issue")

    def action_return(self):
        return self._run_step("return")

    def action_damage(self):
        return self._run_step("damage")

    def action_lose(self):
        return self._run_step("lose")

    def action_close(self):
        return self._run_step("close")

    def action_cancel(self):
        return self._run_step("cancel")

    def action_revise(self):
        return self._run_step("revise")

    def action_request_unit(self):
        """Ask the head of the applying unit to sign."""
        return self.action_request_approval("unit")

    # submission

    def _before_submit(self):
        for request in self:
            request._check_object()
            request._check_borrower()
            request._check_classes()
            self.env["customer.access.rule"]._matching(request)._check_submission(request)

    def _after_submit(self):
        self._draw_numbers()
        self._request_approval()

    def _check_object(self):
        """Refuse a request that does not say what it is about, whatever the rules ask for."""
        self.ensure_one()
        if self.kind == "export":
            if not self.export_model or not self.row_count:
                raise UserError(self.env._("%s: say which rows are exported, and how many.", self.display_name))
        elif not (any(self._objects()) or (self.material or "").strip()):
            raise UserError(self.env._("%s: name the customer file, the documents or the material.", self.display_name))
        if self.applicant_kind == "outsider" and not (self.outsider_name or "").strip():
            raise UserError(self.env._("%s: name the visitor.", self.display_name))
        if self.kind in ("consult", "copy", "export", "authority") and not self._last_day():
            raise UserError(self.env._("%s: say until when it is needed.", self.display_name))

    def _check_classes(self):
        """Let the class of each document react: some may not be lent, some may not leave the place (S1.8-25)."""
        self.ensure_one()
        # sudo: of documents closed to the applicant no more is told than that they stay where they are
        known = self.sudo()
        # who asks for a whole file asks for all that is filed in it
        documents = known.document_ids | known.file_id.archive_document_ids.filtered(lambda one: one.state == "filed")
        for item in documents.class_id.filtered(lambda item: item.mode != "off"):
            if self.kind == "loan" and not item.lendable:
                item._breached_by(self, self.env._("%s: documents of this class are not lent.", self.display_name))
            if self.place == "away" and not item.take_away:
                item._breached_by(
                    self, self.env._("%s: documents of this class are used on site only.", self.display_name)
                )

    def _is_filed(self) -> bool:
        """Say whether something of what is asked for is filed."""
        # sudo: whether a file is filed is no secret
        known = self.sudo()
        return "filed" in (known.document_ids.mapped("state") or known.file_id.mapped("state"))

    def _last_day(self):
        """Return the last day of the access: as asked for, and no later than the rules allow; None when open."""
        self.ensure_one()
        rules = (
            self.env["customer.access.rule"]
            ._matching(self)
            .filtered(lambda rule: rule.access_days and rule.mode == "enforce")
        )
        today = self.company_id._policy_today()
        days = [today + timedelta(days=rule.access_days) for rule in rules]
        return min([*days, *filter(None, [self.wanted_until])], default=None)

    # decision

    def _after_approval(self, approval):
        if approval.operation:
            return
        self._write_protected({"state": "approved", "approved_date": fields.Datetime.now()})
        if approval.rule_id and not approval.is_observed:
            # a rule that only observes opens nothing: nobody has decided
            self._open_access()

    def _after_rejection(self, approval):
        if not approval.operation and self.state == "submitted":
            self._write_protected({"state": "refused"})
        return super()._after_rejection(approval)

    def _tell_approval_void(self, approval):
        """Let what is no longer what was approved be submitted again; a file that became secret, for example."""
        if not approval.operation and self.state in ("submitted", "approved"):
            self._write_protected({"state": "draft", "valid_until": False})
            self._end_access(self.env._("The request changed after its approval."))
        return super()._tell_approval_void(approval)

    def _after_cancel(self):
        for request in self:
            reason = self.env._("The request was withdrawn.")
            # sudo: the step was checked; the applicant need not be allowed to write a submitted request
            request.sudo()._cancel_approvals(reason)
            request._end_access(reason)

    def _after_close(self):
        for request in self:
            request._enter("closed")
            request._end_access(self.env._("The request was closed."))

    # access

    def _open_access(self):
        """Open what was asked for to the applicant, for a while."""
        for request in self:
            last_day = request._last_day()
            if not last_day:
                continue
            until = deadline_time.end_of_day(last_day, request.company_id._policy_timezone().zone)
            request._write_protected({"valid_until": until})
            if request.kind in ("consult", "copy", "loan") and request.applicant_kind == "staff":
                request._grant(until)

    def _grant(self, until):
        self.ensure_one()
        if until <= fields.Datetime.now():
            return
        # sudo: the request was approved by those whom an enforced rule names
        known = self.sudo()
        grants = known.env["customer.access.grant"]
        for records in known._objects():
            if records:
                grants._give(known.applicant_id, records, until, known.reason or known.display_name, known)

    def _end_access(self, reason: str):
        """End what these requests opened."""
        # sudo: grants follow their request, whoever ends it
        grants = self.env["customer.access.grant"].sudo()
        grants.search(
            [("source_model", "=", self._name), ("source_id", "in", self.ids), ("ended_date", "=", False)]
        )._end(reason)

    # signature

    def action_sign(self):
        """Confirm the receipt in the own name; of a visitor, enter that the paper was signed (S3-16.5, S4.core-3c)."""
        for request in self:
            request.check_access("read")
            if request.state != "approved":
                raise UserError(
                    self.env._("%s: the receipt of an approved request is confirmed.", request.display_name)
                )
            if request.applicant_kind == "staff":
                if request.applicant_id != self.env.user:
                    raise AccessError(self.env._("%s: the borrower confirms in person.", request.display_name))
            elif not self.env.user.has_group(INFORMATION_ADMINISTRATOR) or not request.signature:
                raise UserError(
                    self.env._("%s: the visitor signs before an information administrator.", request.display_name)
                )
            # sudo: the one who signs was checked, and need not be allowed to write the request
            request.sudo()._write_protected({"signed_by_id": self.env.uid, "signed_date": fields.Datetime.now()})
        return True
