from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL


class CustomerApproval(models.Model):
    """What happens to a request: it is decided, withdrawn, or made void by a change of the document."""

    _inherit = "customer.approval"

    def action_approve(self, comment: str = ""):
        """Approve the current level as the user of the session.

        :raises UserError: when it is not this user's turn
        """
        return self._decide("approve", comment)

    def action_reject(self, comment: str = ""):
        """Reject the request, and with it the levels to come.

        :raises UserError: without a comment, or when it is not this user's turn
        """
        if not (comment or "").strip():
            raise UserError(self.env._("Say why you reject: the one who asked has to know."))
        return self._decide("reject", comment)

    def action_withdraw(self):
        """Take the own request back."""
        for approval in self:
            approval.check_access("read")
            if approval.requested_by_id != self.env.user or approval.state != "pending":
                raise UserError(
                    self.env._("%s: only a pending request can be withdrawn, by who made it.", approval.display_name)
                )
            approval._lock()
            approval._engine()._end("cancelled", self.env._("Withdrawn by %s.", self.env.user.name))
        return True

    def action_open_decide(self):
        """Ask for the comment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_policy.customer_approval_decide_action")
        decision = "reject" if self.env.context.get("customer_approval_reject") else "approve"
        return {**action, "context": {"default_approval_id": self.id, "default_decision": decision}}

    def _decide(self, decision: str, comment: str):
        """Record the decision of the user of the session, after checking that it is theirs to make."""
        self.ensure_one()
        self._lock()
        approval = self._engine()
        principal = approval._principal_of(self.env.user) if approval.state == "pending" else self.env["res.users"]
        if not principal:
            raise UserError(self._refusal())
        if approval._void_if_outdated():
            return approval._notify_void()
        approval.env["customer.approval.decision"]._record(
            {
                "approval_id": approval.id,
                "level": approval.level,
                "user_id": self.env.uid,
                "on_behalf_of_id": principal.id if principal != self.env.user else False,
                "decision": decision,
                "comment": comment,
                "date": fields.Datetime.now(),
                "currency_id": approval.currency_id.id,
                "amount": approval.amount,
            }
        )
        approval._go_on()
        return True

    def _lock(self):
        """Let one person decide at a time.

        The second waits; after a decision of the first PostgreSQL refuses and Odoo tries the whole request again.
        """
        self.env.cr.execute(
            SQL("SELECT id FROM customer_approval WHERE id IN %s FOR NO KEY UPDATE", tuple(self.ids) or (0,))
        )

    def _refusal(self) -> str:
        """Say why the user cannot decide now; an outsider is not told what there is."""
        if not self.has_access("read"):
            return self.env._("This decision is not yours, or was made by others.")
        if self.state != "pending":
            state = dict(self._fields["state"]._description_selection(self.env))[self.state]
            return self.env._("%(approval)s is no longer pending: %(state)s.", approval=self.display_name, state=state)
        return self.env._(
            "%(approval)s: the decision is not yours. %(who)s",
            approval=self.display_name,
            who=self._who_decides(),
        )

    def _who_decides(self) -> str:
        """Say who decides the current level."""
        if self.obstacle:
            return self.obstacle
        return self.env._(
            "It waits for %(who)s: %(names)s.",
            who=self.env["customer.approval.rule.level"]._label(self.terms[self.level - 1]),
            # sudo: the names of colleagues are no secret
            names=", ".join(self.sudo().approver_ids.mapped("name")),
        )

    def _go_on(self):
        """Ask the next level, or tell the document the outcome."""
        self.ensure_one()
        self._ask_deciders()
        document = self._known_document().with_company(self.company_id)
        if self.state == "approved":
            document._after_approval(self)
        elif self.state == "rejected":
            document._after_rejection(self)

    def _end(self, ended: str, reason: str):
        """End requests without a decision; what was decided so far stays."""
        self.write({"ended": ended, "end_reason": reason, "approver_ids": [Command.clear()]})

    # a changed document

    def _why_outdated(self) -> str:
        """Say why the request does not count any more; empty when it does."""
        document, operation = self._known_document(), self.operation or ""
        now = document._approval_fingerprint(operation, self.content_fields, self.terms or [], self.currency_id)
        if now != self.fingerprint:
            return self.env._("The content was changed after the request.")
        if not self.terms:
            # passed without any decision, while no rule asked for one
            rule = document._approval_rules(operation)[1]._deciding()
            if rule.mode == "enforce" and rule._terms():
                return self.env._("A rule asks for a decision since then.")
        return ""

    def _void_if_outdated(self) -> bool:
        """Make the request void, pending or granted, when it does not count any more."""
        self.ensure_one()
        outdated = self.state in ("pending", "approved") and self._why_outdated()
        if not outdated:
            return False
        self._end("void", outdated)
        self._known_document()._tell_approval_void(self)
        return True

    def _notify_void(self) -> dict:
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": self.env._("%s was changed after the request: the approval is void.", self.display_name),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _forget_documents(self, res_model: str, res_ids: list[int]):
        """Keep the requests about deleted documents, since the decisions stay."""
        approvals = self.search([("res_model", "=", res_model), ("res_id", "in", res_ids), ("ended", "=", False)])
        approvals._end("cancelled", self.env._("The document was deleted."))

    # activities

    @api.model
    def _sync_activities(self):
        """Give each person asked an activity, also substitutes, and take back those of people no longer asked.

        The scheduler does this once a minute, for all at once: whoever requests or decides does not wait for it.
        """
        activity_type = self.env.ref("customer_policy.mail_activity_type_approval")
        self.env.cr.execute(
            SQL(
                """
                WITH asked AS (
                    SELECT rel.approval_id, rel.user_id FROM customer_approval_approver_rel rel
                    UNION
                    SELECT approval.id, substitution.substitute_id
                      FROM customer_approval_substitution substitution
                      JOIN customer_approval_approver_rel rel ON rel.user_id = substitution.user_id
                      JOIN customer_approval approval ON approval.id = rel.approval_id
                       AND %(applies)s
                ), given AS (
                    SELECT id, res_id AS approval_id, user_id FROM mail_activity
                     WHERE res_model = 'customer.approval' AND activity_type_id = %(type)s AND active
                )
                SELECT asked.approval_id, asked.user_id, given.id FROM asked
                  FULL JOIN given ON given.approval_id = asked.approval_id AND given.user_id = asked.user_id
                 WHERE asked.user_id IS NULL OR given.id IS NULL
                """,
                applies=self.env["res.users"]._substitution_applies(),
                type=activity_type.id,
            )
        )
        rows = self.env.cr.fetchall()
        self.env["mail.activity"].browse(activity_id for *_none, activity_id in rows if activity_id).unlink()
        model_id = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "res_model_id": model_id,
                    "res_id": approval_id,
                    "user_id": user_id,
                    "activity_type_id": activity_type.id,
                    "automated": True,
                }
                for approval_id, user_id, activity_id in rows
                if not activity_id
            ]
        )
