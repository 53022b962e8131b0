"""The steps of subject "import" of scripts/bench, each in a process of its own."""

import base64
import re
import time
from collections import Counter
from pathlib import Path

from bench_common import FOLDER, Watch, explain, open_registry, progress, recorded, run_step, sampled, shortened
from bench_data import customers

HEADINGS = {
    "name": "客户名称", "credit_code": "统一社会信用代码", "phone": "电话", "street": "地址", "zip": "邮编", "city": "城市",  # noqa: E501
    "email": "邮箱", "website": "网站", "legal_representative": "法定代表人", "registered_capital": "注册资本（万元）",
    "founding_date": "成立日期",
}  # fmt: skip
PARTNER_FIELDS = {
    "name": "name", "credit_code": "vat", "phone": "phone", "street": "street", "zip": "zip", "city": "city",
    "email": "email", "website": "website",
}  # fmt: skip
BATCH = 1000
SCHEDULED = "customer_file.ir_cron_customer_import"


def make_user(registry, group: str):
    from odoo import SUPERUSER_ID, api

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Importer",
                    "login": "importer",
                    "group_ids": [(6, 0, [env.ref(xml_id).id for xml_id in ("base.group_user", group)])],
                }
            )
        )
        return user.id, {"lang": "en_US", "tz": "UTC", "allowed_company_ids": user.company_ids.ids}


def load(database: str, rows: int, path: str) -> dict:
    """Core's load(), as its import wizard calls it for each batch."""
    from odoo import api

    registry = open_registry(database)
    uid, context = make_user(registry, "base.group_partner_manager")
    data = [[*(customer[name] for name in PARTNER_FIELDS), "1"] for customer in customers(rows)]
    fields = [*PARTNER_FIELDS.values(), "is_company"]
    context |= {"import_file": True, "tracking_disable": True, "name_create_enabled_fields": {}, "_import_limit": BATCH}
    with registry.cursor() as cr:
        watch = Watch(database)
        partners = api.Environment(cr, uid, context)["res.partner"]
        for start in range(0, rows, BATCH):
            result = partners.load(fields, data[start : start + BATCH])
            assert result["ids"], result["messages"]
            cr.commit()
            watch.note(start + BATCH)
            if start % 20_000 == 0:
                progress(f"load: {start:,} of {rows:,}")
        return watch.stop()


def bare(database: str, rows: int, path: str) -> dict:
    """What no import of ours can go below: the ORM creates the partners and their files, all values known."""
    from odoo import api

    registry = open_registry(database)
    uid, context = make_user(registry, "customer_policy.group_information_administrator")
    own = [name for name in HEADINGS if name not in PARTNER_FIELDS]
    with registry.cursor() as cr:
        watch = Watch(database)
        env = api.Environment(cr, uid, context | {"tracking_disable": True, "mail_create_nosubscribe": True})
        known = list(customers(rows))
        for start in range(0, rows, BATCH):
            batch = known[start : start + BATCH]
            partners = env["res.partner"].create(
                [{"is_company": True, **{PARTNER_FIELDS[name]: row[name] for name in PARTNER_FIELDS}} for row in batch]
            )
            env["customer.file"].create(
                [
                    {**partner._prepare_customer_file_vals(), **{name: row[name] for name in own}}
                    for partner, row in zip(partners, batch, strict=True)
                ]
            )
            env.flush_all()
            cr.commit()
            env.invalidate_all()
            watch.note(start + BATCH)
        return watch.stop()


