"""Two report the same person for the same violation at once: the second costs the double, not the first twice."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.service.model import retrying

DATABASE = "customer_long_conduct"
ROUNDS = 5


def rows(sql):
    return databases.query(sql, database=DATABASE)


def prepare(env, number):
    """Return the ids of a person and of a rule that doubles the second time."""
    company = env["res.company"].search([], limit=1)
    employee = env["hr.employee"].create({"name": f"Wang {number}", "company_id": company.id})
    rule = env["staff.conduct.rule"].create(
        {
            "name": "Late",
            "code": f"late{number}",
            "company_id": company.id,
            "mode": "enforce",
            "amount": 100,
            "stage_ids": [(0, 0, {"count_from": 2, "multiple": 2})],
        }
    )
    return [employee.id, rule.id]


def report(env, employee_id, rule_id):
    """Report as the server would: begun again when somebody else was faster. Return how often it was begun."""
    begun = []

    def once():
        begun.append(1)
        env["staff.conduct.case"].search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            rows("INSERT INTO conduct_ready VALUES (1)")
            wait_for(lambda: rows("SELECT count(*) FROM conduct_ready") == [(2,)])
        employee = env["hr.employee"].browse(employee_id)
        env["staff.conduct.report"].create(
            {"company_id": employee.company_id.id, "employee_id": employee_id, "rule_id": rule_id}
        )

    retrying(once, env)
    return len(begun)


@pytest.mark.long
def test_two_cases_at_once():
    with scratch(DATABASE):
        for number in range(ROUNDS):
            employee_id, rule_id = run(DATABASE, __name__, "prepare", number=number)
            rows("DROP TABLE IF EXISTS conduct_ready; CREATE TABLE conduct_ready (id int)")
            arguments = {"employee_id": employee_id, "rule_id": rule_id}
            begun = [child.result() for child in [Child(DATABASE, __name__, "report", **arguments) for _two in "12"]]
            assert sorted(begun) == [1, 2], begun
            amounts = rows(f"SELECT amount FROM staff_conduct_case WHERE employee_id = {employee_id} ORDER BY id")
            assert [int(amount) for (amount,) in amounts] == [100, 200], amounts
