from odoo import api, models


class CustomerPolicyConduct(models.AbstractModel):
    _inherit = "customer.policy.conduct"

    @api.model
    def _report(self, code, employee, quantity, source, day=None):
        """Open a case where a rule of the employee's company is enforced; list it where the rule observes."""
        self._report_on(code, employee, quantity, source, day)
        return super()._report(code, employee, quantity, source, day)

    @api.model
    def _report_on(self, code: str, employee, quantity: float, source, day=None) -> None:
        """Report what happened on a day, today by default."""
        # sudo: who reports need not be allowed to see the employee's file; only the case comes of it
        employee = employee.sudo()
        if not employee:
            return
        rule = self.env["staff.conduct.rule"]._in_force(employee.company_id).filtered(lambda one: one.code == code)[:1]
        if not rule or not rule._counted(quantity):
            return
        # sudo: nobody but the supervisors reads reports and observations
        reports = self.env["staff.conduct.report"].sudo()
        if rule.mode == "observe":
            seen = reports.env["customer.policy.observation"]
            if not seen.search_count(self._same_source(source, "rule_code", code), limit=1):
                rule._breached_by(source, self._would_be(rule, employee, quantity))
            return
        same = [*self._same_source(source, "rule_id", rule.id), ("employee_id", "=", employee.id)]
        if reports.search_count(same, limit=1):
            return
        # sudo: what a source is called is told to supervisors only
        source_name = source.sudo().display_name
        reports.create(
            {
                "company_id": rule.company_id.id,
                "employee_id": employee.id,
                "rule_id": rule.id,
                "quantity": quantity,
                "date": day or rule.company_id._policy_today(),
                "res_model": source._name,
                "res_id": source.id,
                "source_name": source_name,
            }
        )

    @api.model
    def _same_source(self, source, field: str, value) -> list:
        return [("res_model", "=", source._name), ("res_id", "=", source.id), (field, "=", value)]

    @api.model
    def _would_be(self, rule, employee, quantity: float) -> str:
        return self.env._(
            "A case would have been opened: %(employee)s, %(quantity)g %(unit)s.",
            employee=employee.name,
            quantity=quantity,
            unit=rule.unit or "",
        )
