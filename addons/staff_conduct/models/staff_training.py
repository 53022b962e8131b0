from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class StaffTraining(models.Model):
    """A training, meeting or group activity with its attendance sheet (S1.6-daily-15)."""

    _name = "staff.training"
    _description = "Training"
    _inherit = ["customer.record.mixin"]
    _final_states = ("held", "cancelled")
    _fixed_fields = ("company_id", "case_id")
    _order = "date desc, id desc"
    _check_company_auto = True
    _workflow_steps = (
        Step("hold", _lt("Held"), ("planned",), "held", "", "held_by_id", "held_date"),
        Step("cancel", _lt("Cancel"), ("planned",), "cancelled"),
    )

    name = fields.Char(required=True)
    course_id = fields.Many2one(
        "staff.training.course", index="btree_not_null", ondelete="restrict", check_company=True
    )
    date = fields.Date(required=True, default=fields.Date.context_today, help="The day, or the last day for it.")
    trainer = fields.Char()
    note = fields.Text("Content")
    state = fields.Selection(
        [("planned", "Planned"), ("held", "Held"), ("cancelled", "Cancelled")],
        default="planned",
        tracking=True,
        group_expand=True,
    )
    case_id = fields.Many2one(
        "staff.conduct.case", "Demanded by", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    attendance_ids = fields.One2many("staff.training.attendance", "training_id", "Attendance Sheet", copy=True)
    invited_count = fields.Integer("Invited", compute="_compute_counts")
    present_count = fields.Integer("Present", compute="_compute_counts")
    held_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    held_date = fields.Datetime(readonly=True, copy=False)

    @api.depends("attendance_ids.state")
    def _compute_counts(self):
        for training in self:
            training.invited_count = len(training.attendance_ids)
            training.present_count = len(training.attendance_ids.filtered(lambda line: line.state == "present"))

    def action_hold(self):
        return self._run_step("hold")

    def action_cancel(self):
        return self._run_step("cancel")

    def action_all_present(self):
        """Mark those as present of whom nothing is said yet."""
        self.check_access("write")
        self.attendance_ids.filtered(lambda line: line.state == "expected").state = "present"
        return True

    def _before_hold(self):
        for training in self:
            open_lines = training.attendance_ids.filtered(lambda line: line.state == "expected")
            if open_lines:
                raise UserError(
                    self.env._(
                        "%(training)s: say of each whether present: %(names)s.",
                        training=training.display_name,
                        names=", ".join(open_lines.employee_id.mapped("name")),
                    )
                )

    def _after_hold(self):
        conduct = self.env["customer.policy.conduct"]
        for training in self:
            course = training.course_id
            for line in training.attendance_ids:
                if line.state == "absent" and course.absence_rule_id:
                    conduct._report_on(course.absence_rule_id.code, line.employee_id, 1, training, training.date)
                if line.phone_heard and course.phone_rule_id:
                    conduct._report_on(course.phone_rule_id.code, line.employee_id, 1, training, training.date)
