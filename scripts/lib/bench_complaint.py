"""Subject "complaint" of scripts/bench: cases created and accepted, against OCA's claims; the board of a million."""

import os
import subprocess
import sys
import time

from bench_common import (
    FOLDER,
    WITH_OURS,
    environment,
    explain,
    median,
    open_registry,
    progress,
    recorded,
    run_step,
    shortened,
    show,
    table,
)
from databases import phase

PEER, PEERS = "odoo-addon-crm_claim==19.0.*", FOLDER / "peers"
DATABASE, BIG, SMALL = "bench_complaint", "bench_complaint_big", "bench_complaint_small"
BATCH, CALLS, OPEN, LIMIT = 1000, 20, 5000, 80
# a database with no more than what the screens show: six columns of the board, and a list of overdue cases
SHOWN = 6 * LIMIT


def run(bench) -> str:
    """Measure, and write the table."""
    count = 50_000 if bench.quick else 1_000_000
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--target",
        str(PEERS),
        "--upgrade",
        PEER,
    ]
    subprocess.run(install, check=True)
    os.environ["ADDONS_PATH"] += f",{PEERS / 'odoo/addons'}"
    with bench.scratch(WITH_OURS, DATABASE):
        created = bench.child("bench_complaint", "create", rounds=bench.rounds, batch=100 if bench.quick else BATCH)
    with bench.scratch(WITH_OURS, BIG), bench.scratch(WITH_OURS, SMALL):
        for database, cases, opened in ((BIG, count, OPEN), (SMALL, SHOWN + 20, SHOWN)):
            with phase(f"{cases:,} cases in {database}"):
                bench.child("bench_complaint", "fill", database=database, count=cases, opened=opened)
        listed = bench.child("bench_complaint", "measure", rounds=bench.rounds)
    return bench.save("complaint", lines(count, created, listed), listed["plans"])


def lines(count: int, created: dict, listed: dict) -> list[str]:
    """The result as markdown."""
    rounds = created["rounds"]
    rows = [
        [
            label,
            show((one[f"peer {kind}"] for one in rounds), 2),
            show((one[f"ours {kind}"] for one in rounds), 2),
            show((one[f"ours {kind}"] / one[f"peer {kind}"] for one in rounds), 2),
            f"{created['statements'][f'peer {kind}']:.1f} / {created['statements'][f'ours {kind}']:.1f}",
        ]
        for kind, label in (("many", f"{created['batch']:,} at once"), ("one", "one alone"))
    ]
    text = [
        "## Cases created and accepted",
        "",
        *table(["ms per case", "OCA crm_claim", "ours", "ratio", "statements per case: peer / ours"], rows),
        "",
        "Wanted: at most 1.0 for many at once. The peer's `create` has a stage and a followed document with a tracked "
        "state, and no number or deadline; ours is `create` with a product and `action_submit`, which accepts the "
        "case: an accounted number, three deadlines, the first task with a deadline of its own, and tracking.",
        "",
        f"## The board and my overdue cases, out of {count:,} of which {listed['open']:,} are open",
        "",
    ]
    rows = []
    for name, label in (("board", "board by step, 80 cards a column"), ("overdue", "list of my overdue cases")):
        one = listed["times"][name]
        floor = [each["floor"] + each["fixed"] - each["fixed floor"] for each in one]
        rows.append(
            [
                label,
                *(show(each[key] for each in one) for key in ("floor", "fixed", "fixed floor")),
                show(floor),
                show(each["ours"] for each in one),
                show((each["ours"] / both for each, both in zip(one, floor, strict=True)), 2),
            ]
        )
    head = [
        "ms",
        "plain SQL",
        f"ORM, {SHOWN + 20} cases in all",
        "plain SQL of that",
        "floor",
        "ours",
        "ratio to the floor",
    ]
    return [
        *text,
        *table(head, rows),
        "",
        "Wanted: at most 1.2. Ours is what the web client asks for, `web_read_group` with the cards of the columns and "
        "`web_search_read`, as a user of the group User. Plain SQL: the same rows, columns, groups and counts. Floor: "
        "plain SQL, plus what the same call costs in a database with hardly more cases than are shown, less the plain "
        "SQL there.",
    ]