def wizard(database: str, rows: int, path: str) -> dict:
    """Core's import wizard, as the web client uses it."""
    from odoo import api

    registry = open_registry(database)
    uid, context = make_user(registry, "base.group_partner_manager")
    with registry.cursor() as cr:
        watch = Watch(database)
        imports = api.Environment(cr, uid, {**context, "tracking_disable": True})["base_import.import"]
        values = {"res_model": "res.partner", "file": Path(path).read_bytes(), "file_name": "list.xlsx"}
        values["file_type"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        job = imports.create(values)
        options = {"has_headers": True, "quoting": '"', "separator": "", "float_thousand_separator": ","}
        preview = job.parse_preview(options)
        assert not preview.get("error"), preview
        cr.commit()
        columns = list(HEADINGS.values())
        fields = [PARTNER_FIELDS.get(name, False) for name in HEADINGS]
        skip = 0
        while True:
            step = {**preview["options"], "has_headers": True, "skip": skip, "limit": 2000}
            result = job.execute_import(fields, columns, step)
            assert not result["messages"], result["messages"]
            cr.commit()
            skip = result["nextrow"]
            if not skip:
                return watch.stop()


def ours(database: str, rows: int, path: str) -> dict:
    """Our import: the button, then the scheduled action until all is done."""
    from odoo import SUPERUSER_ID, api

    registry = open_registry(database)
    uid, context = make_user(registry, "customer_policy.group_information_administrator")
    with registry.cursor() as cr:
        cr.execute("SELECT count(*) FROM customer_file")
        assert cr.fetchone() == (0,)
        watch = Watch(database)
        shown = time.monotonic()

        def show_progress(commits):
            nonlocal shown
            watch.note(commits)
            if time.monotonic() - shown > 10:
                shown = time.monotonic()
                progress(f"ours: {commits} commits of about {2 * rows // BATCH}, {watch.trace[-1][1]:.0f} MB more")

        sleeps = work(api.Environment(cr, uid, context), path, watch, show_progress)
        result = watch.stop(sleeps=sleeps)
        counts = api.Environment(cr, SUPERUSER_ID, {})["customer.file"].search_count([])
        assert counts == rows, f"{counts} files of {rows} rows"
        return result


def work(env, path: str, watch, show_progress=None) -> int:
    """Import the list at ``path`` from the upload to the last file.

    :return: how often Odoo's scheduler would have slept, up to a minute, before it went on
    """
    done = sleeps = 0
    cron_class = env.registry["ir.cron"]
    commit, notify = cron_class._commit_progress, cron_class._notifydb
    notified = False

    def counted(self, *args, **options):
        nonlocal done
        done += 1
        if show_progress:
            show_progress(done)
        return commit(self, *args, **options)

    def noted(self):
        nonlocal notified
        notified = True

    def schedule(state: str):
        nonlocal notified, sleeps
        env.cr.commit()
        while job.state == state:
            notified = False
            cron_class._process_jobs(env.cr.dbname)
            env.cr.rollback()  # what the scheduler did is seen
            sleeps += job.state == state and not notified

    cron_class._commit_progress, cron_class._notifydb = counted, noted
    try:
        env.cr.execute("UPDATE ir_cron SET active = false WHERE id <> %s", [env.ref(SCHEDULED).id])
        content = base64.b64encode(Path(path).read_bytes())
        job = env["customer.import"].create({"data": content, "filename": "list.xlsx"})
        job.action_read_columns()
        env.cr.commit()
        del content
        assert set(job.column_ids.mapped("field_name")) == set(HEADINGS), job.column_ids.mapped("field_name")
        watch.lap("upload and columns")
        job.action_check()
        schedule("checking")
        assert job.state == "checked", job.error
        watch.lap("check")
        job.action_start()
        schedule("running")
        watch.lap("import")
        outcomes = Counter(job.line_ids.mapped("outcome"))
        assert (job.state, set(outcomes)) == ("done", {"create"}), (job.state, outcomes)
        return sleeps
    finally:
        cron_class._commit_progress, cron_class._notifydb = commit, notify


def plans(database: str, path: str) -> list[str]:
    """Import 1000 more customers and explain the dearest queries of it."""
    from odoo import SUPERUSER_ID, api

    registry = open_registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        user = env["res.users"].search([("login", "=", "importer")])
        context = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": user.company_ids.ids}
        with recorded() as statements:
            work(api.Environment(cr, user.id, context), path, Watch(database))
        queries = sorted((entry for entry in statements if entry[0].startswith("SELECT")), key=lambda entry: -entry[1])
        texts = []
        for sql, seconds in queries[:12]:
            progress(f"plan of a query of {1000 * seconds:.0f} ms")
            texts.append(f"-- {1000 * seconds:.1f} ms\n{shortened(sql)}\n{shortened_plan(explain(cr, sql))}")
        return [f"{len(statements)} statements for {BATCH} more rows; the dearest queries:", *texts]


def shortened_plan(plan: str) -> str:
    return "\n".join(line if len(line) < 400 else line[:200] + " ... " + line[-100:] for line in plan.splitlines())


def profiled(database: str, rows: int, path: str, what: str = "ours") -> str:
    """Run a step, and write down its statements and its functions; .folded is what flame graphs are made of."""
    with recorded() as statements, sampled() as stacks:
        result = STEPS[what](database, rows, path)
    stacks = {stack: count for stack, count in stacks.items() if any(code.co_name == what for code in stack)}
    kinds, times = Counter(), Counter()
    for sql, seconds in statements:
        kind = "".join(char for char in shortened(sql, 160) if not char.isdigit())[:110]
        kinds[kind] += 1
        times[kind] += seconds
    lines = [f"{what}, {rows} rows: {len(statements)} statements, {sum(times.values()):.1f} s; {result}"]
    lines += [f"{seconds:8.2f} s {kinds[kind]:7} x {kind}" for kind, seconds in times.most_common(40)]
    below, itself = Counter(), Counter()
    for stack, count in stacks.items():
        itself[stack[-1]] += count
        below.update(dict.fromkeys(stack, count))
    worth = 1e6 * result["processor"][0] / rows / below[work.__code__ if what == "ours" else STEPS[what].__code__]
    for title, samples, number in (("with what it calls", below, 160), ("itself", itself, 60)):
        lines += ["", f"microseconds of processor per row, by function {title}"]
        lines += [f"{count * worth:8.0f} {named(code)}" for code, count in samples.most_common(number)]
    path = FOLDER / f"profile_{what}_{rows}.txt"
    path.write_text("\n".join(lines) + "\n")
    folded = (f"{';'.join(map(named, stack))} {count * worth:.2f}" for stack, count in stacks.items())
    path.with_suffix(".folded").write_text("\n".join(folded) + "\n")
    return str(path)


def named(code) -> str:
    return f"{code.co_qualname} {re.sub('.*/(addons|odoo)/', '', code.co_filename)}:{code.co_firstlineno}"


STEPS = {"load": load, "bare": bare, "wizard": wizard, "ours": ours, "plans": plans, "profiled": profiled}

if __name__ == "__main__":
    run_step(STEPS)
