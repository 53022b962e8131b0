"""Several engines at once, and a power cut in the middle of a tick: every step has its effect exactly once."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

DATABASE = "customer_long_deadline"
STEPS = 300


def prepare(env, count=STEPS, code="record.message_post(body='reminded')", digest_hours=0, people=1):
    """Make documents with one due step each; what the step does can be counted."""
    action = env["ir.actions.server"].create(
        {
            "name": "Effect",
            "model_id": env["ir.model"]._get_id("test.customer.document"),
            "state": "code",
            "code": code,
        }
    )
    env["customer.deadline.rule"].create(
        {
            "name": "Confirm in time",
            "milestone": "test.customer.document/confirm",
            "duration": 1,
            "unit": "minute",
            "mode": "enforce",
            "step_ids": [(0, 0, {"action_id": action.id, "offset": 0, "digest_hours": digest_hours})],
        }
    )
    users = env["res.users"].create([{"name": f"User {n}", "login": f"user{n}@example.com"} for n in range(people)])
    documents = env["test.customer.document"].create(
        [{"name": f"Case {number}", "user_id": users[number % people].id} for number in range(count)]
    )
    documents._start_deadline("confirm")
    env.flush_all()
    env.cr.execute("UPDATE customer_deadline_step SET run_date = '2020-01-01'::timestamp + id * interval '1 minute'")
    env.cr.execute("UPDATE ir_cron SET active = false")
    return count


def tick(env):
    env["customer.deadline.step"]._cron_tick()
    return True


def query(sql: str):
    return databases.query(sql, database=DATABASE)


def effects() -> list:
    """How often each document was reminded."""
    return query(
        "SELECT count(m.id) FROM test_customer_document d LEFT JOIN mail_message m"
        " ON m.model = 'test.customer.document' AND m.res_id = d.id AND m.body LIKE '%reminded%' GROUP BY d.id"
    )


def states() -> dict:
    return dict(query("SELECT state, count(*) FROM customer_deadline_step GROUP BY state"))


@pytest.mark.long
def test_four_engines_run_every_step_once():
    with scratch(DATABASE):
        run(DATABASE, __name__, "prepare")
        engines = [Child(DATABASE, __name__, "tick") for _number in range(4)]
        for engine in engines:
            engine.result()
        assert states() == {"done": STEPS}
        assert effects() == [(1,)] * STEPS
        # the ledger: one attempt and one entry each, and the work was shared
        assert query("SELECT max(attempts), min(attempts) FROM customer_deadline_step") == [(1, 1)]
        assert query("SELECT count(*) FROM customer_deadline_event WHERE type = 'step'") == [(STEPS,)]
        assert query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]


@pytest.mark.long
def test_a_power_cut_loses_no_step_and_repeats_none():
    with scratch(DATABASE):
        run(DATABASE, __name__, "prepare")
        for share in (0.2, 0.5, 0.8):
            engine = Child(DATABASE, __name__, "tick")
            wait_for(lambda share=share: states().get("done", 0) >= STEPS * share)
            engine.kill()
        assert max(effects()) == (1,)
        # what was taken when the cut came waits for its next attempt
        query("UPDATE customer_deadline_step SET run_date = '2020-01-01' WHERE state = 'waiting'")
        run(DATABASE, __name__, "tick")
        assert states() == {"done": STEPS}
        assert effects() == [(1,)] * STEPS


@pytest.mark.long
def test_a_step_that_never_ends_is_next_tried_after_all_others():
    with scratch(DATABASE):
        run(
            DATABASE,
            __name__,
            "prepare",
            count=20,
            code="while record.name == 'Case 0': pass\nrecord.write({'note': 'done'})",
        )
        engine = Child(DATABASE, __name__, "tick")
        wait_for(lambda: query("SELECT max(attempts) FROM customer_deadline_step") == [(1,)])
        # the scheduler ends a worker that takes too long
        engine.kill()
        run(DATABASE, __name__, "tick")
        assert states() == {"done": 19, "waiting": 1}
        later = (
            "SELECT attempts, run_date > now() AT TIME ZONE 'UTC' FROM customer_deadline_step WHERE state = 'waiting'"
        )
        assert query(later) == [(1, True)]


def told() -> list:
    """How often each deadline stands in a digest."""
    return query(
        "SELECT count(e.id) FROM customer_deadline d LEFT JOIN customer_deadline_event e"
        " ON e.deadline_id = d.id AND e.type = 'digest' GROUP BY d.id"
    )


@pytest.mark.long
def test_four_engines_tell_of_each_overdue_step_in_one_digest():
    with scratch(DATABASE):
        run(DATABASE, __name__, "prepare", digest_hours=1, people=20)
        engines = [Child(DATABASE, __name__, "tick") for _number in range(4)]
        for engine in engines:
            engine.result()
        assert states() == {"digest": STEPS}
        assert told() == [(1,)] * STEPS
        assert effects() == [(0,)] * STEPS, "no step ran besides"
        assert query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]
