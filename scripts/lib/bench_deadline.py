"""Subject "deadline" of scripts/bench: a tick of the engine among a million closed deadlines."""

import re
from collections import Counter

from bench_common import WITH_OURS, Watch, explain, median, open_registry, recorded, run_step, shortened, show, table
from databases import phase, say

IDLE_TICKS = 20
DATABASE = "bench_deadline"


def run(bench) -> str:
    """Measure, and write the table."""
    closed = 20_000 if bench.quick else 1_000_000
    waiting, due = (1_000, 100) if bench.quick else (10_000, 1_000)
    results = []
    with bench.scratch(WITH_OURS, DATABASE):
        with phase(f"{closed:,} closed and {waiting:,} open deadlines"):
            bench.child("bench_deadline", "fill", database=DATABASE, closed=closed, waiting=waiting)
        for number in range(bench.rounds):
            result = bench.child("bench_deadline", "measure", database=DATABASE, due=due)
            results.append(result)
            say(f"round {number + 1}: {result['beyond']:.2f} statements a step beyond the action's own")
    return bench.save("deadline", lines(results, closed, waiting, due), results[-1]["plans"])


def lines(results: list[dict], closed: int, waiting: int, due: int) -> list[str]:
    """The result as markdown."""

    def values(key):
        return [result[key] for result in results]

    rows = [
        ["floor: the actions alone, each in its own transaction", show(values("floor")), show(values("alone"), 2), ""],
        ["ours: a tick of the engine", show(values("ours")), show(values("statements"), 2), show(values("beyond"), 2)],
    ]
    return [
        f"## A tick with {due:,} due steps, among {closed:,} closed and {waiting:,} open deadlines",
        "",
        *table(["", "seconds", "statements a step", "beyond the action's own"], rows),
        "",
        "Wanted: at most 5 statements a step beyond what its action runs by itself. The action posts a note on the "
        "document. Commits are no statements here.",
        "",
        f"Ratio of the seconds to the floor: {show((one['ours'] / one['floor'] for one in results), 2)}.",
        "",
        "## An idle tick",
        "",
        *table(["", "ms", "statements"], [["in the database", show(values("idle"), 2), values("idle_statements")[-1]]]),
        "",
        f"Wanted: under 5 ms in the database, through the partial index only (see the plans). Median of {IDLE_TICKS}.",
    ]


# what follows runs in the child


def fill(database: str, closed: int, waiting: int) -> int:
    """Make documents, closed deadlines with a done step each, and open ones whose steps are not due."""
    from odoo import SUPERUSER_ID, api

    with open_registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        cr.execute("UPDATE ir_cron SET active = false")
        action = env["ir.actions.server"].create(
            {
                "name": "Note",
                "model_id": env["ir.model"]._get_id("test.customer.document"),
                "state": "code",
                "code": "record.message_post(body='due')",
            }
        )
        rule = env["customer.deadline.rule"].create(
            {
                "name": "Confirm in time",
                "milestone": "test.customer.document/confirm",
                "duration": 1,
                "mode": "enforce",
                "step_ids": [(0, 0, {"action_id": action.id, "offset": 0})],
            }
        )
        env["test.customer.document"].create([{"name": f"Case {number}"} for number in range(waiting)])
        env.flush_all()
        values = {
            "company": env.company.id,
            "rule": rule.id,
            "action": action.id,
            "uid": SUPERUSER_ID,
            "closed": closed,
            "waiting": waiting,
        }
        for state, step_state, count in (("met", "dropped", "closed"), ("open", "waiting", "waiting")):
            cr.execute(
                f"""
                WITH documents AS (SELECT array_agg(id ORDER BY id) AS ids FROM test_customer_document),
                made AS (
                    INSERT INTO customer_deadline (res_model, res_id, company_id, document_name, milestone, rule_id,
                        mode, user_id, start_date, due_date, last_day, duration, unit, state, done_date)
                    SELECT 'test.customer.document', ids[1 + n %% cardinality(ids)], %(company)s, 'Case', 'confirm',
                           %(rule)s, 'enforce', %(uid)s, now() - interval '1 day', now() + interval '1 day', now(),
                           1, 'day',
                           '{state}', CASE WHEN '{state}' = 'met' THEN now() END
                      FROM documents, generate_series(1, %({count})s) n
                    RETURNING id
                )
                INSERT INTO customer_deadline_step (deadline_id, company_id, moment, "offset", unit, recipient, level,
                    digest_hours, action_id, user_id, planned_date, run_date, attempts, state)
                SELECT id, %(company)s, 'after', 0, 'day', 'responsible', 1, 24, %(action)s, %(uid)s,
                       now() + interval '1 day', now() + interval '1 day', 0, '{step_state}'
                  FROM made
                """,
                values,
            )
        cr.commit()
    import databases

    databases.query("VACUUM (ANALYZE) customer_deadline, customer_deadline_step", database=database)
    return closed + waiting


