"""A power cut in the middle of an import: what was committed stays, and the rest comes when the server is back."""

import base64

import databases
import pytest
from processes import Child, run, scratch, wait_for

DATABASE = "customer_long_import"
ROWS, BATCH = 600, 20


def start(env):
    """Check a list, and leave its import to the scheduler."""
    lines = ["客户名称,电话", *(f"Mill {number:04},0571-8{number:07}" for number in range(ROWS))]
    env.registry["customer.import"]._batch_size = BATCH
    job = env["customer.import"].create({"data": base64.b64encode("\n".join(lines).encode()), "filename": "list.csv"})
    job.action_read_columns()
    job.action_check()
    work(env, until="checked")
    job.action_start()
    return job.state


def work(env, until="done"):
    """Be the scheduler until the import has the state."""
    env.registry["customer.import"]._batch_size = BATCH
    env.cr.execute("UPDATE ir_cron SET active = id = %s", [env.ref("customer_file.ir_cron_customer_import").id])
    env.cr.commit()
    job = env["customer.import"].search([])
    while job.state in ("checking", "running"):
        env.registry["ir.cron"]._process_jobs(env.cr.dbname)
        env.cr.rollback()
        env.invalidate_all()
    assert job.state == until, (job.state, job.error)
    return job.state


def count(what: str) -> int:
    return databases.query(f"SELECT count(*) FROM {what}", database=DATABASE)[0][0]


@pytest.mark.long
def test_a_killed_import_goes_on_and_makes_each_file_once():
    with scratch(DATABASE):
        run(DATABASE, __name__, "start")
        # four times: after three without progress the scheduler would give the job up
        for part in (0.2, 0.4, 0.6, 0.8):
            child = Child(DATABASE, __name__, "work")
            wait_for(lambda part=part: count("customer_file") >= ROWS * part)
            child.kill()
            files = count("customer_file")
            assert ROWS * part <= files < ROWS
            # no row half-done: a file for each row that is marked, and for no other
            assert files == count("customer_import_line WHERE is_done AND file_id IS NOT NULL")
            assert files == count("res_partner WHERE name LIKE 'Mill %'")
        assert run(DATABASE, __name__, "work") == "done"
        assert count("customer_file") == ROWS == count("(SELECT DISTINCT number, name FROM customer_file) numbers")
        assert count("res_partner WHERE name LIKE 'Mill %'") == ROWS
