"""Subject "statistics" of scripts/bench: a report of 40 indicators by 12 regions and 3 classes, against its SQL."""

import time

import bench_grading
import bench_statistics_export
from bench_common import (
    WITH_OURS,
    copies,
    environment,
    explain,
    filled,
    median,
    open_registry,
    progress,
    recorded,
    run_step,
    shortened,
    show,
    table,
)
from bench_grading import INVOICES, LINES, ORDERS
from bench_statistics_sql import PEER, PERIODS, STORED, floor_sql
from databases import phase

DATABASE = "bench_statistics"
#: of each customer; every order has so many lines
CONTACTS = 2
REGIONS, CLASSES, SIZES = 12, 3, (2_000, 20_000)


def run(bench) -> str:
    """Measure, and write the table."""
    count = 5_000 if bench.quick else 100_000
    with bench.scratch(WITH_OURS, DATABASE):
        with phase(f"{count:,} customers"):
            bench.child("bench_statistics", "fill", count=count)
        found = bench.child("bench_statistics", "measure", rounds=bench.rounds)
    text, plans = bench_statistics_export.measured(bench)
    return bench.save("statistics", [*lines(count, found), "", *text], [*found["plans"], *plans])


def lines(count: int, found: dict) -> list[str]:
    """The result as markdown."""
    rounds = found["rounds"]
    opened = ", ".join(
        f"{number:,} figures {queries} queries in {1000 * seconds:.0f} ms"
        for number, queries, seconds in found["opened"]
    )

    def row(label, ours, floor):
        ratios = [one[ours] / one[floor] for one in rounds]
        return [label, show((one[floor] for one in rounds), 2), show((one[ours] for one in rounds), 2), show(ratios, 2)]

    return [
        f"## 40 indicators by {REGIONS} regions and {CLASSES} classes: {count:,} customers, "
        f"{int(count * ORDERS):,} orders with {int(count * ORDERS * LINES):,} lines, {count * INVOICES:,} invoices, "
        f"{count * CONTACTS:,} contacts",
        "",
        *table(
            ["seconds", "SQL by hand", "ours", "ratio"],
            [
                row("counted, all of it in the period", "count all", "floor all"),
                row("drawn up and stored, all of it in the period", "store all", "floor and store all"),
                row("counted, one month of 24", "count month", "floor month"),
                row("drawn up and stored, one month of 24", "store month", "floor and store month"),
                row("core: sale.report by region and category", "peer", "floor peer"),
            ],
        ),
        "",
        "Wanted: at most 1.1 times the SQL by hand of the sources of a report. SQL by hand: a statement per source "
        "with all that is shown of it, different customers counted after adding up by customer; stored: with as many "
        "rows inserted into the table of figures, with its foreign keys and indexes. The reports of the last month and "
        "of the month of last year were issued, so that what is compared with is read from these.",
        "",
        f"Figures: {found['figures']:,}. Statements of the month: {found['statements']}; of these the counting: "
        f"{found['counting']}.",
        "",
        f"Opening an issued report: {opened}. Wanted: under 30 queries.",
    ]  # fmt: skip


# what follows runs in the child


def known_indicators() -> list[tuple[str, str]]:
    """Return figure and parameter of what the sources count."""
    return [
        *(("customers", status) for status in ("", "potential", "cooperating", "near_lost", "lost")),
        *((code, "") for code in ("customers_opened", "customers_gained", "customers_lost", "checks_unconfirmed")),
        *((code, "") for code in ("files_checked", "files_changed")),
        *(("contacts", type_) for type_ in ("", "call", "visit", "letter", "email", "meeting", "message")),
        *((code, "") for code in ("contact_hours", "customers_contacted")),
        *((code, "") for code in ("order_count", "ordered_amount", "order_average", "customers_ordering")),
        *((code, "") for code in ("ordered_by_line", "customers_by_line")),
        *((code, "") for code in ("invoiced_amount", "invoice_count", "returns", "returned_amount")),
        *((code, "") for code in ("customers_invoiced", "days_to_pay")),
    ]


FORMULAS = {
    "growth": "100 * ([ordered_amount] / previous([ordered_amount]) - 1)",
    "by_customer": "[ordered_amount] / [customers_ordering]",
    "share": "100 * share([ordered_amount])",
    "returned": "100 * [returned_amount] / [invoiced_amount]",
    "net": "[customers_gained] - [customers_lost]",
    "reach": "100 * [customers_contacted] / [customers]",
    "confirmed": "100 * [files_checked] / ([files_checked] + [checks_unconfirmed])",
}


