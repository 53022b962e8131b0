"""Subject "secrecy" of scripts/bench: what the record rule on secrecy levels costs, out of a million files."""

import time

from bench_common import WITH_OURS, explain, median, open_registry, progress, recorded, run_step, shortened, show, table
from bench_list import COUNT_LIMIT, LIMIT, Call, environment
from databases import phase

CALLS = 20
DATABASE = "bench_secrecy"
WANTED = {
    "list": ("list of 80, full count", "1.35, aimed at 1.25"),
    "read": ("read of 80 by id", "1.15"),
    "bounded": (f"list of 80, count up to {COUNT_LIMIT:,}", "1.40"),
    "grouped": ("count by status", "1.40"),
    "hit": ("name search, found", "1.15 and under 20 ms"),
    "none": ("name search, nothing found", "1.15 and under 20 ms"),
}


def run(bench) -> str:
    """Measure, and write the table."""
    count = 50_000 if bench.quick else 1_000_000
    with bench.scratch(WITH_OURS, DATABASE):
        with phase(f"{count:,} files in {DATABASE}"):
            who = bench.child("bench_secrecy", "fill", count=count)
        result = bench.child("bench_secrecy", "measure", who=who, rounds=bench.rounds)
    rows = [
        [
            label,
            show((one["without"] for one in result["times"][name]), 2),
            show((one["with"] for one in result["times"][name]), 2),
            show((one["with"] / one["without"] for one in result["times"][name]), 2),
            wanted,
        ]
        for name, (label, wanted) in WANTED.items()
    ]
    text = [
        f"## The rule on secrecy levels, {count:,} files",
        "",
        *table(["ms", "without the rule", "with it", "ratio", "wanted at most"], rows),
        "",
        f"{result['secret']:,} files have a level above the reader's clearance, and {result['granted']:,} grants open "
        "some of them to him. Both readers have the same rights in one company; for the one without the rule its "
        f"domain is empty. A figure is the median of the rounds, a round the median of {CALLS} calls that take turns, "
        "each in a transaction of its own with empty record caches.",
    ]
    return bench.save("secrecy", text, result["plans"])


# what follows runs in the child


def fill(count: int) -> dict:
    """Fill the database, give a tenth of the files a level, and the reader clearance below it and grants."""
    import bench_list_fill

    from odoo import SUPERUSER_ID, api

    with open_registry(DATABASE).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        who = bench_list_fill.fill(env, count)
        vals = {"company_id": who["company"], "mode": "enforce", "opens_to_responsible": True}
        internal, secret = env["customer.secrecy.level"].create(
            [{"name": name, "rank": rank, **vals} for rank, name in enumerate(("Internal", "Secret"), 1)]
        )
        other = env["res.users"].search([("login", "=", "clerk1")])
        env["customer.clearance"].create(
            {"user_id": who["uid"], "company_id": who["company"], "level_id": internal.id, "reason": "Work"}
        )._write_protected({"state": "in_force"})
        env.flush_all()
        progress("levels and grants")
        for level, share in ((internal, 3), (secret, 0)):
            cr.execute(
                """UPDATE customer_file SET secrecy_level_id = %s, own_secrecy_level_id = %s
                    WHERE company_id = %s AND id %% 10 = %s""",
                [level.id, level.id, who["company"], share],
            )
        cr.execute(
            """INSERT INTO customer_access_grant (user_id, company_id, res_model, res_id, document_name, starts, until,
                    reason, granted_by_id)
               SELECT %s, company_id, 'customer.file', id, number, now() AT TIME ZONE 'UTC' - interval '1 day',
                      now() AT TIME ZONE 'UTC' + interval '9 days', 'x', 1
                 FROM customer_file WHERE secrecy_level_id = %s ORDER BY md5(id::text) LIMIT 3000""",
            [who["uid"], secret.id],
        )
        cr.commit()
    import databases

    for name in ("customer_file", "customer_access_grant"):
        databases.query(f"VACUUM (FULL, ANALYZE) {name}", database=DATABASE)
        databases.query(f"VACUUM (ANALYZE) {name}", database=DATABASE)
    return {**who, "free": other.id}


def measure(who: dict, rounds: int) -> dict:
    """Let the reader under the rule and the one without it take turns."""
    from odoo.fields import Domain

    registry = open_registry(DATABASE)
    users = registry["res.users"]
    ruled = users._secrecy_domain
    # nobody but this process sees it: the rule of one of the two readers is empty
    users._secrecy_domain = lambda self: Domain.TRUE if self.id == who["free"] else ruled(self)
    readers = {"with": {**who}, "without": {**who, "uid": who["free"]}}
    spec = Call(registry, who, "customer.file", None).spec
    names = [name for name in spec if registry["customer.file"]._fields[name].store]
    with environment(registry, readers["with"]) as env:
        files = env["customer.file"].search([], limit=LIMIT, offset=1000)
        ids, word = files.ids, files[0].name[2:5]
        hidden = env["customer.file"].sudo().search_count([("company_id", "=", who["company"])])
        secret = hidden - env["customer.file"].search_count([])
        env.cr.execute("SELECT count(*) FROM customer_access_grant")
        granted = env.cr.fetchone()[0]
    calls = {
        "list": lambda env: env["customer.file"].web_search_read([], spec, limit=LIMIT),
        "read": lambda env: env["customer.file"].browse(ids).read(names),
        "bounded": lambda env: env["customer.file"].web_search_read([], spec, limit=LIMIT, count_limit=COUNT_LIMIT),
        "grouped": lambda env: env["customer.file"].formatted_read_group([], ["life_status"], ["__count"]),
        "hit": lambda env: env["customer.file"].name_search(word, limit=8),
        "none": lambda env: env["customer.file"].name_search("没有这个客户", limit=8),
    }
    times, plans = {}, []
    for name, call in calls.items():
        times[name] = []
        for number in range(rounds):
            spent = {kind: [] for kind in readers}
            for turn in range(CALLS + 1):
                for kind, reader in readers.items():
                    with environment(registry, reader) as env:
                        start = time.perf_counter()
                        call(env)
                        if turn:  # the first fills the caches of Odoo
                            spent[kind].append(1000 * (time.perf_counter() - start))
            times[name].append({kind: median(values) for kind, values in spent.items()})
            progress(f"{name}, round {number + 1}:", {kind: round(value, 2) for kind, value in times[name][-1].items()})
        with environment(registry, readers["with"]) as env:
            with recorded() as statements:
                call(env)
            for sql, _seconds in statements:
                if 'FROM "customer_file"' in sql and sql.startswith("SELECT"):
                    plans.append(f"-- {name}\n{shortened(sql, 6000)}\n{explain(env.cr, sql)}")
    return {"times": times, "plans": plans, "secret": secret, "granted": granted}


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
