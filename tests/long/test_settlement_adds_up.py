"""Thousands of steps of random business by processes at once: whatever they do to each other, it adds up."""

import logging
import os
import time
from collections import Counter
from random import Random

import pytest
import settling
from processes import Child, run, scratch

from odoo.exceptions import UserError
from odoo.service import model as service
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY, retrying

from odoo.addons.customer_complaint_stock.tests.adds_up import STEPS, Business

DATABASE = "customer_long_settling_adds_up"
PROCESSES = 3
#: steps that happen in each
EACH = int(os.environ.get("SETTLING_STEPS", "700"))
#: seconds after which each ends however little happened
SECONDS = int(os.environ.get("SETTLING_SECONDS", "600"))
#: seconds between two looks at all there is
PAUSE = 30
#: among how many of the newest records one is chosen: few, so that they meet
NEWEST = 8
#: what Odoo logs of a statement that is tried again
EXPECTED = ("could not serialize access", "deadlock detected", "could not obtain lock")


class Crowded(Business):
    """Business of people who all work on the newest documents."""

    def _some(self, rng, model, domain):
        found = self.env[model].search([*domain, ("company_id", "=", self.company.id)], order="id desc", limit=NEWEST)
        return found[rng.randrange(len(found))] if found else None

    def do_settle(self, rng):
        case = self._some(rng, "customer.complaint", [("action_ids", "any", [("settlement_id", "=", False)])])
        if not case or not case.can_settle:
            return False
        case._create_settlements().write({"reason": "Wet", "handling_method": "Repulp"})
        return True


class _Log(logging.Handler):
    """What was logged and not expected."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        message = record.getMessage()
        if not any(text in message for text in EXPECTED):
            self.lines.append(f"{record.name}: {message}")


def prepare(env):
    settling.set_up(env)
    one = settling.business(env, Crowded)
    for seed in range(6):
        for step in ("order", "deliver", "invoice", "complain", "settle", "issue"):
            one.step(step, seed)


def work(env, number, steps):
    """Do what happens at random, each step as the server would, until so many happened; return how often what did."""
    log = _Log()
    logging.getLogger().handlers[:] = [log]
    # who was overtaken tries again sooner than at the server, and so is overtaken more often
    uniform = service.random.uniform
    service.random.uniform = lambda low, high: uniform(low, high / 20)

    one = settling.business(env, Crowded)
    rng, end = Random(number), time.monotonic() + SECONDS
    happened, begun, given_up, violated = Counter(), 0, Counter(), Counter()

    def once():
        nonlocal begun
        begun += 1
        return one.step(step, seed)

    count = 0
    while happened.total() < steps and time.monotonic() < end:
        step, seed = rng.choice(STEPS), rng.randrange(2**16)
        count += 1
        try:
            happened[step] += retrying(once, one.env)
        except UserError as error:  # a constraint of the database, see retrying
            violated[f"{step}: {error}"] += 1
            _begin_anew(one.env)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            given_up[step] += 1
            _begin_anew(one.env)
    one.env.cr.rollback()
    settling.Meeting(DATABASE).come(0)
    refused = Counter()
    for (step, _message), times in one.refused.items():
        refused[step] += times
    return {
        "tried": count,
        "again": begun - count,
        "happened": happened,
        "refused": refused,
        "given_up": given_up,
        "violated": violated,
        "logged": log.lines,
    }


def _begin_anew(env):
    env.cr.rollback()
    env.transaction.reset()


def look(env):
    """Look whether it adds up while the others go on; return how often, and what did not."""
    one, meeting = settling.business(env, Crowded), settling.Meeting(DATABASE)
    looks, problems = 0, []
    while not problems and meeting.count(0) < PROCESSES:
        time.sleep(PAUSE)
        problems = one.problems()
        looks += 1
        _begin_anew(one.env)
    return [looks, problems]


def _print(title, counts):
    print(f"{title}: {sum(counts.values())} ({', '.join(f'{name} {times}' for name, times in counts.most_common())})")


@pytest.mark.long
def test_it_adds_up_with_many_at_once():
    with scratch(DATABASE):
        run(DATABASE, __name__, "prepare")
        settling.Meeting(DATABASE).open()
        looking = Child(DATABASE, __name__, "look")
        children = [Child(DATABASE, __name__, "work", number=number, steps=EACH) for number in range(PROCESSES)]
        try:
            while looking.process.poll() is None:
                time.sleep(1)
                assert not any(child.process.poll() for child in children), "one of them failed"
            looks, problems = looking.result()
            assert problems == []
            results = [child.result() for child in children]
        finally:
            for child in (looking, *children):
                child.process.kill()
    totals = {
        name: sum((Counter(result[name]) for result in results), Counter())
        for name in ("happened", "refused", "given_up", "violated")
    }
    tried, again = (sum(result[name] for result in results) for name in ("tried", "again"))
    print(f"\n{tried} steps tried, {again} begun again; {looks} looks on the way")
    for name, counts in totals.items():
        _print(name, counts)
    assert [line for result in results for line in result["logged"]] == []
    assert not totals["violated"]
    assert set(totals["happened"]) == set(STEPS), "some of it never happened"