def make_kinds(env) -> dict:
    """Make the indicators, 40 in all, and a kind of report for each period."""
    indicators = env["customer.statistic.indicator"]
    seen = []
    for figure, parameter in known_indicators():
        code = ".".join(filter(None, (figure, parameter)))
        seen.append({"name": code, "code": code, "figure": figure, "parameter": parameter, "mode": "enforce"})
    seen.append(
        {
            "name": "quotations",
            "code": "quotations",
            "kind": "records",
            "res_model": "sale.order",
            "domain": "[('state', 'in', ('draft', 'sent'))]",
            "aggregate": "sum",
            "measure": "amount_untaxed",
            "date_field": "date_order",
            "file_path": "partner_id",
            "mode": "enforce",
        }
    )
    made = indicators.create(seen)
    for code, formula in FORMULAS.items():
        vals = {"name": code, "code": code, "kind": "formula", "formula": formula, "mode": "enforce"}
        made |= indicators.create(vals)
    assert len(made) == 40
    return {
        name: env["customer.statistic.kind"].create(
            {
                "name": name,
                "code": name,
                "mode": "enforce",
                "period": unit,
                "period_count": times,
                "group_one": "region",
                "group_two": "kind",
                "line_ids": [(0, 0, {"indicator_id": one.id}) for one in made],
            }
        )
        for name, (_first, _last, unit, times) in PERIODS.items()
    }


def fill(count: int) -> dict:
    """Make one of each by the ORM, and copies of it by SQL."""
    with filled(DATABASE) as env:
        bench_grading.make_business(env.cr, env, count)
        make_records(env.cr, env, count)
        make_kinds(env)
    return {}


def make_records(cr, env, count: int):
    """Spread the files over regions and classes, and make contacts and events of theirs by SQL."""
    country = env["res.country"].create({"name": "Country of benches", "code": "XB"})
    regions = env["res.country.state"].create(
        [{"name": f"Region {n}", "code": f"R{n}", "country_id": country.id} for n in range(REGIONS)]
    )
    kinds = env["customer.file.kind"].create(
        [{"name": f"Class {n}", "code": f"class{n}", "company_id": 1} for n in range(CLASSES)]
    )
    file = env["customer.file"].search([], order="id", limit=1)
    contact = env["customer.file.interaction"].create({"file_id": file.id, "subject": "x", "type": "call"})
    event = env["customer.file.event"].create({"file_id": file.id, "name": "x", "type": "check"})
    env.flush_all()
    cr.execute(
        """UPDATE customer_file SET state_id = %s + id %% %s, kind_id = %s + (id / 7) %% %s,
                  opening_date = date '2024-06-01' + (id * 31 %% 900)::int,
                  next_check_date = date '2026-01-01' + (id * 17 %% 700)::int,
                  life_status = (ARRAY['potential', 'cooperating', 'cooperating', 'near_lost', 'lost'])[1 + id %% 5]""",
        [regions[0].id, REGIONS, kinds[0].id, CLASSES],
    )
    files = f"{file.id} + 1 + (n * 7919::bigint) % {count}"
    copies(
        cr,
        "customer_file_interaction",
        contact.id,
        count * CONTACTS,
        {
            "file_id": files,
            "date": "timestamp '2026-06-30' - make_interval(days => n % 540, secs => n % 86400)",
            "type": "(ARRAY['call', 'visit', 'letter', 'email', 'meeting', 'message'])[1 + n % 6]",
            "duration": "n % 90",
            "message_id": "NULL",
        },
    )
    copies(
        cr,
        "customer_file_event",
        event.id,
        count,
        {"file_id": files, "date": "date '2026-06-30' - n % 540", "type": "(ARRAY['check', 'change'])[1 + n % 2]"},
    )


def make_reports(env) -> dict[str, int]:
    """Make a report of each period, with those of the last month and of last year issued; return their ids."""
    kinds = {kind.code: kind for kind in env["customer.statistic.kind"].search([("code", "in", list(PERIODS))])}
    reports, found = env["customer.statistic.report"], {}
    for name, first, last in (
        ("month", "2026-04-01", "2026-04-30"),
        ("month", "2025-05-01", "2025-05-31"),
        ("all", "2020-01-01", "2023-12-31"),
    ):
        report = reports.create({"kind_id": kinds[name].id, "date_from": first, "date_to": last})
        report._compute_figures()
        env.cr.execute("UPDATE customer_statistic_report SET state = 'issued' WHERE id = %s", [report.id])
    env.invalidate_all()
    for name, (first, last, *_unit) in PERIODS.items():
        report = reports.create({"kind_id": kinds[name].id, "date_from": first, "date_to": last})
        report._compute_figures()
        found[name] = report.id
    env.flush_all()
    env.cr.execute("CREATE TABLE bench_figures AS SELECT * FROM customer_statistic_figure")
    return found


