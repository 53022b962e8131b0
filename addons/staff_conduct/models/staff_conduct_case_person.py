from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class StaffConductCase(models.Model):
    """What the person says: a statement before the decision, an appeal after it. Nothing else is theirs to do."""

    _inherit = "staff.conduct.case"

    appeal = fields.Text("Appeal of the Person", readonly=True, copy=False)
    appeal_date = fields.Date(readonly=True, copy=False)
    appeal_until = fields.Date("Appeal until", compute="_compute_appeal_until")
    appeal_state = fields.Selection(
        [("open", "To Answer"), ("answered", "Answered")], "Appeal Is", readonly=True, copy=False
    )
    appeal_answer = fields.Text("Answer", copy=False)
    appeal_amount = fields.Monetary("Amount after the Appeal", copy=False)
    appeal_sanction_id = fields.Many2one(
        "staff.conduct.sanction", "Sanction after the Appeal", ondelete="restrict", check_company=True, copy=False
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    def _compute_is_mine(self):
        for case in self:
            case.is_mine = case.employee_user_id == self.env.user

    def _compute_appeal_until(self):
        for case in self:
            days = case.rule_id.appeal_days
            case.appeal_until = case.decided_date and days and fields.Date.add(case.decided_date, days=days)

    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "appeal", "appeal_date", "appeal_state"}

    def write(self, vals):
        if {"appeal_answer", "appeal_amount", "appeal_sanction_id"} & set(vals) and not self.env.su:
            for case in self:
                if case.appeal_state != "open":
                    raise UserError(self.env._("%s: there is no appeal to answer.", case.display_name))
        return super().write(vals)

    def _check_mine(self):
        self.ensure_one()
        self.check_access("read")
        if self.employee_user_id != self.env.user:
            raise AccessError(self.env._("Only the person writes this."))

    def action_write_statement(self):
        """Open the window for the statement, or for the appeal."""
        self._check_mine()
        action = self.env["ir.actions.act_window"]._for_xml_id("staff_conduct.staff_conduct_statement_action")
        return {**action, "context": {"default_case_id": self.id}}

    def _write_statement(self, text: str):
        """Keep what the person says: a statement while the case is open, an appeal once it is decided."""
        self._check_mine()
        if not (text or "").strip():
            raise UserError(self.env._("Write what you have to say."))
        if self.state == "decided":
            return self._write_appeal(text)
        if self.state not in ("proposed", "hearing"):
            raise UserError(self.env._("%s: it is too late for a statement.", self.display_name))
        # sudo: it was checked that this is the person, who may write nothing else
        known = self.sudo()
        known._write_protected({"statement": text, "statement_date": fields.Datetime.now()})
        return known._meet_deadline("statement")

    def _write_appeal(self, text: str):
        today = self.company_id._policy_today()
        if self.appeal_state or not self.appeal_until or today > self.appeal_until:
            raise UserError(self.env._("%s: no appeal is possible, or no longer.", self.display_name))
        # sudo: see _write_statement
        known = self.sudo()
        known._write_protected({"appeal": text, "appeal_date": today, "appeal_state": "open"})
        known.write({"appeal_amount": known.amount, "appeal_sanction_id": known.sanction_id.id})
        if known.responsible_id:
            known.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.env._("Answer the appeal"),
                user_id=known.responsible_id.id,
            )
        return None

    def action_submit_answer(self):
        """Have the answer to the appeal approved by those who decide."""
        for case in self:
            case.check_access("write")
            if case.employee_user_id == self.env.user:
                raise AccessError(self.env._("Nobody does this in the own matter."))
            if case.appeal_state != "open" or not (case.appeal_answer or "").strip():
                raise UserError(self.env._("%s: write the answer to the appeal.", case.display_name))
            case._request_approval("appeal")
        return True

    def _answer_appeal(self, approval):
        """Keep the answer; where it changes something, as a new row of the register that points to the old."""
        self.ensure_one()
        if (self.appeal_amount, self.appeal_sanction_id) != (self.amount, self.sanction_id):
            self.env["staff.conduct.decision"]._record(
                self,
                approval,
                self.appeal_amount,
                self.appeal_sanction_id,
                replaces=self.decision_ids.sorted("id")[-1:],
            )
        vals = {"appeal_state": "answered"}
        if not self.appeal_amount and not self.appeal_sanction_id:
            vals["block_until"] = False
        self._write_protected(vals)
        self.activity_unlink(["mail.mail_activity_data_todo"])
        self._tell_person(self.env._("Your appeal was answered"), self.env._("See the answer to your appeal."))
