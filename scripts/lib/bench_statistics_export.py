"""A part of the subject "statistics" of scripts/bench: 100,000 figures as a spreadsheet, against bare xlsxwriter."""

import io
import time

from bench_common import (
    WITH_OURS,
    Watch,
    environment,
    explain,
    open_registry,
    progress,
    recorded,
    run_step,
    shortened,
    show,
    table,
)

DATABASE = "bench_statistics_export"
REPORTS, INDICATORS, REGIONS, CLASSES = 50, 40, 12, 3
#: of so many figures one is corrected
CORRECTED = 100


def measured(bench) -> tuple[list[str], list[str]]:
    """Return the result as markdown, and the plans."""
    reports = 5 if bench.quick else REPORTS
    with bench.scratch(WITH_OURS, DATABASE):
        filled = bench.child("bench_statistics_export", "fill", reports=reports)
        found = bench.child("bench_statistics_export", "measure", rounds=bench.rounds)
    return lines(filled["figures"], found), found["plans"]


def lines(figures: int, found: dict) -> list[str]:
    """The result as markdown."""
    rounds = found["rounds"]
    rows = [
        [
            label,
            show((one[kind]["seconds"] for one in rounds), 2),
            show((one[kind]["seconds"] / one["bare"]["seconds"] for one in rounds), 2),
            show((sum(one[kind]["processor"]) / sum(one["bare"]["processor"]) for one in rounds), 2),
            show((one[kind]["grown"] for one in rounds), 0),
        ]
        for kind, label in (
            ("bare", "floor: bare xlsxwriter in constant-memory mode, the same cells from memory"),
            ("ours", "ours: read with the rights of the user, formatted, marked and written"),
        )
    ]
    return [
        f"## {figures:,} figures as a spreadsheet of twelve columns, one in {CORRECTED} corrected",
        "",
        *table(["", "seconds", "ratio", "ratio of processor time", "memory, MB more"], rows),
        "",
        "Wanted: at most 1.1. The floor has its rows, formats and marks in memory and writes nothing but cells; ours takes "  # noqa: E501
        f"them from the database ({found['reading']:.2f} s of it, {found['statements']} statements).",
    ]


# what follows runs in the child


