from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CustomerComplaintDeciding(models.Model):
    """The decision on a case: what is asked for, who decides by the amount, and what was decided."""

    _inherit = "customer.complaint"

    decider_ids = fields.Many2many(
        "res.users", string="Decision Waits for", compute="_compute_deciders", help="Who may decide now, by the amount."
    )
    may_decide = fields.Boolean(compute="_compute_deciders")

    @api.depends("state", "task_ids.state", "approval_ids.state", "approval_ids.approver_ids")
    @api.depends_context("uid")
    def _compute_deciders(self):
        approvals = {approval.res_id: approval for approval in self._current_approvals("decide")}
        for complaint in self:
            approval = approvals.get(complaint.id, self.env["customer.approval"])
            pending = approval.filtered(lambda one: one.state == "pending")
            complaint.decider_ids = pending.approver_ids
            complaint.may_decide = bool(pending and pending._principal_of(self.env.user))

    def action_decide(self):
        """Open the decision on the case, for whoever has to make it."""
        self.ensure_one()
        approval = self._current_approvals("decide").filtered(lambda one: one.state == "pending")
        if not approval:
            raise UserError(self.env._("%s: no decision is asked for now.", self.display_name))
        return approval.with_env(self.env).action_open_decide()

    def _approval_operations(self):
        return {"decide": self.env._("Decision")}

    def _approval_amount(self, operation):
        return self.amount, self.currency_id, self.accepted_date.date() if self.accepted_date else fields.Date.today()

    def _approval_amount_fields(self):
        return ["amount"]

    @api.model
    def _approval_fields(self, operation):
        return [
            "is_established",
            # whom it is about does not decide, see below
            "employee_id",
            "partner_id",
            "comprehensive_opinion",
            "handling_opinion",
            "negotiation",
            *(f"action_ids.{name}" for name in ("kind", "line_id", "quantity", "percent", "amount", "note")),
        ]

    def _approval_author(self):
        return self.submitted_by_id or super()._approval_author()

    def _approval_requester(self):
        """Where the procedure asks, the author does: whoever ended the step before may be the one to decide."""
        return self._approval_author() if self.env.su else super()._approval_requester()

    def _approval_concerned(self):
        return self.employee_id.user_id

    def _approval_department(self, operation):
        """Decisions are made along the managers of the unit that the procedure names for them: those of Sales, say."""
        decision = self.task_ids.filtered(lambda task: task.type == "decision").sorted("id")[-1:]
        return decision.department_id or super()._approval_department(operation)

    def _approval_needed(self, operation):
        return True

    def _ask_for_decision(self):
        """Ask those whom the amount calls for to decide; called when the decision is the next step."""
        for complaint in self:
            complaint._check_decidable()
            complaint._request_approval("decide")

    def _check_decidable(self):
        """Refuse to ask for a decision that could not be carried out.

        :raises UserError: naming the case and what is missing
        """
        self.ensure_one()
        if not self.is_established:
            raise UserError(self.env._("%s: say whether the complaint is established.", self.display_name))
        if self.is_established == "no" and self.action_ids.filtered("amount"):
            raise UserError(
                self.env._("%s: a complaint that is not established is not settled with money.", self.display_name)
            )
        if self.is_undetermined and self.action_ids.filtered(
            lambda action: action.kind in ("return", "replacement") and action.quantity
        ):
            raise UserError(
                self.env._(
                    "%s: the quantity is undetermined while the customer still processes the goods: none can come back "
                    "until it is known.",
                    self.display_name,
                )
            )

    def action_request_approval(self, operation=""):
        """A decision is asked for when it is its turn, after all that the procedure wants to know before."""
        if operation not in self._approval_operations():
            return super().action_request_approval(operation)
        return self.action_ask_for_decision()

    def action_ask_for_decision(self):
        """Ask anew after the proposal was changed, or after a refusal."""
        self._check_may_handle()
        # sudo: only whether it is the decision's turn
        for complaint in self:
            if not complaint.sudo().task_ids.filtered(lambda task: task.state == "open" and task.type == "decision"):
                raise UserError(self.env._("%s: it is not the turn of the decision.", complaint.display_name))
        self._ask_for_decision()
        return True

    def _after_approval(self, approval):
        """Enter what was decided in the register, and go on with the procedure."""
        result = super()._after_approval(approval)
        for complaint in self:
            complaint._decide(approval)
        return result

    def _decide(self, approval):
        self.ensure_one()
        before = self.decision_id
        actions = self.action_ids.filtered(lambda action: not action.decision_id)
        decision = self.env["customer.complaint.decision"].create(
            {
                "complaint_id": self.id,
                "number": self.number,
                "is_established": self.is_established,
                "amount": self.amount,
                "currency_id": self.currency_id.id,
                "percent": max(self.action_ids.mapped("percent"), default=0),
                "content": self._decided_text(),
                "content_hash": approval.fingerprint,
                "approval_id": approval.id,
                "why": approval.reason,
                "replaces_id": before.id,
            }
        )
        actions.decision_id = decision
        self.invalidate_recordset(["decision_id", "decision_ids"])
        for task in self.task_ids.filtered(lambda task: task.state == "open" and task.type == "decision"):
            task._write_protected({"state": "done", "done_by_id": self.env.uid, "done_date": fields.Datetime.now()})
            task._after_done()

    def _decided_text(self) -> str:
        """Return in words what is decided, as the register keeps it."""
        labels = dict(self._fields["is_established"]._description_selection(self.env))
        rows = [labels[self.is_established]]
        for action in self.action_ids:
            parts = [action.display_name, action.line_id.display_name or ""]
            if action.quantity:
                parts.append(f"{action.quantity:g} {action.uom_id.name or ''}".strip())
            if action.percent:
                parts.append(f"{action.percent:g} %")
            if action.amount:
                parts.append(self.currency_id.format(action.amount))
            parts.append(action.note or "")
            rows.append(", ".join(filter(None, parts)))
        return "\n".join([*rows, self.comprehensive_opinion or ""]).strip()

    def action_reply(self):
        """Write to the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_complaint.customer_complaint_reply_action")
        return {
            **action,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_complaint_id": self.id, "default_kind": "final" if self._is_decided() else "interim"},
        }

    def _draft_interim_reply(self, text: str):
        """Draft an interim reply for whoever answers the customer; nothing is sent by itself."""
        self.ensure_one()
        self.env["customer.complaint.reply"].create(
            {"complaint_id": self.id, "kind": "interim", "subject": self.number, "body": plaintext2html(text)}
        )

    def _needs_decision(self) -> bool:
        """Say whether the procedure of the case has a decision."""
        return any(terms["type"] == "decision" and self._meets(terms) for terms in self.plan or [])

    def _is_decided(self) -> bool:
        """Say whether the decision stands: made, and not asked for anew."""
        # counted, not read: a case has many tasks, with much in them
        return bool(self.decision_id) and not self.env["customer.complaint.task"].search_count(
            [("complaint_id", "in", self.ids), ("state", "=", "open"), ("type", "=", "decision")], limit=1
        )
