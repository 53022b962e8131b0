"""What happens between transactions when a case is closed: a power cut, and somebody who changes its liability."""

import databases
import psycopg2
import pytest
from processes import Child, run, scratch, wait_for

from odoo.fields import Command

DATABASE = "customer_long_closing"
KEEPERS = 5
SLEEPING = f"datname = '{DATABASE}' AND query LIKE '%pg_sleep%' AND pid != pg_backend_pid()"


def prepare(env):
    """A company whose complaint form has five keepers, and a case that can be closed."""
    company = env.ref("base.main_company")
    env.user.company_id = company
    units = env["customer.complaint.unit"]
    for number in range(KEEPERS):
        user = env["res.users"].create(
            {
                "name": f"Keeper {number}",
                "login": f"keeper{number}",
                "email": f"keeper{number}@example.com",
                "notification_type": "inbox",
                "group_ids": [(4, env.ref("customer_policy.group_viewer").id)],
            }
        )
        department = env["hr.department"].create({"name": f"Department {number}", "company_id": company.id})
        env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "department_id": department.id, "company_id": company.id}
        )
        units += units.create(
            {"name": department.name, "code": f"unit{number}", "department_id": department.id, "company_id": company.id}
        )
    env["customer.form.rule"].create(
        {
            "name": "Form",
            "code": "form",
            "company_id": company.id,
            "report_id": env.ref("customer_complaint.report_customer_complaint_form").id,
            "mode": "enforce",
            "copy_ids": [
                Command.create({"name": f"Copy {unit.code}", "keeper": unit.name, "complaint_unit_id": unit.id})
                for unit in units
            ],
        }
    )
    env["customer.number.rule"].create(
        {
            "name": "Complaints",
            "code": "complaint",
            "company_id": company.id,
            "document": "customer.complaint",
            "pattern": "{year}{number}",
            "width": 4,
            "reset": "year",
            "kind": "accounted",
            "mode": "enforce",
        }
    )
    env.user.group_ids += env.ref("customer_policy.group_user")
    partner = env["res.partner"].create({"name": "Mill"})
    case = env["customer.complaint"].create(
        {"name": "Wet", "partner_id": partner.id, "first_contact_id": env.uid, "company_id": company.id}
    )
    case.liability_ids = [
        Command.create({"department_id": units[0].department_id.id, "share": 60}),
        Command.create({"department_id": units[1].department_id.id, "share": 40}),
    ]
    case.action_submit()
    assert case.state == "open", case.state
    return case.id


def close(env, case, stop_at=0):
    """Close the case; stand still once ``stop_at`` keepers were told."""
    complaints = env.registry["customer.complaint"]
    told = complaints._notify_link
    count = 0

    def notify(self, users, subject):
        nonlocal count
        told(self, users, subject)
        count += 1
        if count == stop_at:
            env.cr.execute("SELECT pg_sleep(600)")

    complaints._notify_link = notify
    env["customer.complaint"].browse(case).action_close()
    return True


def change_share(env, case):
    """Add a share as somebody else who has the case open, and end once the other one waits for it."""
    department = env["hr.department"].search([("name", "=", "Department 2")])
    env["customer.complaint.liability"].create({"complaint_id": case, "department_id": department.id, "share": 10})
    env.flush_all()
    waiting = 0
    while not waiting:
        env.cr.execute("SELECT pg_sleep(0.1), (SELECT count(*) FROM pg_locks WHERE NOT granted)")
        waiting = env.cr.fetchone()[1]
    env.cr.commit()
    return "done"


def try_to_close(env, case):
    """Close the case, and say what came of it: Odoo would try again after a conflict."""
    try:
        env["customer.complaint"].browse(case).action_close()
        env.flush_all()
        env.cr.commit()
    except psycopg2.errors.SerializationFailure as error:
        env.cr.rollback()
        return type(error).__name__
    return "done"


def value(query: str):
    return databases.query(query, database=DATABASE)[0][0]


def left():
    """Return what closing leaves: the state, copies handed out, messages to keepers."""
    return (
        value("SELECT state FROM customer_complaint"),
        value("SELECT count(*) FROM customer_form_handover"),
        value("SELECT count(*) FROM mail_message WHERE subject LIKE 'Closed: %, Copy%'"),
        value("SELECT count(DISTINCT res_partner_id) FROM mail_notification"),
    )


def sleeping() -> bool:
    return bool(value(f"SELECT count(*) FROM pg_stat_activity WHERE {SLEEPING}"))


@pytest.mark.long
def test_a_case_whose_closing_is_killed_is_closed_once():
    with scratch(DATABASE):
        case = run(DATABASE, __name__, "prepare")
        before = left()
        assert before[:3] == ("open", 0, 0)
        for stop_at in (1, 3, KEEPERS):
            child = Child(DATABASE, __name__, "close", case=case, stop_at=stop_at)
            wait_for(sleeping)
            child.kill()
            end_sleep()
            wait_for(lambda: not sleeping())
            assert left() == before, "nothing half-done is left"
        assert run(DATABASE, __name__, "close", case=case)
        assert left() == ("closed", KEEPERS, KEEPERS, KEEPERS)


def end_sleep():
    """End what the killed process left running in the database: a power cut of the server ends it as well."""
    return value(f"SELECT bool_and(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {SLEEPING}")


@pytest.mark.long
def test_who_changes_the_liability_while_the_case_is_closed_does_not_leave_a_part():
    with scratch(DATABASE):
        case = run(DATABASE, __name__, "prepare")
        changing = Child(DATABASE, __name__, "change_share", case=case)
        wait_for(sleeping)
        closing = Child(DATABASE, __name__, "try_to_close", case=case)
        assert changing.result() == "done"
        assert closing.result() == "SerializationFailure", "it is tried again, and then sees the new share"
        assert value("SELECT state FROM customer_complaint") == "open"
        assert value("SELECT liability_total FROM customer_complaint") == 110
