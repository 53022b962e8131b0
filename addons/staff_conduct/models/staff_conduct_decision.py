from odoo import api, fields, models


class StaffConductDecision(models.Model):
    """The register of decisions. A changed decision is a new row that points to the old; nothing is deducted by it."""

    _name = "staff.conduct.decision"
    _description = "Conduct decision"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "rule_name"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True, ondelete="restrict")
    case_id = fields.Many2one("staff.conduct.case", required=True, readonly=True, index=True, ondelete="restrict")
    case_number = fields.Char("Number", readonly=True)
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, readonly=True, index=True, ondelete="restrict"
    )
    employee_name = fields.Char(readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True, index="btree_not_null", ondelete="restrict")
    department_name = fields.Char(readonly=True)
    kind = fields.Selection([("penalty", "Penalty"), ("merit", "Merit")], required=True, readonly=True)
    rule_id = fields.Many2one("staff.conduct.rule", required=True, readonly=True, index=True, ondelete="restrict")
    rule_name = fields.Char(readonly=True)
    clause = fields.Char(readonly=True)
    date = fields.Date("Happened on", required=True, readonly=True)
    decided_date = fields.Date("Decided on", required=True, readonly=True, index=True)
    amount = fields.Monetary(readonly=True)
    sanction_id = fields.Many2one("staff.conduct.sanction", readonly=True, index="btree_not_null", ondelete="restrict")
    sanction_name = fields.Char("Sanction or Merit", readonly=True)
    referral = fields.Selection([("yes", "Yes"), ("no", "No")], "Referred to the Authorities", readonly=True)
    decided_by = fields.Char(readonly=True, help="Those who decided, in order.")
    is_published = fields.Boolean("To Be Announced", readonly=True)
    names_person = fields.Boolean("Announced with the Name", readonly=True)
    replaces_id = fields.Many2one(
        "staff.conduct.decision", "Instead of", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _replaced_once = models.UniqueIndex("(replaces_id) WHERE replaces_id IS NOT NULL")

    @api.model
    def _record(self, case, approval, amount: float, sanction, replaces=None):
        """Add the row of a decision; called by the case, once the last level approved."""
        case.ensure_one()
        # sudo: nobody has the right to write into the register
        return self.sudo().create(
            {
                "company_id": case.company_id.id,
                "currency_id": case.company_id.currency_id.id,
                "case_id": case.id,
                "case_number": case.number,
                "employee_id": case.employee_id.id,
                "employee_name": case.employee_id.name,
                "department_id": case.department_id.id,
                "department_name": case.department_id.complete_name,
                "kind": case.kind,
                "rule_id": case.rule_id.id,
                "rule_name": case.rule_id.name,
                "clause": case.rule_id.clause,
                "date": case.date,
                "decided_date": case.company_id._policy_today(),
                "amount": amount,
                "sanction_id": sanction.id,
                "sanction_name": sanction.name,
                "referral": case.referral,
                "decided_by": ", ".join(approval.decision_ids.sorted("id").user_id.mapped("name")),
                "is_published": case.rule_id.is_published,
                "names_person": case.rule_id.names_person,
                "replaces_id": replaces.id if replaces else False,
            }
        )
