"""Subject "import" of scripts/bench: a customer list becomes files, against core's ways to import contacts."""

import statistics
from pathlib import Path

from bench_common import FOLDER, WITH_OURS, show, table
from bench_data import customers
from bench_import_steps import BATCH, HEADINGS
from databases import say


def run(bench) -> str:
    """Measure, and write the table."""
    small, large = (2_000, 10_000) if bench.quick else (20_000, 100_000)
    results, plans = {}, []
    for rows in (small, large):
        write_list(rows)
    for number in range(bench.rounds):
        for step, rows in (
            ("load", small),
            ("ours", small),
            ("bare", small),
            ("wizard", small),
            ("load", large),
            ("ours", large),
        ):
            source = WITH_OURS if step in ("ours", "bare") else bench.core
            with bench.scratch(source, f"bench_{step}") as database:
                arguments = {"database": database, "rows": rows, "path": str(list_path(rows))}
                result = bench.child("bench_import_steps", step, **arguments)
                results.setdefault((step, rows), []).append(result)
                spent = "+".join(f"{seconds:.0f}" for seconds in result["processor"])
                say(
                    f"round {number + 1}: {step:6} {rows:>7,} rows {result['seconds']:7.1f} s "
                    f"(processor {spent} s), memory +{result['grown']:.0f} MB"
                )
                if (step, rows, number) == ("ours", large, bench.rounds - 1):
                    plans = bench.child(
                        "bench_import_steps", "plans", database=database, path=str(list_path(small, "other"))
                    )
        bench.done = number + 1
        path = bench.save("import", lines(results, small, large), plans)  # what there is stays, whatever comes next
    return path


def lines(results: dict, small: int, large: int) -> list[str]:
    """The result as markdown."""
    labels = {
        "load": "floor: core's `load()` of the partners, batches of 1000, without our addons",
        "ours": "ours: the xlsx checked and imported, partners and files",
        "bare": "limit: `create()` of the same partners and files with our addons; no list, no check, no row kept",
        "wizard": "peer: core's import wizard with the same xlsx, batches of 2000, without our addons",
    }

    def ratio(step: str, rows: int, key) -> str:
        pairs = zip(results[step, rows], results["load", rows], strict=True)
        return show((key(one) / key(other) for one, other in pairs), 2)

    def seconds(result):
        return result["seconds"]

    def processor(result):
        return sum(result["processor"])

    rows = []
    for count in (small, large):
        for step, label in labels.items():
            if runs := results.get((step, count)):
                rows.append(
                    [
                        label,
                        f"{count:,}",
                        show(map(seconds, runs)),
                        ratio(step, count, seconds),
                        show(map(processor, runs)),
                        ratio(step, count, processor),
                        show((run["grown"] for run in runs), 0),
                    ]
                )
    head = [
        "",
        "rows",
        "seconds",
        "ratio to `load()`",
        "processor seconds",
        "ratio to `load()`",
        "peak memory, MB more",
    ]
    text = ["## Time and memory", "", *table(head, rows), ""]
    text += [
        "Wanted: ours at most 1.5 times `load()`, memory not growing with the rows. Each run is a new process in a new "
        "copy of a database; memory is the peak of the process less what it had when Odoo was loaded. Processor seconds "  # noqa: E501
        "are those of the process and of its PostgreSQL backend; other processes on the machine disturb them less.",
        "",
        f"## Ours by phase, {large:,} rows",
        "",
    ]
    laps = {name: [run["laps"][name] for run in results["ours", large]] for name in results["ours", large][0]["laps"]}
    text += table(["", "seconds"], [[name, show(values)] for name, values in laps.items()])
    text += ["", f"## Memory along the way, {large:,} rows, MB more than at the start (median)", ""]
    traces = [run["trace"] for run in results["ours", large]]
    marks = range(0, len(traces[0]), max(len(traces[0]) // 10, 1))
    text += table(
        ["commits"] + [str(mark + 1) for mark in marks],
        [["MB"] + [f"{statistics.median(trace[mark][1] for trace in traces):.0f}" for mark in marks]],
    )
    return text


def list_path(rows: int, kind: str = "clean") -> Path:
    return FOLDER / f"{kind}_{rows}.xlsx"


def write_list(rows: int):
    """Write the list, and another one with 1000 customers that it does not have."""
    import xlsxwriter

    for path, chosen in (
        (list_path(rows), customers(rows)),
        (list_path(rows, "other"), list(customers(200_000))[-BATCH:]),
    ):
        with xlsxwriter.Workbook(path, {"strings_to_urls": False}) as workbook:
            sheet = workbook.add_worksheet()
            sheet.write_row(0, 0, HEADINGS.values())
            for number, customer in enumerate(chosen, 1):
                sheet.write_row(number, 0, [customer[field] for field in HEADINGS])


def profile(bench):
    """Run ours once under cProfile, and list its statements."""
    rows = 2_000 if bench.quick else 20_000
    write_list(rows)
    with bench.scratch(WITH_OURS, "bench_ours") as database:
        say(bench.child("bench_import_steps", "profiled", database=database, rows=rows, path=str(list_path(rows))))
