from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class StaffConductCase(models.Model):
    """How a case is prepared, decided and dropped. Nobody does any of it in the own matter."""

    _inherit = "staff.conduct.case"

    @api.model
    def _allowed_steps_depends(self):
        return [
            *super()._allowed_steps_depends(),
            "employee_user_id", "statement_date", "hearing_until", "drop_reason", "referral", "sanction_id",
            "approval_ids.state", "paid_date", "amount",
        ]  # fmt: skip

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if self.employee_user_id == self.env.user:
            return self.env._("Nobody does this in the own matter.")
        if step.name == "submit":
            return self._submission_obstacle()
        if step.name == "drop" and not (self.drop_reason or "").strip():
            return self.env._("Say why it is dropped.")
        if step.name == "pay" and (self.paid_date or not self.amount or self.kind != "penalty"):
            return self.env._("There is no fine to pay.")
        return ""

    def _submission_obstacle(self) -> str:
        """Say what is missing before somebody can decide."""
        rule = self.rule_id
        if rule.hearing_days and not self.statement_date:
            if self.state != "hearing":
                return self.env._("The person is asked for a statement first. %s", rule._why())
            if self.hearing_until >= self.company_id._policy_today():
                return self.env._("The person has until %s for the statement.", self.hearing_until)
        if rule.asks_referral and not self.referral:
            return self.env._("Say whether it is referred to the authorities. %s", rule._why())
        if rule.sanction_ids and not self.sanction_id:
            return self.env._("Choose one of: %s.", ", ".join(rule.sanction_ids.mapped("name")))
        return self._reward_obstacle() or self._decider_obstacle()

    def _decider_obstacle(self) -> str:
        """Say why nobody could decide: no rule in force says who, or human resources would be passed over."""
        approval_rule = self._approval_rules("")[1]._deciding()
        if not approval_rule or approval_rule.mode != "enforce" or not approval_rule.level_ids:
            return self.env._("No rule in force says who decides on it.")
        # sudo: which group is which is no secret
        groups = approval_rule.level_ids.group_id.sudo()
        if self.needs_hr and self.env.ref("hr.group_hr_user") not in groups.all_implied_ids | groups:
            return self.env._(
                "“%(sanction)s” needs human resources, and no level of the rule “%(rule)s” is theirs.",
                sanction=self.sanction_id.name,
                rule=approval_rule.name,
            )
        return ""

    # rewards

    def _reward_obstacle(self) -> str:
        """Say until when the person gets no merit (S4.upd-5.1)."""
        if self.kind != "merit":
            return ""
        until = self._blocked_until()
        return until and self.env._(
            "%(person)s gets no reward before %(day)s.", person=self.employee_id.name, day=until
        )

    def _blocked_until(self):
        """Return the first day on which the person can be rewarded again; False when that is today."""
        self.ensure_one()
        today = self.company_id._policy_today()
        domain = [
            ("employee_id", "=", self.employee_id.id),
            ("state", "=", "decided"),
            ("block_until", ">", today),
        ]
        # sudo: a block counts whoever may read the case it comes from; only the day leaves this method
        return self.sudo().search(domain, order="block_until desc", limit=1).block_until

    # steps

    def action_hear(self):
        return self._run_step("hear")

    def action_submit(self):
        return self._run_step("submit")

    def action_revise(self):
        return self._run_step("revise")

    def action_drop(self):
        return self._run_step("drop")

    def action_pay(self):
        return self._run_step("pay")

    def _after_pay(self):
        self._meet_deadline("payment")

    def action_request_approval(self, operation=""):
        """The steps ask for the decision, and the answer to an appeal, after what must come before."""
        raise UserError(
            self.env._("%s: the decision is requested by the steps of the case.", self._description_label())
        )

    def _after_hear(self):
        for case in self:
            today = case.company_id._policy_today()
            case._write_protected({"hearing_until": fields.Date.add(today, days=case.rule_id.hearing_days)})
            case._start_deadline("statement")
            case._tell_person(
                self.env._("You are asked for a statement until %s", case.hearing_until),
                self.env._("A case about you was opened. Say what you have to say before it is decided."),
            )

    def _after_submit(self):
        self._draw_numbers_by_rule()
        self._request_approval()

    def _after_revise(self):
        self._cancel_approvals(self.env._("It was taken back."))

    def _after_drop(self):
        # sudo: the step was checked; the rest follows from it
        known = self.sudo()
        known._cancel_approvals(self.env._("The case was dropped."))
        known._cancel_deadlines(self.env._("The case was dropped."))
        known.activity_unlink(["mail.mail_activity_data_todo"])
        known._queue_behind_others()
        known._later()._propose()

    # decision

    def _after_approval(self, approval):
        if approval.is_observed or not approval.decision_ids:
            return None  # a rule that only observes decides nothing
        if approval.operation == "appeal":
            return self._answer_appeal(approval)
        return self._decide(approval)

    def _after_rejection(self, approval):
        if not approval.operation and self.state == "requested":
            self._write_protected({"state": "proposed"})
        return super()._after_rejection(approval)

    def _tell_approval_void(self, approval):
        if not approval.operation and self.state == "requested":
            self._write_protected({"state": "proposed"})
        return super()._tell_approval_void(approval)

    def _decide(self, approval):
        """Enter the decision into the register, and let follow what the rule says."""
        self.ensure_one()
        if obstacle := self._reward_obstacle():
            message = f"{self.display_name}: {obstacle}"
            raise UserError(message)
        today = self.company_id._policy_today()
        rule = self.rule_id
        vals = {"state": "decided", "decided_date": today}
        if rule.block_months:
            vals["block_until"] = self.date + relativedelta(months=rule.block_months)
        self._write_protected(vals)
        self.env["staff.conduct.decision"]._record(self, approval, self.amount, self.sanction_id)
        self._meet_deadline("decision")
        self._cancel_deadlines(self.env._("It was decided."), ["statement"])
        if self.kind == "penalty" and self.amount:
            self._start_deadline("payment")
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._open_joint_case()
        self._demand_training()
        self._tell_decision()

    def _open_joint_case(self):
        """Let the head answer for the fine of a subordinate, by a decision of its own (S1.5-7.4)."""
        multiple = self.rule_id.joint_multiple
        head = self.employee_id._conduct_head()
        if self.kind != "penalty" or self.is_joint or not (multiple and self.amount and head):
            return
        amount = self.currency_id.round(multiple * self.amount)
        why = self.env._(
            "The head of the department answers for %(case)s with %(multiple)g times its %(amount)g.",
            case=self.display_name,
            multiple=multiple,
            amount=self.amount,
        )
        joint = self._open([self._prepare_follow(self.rule_id, employee_id=head.id, is_joint=True)])
        joint._write_protected(
            {
                "proposed_amount": amount, "amount_min": amount, "amount_max": amount, "amount": amount,
                "proposed_sanction_id": False, "sanction_id": False, "why": f"{self.rule_id._why()}\n{why}",
            }
        )  # fmt: skip

    def _demand_training(self):
        """Plan the training that the rule demands, and ask the head to see to it (S4.upd-5.2)."""
        days = self.rule_id.training_days
        if not days:
            return
        last = fields.Date.add(self.decided_date, days=days)
        training = self.env["staff.training"].create(
            {
                "name": self.env._("Training after %s", self.number or self.rule_id.name),
                "company_id": self.company_id.id,
                "date": last,
                "case_id": self.id,
                "attendance_ids": [(0, 0, {"employee_id": self.employee_id.id})],
            }
        )
        head = self.employee_id._conduct_head().user_id or self.responsible_id
        if head:
            training.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=last,
                summary=self.env._("Train until this day"),
                user_id=head.id,
            )

    def _notice_decisions(self):
        """Return the decision that counts now, for the notice."""
        self.ensure_one()
        return self.decision_ids.sorted("id")[-1:]

    # messages

    def _tell_person(self, subject: str, text: str):
        """Write to the person about the own case."""
        self._tell(self.employee_user_id, subject, text)

    def _tell_decision(self):
        """Tell the person, finance and the department: those who keep a copy of the notice (S1.2-11.2b)."""
        subject = self.env._("Decided: %s", self.display_name)
        self._tell_person(subject, self.env._("It was decided about a case of yours."))
        others = self.company_id.conduct_notice_user_ids | self.employee_id._conduct_head().user_id
        self._tell(others - self.employee_user_id, subject, self.env._("The notice can be printed in its copies."))

    def _tell(self, users, subject: str, text: str):
        for user in users.filtered(lambda user: user.active and not user.share):
            # sudo: whoever takes the step need not be allowed to write to everybody
            self.env["mail.thread"].sudo().message_notify(
                partner_ids=user.partner_id.ids,
                subject=subject,
                body=self.env._("%(text)s %(link)s", text=text, link=self._get_html_link()),
                email_layout_xmlid="mail.mail_notification_light",
            )
