from odoo import fields, models
from odoo.tools import SQL


class StaffConductTotal(models.Model):
    """What was decided in a month, by person and rule: for payroll, which decides itself what it does with it."""

    _name = "staff.conduct.total"
    _description = "Monthly total of decisions"
    _auto = False
    _order = "month desc, employee_id, rule_id"
    _rec_name = "employee_id"
    _depends = {
        "staff.conduct.decision": [
            "company_id", "employee_id", "department_id", "rule_id", "kind", "decided_date", "amount", "replaces_id",
            "currency_id",
        ],
    }  # fmt: skip

    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    employee_id = fields.Many2one("hr.employee", "Person", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    rule_id = fields.Many2one("staff.conduct.rule", readonly=True)
    month = fields.Date(readonly=True, help="First day of the month in which it was decided.")
    case_count = fields.Integer("Decisions", readonly=True)
    penalty = fields.Monetary("Fines", readonly=True)
    merit = fields.Monetary("Bonuses", readonly=True)

    @property
    def _table_query(self):
        # a decision that was changed counts as it is now, in the month it was first decided
        return SQL(
            """
            WITH RECURSIVE first AS (
                SELECT id, id AS last_id, decided_date FROM staff_conduct_decision WHERE replaces_id IS NULL
                UNION ALL
                SELECT first.id, newer.id, first.decided_date
                  FROM staff_conduct_decision newer JOIN first ON newer.replaces_id = first.last_id
            ), valid AS (
                SELECT max(last_id) AS id, min(decided_date) AS decided_date FROM first GROUP BY first.id
            )
            SELECT min(decision.id) AS id,
                   decision.company_id,
                   decision.currency_id,
                   decision.employee_id,
                   decision.department_id,
                   decision.rule_id,
                   date_trunc('month', valid.decided_date)::date AS month,
                   count(*) AS case_count,
                   sum(CASE decision.kind WHEN 'penalty' THEN decision.amount ELSE 0 END) AS penalty,
                   sum(CASE decision.kind WHEN 'merit' THEN decision.amount ELSE 0 END) AS merit
              FROM valid JOIN staff_conduct_decision decision ON decision.id = valid.id
             GROUP BY decision.company_id, decision.currency_id, decision.employee_id, decision.department_id,
                      decision.rule_id, date_trunc('month', valid.decided_date)
            """
        )