def make_issued(env, size: int) -> int:
    """Make an issued report of so many figures; return its id."""
    kind = env["customer.statistic.kind"].search([("code", "=", "month")])
    month = f"20{size % 97 + 10}-01"
    report = env["customer.statistic.report"].create(
        {"kind_id": kind.id, "date_from": f"{month}-01", "date_to": f"{month}-31"}
    )
    env.flush_all()
    env.cr.execute(
        """
        INSERT INTO customer_statistic_figure (report_id, company_id, indicator_id, sequence, group_one_key,
                                               group_one_label, numerator, denominator, value, current_value, has_value)
        SELECT %s, 1, line.indicator_id, line.sequence, NULLIF(n, 0)::text, 'Group ' || NULLIF(n, 0), n, 1, n, n, TRUE
          FROM customer_statistic_kind_line line, generate_series(0, %s) n WHERE line.kind_id = %s
        """,
        [report.id, size // len(kind.line_ids) - 1, kind.id],
    )
    env.cr.execute("UPDATE customer_statistic_report SET state = 'issued' WHERE id = %s", [report.id])
    return report.id


def form_fields(env, model: str, arch) -> dict:
    """Return what a client asks for to show a form or list."""
    spec = {}
    for node in arch.xpath(".//field[not(ancestor::field)]"):
        name = node.get("name")
        spec[name] = {}
        field = env[model]._fields[name]
        if field.type in ("many2one", "one2many", "many2many"):
            inner = node.find("list")
            spec[name] = {"fields": {"display_name": {}}}
            if inner is not None:
                spec[name] = {"fields": form_fields(env, field.comodel_name, inner), "limit": 40}
    return spec


def open_report(registry, report_id: int) -> tuple[int, float]:
    """Open a report as a supervisor does; return queries and seconds."""
    from lxml import etree

    cr, env = environment(registry)
    env = env(user=env["res.users"].search([("login", "=", "bench_supervisor")]))
    reports = env["customer.statistic.report"]
    arch = etree.fromstring(reports.get_view(view_type="form")["arch"])
    spec = form_fields(env, reports._name, arch)
    env.invalidate_all()
    env.cr.cache.clear()
    start = time.perf_counter()
    with recorded() as statements:
        reports.browse(report_id).web_read(spec)
    seconds = time.perf_counter() - start
    cr.rollback()
    cr.close()
    return len(statements), seconds


def measure(rounds: int) -> dict:
    """Let floors and ours take turns."""
    registry = open_registry(DATABASE)
    cr, env = environment(registry)
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": "S", "login": "bench_supervisor", "group_ids": [(4, env.ref("customer_policy.group_supervisor").id)]}
    )
    reports = make_reports(env)
    issued = [(size, make_issued(env, size)) for size in SIZES]
    env.cr.execute("SELECT count(*) FROM customer_statistic_figure WHERE report_id = %s", [reports["month"]])
    result = {"rounds": [], "plans": [], "figures": env.cr.fetchone()[0]}
    names = env["customer.statistic.figure"]._fields
    columns = ", ".join(name for name, field in names.items() if field.store and field.column_type and name != "id")
    cr.commit()
    cr.close()
    import databases

    databases.query("VACUUM (ANALYZE)", database=DATABASE)

    def count(env, name):
        report = env["customer.statistic.report"].browse(reports[name])
        report._draw_up()

    def store(env, name):
        env["customer.statistic.report"].browse(reports[name])._compute_figures()
        env.flush_all()

    def floor(env, name, stored=False):
        env.cr.execute("SET LOCAL jit = off")
        for sql in floor_sql(name):
            env.cr.execute(sql)
            env.cr.fetchall()
        if stored:
            env.cr.execute(STORED.format(report=reports[name], columns=columns))

    def peer(env):
        env["sale.report"].formatted_read_group(
            [("company_id", "=", 1), ("state", "=", "sale")],
            ["state_id", "categ_id"],
            ["__count", "price_subtotal:sum"],
        )

    kinds = {"peer": peer, "floor peer": lambda env: env.cr.execute(PEER)}
    for name in PERIODS:
        kinds[f"floor {name}"] = lambda env, name=name: floor(env, name)
        kinds[f"count {name}"] = lambda env, name=name: count(env, name)
        kinds[f"floor and store {name}"] = lambda env, name=name: floor(env, name, stored=True)
        kinds[f"store {name}"] = lambda env, name=name: store(env, name)

    def timed(function) -> float:
        cr, env = environment(registry)
        start = time.perf_counter()
        function(env)
        seconds = time.perf_counter() - start
        cr.rollback()
        cr.close()
        return seconds

    for function in kinds.values():
        timed(function)  # fills the caches of Odoo and PostgreSQL
    for number in range(rounds):
        # what takes a second or less is measured three times
        times = {name: 3 if name.endswith("month") else 1 for name in kinds}
        result["rounds"].append({name: median(timed(kinds[name]) for _ in range(times[name])) for name in kinds})
        progress(f"round {number + 1}:", {name: round(value, 2) for name, value in result["rounds"][-1].items()})
    with recorded() as statements:
        timed(kinds["store month"])
    result["statements"] = len(statements)
    result["counting"] = sum("GROUPING" in sql for sql, _seconds in statements)
    with recorded() as statements:
        timed(kinds["count all"])
    cr, env = environment(registry)
    for sql in [sql for sql, seconds in statements if seconds > 0.05] + floor_sql("all"):
        result["plans"].append(f"{shortened(sql)}\n{explain(cr, sql)}")
    cr.rollback()
    cr.close()
    for _size, report_id in issued:
        open_report(registry, report_id)
    result["opened"] = [(size, *open_report(registry, report_id)) for size, report_id in issued]
    return result


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
