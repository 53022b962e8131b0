"""Subject "numbers" of scripts/bench: accounted numbers, drawn by eight processes, against core's without gaps."""

import json
import subprocess
import sys
import time

from bench_common import WITH_OURS, explain, median, open_registry, progress, recorded, run_step, shortened, show, table
from databases import ROOT, say

PROCESSES = 8
KINDS = {
    "floor": "floor: the document is saved without a number",
    "gaps": "core: `ir.sequence`, standard (gaps stay unexplained)",
    "peer": "peer: core's `ir.sequence`, no gap",
    "ours": "ours: accounted number",
}
ROLLED_BACK = 20


def run(bench) -> str:
    """Measure, and write the table."""
    each = 25 if bench.quick else 250
    with bench.scratch(WITH_OURS, "bench_numbers") as database:
        bench.child("bench_numbers", "prepare", database=database)
        command = [sys.executable, "-m", "bench_numbers", "work", json.dumps({"database": database})]
        workers = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
            for _ in range(PROCESSES)
        ]
        results = {kind: [] for kind in KINDS}
        try:
            for worker in workers:
                worker.stdout.readline()  # it is ready
            order(workers, kind="floor", count=5)
            for number in range(bench.rounds):
                for kind in KINDS:
                    results[kind].append(order(workers, kind=kind, count=each))
                    say(f"round {number + 1}: {kind:5} {describe(results[kind][-1])}")
        finally:
            for worker in workers:
                worker.stdin.close()
                worker.wait()
        found = bench.child("bench_numbers", "verify", database=database)
    return bench.save("numbers", lines(results, found, each), found["plans"])


def order(workers, **what) -> dict:
    """Let all workers do the same at once; add up what they report."""
    start = time.monotonic()
    for worker in workers:
        print(json.dumps(what), file=worker.stdin, flush=True)
    reports = [json.loads(worker.stdout.readline()) for worker in workers]
    seconds = time.monotonic() - start
    return {
        "seconds": seconds,
        **{key: sum(report[key] for report in reports) for key in ("saved", "again", "given up")},
        "longest": max(report["longest"] for report in reports),
    }


def describe(result: dict) -> str:
    return (
        f"{result['saved'] / result['seconds']:6.0f} a second, {result['again']} attempts failed, "
        f"{result['given up']} given up, longest {result['longest']:.2f} s"
    )


def lines(results: dict, found: dict, each: int) -> list[str]:
    """The result as markdown."""

    def rate(result):
        return result["saved"] / result["seconds"]

    rows = []
    for kind, label in KINDS.items():
        pairs = list(zip(results[kind], results["peer"], strict=True))
        rows.append(
            [
                label,
                show((rate(one) for one in results[kind]), 0),
                show((rate(one) / rate(peer) for one, peer in pairs), 2),
                sum(one["again"] for one in results[kind]),
                sum(one["given up"] for one in results[kind]),
                f"{median([one['longest'] for one in results[kind]]):.2f}",
            ]
        )
    head = ["", "documents a second", "ratio to no gap", "attempts that failed", "given up", "longest document, s"]
    return [
        f"## {PROCESSES * each:,} documents from {PROCESSES} processes, every {ROLLED_BACK}th rolled back",
        "",
        *table(head, rows),
        "",
        "Wanted: ours at least 1.5 times core's sequence without gaps, no attempt that fails, no double, no gap without "  # noqa: E501
        "a reason. A document is a transaction: created, numbered, committed, with Odoo's own `retrying` around it (five "  # noqa: E501
        "tries, sleeps of up to 2, 4, 8 and 16 seconds). The processes stay alive; the kinds take turns.",
        "",
        f"After all rounds ours had drawn {found['drawn']:,} numbers, from 1 on without a gap; {found['used']:,} are used, "  # noqa: E501
        f"each by the one document that bears it, {found['void']:,} are void with a reason.",
    ]


# what follows runs in the child


def prepare(database: str) -> dict:
    """A rule, and two sequences."""
    from odoo import SUPERUSER_ID, api

    with open_registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        rule = {"name": "Slips", "document": "test.customer.slip", "pattern": "S{number}", "reset": "never"}
        env["customer.number.rule"].create({**rule, "mode": "enforce"})
        for kind, implementation in (("peer", "no_gap"), ("gaps", "standard")):
            env["ir.sequence"].create(
                {"name": kind, "code": f"bench.{kind}", "prefix": f"{kind}/", "implementation": implementation}
            )
    return {}


class RolledBackError(Exception):
    pass


def work(database: str) -> dict:
    """Do what the lines of the standard input say."""
    import logging

    registry = open_registry(database)
    logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)  # the peer's attempts fail by design
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(save_documents(registry, **json.loads(line))), flush=True)
    return {}


def save_documents(registry, kind: str, count: int) -> dict:
    import psycopg2

    from odoo import SUPERUSER_ID, api
    from odoo.service.model import retrying

    report = {"saved": 0, "again": 0, "given up": 0, "longest": 0}
    for number in range(count):
        start, tries = time.monotonic(), 0
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})

            def save(env=env, number=number):
                nonlocal tries
                tries += 1
                slip = env["test.customer.slip"].create({"name": "A slip"})
                if kind == "ours":
                    slip.action_accept()
                elif kind != "floor":
                    slip.number = env["ir.sequence"].next_by_code(f"bench.{kind}")
                if number % ROLLED_BACK == ROLLED_BACK - 1:
                    env.flush_all()
                    raise RolledBackError

            try:
                retrying(save, env)
                report["saved"] += 1
            except RolledBackError:
                cr.rollback()
            except psycopg2.OperationalError:
                cr.rollback()
                report["given up"] += 1
        report["again"] += tries - 1
        report["longest"] = max(report["longest"], time.monotonic() - start)
    return report


def verify(database: str) -> dict:
    """See that no number is double, missing or without a reason."""
    registry = open_registry(database)
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        start = time.monotonic()
        states = dict(env["customer.number"]._read_group([], ["state"], ["__count"]))
        progress(f"register read in {1000 * (time.monotonic() - start):.0f} ms")
        numbers = sorted(env["customer.number.draw"].search([]).mapped("number"))
        assert numbers == list(range(1, len(numbers) + 1)), "a gap or a double"
        assert states.get("drawn", 0) == 0, states
        used = env["customer.number"].search([("state", "=", "used")]).mapped("name")
        bearing = env["test.customer.slip"].search([("number", "=like", "S%")]).mapped("number")
        assert sorted(used) == sorted(bearing), "a document without its register row, or the other way round"
        assert not env["customer.number"].search_count([("reason", "=", "ended")])
        with recorded() as statements:
            env["test.customer.slip"].create({"name": "A slip"}).action_accept()
        draws = [sql for sql, _seconds in statements if sql.lstrip().startswith("WITH candidate")]
        cr.rollback()
        plans = [f"{shortened(sql, 4000)}\n{explain(cr, sql)}" for sql in draws]
        cr.rollback()
    return {
        "drawn": len(numbers),
        "used": states["used"],
        "void": states.get("void", 0),
        "plans": plans,
    }


if __name__ == "__main__":
    run_step({"prepare": prepare, "work": work, "verify": verify})
