from odoo import fields, models
from odoo.exceptions import UserError

#: what a decision is about: the step that fills it in comes again when a decision is revised
DECIDED = {"is_established", "action_ids"}


class CustomerComplaintObjections(models.Model):
    """Objections of departments to the decision on a case, and deciding anew."""

    _inherit = "customer.complaint"

    objection_ids = fields.One2many("customer.complaint.objection", "complaint_id", string="Objections")
    open_objection_count = fields.Integer("Open Objections", compute="_compute_open_objection_count")

    def _compute_open_objection_count(self):
        for complaint in self:
            # sudo: whether there are any is no secret to who reads the case
            complaint.open_objection_count = len(
                complaint.sudo().objection_ids.filtered(lambda one: one.state == "open")
            )

    def _prepare_objection_vals(self) -> dict:
        """Return what an objection of the acting user's department to the decision in force is made of.

        :raises UserError: when there is nothing to object to, or nobody to object to
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: who answers objections is no secret
        case = self.sudo()
        user = self.env.user
        department = user.sudo().with_company(case.company_id).employee_id.department_id  # sudo: see above
        if case.state != "open" or not case.decision_id:
            raise UserError(self.env._("%s: there is no decision now to object to.", self.display_name))
        if not department:
            raise UserError(self.env._("%s: departments object, and you belong to none.", self.display_name))
        rule = self.env["customer.complaint.objection.rule"]._rule_for(case)
        if not rule:
            raise UserError(self.env._("%s: no rule says to whom objections go.", self.display_name))
        addressees = rule._addressees(department, case._approval_concerned())
        if not addressees:
            raise UserError(
                self.env._("%(case)s: there is nobody to object to. %(why)s", case=self.display_name, why=rule._why())
            )
        return {
            "complaint_id": case.id,
            "department_id": department.id,
            "decision_id": case.decision_id.id,
            "route": rule.route,
            "addressee_ids": [(6, 0, addressees.ids)],
            "why": rule._why(),
        }

    def action_object(self):
        """Open the form of an objection."""
        self.ensure_one()
        self._prepare_objection_vals()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_complaint.customer_complaint_objection_action")
        return {
            **action,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_complaint_id": self.id},
        }

    def _closing_obstacle(self):
        # sudo: whether there are any is no secret to who closes the case
        waiting = self.sudo().objection_ids.filtered(lambda one: one.state == "open")
        if waiting:
            return self.env._("Objections are not answered yet: %s.", ", ".join(waiting.mapped("display_name")))
        return super()._closing_obstacle()

    def _is_decided(self):
        revised = self.objection_ids.filtered(lambda one: one.state == "revised").decision_id
        return super()._is_decided() and self.decision_id not in revised

    def _decide_anew(self):
        """Go back to where the decision was proposed: these steps come again, and a new row of the register follows.

        Called with superuser rights.
        """
        self.ensure_one()
        again = [
            terms["sequence"]
            for terms in self.plan
            if terms["start"] == "order" and (DECIDED & set(terms["fields"]) or terms["type"] == "decision")
        ]
        first = min(again, default=0)
        repeated = {terms["code"] for terms in self.plan if terms["start"] == "order" and terms["sequence"] >= first}
        tasks = self.task_ids.filtered(lambda task: task.code in repeated)
        reason = self.env._("The decision is revised.")
        tasks._cancel(reason)
        tasks.is_superseded = True
        self._current_approvals("decide")._end("void", reason)
        self.action_ids.decision_id = False
        self._advance()
