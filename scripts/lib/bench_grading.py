"""Subject "grading" of scripts/bench: a scoring run over 100,000 customers, against the SQL aggregates it needs."""

import time

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
from databases import phase

DATABASE = "bench_grading"
#: of each customer; every order has so many lines
ORDERS, LINES, INVOICES = 2.5, 4, 2
DATE = "2026-06-30"


def run(bench) -> str:
    """Measure, and write the table."""
    count = 5_000 if bench.quick else 100_000
    with bench.scratch(WITH_OURS, DATABASE):
        with phase(f"{count:,} customers"):
            bench.child("bench_grading", "fill", count=count)
        found = bench.child("bench_grading", "measure", rounds=bench.rounds)
    return bench.save("grading", lines(count, found), found["plans"])


def lines(count: int, found: dict) -> list[str]:
    """The result as markdown."""
    rounds = found["rounds"]

    def row(label, ours, floor):
        pairs = [(one[ours], one[floor]) for one in rounds]
        ratios = [ours / floor for ours, floor in pairs]
        return [label, show((one[floor] for one in rounds), 2), show((one[ours] for one in rounds), 2), show(ratios, 2)]

    return [
        f"## A scoring run over {count:,} customers, {int(count * ORDERS):,} orders with "
        f"{int(count * ORDERS * LINES):,} lines, {count * INVOICES:,} invoices",
        "",
        *table(
            ["seconds", "plain SQL", "ours", "ratio"],
            [
                row("measured and graded, with shares kept", "query", "aggregates"),
                row("the same, and the proposals stored", "score", "stored"),
                row("the same by a product category (all order lines)", "by category", "aggregates by category"),
            ],
        ),
        "",
        "Wanted: at most 1.3 times the SQL aggregates that are needed. Plain SQL of the first row: orders, invoices "
        "and payments, each aggregated once by customer. Of the second: the same, with a row per customer stored in "
        "the table of the proposals, with its foreign keys and indexes.",
        "",
        f"Statements of a run: {found['statements']}, whatever the number of customers. Memory of the process grew by "
        f"{found['grown']:.0f} MB. {found['changed']:,} grades took effect in {found['applied']:.1f} s, in "
        f"{found['batches']} transactions.",
    ]


# what follows runs in the child


def scheme_vals(code: str, **values) -> dict:
    """Return a scheme with shares, limits and four measured criteria."""
    steps = [
        (0, 0, {"value_from": value, "points": points}) for value, points in ((0, 0), (500, 30), (2000, 60), (3500, 90))
    ]
    criteria = [
        {"figure": "ordered_amount", "period_months": 12, "weight": 50, "step_ids": steps},
        {
            "figure": "order_count",
            "period_months": 24,
            "weight": 10,
            "step_ids": [(0, 0, {"value_from": 2, "points": 50})],
        },
        {
            "figure": "invoiced_amount",
            "period_months": 12,
            "weight": 30,
            "step_ids": [line[:2] + (dict(line[2]),) for line in steps],
        },
        {"figure": "days_since_order", "weight": 10, "step_ids": [(0, 0, {"value_from": 1, "points": 10})]},
    ]
    limit = {"figure": "late_payments", "period_months": 12, "operator": "<=", "value": 0}
    return {
        "name": code,
        "code": code,
        "mode": "enforce",
        "turnover_months": 12,
        "grade_ids": [
            (0, 0, {"code": "vip", "name": "VIP", "rank": 1, "minimum_score": 40, "cap_percent": 15,
                    "condition_ids": [(0, 0, limit)]}),
            (0, 0, {"code": "preferred", "name": "Preferred", "rank": 2, "minimum_score": 20, "cap_percent": 30}),
            (0, 0, {"code": "qualified", "name": "Qualified", "rank": 3}),
        ],
        "criterion_ids": [(0, 0, criterion) for criterion in criteria],
        **values,
    }  # fmt: skip


def fill(count: int) -> dict:
    """Make the customers with their business, and the schemes."""
    with filled(DATABASE) as env:
        category = make_business(env.cr, env, count)
        env.user.group_ids = [(4, env.ref("customer_policy.group_supervisor").id)]
        for code, more in (("all", {}), ("category", {"categ_id": category.id})):
            env["customer.grade.scheme"].create(scheme_vals(code, **more))
    return {}