def measure(database: str, due: int) -> dict:
    """A tick with ``due`` steps, the same actions alone, and idle ticks."""
    from odoo import SUPERUSER_ID, api

    registry = open_registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        engine = env["customer.deadline.step"]
        engine._cron_tick()  # warm
        idle, plans = idle_ticks(engine)
        cr.execute(
            """
            UPDATE customer_deadline_step SET run_date = now() AT TIME ZONE 'UTC' - interval '1 minute'
             WHERE id IN (SELECT id FROM customer_deadline_step WHERE state = 'waiting' ORDER BY id LIMIT %s)
            RETURNING deadline_id
            """,
            [due],
        )
        deadlines = env["customer.deadline"].browse(row[0] for row in cr.fetchall())
        action = deadlines.rule_id.step_ids.action_id
        # others than those of the steps: the second note on a document costs more than the first
        documents = env["test.customer.document"].search([("id", "not in", deadlines.mapped("res_id"))], limit=due).ids
        cr.commit()
        env.transaction.clear()
        watch = Watch(database)
        with recorded() as alone:
            for document in documents:
                context = {"active_model": "test.customer.document", "active_id": document, "active_ids": [document]}
                context |= {"allowed_company_ids": env.company.ids, "lang": env.user.lang, "tz": env.user.tz}
                action.with_context(context).run()
                env.flush_all()
                cr.commit()
                env.transaction.clear()
        floor = watch.stop()
        watch = Watch(database)
        with recorded() as statements:
            engine._cron_tick()
        ours = watch.stop()
        left = engine.search_count([("state", "=", "waiting"), ("run_date", "<=", env.cr.now())])
        assert not left, f"{left} steps did not run"
    kinds = Counter(kind(sql) for sql, _seconds in statements)
    kinds.subtract(Counter(kind(sql) for sql, _seconds in alone))
    return {
        "floor": floor["seconds"],
        "ours": ours["seconds"],
        "alone": len(alone) / due,
        "statements": len(statements) / due,
        "beyond": (len(statements) - len(alone)) / due,
        "idle": median(sum(seconds for _sql, seconds in tick) * 1000 for tick in idle),
        "idle_statements": len(idle[0]),
        "plans": [*plans, "\n".join(f"{count:7} x {kind}" for kind, count in kinds.most_common(20))],
    }


def kind(sql: str) -> str:
    """A statement without its values."""
    return shortened(re.sub(r"[0-9]+", "0", sql), 120)


def idle_ticks(engine) -> tuple[list, list[str]]:
    """The statements of ticks with nothing to do, and the plans of one."""
    ticks = []
    for _number in range(IDLE_TICKS):
        with recorded() as statements:
            engine._cron_tick()
        ticks.append(statements)
    plans = [f"{shortened(sql)}\n{explain(engine.env.cr, sql)}" for sql, _seconds in ticks[-1]]
    engine.env.cr.rollback()
    return ticks, plans


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
