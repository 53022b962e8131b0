from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerComplaintInspectionParticipant(models.Model):
    """A unit that takes part in a joint inspection; where it cannot, the general manager sends others (S1.2-09.2b)."""

    _name = "customer.complaint.inspection.participant"
    _description = "Participant of a joint inspection"
    _inherit = ["customer.complaint.row.mixin"]
    _order = "id"
    _rec_names_search = ["unit_id"]

    inspection_id = fields.Many2one(
        "customer.complaint.inspection", required=True, readonly=True, index=True, ondelete="cascade"
    )
    complaint_id = fields.Many2one(
        related="inspection_id.complaint_id", store=True, precompute=True, index=True, required=False
    )
    unit_id = fields.Many2one("customer.complaint.unit", required=True, readonly=True, index=True, ondelete="restrict")
    reason = fields.Char("Cannot Go Because", help="Empty: the unit goes.")
    appointed_id = fields.Many2one(
        "res.users",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Whom the general manager sends in place of the unit.",
    )
    is_covered = fields.Boolean("Somebody Goes", compute="_compute_is_covered")
    is_mine = fields.Boolean(compute="_compute_is_mine", help="I answer for the unit.")

    _unit_once = models.UniqueIndex("(inspection_id, unit_id)", "A unit takes part once.")

    @api.depends("reason", "appointed_id")
    def _compute_is_covered(self):
        for participant in self:
            participant.is_covered = not participant.reason or bool(participant.appointed_id)

    @api.depends("unit_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for participant in self:
            participant.is_mine = self.env.user in participant.unit_id._get_users()

    @api.depends("unit_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for participant in self:
            # sudo: what a unit is called is no secret
            participant.display_name = participant.unit_id.sudo().name

    def action_answer(self):
        """Open the dialog in which the unit says that it cannot go, or the general manager appoints somebody."""
        self.ensure_one()
        return {**self._get_records_action(), "target": "new", "name": self.display_name}

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.check_access("write")
        for participant in self:
            participant._check_answer(set(vals))
        # sudo: who answers was checked, and need not be allowed to change anything else of the case
        answered = self.sudo()
        going = answered.filtered(lambda one: not one.reason)
        result = super(CustomerComplaintInspectionParticipant, answered).write(vals)
        for participant in going.filtered("reason"):
            participant._ask_general_managers()
        if "appointed_id" in vals:
            answered.filtered("appointed_id")._tell_appointed()
        return result

    def _check_answer(self, names: set[str]):
        """Let the unit say that it cannot go, the general manager appoint somebody, and nobody anything else."""
        self.ensure_one()
        if self.inspection_id.state != "open":
            raise UserError(self.env._("%s is closed.", self.inspection_id.display_name))
        if self.complaint_id._is_about(self.env.user):
            raise AccessError(self.complaint_id._about_obstacle())
        if names <= {"reason"} and not self.is_mine:
            raise AccessError(self.env._("“%s” says itself whether it can go.", self.display_name))
        if "appointed_id" in names and not self.env.user.has_group("customer_policy.group_general_manager"):
            raise AccessError(self.env._("The general manager appoints who goes instead."))
        if not names <= {"reason", "appointed_id"} or ("reason" in names and not self.is_mine):
            raise AccessError(self.env._("A participant only answers whether the unit can go."))
        if "appointed_id" in names and not self.reason:
            raise UserError(self.env._("%s goes itself: nobody has to be appointed.", self.display_name))

    def _ask_general_managers(self):
        """Give each general manager of the company an activity to appoint somebody; called with all rights."""
        managers = self._general_managers()
        if not managers:
            raise UserError(self.env._("Nobody is general manager of %s.", self.company_id.name))
        for manager in managers:
            self.complaint_id.activity_schedule(
                "customer_complaint.mail_activity_type_appoint",
                note=self.reason,
                user_id=manager.id,
                summary=self.unit_id.name,
            )

    def _tell_appointed(self):
        """Tell who was appointed; the general managers have no more to do about it."""
        for participant in self:
            participant.complaint_id._notify_link(participant.appointed_id, participant.inspection_id.display_name)
            if all(other.is_covered for other in participant.inspection_id.participant_ids):
                participant.complaint_id.activity_unlink(["customer_complaint.mail_activity_type_appoint"])

    def _general_managers(self):
        group = self.env.ref("customer_policy.group_general_manager")
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
