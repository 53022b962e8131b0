from odoo import api, fields, models


class CustomerComplaintObjectionRule(models.Model):
    """To whom a department objects to a decision: a competent department, or somebody above by memo (S1.2-09.12)."""

    _name = "customer.complaint.objection.rule"
    _description = "Way of objecting to a decision"
    _inherit = ["customer.policy.condition.mixin"]

    route = fields.Selection(
        [("unit", "Report to the Competent Department"), ("memo", "Memo to Somebody Above")],
        required=True,
        default="memo",
        help="A memo (签呈) goes to the manager of the rank below, or to those with a role.",
    )
    unit_id = fields.Many2one(
        "customer.complaint.unit",
        string="Competent Unit",
        check_company=True,
        ondelete="restrict",
        help="Of a memo: the unit whose managers are counted. Empty: the department that objects.",
    )
    manager_rank = fields.Integer("Which Manager", default=1, help="1: the manager, 2: that manager's manager.")
    group_id = fields.Many2one("res.groups", string="Role", ondelete="restrict", help="Of a memo: instead of a rank.")

    _rank_positive = models.Constraint("CHECK(manager_rank > 0)", "Managers count from 1.")
    _unit_given = models.Constraint(
        "CHECK(route != 'unit' OR unit_id IS NOT NULL)", "Say which unit is competent for objections."
    )

    def _condition_model(self):
        return "customer.complaint"

    @api.model
    def _rule_for(self, complaint):
        """Return the rule that says to whom objections to the decision on ``complaint`` go; empty when none does."""
        known = complaint.sudo()  # sudo: whether a rule meets a case does not depend on who asks
        return self._in_force(complaint.company_id).filtered(
            lambda rule: rule.mode == "enforce" and known.filtered_domain(rule._get_domain())
        )[:1]

    def _addressees(self, department, concerned):
        """Return who decides on an objection of ``department``; ``concerned``, whom the case is about, does not."""
        self.ensure_one()
        if self.route == "unit":
            return self.unit_id._get_users() - concerned
        if self.group_id:
            users = self.group_id.all_user_ids - concerned
            return users.filtered(lambda user: user.active and not user.share and self.company_id in user.company_ids)
        managers = (self.unit_id.department_id or department)._get_manager_chain() - concerned
        rank = min(self.manager_rank, len(managers))
        return managers[rank - 1 : rank] if rank else managers
