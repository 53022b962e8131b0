from odoo import fields, models


class CustomerComplaintDispatch(models.Model):
    """A case is given to a unit; urgent ones at once (S1.10-2, S1.10-6a)."""

    _inherit = "customer.complaint"

    def _dispatched(self):
        """Note for cases in progress that their unit has them; members are told at once of urgent ones."""
        given = self.filtered(lambda case: case.state == "open" and case.unit_id)
        if not given:
            return
        waiting = given._open_deadlines(["dispatch"]).mapped("res_id")
        given._meet_deadline("dispatch")
        for case in given.filtered(lambda one: one.urgency == "urgent" and one.id in waiting):
            case._notify_link(case.unit_id._get_users() - self.env.user, self.env._("Urgent: %s", case.display_name))

    def _after_accept(self):
        result = super()._after_accept()
        # sudo: who is told does not depend on who accepts
        for case in self.sudo().filtered("procedure_id.announces_acceptance"):
            case._announce()
        return result

    def _announce(self):
        """Tell those concerned the number of the case (S1.2-07.3c)."""
        ids = {terms["unit"] for terms in self.plan if terms["start"] == "order" and self._meets(terms)}
        users = self.first_contact_id | self.submitted_by_id
        for unit in self.env["customer.complaint.unit"].browse(ids - {False}):
            users |= unit._get_users()
        self._notify_link(users - self.env.user, self.env._("Complaint %s was accepted", self.number))

    def write(self, vals):
        if not {"urgency", "type_id"} & set(vals):
            return super().write(vals)
        calm = self.filtered(lambda case: case.urgency != "urgent")
        result = super().write(vals)
        calm.filtered(lambda case: case.urgency == "urgent" and not case._is_final())._alarm()
        return result

    def _alarm(self):
        """Count the term of giving them to a unit from now on, when cases turn out to be urgent."""
        now = fields.Datetime.now()
        # sudo: terms are written by their documents only
        for case in self.sudo():
            if case.state == "open" and case.unit_id:
                continue
            if case._open_deadlines(["dispatch"]):
                case._move_deadline("dispatch", now, self.env._("The case turned out to be urgent."))
            else:
                case._start_deadline("dispatch", now)
