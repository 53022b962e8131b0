"""Subject "planning" of scripts/bench: the visits of a quarter planned and written, and one of them put off."""

import time

from bench_common import WITH_OURS, Watch, copies, environment, open_registry, progress, recorded, run_step, show, table
from databases import phase, say

FILLED, DATABASE = "bench_planning_filled", "bench_planning"
FIRST, LAST = "2030-04-01", "2030-06-30"
#: how often customers are visited, and how many of a hundred are
RULES = (
    ("cooperating", 3, "month", 20),
    ("potential", 6, "month", 30),
    ("lost", 1, "year", 40),
    ("near_lost", 30, "day", 10),
)
#: customers of nobody, of a hundred; they are shared out
SHARED = 20


def run(bench) -> str:
    """Measure, and write the table."""
    customers, people = (1_000, 10) if bench.quick else (20_000, 200)
    results = []
    with bench.scratch(WITH_OURS, FILLED):
        with phase(f"{customers:,} customers and {people} people"):
            bench.child("bench_planning", "fill", database=FILLED, customers=customers, people=people)
        for number in range(bench.rounds):
            with bench.scratch(FILLED, DATABASE):
                results.append(bench.child("bench_planning", "measure", database=DATABASE))
            say(f"round {number + 1}: {results[-1]['seconds']:.1f} s, {results[-1]['peak']:.0f} MB")
    return bench.save("planning", lines(results, customers, people), [])


def lines(results: list[dict], customers: int, people: int) -> list[str]:
    """The result as markdown."""

    def values(key):
        return [result[key] for result in results]

    last = results[-1]
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(last["reasons"].items()))
    return [
        f"## A quarter for {customers:,} customers and {people} people: {last['visits']:,} visits",
        "",
        *table(
            ["", "wanted", "measured"],
            [
                ["seconds, with all visits written", "60", show(values("seconds"))],
                ["of these to find the plan", "", show(values("thinking"))],
                ["processor seconds of the process and of its database", "", show(values("processor"))],
                ["peak memory of the process, MB", "2,048", show(values("peak"), 0)],
                ["rules of the plan that are broken", "0", max(values("broken"))],
            ],
        ),
        "",
        "Checked another way than it is made, from what is in the database: everybody is visited within the interval "
        f"or named with a reason that holds ({reasons}); nobody has more visits than a day holds, or any on a day off.",
        "",
        f"The visits are {last['trips']:,} stays of one person at one place on a day. Room of the people: "
        f"{last['room']:,} visits. Visits of a full week of one person: {last['least']} to {last['most']}, where all "
        "its days are worked.",
        "",
        "## A visit of the plan is put off by a week",
        "",
        *table(
            ["", "seconds", "statements", "other visits that moved"],
            [["planned anew around it", show(values("anew"), 2), last["statements"], show(values("moved"), 0)]],
        ),
    ]


# what follows runs in the child


def fill(database: str, customers: int, people: int) -> int:
    """Make people with leaves, holidays of all, rules, and customers who were visited before the quarter."""
    cr, env = environment(open_registry(database))
    cr.execute("UPDATE ir_cron SET active = false")
    group = env.ref("customer_policy.group_user").id
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {"name": f"Visitor {number}", "login": f"visitor{number}", "group_ids": [(6, 0, [group])]}
                for number in range(people)
            ]
        )
    )
    supervisor = env.ref("customer_policy.group_supervisor").id
    users.create({"name": "Boss", "login": "boss", "group_ids": [(6, 0, [supervisor])]})
    employees = env["hr.employee"].create([{"name": user.name, "user_id": user.id} for user in users])
    calendar = env.company.resource_calendar_id
    holidays = [(False, "2030-05-01", "2030-05-03")]
    leaves = [
        (
            one.resource_id.id,
            f"2030-{4 + number % 3:02}-{1 + number % 20:02}",
            f"2030-{4 + number % 3:02}-{6 + number % 20:02}",
        )
        for number, one in enumerate(employees)
        if number % 2
    ]
    env["resource.calendar.leaves"].create(
        [
            {"name": "Off", "calendar_id": calendar.id, "resource_id": resource, "date_from": f"{begin} 00:00:00",
             "date_to": f"{end} 23:59:59"}
            for resource, begin, end in holidays + leaves
        ]
    )  # fmt: skip
    rules = env["dealer.visit.rule"].create(
        [
            {"name": status, "mode": "enforce", "effective_from": "2020-01-01", "interval": amount,
             "interval_unit": unit, "domain": f"[('life_status', '=', '{status}')]"}
            for status, amount, unit, _share in RULES
        ]
    )  # fmt: skip
    partner = env["res.partner"].create({"name": "Customer", "is_company": True, "zip": "100000"})
    file = env["customer.file"].create({"partner_id": partner.id})
    env.flush_all()
    first = copies(
        cr, "res_partner", partner.id, customers,
        {"name": "'Customer ' || n", "complete_name": "'Customer ' || n", "zip": "(200000 + n % 1500)::text",
         "commercial_partner_id": "n + (SELECT last_value FROM res_partner_id_seq) - 1"},
    )  # fmt: skip
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id > %s", [first])
    start = copies(
        cr, "customer_file", file.id, customers,
        {"partner_id": f"{first} + n", "number": "'B' || n", "number_key": "'B' || lpad(n::text, 8, '0')"},
    )  # fmt: skip
    bound = 0
    for rule, (status, amount, unit, share) in zip(rules, RULES, strict=True):
        # the last visits are spread over an interval; two of a hundred are overdue
        cr.execute(
            f"""
            UPDATE customer_file file SET life_status = %(status)s, visit_rule_id = %(rule)s, last_visit_date = last,
                   next_visit_date = (last + interval '{amount} {unit}')::date
              FROM (SELECT id, (DATE %(first)s - ((1.02 * abs(hashint4(id) %% 10000) / 10000)
                                 * extract(day FROM DATE %(first)s - (DATE %(first)s - interval '{amount} {unit}'))
                               )::int - 1) AS last
                      FROM customer_file WHERE id > %(start)s AND id %% 100 >= %(low)s AND id %% 100 < %(high)s) chosen
             WHERE chosen.id = file.id
            """,
            {"status": status, "rule": rule.id, "first": FIRST, "start": start, "low": bound, "high": bound + share},
        )
        bound += share
    cr.execute(
        "UPDATE customer_file SET responsible_id = CASE WHEN id %% 100 >= %s THEN (%s)[1 + (id / 7) %% %s] END "
        "WHERE id > %s",
        [SHARED, users.ids, people, start],
    )
    cr.commit()
    import databases

    databases.query("VACUUM (ANALYZE) customer_file, res_partner", database=database)
    progress("customers have rules and visitors")
    return customers


