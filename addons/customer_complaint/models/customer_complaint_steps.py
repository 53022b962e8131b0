from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerComplaintSteps(models.Model):
    """Submitting, accepting, closing and voiding a case."""

    _inherit = "customer.complaint"

    age = fields.Integer(
        "Age in Days", compute="_compute_age", help="Days from acceptance until today, or until it was closed."
    )

    @api.depends("accepted_date", "closed_date")
    def _compute_age(self):
        now = fields.Datetime.now()
        for complaint in self:
            begin = complaint.accepted_date
            complaint.age = ((complaint.closed_date or now) - begin).days if begin else 0

    @api.model
    def _workflow_protected_fields(self):
        return {
            *super()._workflow_protected_fields(),
            "procedure_id",
            "why",
            "plan",
            "step_id",
            "is_waiting",
            "origin_id",
            "customer_answer",
            "merged_into_id",
            "void_reason",
        }

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "task_ids.state", "plan"]

    def _step_obstacle(self, step):
        obstacle = super()._step_obstacle(step)
        if obstacle:
            return obstacle
        if self._is_about(self.env.user) and step.name != "submit":
            return self._about_obstacle()
        if step.name in ("accept", "send_back"):
            return self._acceptance_obstacle()
        if step.name == "close":
            return self._closing_obstacle()
        return ""

    def _is_about(self, user) -> bool:
        """Say whether ``user`` is the colleague the complaint is about."""
        # sudo: only yes or no is told
        return self.sudo().employee_id.user_id == user and bool(user)

    def _about_obstacle(self) -> str:
        return self.env._("The complaint is about you: somebody else handles it.")

    def _check_may_handle(self):
        """Refuse what is for those who may write a case, and whom it is not about.

        :raises AccessError: naming the case
        """
        self.check_access("write")
        for complaint in self:
            if complaint._is_about(self.env.user):
                message = f"{complaint.display_name}: {complaint._about_obstacle()}"
                raise AccessError(message)

    @api.constrains("employee_id", "user_id")
    def _check_responsible(self):
        for complaint in self:
            complaint._check_not_about(complaint.user_id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_about_user(self):
        # a draft could be deleted before anybody else has read it
        self._check_may_handle()

    def _acceptance_obstacle(self) -> str:
        # sudo: who accepts cases is no secret
        unit = self.sudo().procedure_id.acceptance_unit_id
        if self.env.su or not unit or self.env.user in unit._get_users():
            return ""
        return self.env._("“%s” accepts cases of this procedure.", unit.name)

    # submitting

    def action_submit(self):
        return self._run_step("submit")

    def _before_submit(self):
        procedures = self.env["customer.complaint.procedure"]
        for procedure, complaints in self.grouped(procedures._procedure_for).items():
            plan, why = procedure._plan(), procedure._why() if procedure else False
            intake = [terms for terms in plan if terms["type"] == "intake"]
            # what waits to be accepted stands under the first step
            step_id = intake[0]["step"] if intake else False
            complaints._write_protected({"procedure_id": procedure.id, "plan": plan, "why": why, "step_id": step_id})
            for complaint in complaints:
                required = {name for terms in intake for name in complaint._required(terms)}
                complaint._check_filled({"partner_id", *required}, self.env._("Submit"))
                complaint._check_demand()

    def _check_demand(self):
        """Refuse quantities that cannot be, and a demand without a quantity that nobody called undetermined."""
        self.ensure_one()
        if self.type_id.needs_product and not self.line_ids:
            raise UserError(self.env._("%s: name the product the complaint is about.", self.display_name))
        for line in self.line_ids:
            line._check_quantities()

    def _after_submit(self):
        self._meet_deadline("submit")
        # sudo: without a unit that accepts cases, submitting is accepting
        accepted_at_once = self.sudo().filtered(lambda one: not one.procedure_id.acceptance_unit_id)
        (self - accepted_at_once.with_env(self.env))._start_deadline("accept")
        accepted_at_once._run_step("accept")

    def action_send_back(self):
        return self._run_step("send_back")

    def _after_send_back(self):
        self._cancel_deadlines(self.env._("The case was sent back."), ["accept"])
        self._start_deadline("submit")

    # accepting

    def action_accept(self):
        return self._run_step("accept")

    def _before_accept(self):
        # sudo: the unit that accepts need not be allowed to change anything else
        self.sudo()._draw_numbers()

    def _after_accept(self):
        # sudo: see above
        accepted = self.sudo()
        accepted._meet_deadline("accept")
        for required_day, complaints in accepted.grouped(lambda one: one._required_day()).items():
            complaints._start_deadline("close", complaints[:1].accepted_date, required_day)
        accepted._dispatched()
        accepted._advance()

    def _required_day(self):
        """Return the day until which it was agreed to settle the case, where the company is."""
        self.ensure_one()
        if not self.required_date:
            return None
        zone = self.company_id._policy_timezone().zone
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), self.required_date).date()

    # closing

    def action_close(self):
        return self._run_step("close")

    def _closing_obstacle(self) -> str:
        """Say why the case cannot be closed yet, or return an empty string."""
        # sudo: what is missing is told to whoever may close the case
        case = self.sudo()
        waiting = case.task_ids.filtered(lambda task: task.state == "open")
        if waiting:
            return self.env._("It waits for: %s.", ", ".join(waiting.mapped("name")))
        if missing := case._next_terms():
            steps = case.env["customer.complaint.step"].browse(terms["step"] for terms in missing)
            return self.env._("Steps of the procedure are missing: %s.", ", ".join(steps.mapped("name")))
        return ""

    def _after_close(self):
        self._meet_deadline("close")
        self._cancel_deadlines(self.env._("The case was closed."))
        # sudo: whoever closes the case closes what was asked of others
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._tell_first_contact()

    def _tell_first_contact(self):
        """Tell the one who was told first that the case is settled (S1.10-8)."""
        for complaint in self.filtered(lambda one: one.first_contact_id != self.env.user):
            complaint._notify_link(complaint.first_contact_id, self.env._("Closed: %s", complaint.number or ""))

    # voiding

    def _void(self, reason: str, into=None):
        """End the case without a result; its number is kept."""
        if not (reason or "").strip():
            raise UserError(self.env._("%s: say why it is void.", self.display_name))
        for complaint in self:
            complaint._write_protected({"void_reason": reason, "merged_into_id": into and into.id})
        return self._run_step("void")

    def _after_void(self):
        for complaint in self:
            # sudo: tasks end with their case
            complaint.task_ids.sudo()._cancel(complaint.void_reason)
            complaint._cancel_deadlines(complaint.void_reason)
            # sudo: as after closing
            complaint.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self._cancel_approvals(self.env._("The case is void."))
