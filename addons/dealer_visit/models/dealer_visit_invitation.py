from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class DealerVisitInvitation(models.Model):
    """A department that is asked to come along: however many come, it is one visit (S1.1-4.2.4a)."""

    _name = "dealer.visit.invitation"
    _description = "Invitation to a visit"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin", "customer.export.mixin"]
    _record_field = "visit_id"
    _check_company_auto = True
    _button_fields = ("sent_date", "user_id", "answer", "activity_id")
    _fixed_fields = ("visit_id", "department_id")
    _order = "id"
    _rec_name = "department_id"

    visit_id = fields.Many2one("dealer.visit", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="visit_id.company_id", store=True, precompute=True, index=True)
    secrecy_level_id = fields.Many2one(related="visit_id.secrecy_level_id")
    department_id = fields.Many2one("hr.department", required=True, index=True, check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", string="Invited Person", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    sent_date = fields.Datetime("Invited on", readonly=True, copy=False)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    answer = fields.Selection([("accepted", "Comes"), ("declined", "Does Not Come")], readonly=True, copy=False)
    note = fields.Char("What For")

    _department_unique = models.Constraint("UNIQUE(visit_id, department_id)", "The department is invited already.")

    @api.model_create_multi
    def create(self, vals_list):
        invitations = super().create(vals_list)
        invitations.filtered(lambda one: one.visit_id.state in ("planned", "started"))._send()
        return invitations

    def _send(self):
        """Invite the managers of the departments that were not invited yet, each by an activity of their own."""
        for invitation in self.filtered(lambda one: not one.sent_date):
            visit = invitation.visit_id
            user = invitation.department_id._get_manager_user()
            if not user:
                raise UserError(
                    self.env._("%s: nobody manages the department, so that nobody can be invited.",
                               invitation.department_id.display_name)
                )  # fmt: skip
            # sudo: the invitation is the software's, whoever invites; the user was found by the department
            known = invitation.sudo()
            known.write({"user_id": user.id, "sent_date": fields.Datetime.now()})
            known.activity_id = visit._tell(
                user,
                self.env._("You are invited to a visit: say whether you come"),
                visit._planned_day(),
                self.env._("You are invited to a visit"),
                note=invitation.note or "",
            )
        self.visit_id._follow_in_calendar()

    def action_accept(self):
        return self._answer("accepted")

    def action_decline(self):
        return self._answer("declined")

    def _answer(self, answer: str):
        for invitation in self:
            if invitation.user_id != self.env.user:
                raise AccessError(self.env._("Only who is invited answers."))
            invitation.visit_id._check_not_final()
        # sudo: who answers was checked, and need not be allowed to change the visit
        known = self.sudo()
        known.write({"answer": answer})
        known.activity_id.unlink()
        known.visit_id._follow_in_calendar()
        return True

    def unlink(self):
        # sudo: what told of the invitation goes with it
        activities, visits = self.sudo().activity_id, self.visit_id
        result = super().unlink()
        activities.unlink()
        visits.exists()._follow_in_calendar()
        return result