def measure(database: str) -> dict:
    """Plan, write, check, and put one visit off."""
    import datetime

    from freezegun import freeze_time

    cr, env = environment(open_registry(database))
    users = env["res.users"].search([("login", "=like", "visitor%")])
    with freeze_time("2030-03-25 01:00:00", real_asyncio=True, ignore=["bench_common", "bench_planning", "time"]):
        boss = env["res.users"].search([("login", "=", "boss")])
        plan = (
            env["dealer.visit.plan"]
            .with_user(boss)
            .create({"date_from": FIRST, "date_to": LAST, "user_ids": [(6, 0, users.ids)], "visits_per_day": 4})
        )
        problem = plan.sudo()._problem(users)
        plan.action_generate()
        plan = plan.sudo()
        cr.commit()
        env.transaction.clear()
        watch = Watch(database)
        for number, written in enumerate(plan._work()):
            if not number:
                watch.lap("thinking")
            watch.note(written)
            cr.commit()
        found = watch.stop()
        assert plan.state == "computed", plan.state
        visits = [visit for visit, _may_move in plan._visits_from(datetime.date.fromisoformat(FIRST))]
        checked = check(problem, visits, plan)
        anew = put_off(env, plan, visits)
    return {
        "seconds": found["seconds"],
        "thinking": found["laps"]["thinking"],
        "processor": sum(found["processor"]),
        "peak": found["base"] + found["grown"],
        "visits": len(visits),
        **checked,
        **anew,
    }


def check(problem, visits, plan) -> dict:
    """Say how many rules are broken by what is in the database."""
    from collections import Counter

    from odoo.addons.dealer_visit.tests.plan_checker import broken_rules, loads
    from odoo.addons.dealer_visit.tools.planning import Issue, Plan

    first, last, people, customers, fixed, _kept, _earliest = problem
    issues = [
        Issue(row.file_id.id, row.due_date, row.reason, row.since_date, row.room, row.user_id.id or None,
              row.planned_date or None)
        for row in plan.issue_ids
    ]  # fmt: skip
    broken = broken_rules(first, last, people, customers, Plan(visits, issues, []), fixed)
    for one in broken[:5]:
        progress(one)
    places = {customer.id: customer.place for customer in customers}
    days = {person.id: Counter(day.isocalendar()[:2] for day in person.days) for person in people}
    weeks = Counter()
    for (person, day), count in loads(visits).items():
        weeks[person, day.isocalendar()[:2]] += count
    full = [count for (person, week), count in weeks.items() if days[person][week] == 5]
    return {
        "broken": len(broken),
        "reasons": Counter(issue.reason for issue in issues),
        "trips": len({(visit.person, visit.day, places[visit.customer]) for visit in visits}),
        "room": sum(person.capacity * len(person.days) for person in people),
        "least": min(full),
        "most": max(full),
    }


def put_off(env, plan, visits) -> dict:
    """Put a visit in the middle of the quarter off by a week, as its visitor."""
    import datetime

    middle = next(visit for visit in visits if visit.day >= datetime.date(2030, 5, 13))
    record = env["dealer.visit"].browse(middle.key).with_user(middle.person)
    before = {visit.key: visit[:3] for visit in visits}
    env.flush_all()
    env.invalidate_all()
    start = time.monotonic()
    with recorded() as statements:
        record._postpone(record.date_begin + datetime.timedelta(days=7), "The customer is away")
        env.flush_all()
    seconds = time.monotonic() - start
    after = {visit.key: visit[:3] for visit, _may_move in plan._visits_from(plan.date_from)}
    moved = sum(after.get(key) != value for key, value in before.items()) - 1
    return {"anew": seconds, "statements": len(statements), "moved": moved}


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
