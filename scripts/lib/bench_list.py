"""Subject "list" of scripts/bench: the customer list out of a million files, and searching in it."""

import ast
import time

from bench_common import (
    WITH_OURS,
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
from databases import phase, say

LIMIT, COUNT_LIMIT = 80, 10_001
CALLS = 20
BIG, SMALL = "bench_list", "bench_list_small"


def run(bench) -> str:
    """Measure, and write the table."""
    count = 50_000 if bench.quick else 1_000_000
    with bench.scratch(WITH_OURS, BIG), bench.scratch(WITH_OURS, SMALL):
        who = {}
        # nine files of ten are the company's, and some are archived: this leaves 80 for the list
        for database, files in ((BIG, count), (SMALL, 93)):
            with phase(f"{files:,} files in {database}"):
                who[database] = bench.child("bench_list", "fill", database=database, count=files)
        result = bench.child("bench_list", "measure", who=who, rounds=bench.rounds)
        say(*result["notes"])
        searches = bench.child("bench_list", "search", who=who[BIG], count=count)
    return bench.save("list", lines(count, result, searches), result["plans"] + searches["plans"])


def lines(count: int, result: dict, searches: dict) -> list[str]:
    """The result as markdown."""
    text = [f"## The list of {LIMIT} rows with its count, out of {count:,} files", ""]
    rows = []
    for name, label in (("limited", f"count up to {COUNT_LIMIT:,}"), ("full", "full count")):
        rounds = result["times"][name]
        floor = [one["floor"] + one["fixed"] - one["fixed floor"] for one in rounds]
        ratios = [one["ours"] / both for one, both in zip(rounds, floor, strict=True)]
        rows.append(
            [
                label,
                *(show(one[key] for one in rounds) for key in ("floor", "fixed", "fixed floor")),
                show(floor),
                show(one["ours"] for one in rounds),
                show(ratios, 2),
                show(one["peer"] for one in rounds),
            ]
        )
    head = ["ms", "plain SQL", "ORM, 80 files in all", "plain SQL of that", "floor", "ours", "ratio to the floor"]
    text += [*table([*head, "peer: contacts"], rows), ""]
    text += [
        "Wanted: at most 1.2. A figure is the median of the rounds (all of them in brackets), a round the median of "
        f"{CALLS} calls that take turns with those of the other columns. Ours is `web_search_read` of `customer.file` "
        "with all columns of the list view, as a user of the group User in one company (873,000 of a million files). "
        "Plain SQL: the same columns, conditions, order and limit, and the count. Floor: plain SQL, plus what "
        "the same call costs in a database with 80 files, less the plain SQL there. Peer: the list of the same contacts "  # noqa: E501
        "(`res.partner`) with its own columns.",
        "",
        f"Ours sends {result['statements']} statements, {result['small statements']} with 80 files in all.",
        "",
        f"## Searching {count:,} files",
        "",
        *table(
            ["search", "words", "found", "ms", "index", "reads the table"],
            [[row[key] for key in ("search", "words", "found", "ms", "index", "scan")] for row in searches["rows"]],
        ),
        "",
        "List: the condition of the search view and the first 80 rows with their count; name_search: 8 names, as when "
        "typing into a field. Milliseconds: median of 5 calls. The last columns come from the plans of the searching "
        "queries: the indexes used, and whether the table or the order of the list is walked through instead.",
        "",
        *searches["notes"],
    ]
    return text


# what follows runs in the child


def fill(database: str, count: int) -> dict:
    """Fill a database with ``count`` files."""
    import bench_list_fill

    from odoo import SUPERUSER_ID, api

    with open_registry(database).cursor() as cr:
        return bench_list_fill.fill(api.Environment(cr, SUPERUSER_ID, {}), count)


def context(who: dict) -> dict:
    return {"lang": "en_US", "tz": "UTC", "uid": who["uid"], "allowed_company_ids": [who["company"]], "bin_size": True}


def specification(env, model: str) -> dict:
    """What the web client asks for a list view: every field in it, hidden columns too."""
    from lxml import etree

    arch = etree.fromstring(env[model].get_views([(False, "list")])["views"]["list"]["arch"])
    spec = {}
    for node in arch.xpath("/list/field"):
        name = node.get("name")
        spec[name] = {}
        if env[model]._fields[name].type == "many2one":
            spec[name] = {"fields": {"display_name": {}}}
        if node.get("widget") == "many2many_tags":
            spec[name] = {"fields": {"display_name": {}, "color": {}}}
        if node.get("widget") == "list_activity":
            spec |= dict.fromkeys(  # noqa: RUF024
                (
                    "activity_exception_decoration",
                    "activity_exception_icon",
                    "activity_state",
                    "activity_summary",
                    "activity_type_icon",
                ),
                {},
            )
            spec["activity_type_id"] = {"fields": {"display_name": {}}}
    return spec


class Call:
    """One kind of call to measure; each call has a transaction of its own, as a request has."""

    def __init__(self, registry, who: dict, model: str, count_limit: int | None):
        self.registry, self.who, self.count_limit, self.model = registry, who, count_limit, model
        with self.env() as env:
            self.spec = specification(env, model)
            fields = env[model]._fields
            columns = ", ".join(f'"{name}"' for name in self.spec if fields[name].store and fields[name].column_type)
            where = f"active IS TRUE AND company_id IN ({who['company']})"
            counted = f"SELECT count(*) FROM {env[model]._table} WHERE {where}"
            if count_limit:
                counted = f"SELECT count(*) FROM (SELECT FROM {env[model]._table} WHERE {where} LIMIT {count_limit}) t"
            table_name = env[model]._table
            self.floor_sql = [
                f"SELECT id, {columns} FROM {table_name} WHERE {where} ORDER BY id DESC LIMIT {LIMIT}",
                counted,
            ]

    def env(self):
        return environment(self.registry, self.who)

    def orm(self) -> float:
        with self.env() as env:
            start = time.perf_counter()
            result = env[self.model].web_search_read([], self.spec, limit=LIMIT, order="", count_limit=self.count_limit)
            seconds = time.perf_counter() - start
        assert len(result["records"]) == LIMIT, len(result["records"])
        return seconds

    def sql(self) -> float:
        with self.env() as env:
            start = time.perf_counter()
            for statement in self.floor_sql:
                env.cr.execute(statement)
                env.cr.fetchall()
            return time.perf_counter() - start


class environment:
    """An environment of the user in a transaction that is rolled back."""

    def __init__(self, registry, who: dict):
        self.registry, self.who = registry, who

    def __enter__(self):
        from odoo import api

        self.cr = self.registry.cursor()
        return api.Environment(self.cr, self.who["uid"], context(self.who))

    def __exit__(self, *_error):
        self.cr.rollback()
        self.cr.close()


def measure(who: dict, rounds: int) -> dict:
    """Let floor, ours, the fixed cost and the peer take turns."""
    registries = {database: open_registry(database) for database in (BIG, SMALL)}
    times, plans, notes, counts = {}, [], [], {}
    for name, count_limit in (("limited", COUNT_LIMIT), ("full", None)):
        big, small = (
            Call(registries[database], who[database], "customer.file", count_limit) for database in (BIG, SMALL)
        )
        peer = Call(registries[BIG], who[BIG], "res.partner", count_limit)
        kinds = {"floor": big.sql, "ours": big.orm, "fixed": small.orm, "fixed floor": small.sql, "peer": peer.orm}
        for call in kinds.values():
            call()  # fills the caches of Odoo
        times[name] = []
        for number in range(rounds):
            spent = {kind: [] for kind in kinds}
            for _ in range(CALLS):
                for kind, call in kinds.items():
                    spent[kind].append(1000 * call())
            times[name].append({kind: median(values) for kind, values in spent.items()})
            progress(f"{name}, round {number + 1}:", {kind: round(value, 1) for kind, value in times[name][-1].items()})
        with recorded() as statements:
            small.orm()
        counts["small"] = len(statements)
        with recorded() as statements:
            big.orm()
        counts["big"] = len(statements)
        notes.append(
            f"{name}: {len(statements)} statements, {1000 * sum(seconds for _sql, seconds in statements):.1f} ms"
        )
        with big.env() as env:
            for title, queries in (("floor", big.floor_sql), ("ours", [sql for sql, _seconds in statements])):
                for sql in queries:
                    if sql.startswith("SELECT"):
                        plans.append(f"-- {name} count, {title}\n{shortened(sql)}\n{explain(env.cr, sql)}")
    return {
        "times": times,
        "plans": plans,
        "notes": notes,
        "statements": counts["big"],
        "small statements": counts["small"],
    }


def search(who: dict, count: int) -> dict:
    """Search as users do, and look at the plans."""
    registry = open_registry(BIG)
    rows, plans = [], []
    spec = Call(registry, who, "customer.file", COUNT_LIMIT).spec
    with environment(registry, who) as env:
        env.cr.execute("SELECT show_trgm('绿谷纸业') <> '{}'")
        notes = [
            f"pg_trgm: registry.has_trigram is {registry.has_trigram}, trigrams of 绿谷纸业 "
            f"{'exist' if env.cr.fetchone()[0] else 'DO NOT EXIST'}, unaccent: {bool(registry.has_unaccent)}."
        ]
        conditions = search_conditions(env)
        file = env["customer.file"].search([("phone", "=like", "026%")], order="id", offset=count // 2, limit=1)
        mobile = env["customer.file"].search([("phone", "=like", "154%")], order="id", offset=count // 5, limit=1)
        words = [
            ("name", "the whole name", file.name),
            ("name", "four characters of it", file.name[2:6]),
            ("name", "three characters of it", file.name[2:5]),
            ("name", "two characters, frequent", file.name[:2]),
            ("name", "two characters, rarer", file.name[2:4]),
            ("name", "one character", file.name[2]),
            ("name", "nothing found", "没有这个客户"),
            ("name", "nothing found, two characters", "没有"),
            ("name", "the file number", file.number),
            ("name", "the telephone", file.phone),
            ("name", "the credit code", file.credit_code),
            ("number", "the file number", file.number),
            ("number", "its last four digits", file.number[-4:]),
            ("phone", "the telephone as written", file.phone),
            ("phone", "its digits", file.phone_key),
            ("phone", "the last eight digits", file.phone_key[-8:]),
            ("phone", "a mobile number", mobile.phone),
            ("credit_code", "the credit code", file.credit_code),
            ("credit_code", "its last eight characters", file.credit_code[-8:]),
        ]
    for field, label, word in words:
        domain = fill_in(conditions[field], word)
        title = f"list, {field}: {label}"
        measured = measure_search(
            registry,
            who,
            lambda env, domain=domain: env["customer.file"].web_search_read(
                domain, spec, limit=LIMIT, count_limit=COUNT_LIMIT
            )["length"],
        )
        rows.append({"search": title, "words": word, **summary(measured)})
        plans += [f"-- {title}: {word}\n{plan}" for plan in measured["plans"]]
        progress(title, rows[-1]["ms"], "ms", rows[-1]["index"])
    for field, label, word in words:
        if field == "name" and "one character" not in label:
            title = f"name_search: {label}"
            measured = measure_search(
                registry, who, lambda env, word=word: len(env["customer.file"].name_search(word, limit=8))
            )
            rows.append({"search": title, "words": word, **summary(measured)})
            plans += [f"-- {title}: {word}\n{plan}" for plan in measured["plans"]]
            progress(title, rows[-1]["ms"], "ms", rows[-1]["index"])
    for label, word in (("the whole name", words[0][2]), ("nothing found", "没有这个客户")):
        measured = measure_search(
            registry, who, lambda env, word=word: len(env["res.partner"].name_search(word, limit=8)), "res_partner"
        )
        rows.append({"search": f"peer: name_search of contacts: {label}", "words": word, **summary(measured)})
        plans += [f"-- peer: name_search of contacts: {word}\n{plan}" for plan in measured["plans"]]
    return {"rows": rows, "plans": plans, "notes": notes}


def search_conditions(env) -> dict:
    """The condition behind each field of the search view, as text."""
    from lxml import etree

    arch = etree.fromstring(env["customer.file"].get_views([(False, "search")])["views"]["search"]["arch"])
    return {
        node.get("name"): node.get("filter_domain") or f"[({node.get('name')!r}, 'ilike', self)]"
        for node in arch.xpath("/search/field")
    }


def fill_in(condition: str, word: str) -> list:
    """The domain of a condition for what somebody typed."""
    tree = ast.parse(condition, mode="eval")

    class Typed(ast.NodeTransformer):
        def visit_Name(self, node):
            return ast.Constant(word)

    return ast.literal_eval(Typed().visit(tree).body)


def measure_search(registry, who: dict, call, table_name: str = "customer_file") -> dict:
    """Time a search, and explain the queries that search."""
    times = []
    for number in range(6):
        with environment(registry, who) as env, recorded() as statements:
            start = time.perf_counter()
            found = call(env)
            times.append(1000 * (time.perf_counter() - start))
        if number == 0 and times[0] > 10_000:
            break
    with environment(registry, who) as env:
        plans = [
            f"{shortened(sql, 4000)}\n{explain(env.cr, sql)}"
            for sql, _seconds in statements
            if f'FROM "{table_name}"' in sql and "LIKE" in sql
        ]
    return {"found": found, "times": times[1:] or times, "plans": plans, "table": table_name}


def summary(measured: dict) -> dict:
    """What the plans say."""
    import re

    text = "\n".join(plan.partition("\n")[2] for plan in measured["plans"])
    used = set(re.findall(r"(?:Bitmap Index Scan on|Index (?:Only )?Scan(?: Backward)? using) (\S+)", text))
    prefix = f"{measured['table']}_"
    trigram = sorted(
        name for name in used if name.startswith(prefix) and "company_order" not in name and "pkey" not in name
    )
    walks = [word for word in ("Seq Scan on", "company_order", "_pkey") if word in text]
    return {
        "found": measured["found"],
        "ms": f"{median(measured['times']):.1f}",
        "index": ", ".join(name.removeprefix(prefix).removeprefix("_").removesuffix("_index") for name in trigram)
        or "-",
        "scan": ", ".join(
            {"Seq Scan on": "whole table", "company_order": "in list order", "_pkey": "by id"}[word] for word in walks
        )
        or "no",
    }


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure, "search": search})
