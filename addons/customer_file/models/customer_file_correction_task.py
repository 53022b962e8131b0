from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerFileCorrectionTask(models.Model):
    """What one department does to remedy an error, and its feedback (S2.1-10b)."""

    _name = "customer.file.correction.task"
    _description = "Task of a correction"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "correction_id"
    _fixed_fields = ("correction_id",)
    _button_fields = ("feedback", "done_by_id", "done_date")
    _order = "sequence, id"
    _check_company_auto = True

    correction_id = fields.Many2one("customer.file.correction", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="correction_id.company_id", store=True, precompute=True, index=True)
    correction_state = fields.Selection(related="correction_id.state", string="State of the Correction")
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one("hr.department", required=True, check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the manager of the department.",
    )
    name = fields.Char("What Is Done", required=True)
    feedback = fields.Text(readonly=True, help="What was done, and with which result.")
    done_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    done_date = fields.Datetime(readonly=True)

    @api.depends("department_id")
    def _compute_user_id(self):
        for task in self:
            if not task.user_id:
                task.user_id = task.department_id._get_manager_user()

    @api.depends("name", "department_id")
    def _compute_display_name(self):
        for task in self:
            # sudo: what a department is called is no secret
            task.display_name = f"{task.department_id.sudo().name}: {task.name}"

    @api.model_create_multi
    def create(self, vals_list):
        tasks = super().create(vals_list)
        if not self.env.su:
            tasks.correction_id._check_open()
        return tasks

    def write(self, vals):
        result = super().write(vals)
        if not self.env.su:
            # the plan stands once it was submitted
            self.correction_id._check_open()
        return result

    def _is_mine(self) -> bool:
        return self.env.user in self.user_id | self.department_id._get_manager_user()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if not self.env.su:
            self.correction_id._check_open()

    def action_done(self):
        """Ask for the feedback."""
        return self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_correction_feedback_action")

    def _done(self, feedback: str):
        """Give the feedback of the department.

        :raises UserError: without feedback, or while the plan is not being executed
        """
        self.check_access("read")
        for task in self:
            if not task._is_mine():
                raise AccessError(self.env._("%s is the task of somebody else.", task.display_name))
            if task.correction_state != "executing" or task.done_date:
                raise UserError(self.env._("%s: there is nothing to be done now.", task.display_name))
            if not feedback.strip():
                raise UserError(self.env._("%s: write what was done.", task.display_name))
            # sudo: the person was checked, and a department need not be allowed to change corrections
            known = task.sudo()
            known.write({"feedback": feedback, "done_by_id": self.env.uid, "done_date": fields.Datetime.now()})
            known.correction_id._after_task(known)