def make_business(cr, env, count: int):
    """Make one customer, order, invoice and payment by the ORM, and copies by SQL; return the category of products."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=env.company, install_demo=False)
    departments = env["hr.department"].create(
        [{"name": f"Department {number}", "company_id": 1} for number in range(20)]
    )
    categories = env["product.category"].create([{"name": "Beds"}, {"name": "Chairs"}])
    product = env["product.product"].create({"name": "Bed", "type": "service", "categ_id": categories[0].id})
    partner = env["res.partner"].create({"name": "Customer", "is_company": True})
    file = env["customer.file"].create({"partner_id": partner.id, "department_id": departments[0].id})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [
                (0, 0, {"product_id": product.id, "product_uom_qty": 1, "price_unit": 100, "tax_ids": False})
            ],
        }
    )
    order.action_confirm()
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": partner.id,
            "invoice_date": "2026-01-10",
            "invoice_line_ids": [(0, 0, {"product_id": product.id, "price_unit": 100, "tax_ids": False})],
        }
    )
    move.action_post()
    env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
        {"payment_date": "2026-01-20"}
    )._create_payments()
    env.flush_all()
    receivable = move.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
    partial = receivable.matched_credit_ids
    orders, invoices = int(count * ORDERS), count * INVOICES
    partners = copies(
        cr, "res_partner", partner.id, count, {"name": "'Customer ' || n", "complete_name": "'Customer ' || n"}
    )
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id > %s", [partners])
    copies(
        cr,
        "customer_file",
        file.id,
        count,
        {
            "partner_id": f"{partners} + n",
            "number": "'B' || n",
            "name": "'Customer ' || n",
            "department_id": f"{departments[0].id} + n % 20",
        },
    )
    spread = {"partner_id": f"{partners} + 1 + (n * 7919::bigint) % {count}"}
    first = copies(
        cr,
        "sale_order",
        order.id,
        orders,
        {
            **spread,
            "name": "'B' || n",
            "access_token": "NULL",
            "date_order": "timestamp '2026-06-30' - make_interval(days => n % 700)",
            "amount_untaxed": "100 + n % 2000",
        },
    )
    copies(
        cr,
        "sale_order_line",
        order.order_line.id,
        orders * LINES,
        {"order_id": f"{first} + 1 + (n - 1) / {LINES}", "price_subtotal": "25 + n % 500"},
    )
    day = "date '2026-06-01' - n % 700"
    first = copies(
        cr,
        "account_move",
        move.id,
        invoices,
        {
            **spread,
            "commercial_partner_id": spread["partner_id"],
            "name": "'B/' || n",
            "sequence_number": "n + 1000",
            "access_token": "NULL",
            "invoice_date": day,
            "date": day,
            "amount_untaxed_signed": "100 + n % 2000",
            "made_sequence_gap": "FALSE",
        },
    )
    lines_before = copies(
        cr,
        "account_move_line",
        receivable.id,
        invoices,
        {
            **spread,
            "move_id": f"{first} + n",
            "date": day,
            "date_maturity": f"{day} + 30",
            "amount_residual": "CASE WHEN n % 20 = 0 THEN 100 ELSE 0 END",
        },
    )
    copies(
        cr,
        "account_partial_reconcile",
        partial.id,
        invoices,
        {"debit_move_id": f"{lines_before} + n", "max_date": f"{day} + 20 + n % 12"},
    )
    return categories[0]


#: by hand: what a run must read, each table once
ORDERS_SQL = """
    SELECT partner.commercial_partner_id AS partner_id,
           sum(sale.amount_untaxed / sale.currency_rate)
               FILTER (WHERE date_order > date '{date}' - interval '12 months') AS a,
           count(*) FILTER (WHERE date_order > date '{date}' - interval '24 months') AS b, max(date_order) AS c
      FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
     WHERE sale.state = 'sale' AND sale.company_id = 1 AND date_order < date '{date}' + 1 GROUP BY 1"""
LINES_SQL = """
    SELECT partner.commercial_partner_id AS partner_id,
           sum(line.price_subtotal / sale.currency_rate)
               FILTER (WHERE date_order > date '{date}' - interval '12 months') AS a,
           count(DISTINCT sale.id) FILTER (WHERE date_order > date '{date}' - interval '24 months') AS b,
           max(date_order) AS c
      FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
      JOIN sale_order_line line ON line.order_id = sale.id
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
      JOIN product_category category ON category.id = template.categ_id AND category.name = 'Beds'
     WHERE sale.state = 'sale' AND sale.company_id = 1 AND date_order < date '{date}' + 1 GROUP BY 1"""
INVOICES_SQL = """
    SELECT commercial_partner_id AS partner_id,
           sum(amount_untaxed_signed) FILTER (WHERE invoice_date > date '{date}' - interval '12 months') AS d
      FROM account_move WHERE state = 'posted' AND company_id = 1 AND invoice_date <= date '{date}'
       AND move_type IN ('out_invoice', 'out_refund', 'out_receipt') GROUP BY 1"""
PAYMENTS_SQL = """
    SELECT move.commercial_partner_id AS partner_id,
           count(*) FILTER (WHERE CASE WHEN line.amount_residual = 0 THEN settled.day ELSE date '{date}' END
               > line.date_maturity AND line.date_maturity > date '{date}' - interval '12 months') AS e
      FROM account_move_line line JOIN account_account account ON account.id = line.account_id
      JOIN account_move move ON move.id = line.move_id
      LEFT JOIN (SELECT debit_move_id, max(max_date) AS day FROM account_partial_reconcile GROUP BY 1) settled
        ON settled.debit_move_id = line.id
     WHERE line.company_id = 1 AND line.parent_state = 'posted' AND line.debit > 0
       AND account.account_type = 'asset_receivable' AND line.date_maturity <= date '{date}'
       AND move.move_type IN ('out_invoice', 'out_receipt') GROUP BY 1"""
FLOOR = """
    SELECT sum(a), sum(b), max(c) FROM ({orders}) one;
    SELECT sum(d) FROM ({invoices}) one;
    SELECT sum(e) FROM ({payments}) one"""


def floor_sql(orders: str) -> str:
    """Return the aggregates, each forced to be computed."""
    parts = {"orders": orders, "invoices": INVOICES_SQL, "payments": PAYMENTS_SQL}
    return FLOOR.format(**{name: sql.format(date=DATE) for name, sql in parts.items()})


def stored_sql(run_id: int) -> str:
    """Return the aggregates, stored as a row per customer in a table like that of the proposals."""
    parts = {name: sql.format(date=DATE) for name, sql in
             {"o": ORDERS_SQL, "i": INVOICES_SQL, "p": PAYMENTS_SQL}.items()}  # fmt: skip
    return f"""
        INSERT INTO customer_grading_run_line (run_id, file_id, score, turnover, figures, grade_id, score_grade_id)
        SELECT {run_id}, file.id, o.a, o.b, jsonb_build_object('a', a, 'b', b, 'c', c, 'd', d, 'e', e), grade.id,
               grade.id
          FROM customer_file file CROSS JOIN (SELECT min(id) AS id FROM customer_grade) grade
          LEFT JOIN ({parts["o"]}) o USING (partner_id) LEFT JOIN ({parts["i"]}) i USING (partner_id)
          LEFT JOIN ({parts["p"]}) p USING (partner_id)
         WHERE file.company_id = 1 AND file.merged_into_id IS NULL AND file.state <> 'destroyed' AND file.active"""


def measure(rounds: int) -> dict:
    """Let floors and ours take turns."""
    from bench_common import Watch

    from odoo.tools import SQL

    registry = open_registry(DATABASE)
    cr, env = environment(registry)
    schemes = env["customer.grade.scheme"].search([("company_id", "=", 1)])
    runs = {}
    for scheme in schemes:
        runs[scheme.code] = env["customer.grading.run"].create({"scheme_id": scheme.id, "date": DATE}).id
    cr.commit()
    cr.close()

    def query(env, code="all"):
        run = env["customer.grading.run"].browse(runs[code])
        rows = run.scheme_id._proposals_sql(run._measure())
        env.cr.execute(SQL("SELECT count(grade_id), sum(score), max(figures::text), count(why) FROM (%s) rows", rows))

    kinds = {
        "aggregates": lambda env: env.cr.execute(floor_sql(ORDERS_SQL)),
        "query": query,
        "stored": lambda env: env.cr.execute(stored_sql(runs["all"])),
        "score": lambda env: env["customer.grading.run"].browse(runs["all"])._score(),
        "aggregates by category": lambda env: env.cr.execute(floor_sql(LINES_SQL)),
        "by category": lambda env: query(env, "category"),
    }

    def timed(function) -> float:
        cr, env = environment(registry)
        start = time.perf_counter()
        function(env)
        seconds = time.perf_counter() - start
        cr.rollback()
        cr.close()
        return seconds

    result = {"rounds": [], "plans": []}
    for function in kinds.values():
        timed(function)  # fills the caches of Odoo and PostgreSQL
    for number in range(rounds):
        result["rounds"].append({name: median(timed(kinds[name]) for _ in range(3)) for name in kinds})
        progress(f"round {number + 1}:", {name: round(value, 2) for name, value in result["rounds"][-1].items()})
    watch = Watch(DATABASE)
    with recorded() as statements:
        timed(kinds["score"])
    result["grown"], result["statements"] = watch.stop()["grown"], len(statements)
    cr, env = environment(registry)
    for sql, seconds in statements:
        if seconds > 0.1:
            result["plans"].append(f"-- {1000 * seconds:.1f} ms\n{shortened(sql)}\n{explain(cr, sql)}")
    cr.rollback()
    run = env["customer.grading.run"].browse(runs["all"])
    run.action_compute()
    cr.commit()
    start, result["batches"], left = time.perf_counter(), 0, 1
    run._run_step("apply")
    while left:
        left, result["batches"] = run._apply_batch(), result["batches"] + 1
        cr.commit()
    result["applied"] = time.perf_counter() - start
    result["changed"] = env["customer.file.grade"].search_count([("run_id", "=", run.id)])
    cr.commit()
    cr.close()
    return result


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
