from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class StaffConductReport(models.Model):
    """Somebody, or an addon, reports a violation or a merit: it opens the case.

    Who reported, from which document, and what was added in confidence is a register apart from the case: only those
    from supervisors up read it, and nobody what is about themselves.
    """

    _name = "staff.conduct.report"
    _description = "Conduct report"
    _inherit = ["customer.register.mixin"]
    _order = "id desc"
    _rec_name = "rule_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", "Person", required=True, index=True, ondelete="restrict", check_company=True
    )
    rule_id = fields.Many2one(
        "staff.conduct.rule", "Violation or Merit", required=True, index=True, ondelete="restrict", check_company=True
    )
    date = fields.Date("Happened on", required=True, default=fields.Date.context_today)
    quantity = fields.Float(default=1.0, required=True)
    facts = fields.Text(help="What happened. The person reads this.")
    remark = fields.Text("In Confidence", help="For the supervisors only. The person never reads this.")
    case_id = fields.Many2one("staff.conduct.case", readonly=True, index=True, ondelete="restrict")
    create_uid = fields.Many2one("res.users", "Reported by", readonly=True)
    create_date = fields.Datetime("Reported on", readonly=True)
    res_model = fields.Char("Model of the Source", readonly=True)
    res_id = fields.Many2oneReference("Source", model_field="res_model", readonly=True)
    source_name = fields.Char("Seen from", readonly=True)

    _source_unique = models.UniqueIndex(
        "(res_model, res_id, rule_id, employee_id) WHERE res_id IS NOT NULL", "This was reported already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        cases = self.env["staff.conduct.case"]
        prepared = []
        for vals in vals_list:
            self._check_given(vals)
            # sudo: whoever reports need not be allowed to see the case that is opened, nor where the person works
            case = cases.sudo()._open([self.sudo()._prepare_case(vals)])
            prepared.append({**vals, "case_id": case.id})
        return super().create(prepared)

    @api.model
    def default_get(self, fields):
        # what the system fills in is no default: a default comes from the client too
        given = super().default_get(fields)
        return given if self.env.su else {name: given[name] for name in given if name not in self._not_given()}

    def action_hand_in(self):
        """Say that the report, which was saved by the click, is there."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success", "message": self.env._("Thank you. The report opened a case.")},
        }

    @api.model
    def _not_given(self) -> set[str]:
        return {"case_id", "res_model", "res_id", "source_name"}

    def _check_given(self, vals: dict):
        if not self.env.su and any(vals.get(name) for name in self._not_given()):
            raise AccessError(self.env._("Case and source of a report are filled in by the system."))

    def _prepare_case(self, vals: dict) -> dict:
        """Return the values of the case; it says nothing of who reported."""
        rule = self.env["staff.conduct.rule"].browse(vals.get("rule_id")).exists()
        employee = self.env["hr.employee"].browse(vals.get("employee_id")).exists()
        if not rule or not employee:
            raise UserError(self.env._("A report names the person and the violation or merit."))
        today = rule.company_id._policy_today()
        date = fields.Date.to_date(vals.get("date")) or today
        if date > today:
            raise ValidationError(self.env._("What is reported has happened: the day is not in the future."))
        if rule.mode != "enforce" or not rule.active or (rule.effective_from and rule.effective_from > date):
            raise UserError(self.env._("%s is not enforced: no case is opened by it.", rule.name))
        quantity = vals.get("quantity", 1.0)
        if rule._counted(quantity) <= 0:
            raise UserError(
                self.env._(
                    "%(rule)s: %(quantity)g is not more than the %(allowance)g that are free.",
                    rule=rule.name,
                    quantity=quantity,
                    allowance=rule.allowance,
                )
            )
        if employee.company_id != rule.company_id:
            raise UserError(self.env._("%s: the person works in another company.", rule.name))
        return {
            "company_id": rule.company_id.id,
            "employee_id": rule._liable_employee(employee).id,
            "rule_id": rule.id,
            "date": date,
            "quantity": quantity,
            "facts": vals.get("facts"),
        }
