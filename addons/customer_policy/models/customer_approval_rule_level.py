from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError


class CustomerApprovalRuleLevel(models.Model):
    """Who decides on one level of an approval, by role and never by name."""

    _name = "customer.approval.rule.level"
    _description = "Level of an approval rule"
    _inherit = ["customer.policy.rule.line.mixin"]
    _order = "sequence, id"

    rule_id = fields.Many2one("customer.approval.rule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    decided_by = fields.Selection(
        [("group", "Members of a group"), ("manager", "Manager of the department")], required=True, default="group"
    )
    group_id = fields.Many2one("res.groups", ondelete="restrict")
    manager_rank = fields.Integer(
        "Which Manager",
        default=1,
        help="1: the manager of the document's department, 2: that manager's manager, and so on. "
        "A department without a manager counts with the next above that has one.",
    )
    or_above = fields.Boolean(
        "Or One Above", help="Managers above this one are asked as well: whoever decides first decides."
    )
    required = fields.Integer("How Many", default=1, help="So many of those asked must agree.")

    _positive = models.Constraint(
        "CHECK(required > 0 AND manager_rank > 0)", "At least one person must agree, and managers count from 1."
    )

    @api.constrains("decided_by", "group_id", "required")
    def _check_decided_by(self):
        for level in self:
            if level.decided_by == "group" and not level.group_id:
                raise ValidationError(self.env._("%s: say which group decides.", level.rule_id.name))
            if level.decided_by == "manager" and level.required > 1:
                raise ValidationError(self.env._("%s: a department has one manager.", level.rule_id.name))

    @api.depends("decided_by", "group_id", "manager_rank", "or_above", "required")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for level in self:
            level.display_name = self._label(level._terms())

    def _terms(self) -> dict:
        """Return this level as an approval keeps it, whatever happens to the rule later."""
        self.ensure_one()
        if self.decided_by == "group":
            return {"decided_by": "group", "group_id": self.group_id.id, "required": self.required}
        return {
            "decided_by": "manager",
            "manager_rank": self.manager_rank,
            "or_above": self.or_above,
            "required": self.required,
        }

    @api.model
    @tools.ormcache("rule_id")
    def _terms_of(self, rule_id: int) -> tuple[dict, ...]:
        # sudo: rules are configuration without secrets
        return tuple(level._terms() for level in self.sudo().search([("rule_id", "=", rule_id)]))

    @api.model
    def _candidates(self, terms: dict, company, department):
        """Return the users who could decide a level, four eyes aside: of managers the one asked first comes first."""
        Users = self.env["res.users"]
        active = [("company_ids", "in", company.ids), ("share", "=", False)]
        if terms["decided_by"] == "group":
            return Users.search([("all_group_ids", "in", [terms["group_id"]]), *active], order="id")
        managers = department._get_manager_chain()[terms["manager_rank"] - 1 :]
        return managers & Users.search([("id", "in", managers.ids), *active], order="id")

    @api.model
    def _label(self, terms: dict) -> str:
        """Say who decides a level, in the language of the reader."""
        if terms["decided_by"] == "manager":
            if terms.get("or_above"):
                return self.env._("%s or one above", self._label({**terms, "or_above": False}))
            rank = terms["manager_rank"]
            if rank == 1:
                return self.env._("Manager of the department")
            if rank == 2:
                return self.env._("That manager's manager")
            return self.env._("%s managers above the department", rank)
        # sudo: the name of a group is no secret
        group = self.env["res.groups"].sudo().browse(terms["group_id"]).exists()
        name = group.full_name or self.env._("a group that was deleted")
        if terms["required"] > 1:
            return self.env._("%(count)s of %(group)s", count=terms["required"], group=name)
        return name

    def _gaps(self) -> list[str]:
        """Say in words why nobody can decide this level, once for each department without managers enough."""
        self.ensure_one()
        company, terms = self.rule_id.company_id, self._terms()
        if self.decided_by == "group":
            found = len(self._candidates(terms, company, self.env["hr.department"]))
            if found >= self.required:
                return []
            return [
                self.env._(
                    "%(level)s: %(found)s users of %(company)s are in the group.",
                    level=self._label(terms),
                    found=found,
                    company=company.name,
                )
            ]
        # of the highest department nobody manages the manager: no rule can ask for more than there is
        departments = self.env["hr.department"]._of_height(company, self.manager_rank)
        return [
            self.env._("%(level)s: nobody above %(department)s.", level=self._label(terms), department=name)
            for department, name in departments.mapped(lambda department: (department, department.complete_name))
            if not self._candidates(terms, company, department)
        ]