# what follows runs in the child


def prepare(registry) -> dict:
    """Make a procedure with deadlines, a customer, a product and the user to measure with."""
    from odoo import SUPERUSER_ID

    cr, env = environment(registry, SUPERUSER_ID)
    department = env["hr.department"].create({"name": "Quality", "company_id": 1})
    unit = env["customer.complaint.unit"].create({"name": "Quality", "code": "quality", "department_id": department.id})
    steps = [
        {"code": code, "name": code.title(), "sequence": number, "unit_id": unit.id}
        for number, code in enumerate(("cause", "measure", "settle", "check", "answer", "file"))
    ]
    env["customer.complaint.procedure"].create(
        {"name": "Procedure", "code": "bench", "step_ids": [(0, 0, step) for step in steps]}
    )
    for number, milestone in enumerate(("submit", "accept", "close")):
        env["customer.deadline.rule"].create(
            {
                "name": milestone,
                "milestone": f"customer.complaint/{milestone}",
                "duration": 15 + number,
                "unit": "day",
                "mode": "enforce",
            }
        )
    env["customer.deadline.rule"].create(
        {
            "name": "task",
            "milestone": "customer.complaint.task/done",
            "duration": 2,
            "unit": "day",
            "mode": "enforce",
        }
    )
    user = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create({"name": "Clerk", "login": "clerk", "group_ids": [(4, env.ref("customer_policy.group_user").id)]})
    )
    known = {
        "uid": user.id,
        "partner_id": env["res.partner"].create({"name": "Customer", "is_company": True}).id,
        "product_id": env["product.product"].create({"name": "Cardboard"}).id,
    }
    cr.commit()
    cr.close()
    return known


def new_cases(env, known: dict, count: int):
    """Create and accept cases."""
    line = {"product_id": known["product_id"], "quantity": 5, "defective_quantity": 2}
    vals = {"name": "Cardboard is wet", "partner_id": known["partner_id"], "line_ids": [(0, 0, line)]}
    cases = env["customer.complaint"].create([dict(vals) for _ in range(count)])
    cases.action_submit()
    return cases


def new_claims(env, known: dict, count: int):
    """Create claims of the peer."""
    vals = {"name": "Cardboard is wet", "partner_id": known["partner_id"]}
    return env["crm.claim"].create([dict(vals) for _ in range(count)])


def create(rounds: int, batch: int) -> dict:
    """Let the peer and ours take turns."""
    from odoo.modules.registry import Registry

    open_registry(DATABASE)
    registry = Registry.new(DATABASE, install_modules=["crm_claim"], update_module=True)
    known = prepare(registry)
    cr, env = environment(registry, 1)
    salesman = env.ref("sales_team.group_sale_salesman_all_leads")
    env["res.users"].browse(known["uid"]).group_ids = [(4, salesman.id)]
    cr.commit()
    cr.close()

    def timed(function, count: int) -> float:
        cr, env = environment(registry, known["uid"])
        start = time.perf_counter()
        function(env, known, count)
        env.flush_all()
        cr.flush()
        seconds = time.perf_counter() - start
        cr.rollback()
        cr.close()
        return 1000 * seconds / count

    kinds = {
        "peer many": (new_claims, batch),
        "ours many": (new_cases, batch),
        "peer one": (new_claims, 1),
        "ours one": (new_cases, 1),
    }
    result = {"batch": batch, "rounds": [], "statements": {}}
    for kind, (function, count) in kinds.items():
        timed(function, min(count, 10))  # fills the caches of Odoo
        with recorded() as statements:
            timed(function, count)
        result["statements"][kind] = len(statements) / count
    for number in range(rounds):
        spent = {kind: [] for kind in kinds}
        for _ in range(CALLS):
            for kind in ("peer one", "ours one"):
                spent[kind].append(timed(*kinds[kind]))
        for _ in range(3):
            for kind in ("peer many", "ours many"):
                spent[kind].append(timed(*kinds[kind]))
        result["rounds"].append({kind: median(values) for kind, values in spent.items()})
        progress(f"round {number + 1}:", {kind: round(value, 2) for kind, value in result["rounds"][-1].items()})
    return result


