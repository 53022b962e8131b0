from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CustomerComplaintStandIn(models.Model):
    """Who takes over all cases and open tasks of a colleague from the first to the last day of an absence.

    What is open goes over on the first day, what comes in meanwhile each hour; what is still open then comes back after
    the last. The first contact of a customer stays who it is.
    """

    _name = "customer.complaint.stand_in"
    _description = "Stand-in for complaints"
    _inherit = ["customer.fixed.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "user_id"
    # who may write it depends on these
    _fixed_fields = ("user_id", "stand_in_id", "company_id", "state")

    user_id = fields.Many2one(
        "res.users", string="Absent", required=True, default=lambda self: self.env.user, index=True, ondelete="restrict"
    )
    stand_in_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="restrict", domain=[("share", "=", False)]
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date_from = fields.Date("First Day", required=True, default=fields.Date.context_today)
    date_to = fields.Date("Last Day", required=True)
    state = fields.Selection(
        [("planned", "Planned"), ("running", "Running"), ("ended", "Ended")],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        index=True,
    )
    note = fields.Text("Left Behind", readonly=True, copy=False, help="What could not be handed over, and why.")
    complaint_ids = fields.One2many("customer.complaint", "stand_in_id", string="Cases", readonly=True)
    task_ids = fields.One2many("customer.complaint.task", "stand_in_id", string="Tasks", readonly=True)

    _days_in_order = models.Constraint("CHECK(date_to >= date_from)", "The last day cannot be before the first.")
    _one_absence = models.UniqueIndex(
        "(company_id, user_id) WHERE state = 'running'", "Somebody stands in for this colleague already."
    )

    @api.constrains("user_id", "stand_in_id")
    def _check_stand_in(self):
        for absence in self:
            if absence.user_id == absence.stand_in_id:
                raise ValidationError(self.env._("%s cannot stand in for himself.", absence.user_id.name))
            if absence.stand_in_id.share or not absence.stand_in_id.active:
                raise ValidationError(self.env._("%s does not work here.", absence.stand_in_id.name))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(vals.get("state", "planned") != "planned" or vals.get("note") for vals in vals_list):
            raise AccessError(self.env._("What was handed over is entered by the software."))
        absences = super(CustomerComplaintStandIn, self.with_context(default_state=None, default_note=None)).create(
            [{"state": "planned", "note": False, **vals} for vals in vals_list]
        )
        # sudo: record rules say who hands over for whom, and were checked; what goes over need not be the user's
        absences.sudo()._keep()
        return absences.with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self.check_access("write")
            if "note" in vals:
                raise AccessError(self.env._("What was left behind is entered by the software."))
            for absence in self:
                if absence.state == "ended" or (absence.state == "running" and set(vals) - {"date_to"}):
                    raise UserError(self.env._("%s: only the last day can still change.", absence.display_name))
        result = super().write(vals)
        if not self.env.su:
            # sudo: record rules were checked
            self.sudo()._keep()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for absence in self if not self.env.su else ():
            if absence.state != "planned":
                raise UserError(self.env._("%s began: end it instead.", absence.display_name))

    def action_end(self):
        """Give everything back now."""
        self.check_access("write")
        for absence in self:
            if absence.state == "ended":
                raise UserError(self.env._("%s has ended.", absence.display_name))
        # sudo: who may was checked
        self.sudo()._end()
        return True

    # what the hourly job does, with superuser rights

    @api.model
    def _cron_keep(self):
        """Hand over, and give back, what is due; one that fails does not hold up the others."""
        for absence in self.search([("state", "in", ("planned", "running"))]):
            try:
                with self.env.cr.savepoint():
                    absence._keep()
            except (UserError, ValidationError) as error:
                absence.note = str(error)

    def _keep(self):
        """Do what the days say: begin, take over what came in meanwhile, or give back."""
        for absence in self:
            today = absence.company_id._policy_today()
            if absence.state == "ended" or today < absence.date_from:
                continue
            if today > absence.date_to:
                absence._end()
            else:
                absence.state = "running"
                absence._take_over()

    def _take_over(self):
        """Give what the absent colleague has to do to the stand-in; what cannot be given is named."""
        self.ensure_one()
        left = []
        cases = self.env["customer.complaint"]
        mine = [("company_id", "=", self.company_id.id), ("user_id", "=", self.user_id.id)]
        for complaint in cases.search([*mine, ("state", "not in", cases._final_states)]):
            if complaint._may_stand_in(self.stand_in_id, self.user_id):
                complaint._write_protected({"stand_in_id": self.id, "user_id": self.stand_in_id.id})
            else:
                left.append(complaint._secrecy_title())
        for task in self.env["customer.complaint.task"].search([*mine, ("state", "=", "open")]):
            if task.complaint_id._may_stand_in(self.stand_in_id, self.user_id):
                task.write({"stand_in_id": self.id, "user_id": self.stand_in_id.id})
                task._move_activities(self.user_id, self.stand_in_id)
            else:
                left.append(task.complaint_id._secrecy_title())
        # what is left behind is named without its content: who reads this need not be cleared for it
        self.note = "\n".join(dict.fromkeys(left)) or False

    def _end(self):
        """Give back what is still open, and is still with the stand-in."""
        for absence in self:
            for complaint in absence.complaint_ids:
                if complaint.user_id == absence.stand_in_id and not complaint._is_final():
                    complaint._write_protected({"stand_in_id": False, "user_id": absence.user_id.id})
            for task in absence.task_ids:
                if task.user_id == absence.stand_in_id and task.state == "open":
                    task.write({"stand_in_id": False, "user_id": absence.user_id.id})
                    task._move_activities(absence.stand_in_id, absence.user_id)
            absence.state = "ended"


class CustomerComplaint(models.Model):
    _inherit = "customer.complaint"

    stand_in_id = fields.Many2one(
        "customer.complaint.stand_in",
        string="Stand-In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The absence during which somebody else is responsible.",
    )

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "stand_in_id"}

    def _may_stand_in(self, user, absent) -> bool:
        """Say whether ``user`` can have this case from ``absent``: it is about neither, and open to the user."""
        return not self._is_about(user) and not self._is_about(absent) and self._is_cleared(user)


class CustomerComplaintTask(models.Model):
    _inherit = "customer.complaint.task"

    stand_in_id = fields.Many2one(
        "customer.complaint.stand_in",
        string="Stand-In",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _move_activities(self, old, new):
        """Move what the task asked of ``old`` to ``new``; called with superuser rights."""
        for task in self:
            activities = task.complaint_id.activity_ids
            activities.filtered(lambda one, task=task: one.user_id == old and one.summary == task.name).user_id = new
