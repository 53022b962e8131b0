"""Accounted numbers while processes race, take back and die: no double, and no number without its reason."""

import time

import databases
import pytest
from processes import Child, run, scratch, wait_for

DATABASE = "customer_long_numbers"
PROCESSES, EACH = 8, 250


class TakenBackError(Exception):
    pass


def start(env):
    """Enforce a rule for the company's slips."""
    rule = {"name": "Slips", "document": "test.customer.slip", "pattern": "S{number}", "reset": "never", "width": 4}
    return env["customer.number.rule"].create({**rule, "mode": "enforce"}).id


def accept(env, count: int, *, taken_back: int):
    """Accept slips, each in a transaction; each ``taken_back``-th ends with an error."""
    done = 0
    for number in range(count):
        try:
            with env.registry.cursor() as cr:
                slips = env(cr=cr)["test.customer.slip"]
                slips.create({"name": "A slip"}).action_accept()
                if number % taken_back == taken_back - 1:
                    raise TakenBackError
                done += 1
        except TakenBackError:
            pass
    return done


def hang(env, name: str):
    """Accept slips, and never save them."""
    env["test.customer.slip"].create([{"name": name}, {"name": name}]).action_accept()
    env.flush_all()
    time.sleep(300)


def take_back(env):
    """Take a step back within a transaction that is saved."""
    slips = env["test.customer.slip"]
    try:
        with env.cr.savepoint():
            slips.create({"name": "Taken back"}).action_accept()
            raise TakenBackError
    except TakenBackError:
        slip = slips.create({"name": "Then saved"})
        slip.action_accept()
    return slip.number


def numbers(env):
    return [
        (row.name, row.state, row.reason) for row in env["customer.number"].search_fetch([], ["name"], order="name")
    ]


def query(sql: str):
    return databases.query(sql, database=DATABASE)


@pytest.mark.long
def test_each_number_is_used_once_or_void_for_a_reason():
    with scratch(DATABASE):
        run(DATABASE, __name__, "start")

        # one that dies with two numbers in its hands, while the others draw on
        dying = Child(DATABASE, __name__, "hang", name="Lost")
        wait_for(lambda: query("SELECT 1 FROM customer_number_draw"))
        assert [row[1:] for row in run(DATABASE, __name__, "numbers")] == [["drawn", False]] * 2
        children = [
            Child(DATABASE, __name__, "accept", count=EACH, taken_back=10 + number) for number in range(PROCESSES)
        ]
        # and one killed at a moment of its own
        killed = Child(DATABASE, __name__, "accept", count=10_000, taken_back=10_000)
        wait_for(lambda: query("SELECT 1 FROM customer_number_draw OFFSET 500 LIMIT 1"))
        dying.kill()
        killed.kill()
        saved = sum(child.result() for child in children)  # a failed attempt would be a failed child
        assert run(DATABASE, __name__, "take_back")

        rows = run(DATABASE, __name__, "numbers")
        names = [name for name, _state, _reason in rows]
        assert names == [f"S{number:04}" for number in range(1, len(rows) + 1)], "a double or a gap"
        used = {name for name, state, _reason in rows if state == "used"}
        documents = [name for (name,) in query("SELECT number FROM test_customer_slip")]
        assert len(documents) == len(used) and set(documents) == used
        assert len(used) >= saved + 1

        void = [reason for _name, state, reason in rows if state == "void"]
        assert len(void) + len(used) == len(rows), "a number is neither used nor void"
        assert void.count("error") == PROCESSES * EACH - saved
        # two of the one that died, at most one of the killed, one taken back within a saved transaction
        assert set(void) == {"error", "ended"} and 3 <= void.count("ended") <= 4
        assert query("SELECT count(*) FROM customer_number_draw WHERE name = 'S0001'") == [(1,)]