def fill(database: str, count: int, opened: int) -> dict:
    """Make cases: the open ones by the ORM, the closed ones as copies of one of these by SQL."""
    registry = open_registry(database)
    known = prepare(registry)
    cr, env = environment(registry, known["uid"])
    cases = env["customer.complaint"]
    while len(cases) < opened:
        cases |= new_cases(env, known, min(500, opened - len(cases)))
        env.flush_all()
        progress(f"{len(cases)} open cases")
    cr.commit()
    steps = env["customer.complaint.step"].search([]).ids
    # spread over the columns, a tenth overdue, half of them the user's
    cr.execute(
        "UPDATE customer_complaint SET step_id = (%s::int[])[1 + id %% 6], user_id = CASE id %% 2 WHEN 0 THEN %s END",
        [steps, known["uid"]],
    )
    cr.execute(
        "UPDATE customer_deadline SET due_date = now() AT TIME ZONE 'UTC' - interval '1 day' "
        "WHERE res_model = 'customer.complaint' AND res_id % 10 < 2 AND state = 'open'"
    )
    closed = {
        "customer_complaint": {"state": "'closed'", "number": "'X' || n", "number_key": "'X' || n", "step_id": "NULL"},
        "customer_complaint_task": {"complaint_id": "first + n", "state": "'done'"},
        "customer_complaint_line": {"complaint_id": "first + n"},
        "customer_deadline": {"res_id": "first + n", "state": "'met'"},
    }
    cr.execute("SELECT max(id) FROM customer_complaint")
    (first,) = cr.fetchone()
    cr.execute("ALTER SEQUENCE customer_complaint_id_seq RESTART WITH %s", [first + 1])
    for name, changed in closed.items():
        progress(f"filling {name}")
        cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [name])
        columns = [column for (column,) in cr.fetchall() if column != "id"]
        values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
        about = "res_model = 'customer.complaint' AND milestone = 'close'" if name == "customer_deadline" else "TRUE"
        named = ", ".join(f'"{column}"' for column in columns)
        cr.execute(
            f"INSERT INTO {name} ({named}) SELECT {values} FROM generate_series(1, %s) n, "
            f"(SELECT * FROM {name} WHERE {about} ORDER BY id LIMIT 1) one, (SELECT %s AS first) start ORDER BY n",
            [count - opened, first],
        )
        cr.commit()
    cr.close()
    import databases

    for name in closed:
        databases.query(f"VACUUM (ANALYZE) {name}", database=database)
    return {"open": opened, **known}


def kanban_call(env):
    """What the web client asks for the board: the columns, and the first cards of each."""
    from lxml import etree

    model = env["customer.complaint"]
    arch = etree.fromstring(model.get_views([(False, "kanban")])["views"]["kanban"]["arch"])
    spec = {}
    for node in arch.iter("field"):
        field = model._fields[node.get("name")]
        spec[field.name] = {"fields": {"display_name": {}}} if field.type == "many2one" else {}
    return model.web_read_group(
        UNFINISHED,
        ["step_id"],
        ["__count"],
        auto_unfold=True,
        unfold_read_specification=spec,
        unfold_read_default_limit=LIMIT,
    )


UNFINISHED = [("state", "in", ("draft", "submitted", "open"))]


def overdue_call(env):
    """What the web client asks for the list of my overdue cases."""
    from bench_list import specification

    mine = ["|", ("user_id", "=", env.uid), ("first_contact_id", "=", env.uid)]
    domain = ["&", "&", *UNFINISHED, ("has_overdue_deadline", "=", True), *mine]
    return env["customer.complaint"].web_search_read(
        domain, specification(env, "customer.complaint"), limit=LIMIT, count_limit=10_001
    )