def fill(reports: int) -> dict:
    """Make issued reports with all their figures, and the supervisor who exports them."""
    registry = open_registry(DATABASE)
    cr, env = environment(registry)
    indicators = env["customer.statistic.indicator"].create(
        [
            {"name": f"Indicator {n}", "code": f"i{n}", "kind": "entered", "decimals": n % 3, "mode": "enforce"}
            for n in range(INDICATORS)
        ]
    )
    kind = env["customer.statistic.kind"].create(
        {
            "name": "Report of benches",
            "period": "month",
            "mode": "enforce",
            "line_ids": [(0, 0, {"indicator_id": one.id}) for one in indicators],
        }
    )
    months = [(2000 + n // 12, n % 12 + 1) for n in range(reports)]
    made = env["customer.statistic.report"].create(
        [
            {"kind_id": kind.id, "date_from": f"{year}-{month:02}-01", "date_to": kind._period_of(day).last}
            for year, month in months
            for day in [_day(year, month)]
        ]
    )
    env.flush_all()
    cr.execute(
        """
        INSERT INTO customer_statistic_figure (
            report_id, company_id, indicator_id, sequence, group_one_key, group_one_label, group_two_key,
            group_two_label, numerator, denominator, value, corrected_value, is_corrected, current_value, has_value,
            plan, has_plan, completion, previous, has_previous, last_year, has_last_year, customers, is_small)
        SELECT report.id, 1, indicator.id, indicator.id, NULLIF(region, 0)::text, 'Region ' || NULLIF(region, 0),
               NULLIF(class, 0)::text, 'Class ' || NULLIF(class, 0), amount, 1, amount,
               CASE WHEN corrected THEN amount + 5 END, corrected, CASE WHEN corrected THEN amount + 5 ELSE amount END,
               TRUE, amount * 1.1, TRUE, 90.9, amount * 0.9, TRUE, amount * 0.8, indicator.id %% 2 = 0, 100, FALSE
          FROM customer_statistic_report report, customer_statistic_indicator indicator,
               generate_series(0, %(regions)s) region, generate_series(0, %(classes)s) class,
               LATERAL (SELECT 1000.0 + report.id + indicator.id * 7 + region * 31 + class * 3) a(amount),
               LATERAL (SELECT (report.id * 17 + indicator.id * 5 + region * 3 + class) %% %(every)s = 0) c(corrected)
         ORDER BY report.id
        """,
        {"regions": REGIONS, "classes": CLASSES, "every": CORRECTED},
    )
    count = cr.rowcount
    cr.execute("UPDATE customer_statistic_report SET state = 'issued', issued_date = now() WHERE id IN %s", [made._ids])
    env["res.users"].create(
        {
            "name": "Supervisor",
            "login": "bench",
            "group_ids": [
                (4, env.ref("customer_policy.group_supervisor").id),
                (4, env.ref("base.group_allow_export").id),
            ],
        }
    )
    cr.commit()
    cr.execute("ANALYZE customer_statistic_figure")
    cr.commit()
    return {"figures": count}


def _day(year: int, month: int):
    import datetime

    return datetime.date(year, month, 1)


def measure(rounds: int) -> dict:
    """Let floor and ours take turns, as the supervisor."""
    from odoo.fields import Domain

    registry = open_registry(DATABASE)
    cr, env = environment(registry)
    uid = env["res.users"].search([("login", "=", "bench")]).id
    cr.close()
    domain = Domain("report_id.kind_id.name", "=", "Report of benches")

    def export():
        cr, env = environment(registry, uid)
        yield env["customer.statistic.export"]
        cr.rollback()
        cr.close()

    results = []
    for exporter in export():
        columns = exporter._columns()
        rows = list(exporter._rows(domain))
        start = time.perf_counter()
        with recorded() as statements:
            for _row in exporter._rows(domain):
                pass
        reading = time.perf_counter() - start
        sql = max(statements, key=lambda one: len(one[0]))[0]
        plans = [f"-- figures of a list\n{shortened(sql)}\n{explain(exporter.env.cr, sql.partition(' FOR ')[2])}"]
    for number in range(rounds + 1):
        spent = {}
        watch = Watch(DATABASE)
        bare(columns, rows)
        spent["bare"] = watch.stop()
        watch = Watch(DATABASE)
        for exporter in export():
            exporter._figures_xlsx(domain, "")
        spent["ours"] = watch.stop()
        if number:  # the first fills the caches of Odoo
            results.append(
                {kind: {key: one[key] for key in ("seconds", "processor", "grown")} for kind, one in spent.items()}
            )
            progress(f"round {number}:", {kind: round(one["seconds"], 2) for kind, one in spent.items()})
    return {"rounds": results, "plans": plans, "reading": reading, "statements": len(statements)}


def bare(columns, rows) -> bytes:
    """Write the cells and nothing else."""
    import xlsxwriter

    output = io.BytesIO()
    workbook = xlsxwriter.Workbook(output, {"constant_memory": True})
    sheet = workbook.add_worksheet("Statistics")
    formats = {text: workbook.add_format({"num_format": text}) for text in {row.number_format for row in rows}}
    percent = workbook.add_format({"num_format": '0.0"%"'})
    struck = workbook.add_format({"font_strikeout": True, "font_color": "#888888"})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.label)
    for number, row in enumerate(rows, 1):
        form = formats[row.number_format]
        for place, value in enumerate(row.values):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(number, place, value)
            else:
                sheet.write_number(number, place, value, percent if columns[place].kind == "percent" else form)
        if row.mark:
            _before, old, after = row.mark.parts()
            sheet.write_rich_string(number, len(columns) - 1, struck, old, after)
    workbook.close()
    return output.getvalue()


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
