from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerComplaintStatement(models.Model):
    """The closed cases of a month, with liability and its ratios, confirmed by the departments (客诉案件统计表).

    Its rows are copies: once it is confirmed it says what was confirmed, whatever is found out later.
    """

    _name = "customer.complaint.statement"
    _description = "Monthly statement of complaints"
    _inherit = ["customer.complaint.inside.mixin", "customer.record.mixin", "customer.deadline.mixin"]
    _order = "month desc, id desc"
    _check_company_auto = True
    _fixed_fields = ("company_id", "month", "rule_id")
    _final_states = ("confirmed",)
    _workflow_steps = (
        Step("present", _lt("Present"), ("draft",), "presented", "", "presented_by_id", "presented_date", "read"),
        Step("send_back", _lt("Send Back"), ("presented",), "draft", access="read"),
        Step("confirm", _lt("Confirm"), ("presented",), "confirmed", "", "confirmed_by_id", "confirmed_date", "read"),
    )

    currency_id = fields.Many2one(related="company_id.currency_id")
    rule_id = fields.Many2one(
        "customer.complaint.statement.rule", required=True, readonly=True, index=True, ondelete="restrict"
    )
    unit_id = fields.Many2one(related="rule_id.unit_id")
    month = fields.Date(required=True, help="Its first day.")
    state = fields.Selection(
        [("draft", "Draft"), ("presented", "To Confirm"), ("confirmed", "Confirmed")], tracking=True, group_expand=True
    )
    line_ids = fields.One2many("customer.complaint.statement.line", "statement_id", string="Cases", readonly=True)
    confirmation_ids = fields.One2many(
        "customer.complaint.statement.confirmation", "statement_id", string="Confirmations", readonly=True
    )
    conclusion = fields.Text("Improvement", help="What is proposed, and what came of the measures.")
    # not stored, and summed up over what the user may read: a total tells of the cases in it
    case_count = fields.Integer("Closed Cases", compute="_compute_totals")
    loss_amount = fields.Monetary("Loss", compute="_compute_totals")
    presented_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    presented_date = fields.Datetime("Presented on", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime("Confirmed on", readonly=True, copy=False)

    _one_a_month = models.UniqueIndex("(company_id, month)", "There is a statement of this month already.")

    @api.constrains("month")
    def _check_month(self):
        for statement in self:
            if statement.month.day != 1:
                raise ValidationError(self.env._("%s: a month is named by its first day.", statement.month))

    @api.depends("month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = format_date(self.env, statement.month, date_format="yyyy-MM")

    def write(self, vals):
        if not self.env.su and set(vals) - set(self._workflow_protected_fields()) - {"conclusion"}:
            vals_of_mail = all(name.startswith(("message_", "activity_")) for name in vals)
            if not vals_of_mail:
                raise AccessError(
                    self.env._("A statement is made from the closed cases: only its conclusion is written.")
                )
        if not self.env.su and "conclusion" in vals:
            self._check_maker()
        return super().write(vals)

    @api.depends("line_ids")
    @api.depends_context("uid")
    def _compute_totals(self):
        # asked anew, not summed over line_ids: what is in memory may have been read with other rights
        groups = self.env["customer.complaint.statement.line"]._read_group(
            [("statement_id", "in", self.ids)], ["statement_id"], ["complaint_id:count_distinct", "loss_amount:sum"]
        )
        totals = {statement: (count, loss) for statement, count, loss in groups}
        for statement in self:
            statement.case_count, statement.loss_amount = totals.get(statement._origin, (0, 0))

    @api.model
    def _deadline_milestones(self):
        return {**super()._deadline_milestones(), "confirm": self.env._("Confirmed")}

    def _deadline_users(self):
        return self.rule_id.unit_id._get_leaders()

    def _document_department(self):
        return self.rule_id.unit_id.department_id

    def _period(self):
        """Return when the month begins and ends where the company is, in UTC."""
        last_day = (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return self.company_id._policy_moments(self.month, last_day)

    # making it

    def action_fill(self):
        """Take the cases closed in the month as they are now."""
        self._check_maker()
        # sudo: the rows are written by the statement only
        self.sudo()._fill()
        return True

    def _fill(self):
        """Make the rows anew, one per case and liable party; called with superuser rights."""
        for statement in self:
            statement._check_not_final()
            first, last = statement._period()
            cases = self.env["customer.complaint"].search(
                [
                    ("company_id", "=", statement.company_id.id),
                    ("state", "=", "closed"),
                    ("closed_date", ">=", first),
                    ("closed_date", "<", last),
                ],
                order="closed_date, id",
            )
            statement.line_ids.unlink()
            lines = self.env["customer.complaint.statement.line"]
            lines.create([vals for case in cases for vals in lines._prepare_vals(statement, case)])

    def _check_maker(self):
        for statement in self:
            if obstacle := statement._maker_obstacle():
                message = f"{statement.display_name}: {obstacle}"
                raise UserError(message)

    def _maker_obstacle(self) -> str:
        # sudo: which unit makes it is no secret
        unit = self.sudo().rule_id.unit_id
        if self.state != "draft":
            return self.env._("It was presented already.")
        if not self.env.su and self.env.user not in unit._get_users():
            return self.env._("“%s” makes the statement.", unit.name)
        return ""

    def _step_obstacle(self, step):
        if step.name == "present" and (obstacle := self._maker_obstacle()):
            return obstacle
        if step.name == "send_back" and not self.env.su and not self._my_confirmations():
            return self.env._("Those who confirm it send it back.")
        if step.name == "confirm":
            # sudo: who did not confirm yet is no secret
            waiting = self.sudo().confirmation_ids.filtered(lambda one: not one.confirmed_date)
            if waiting:
                return self.env._("It waits for: %s.", ", ".join(waiting.unit_id.mapped("name")))
            if not self.env.su:
                return self.env._("It is confirmed by those named in it.")
        return super()._step_obstacle(step)

    def action_present(self):
        return self._run_step("present")

    def _before_present(self):
        # sudo: see action_fill
        self.sudo()._fill()
        for statement in self.sudo():
            missing = statement.rule_id.unit_ids - statement.confirmation_ids.unit_id
            statement.confirmation_ids.create([{"statement_id": statement.id, "unit_id": unit.id} for unit in missing])
            statement.confirmation_ids.write({"confirmed_by_id": False, "confirmed_date": False})

    def _after_present(self):
        for statement in self.sudo():  # sudo: who is asked to confirm, and the end where nobody is
            for user in statement.confirmation_ids.unit_id._get_all_leaders():
                statement.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Confirm the statement of %s", statement.display_name),
                    user_id=user.id,
                )
            if not statement.confirmation_ids:
                statement._run_step("confirm")

    # confirming it

    def _my_confirmations(self):
        """Return the rows that wait for the acting user."""
        # sudo: only those that are for the user
        rows = self.sudo().confirmation_ids.filtered(lambda one: not one.confirmed_date)
        return rows.filtered(lambda one: self.env.user in one.unit_id._get_leaders())

    def action_confirm(self):
        """Confirm for one's department; when all did, the statement is confirmed and stays as it is."""
        for statement in self:
            statement.check_access("read")
            mine = statement._my_confirmations()
            if statement.state != "presented" or not mine:
                raise UserError(self.env._("%s: nothing waits for your confirmation.", statement.display_name))
            mine.write({"confirmed_by_id": self.env.uid, "confirmed_date": fields.Datetime.now()})
            # sudo: those who confirm change nothing else
            known = statement.sudo()
            known.activity_unlink(["mail.mail_activity_data_todo"], user_id=self.env.uid)
            if all(one.confirmed_date for one in known.confirmation_ids):
                known._run_step("confirm")
        return True

    def _after_confirm(self):
        self._meet_deadline("confirm")

    def action_send_back(self):
        return self._run_step("send_back")

    def _after_send_back(self):
        # sudo: see above
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_xlsx(self):
        """Download the statement as a spreadsheet."""
        self.ensure_one()
        return self.env["customer.complaint.statement.export"]._export(self)