OWN = "state IN ('draft', 'submitted', 'open') AND company_id IN (1)"
FLOORS = {
    "board": [
        f"SELECT step_id, count(*) FROM customer_complaint WHERE {OWN} GROUP BY step_id",
        f"""SELECT card.* FROM customer_complaint_step step CROSS JOIN LATERAL (
                SELECT id, number, name, partner_id, unit_id, user_id, urgency, is_waiting FROM customer_complaint
                 WHERE {OWN} AND step_id = step.id ORDER BY number_key COLLATE "C" DESC, id DESC LIMIT {LIMIT}) card""",
    ],
    "overdue": [
        f"""SELECT id, number, name, secrecy_level_id, partner_id, type_id, urgency, received_date, unit_id, user_id,
                   step_id, amount, state, closed_date, satisfaction, cause_id
              FROM customer_complaint WHERE {OWN} AND (user_id = %(uid)s OR first_contact_id = %(uid)s) AND id IN (
                   SELECT res_id FROM customer_deadline WHERE res_model = 'customer.complaint' AND state = 'open'
                      AND due_date <= now() AT TIME ZONE 'UTC')
             ORDER BY number_key COLLATE "C" DESC, id DESC LIMIT {LIMIT}""",
        f"""SELECT count(*) FROM customer_complaint WHERE {OWN} AND (user_id = %(uid)s OR first_contact_id = %(uid)s)
               AND id IN (SELECT res_id FROM customer_deadline WHERE res_model = 'customer.complaint'
                             AND state = 'open' AND due_date <= now() AT TIME ZONE 'UTC')""",
    ],
}


def measure(rounds: int) -> dict:
    """Let floor, ours and the fixed cost take turns."""
    registries = {database: open_registry(database) for database in (BIG, SMALL)}
    uids, times, plans = {}, {}, []
    for database, registry in registries.items():
        cr, env = environment(registry, 1)
        uids[database] = env["res.users"].search([("login", "=", "clerk")]).id
        open_count = env["customer.complaint"].search_count(UNFINISHED) if database == BIG else 0
        cr.close()
        if database == BIG:
            total = open_count

    def timed(database: str, function) -> float:
        cr, env = environment(registries[database], uids[database])
        start = time.perf_counter()
        function(env)
        seconds = time.perf_counter() - start
        cr.rollback()
        cr.close()
        return 1000 * seconds

    for name, call in (("board", kanban_call), ("overdue", overdue_call)):

        def plain(env, name=name):
            for sql in FLOORS[name]:
                env.cr.execute(sql, {"uid": env.uid})
                env.cr.fetchall()

        kinds = {"floor": (BIG, plain), "ours": (BIG, call), "fixed": (SMALL, call), "fixed floor": (SMALL, plain)}
        for database, function in kinds.values():
            timed(database, function)  # fills the caches of Odoo
        times[name] = []
        for number in range(rounds):
            spent = {kind: [] for kind in kinds}
            for _ in range(CALLS):
                for kind, (database, function) in kinds.items():
                    spent[kind].append(timed(database, function))
            times[name].append({kind: median(values) for kind, values in spent.items()})
            progress(f"{name}, round {number + 1}:", {kind: round(value, 1) for kind, value in times[name][-1].items()})
        with recorded() as statements:
            timed(BIG, call)
        cr, env = environment(registries[BIG], uids[BIG])
        for sql, seconds in statements:
            if sql.startswith("SELECT"):
                plans.append(f"-- {name}: {1000 * seconds:.1f} ms\n{shortened(sql)}\n{explain(env.cr, sql)}")
        cr.close()
    return {"times": times, "plans": plans, "open": total}


if __name__ == "__main__":
    run_step({"create": create, "fill": fill, "measure": measure})
