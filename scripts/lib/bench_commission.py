"""Subject "commission" of scripts/bench: the statements of a month over 1,000,000 order lines, against SQL by hand."""

import time

from bench_common import (
    WITH_OURS,
    copies,
    environment,
    explain,
    filled,
    open_registry,
    progress,
    recorded,
    run_step,
    shortened,
    show,
    table,
)
from databases import phase

DATABASE = "bench_commission"
LINES, AGENTS, SELLERS = 4, 1_000, 200
FIRST, LAST = "2026-05-01", "2026-05-31"
RATE = 0.5


def run(bench) -> str:
    """Measure, and write the table."""
    count = 2_500 if bench.quick else 250_000
    with bench.scratch(WITH_OURS, DATABASE):
        with phase(f"{count:,} orders and invoices"):
            bench.child("bench_commission", "fill", count=count)
        found = bench.child("bench_commission", "measure", rounds=bench.rounds)
    return bench.save("commission", lines(count, found), found["plans"])


def lines(count: int, found: dict) -> list[str]:
    """The result as markdown."""
    rounds = found["rounds"]

    def row(label, kind):
        pairs = [(one[f"{kind} ours"], one[f"{kind} floor"]) for one in rounds]
        floors, ours = [floor for _ours, floor in pairs], [ours for ours, _floor in pairs]
        return [label, show(floors, 2), show(ours, 2), show((a / b for a, b in pairs), 2)]

    return [
        f"## The statements of a month over {count * LINES:,} order lines on {count:,} invoices",
        "",
        *table(
            ["seconds", "SQL by hand", "ours", "ratio"],
            [
                row(f"rebates of {AGENTS:,} agents, of what was invoiced", "agent"),
                row("the same, of what was paid", "paid"),
                row(f"commissions of {SELLERS} consultants, by who sold the order", "seller"),
            ],
        ),
        "",
        "Wanted: at most 1.2 times its SQL. The SQL by hand stores the same lines, with the same cents, in the same "
        "table with its foreign keys and indexes, and the sums on the statements; it knows one basis, one tier and "
        "nothing that became known late.",
        "",
        f"Statements of SQL of a computation: {found['statements']}, whatever the number of lines.",
    ]


# what follows runs in the child


def fill(count: int) -> dict:
    """Make orders, invoices and payments by SQL, agents and consultants with their schemes."""
    with filled(DATABASE) as env:
        make_business(env.cr, env, count)
    return {}


def make_business(cr, env, count: int):
    """Make one order, invoice and payment by the ORM, and copies by SQL."""
    if not env.company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company=env.company, install_demo=False)
    product = env["product.product"].create({"name": "Bed", "type": "service", "invoice_policy": "order"})
    partner = env["res.partner"].create({"name": "Agent", "is_company": True})
    line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 100, "tax_ids": False}
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": [(0, 0, line)]})
    order.action_confirm()
    move = order._create_invoices()
    move.invoice_date = "2026-05-01"
    move.action_post()
    env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids).create(
        {"payment_date": "2026-05-10"}
    )._create_payments()
    env.flush_all()
    cr.execute("UPDATE account_move SET date = invoice_date WHERE id = %s", [move.id])
    receivable = move.line_ids.filtered(lambda one: one.display_type == "payment_term")
    charged = move.invoice_line_ids
    entry = receivable.matched_credit_ids.credit_move_id.move_id
    users = env["res.users"].with_context(no_reset_password=True)
    users = users.create([{"name": f"Seller {n}", "login": f"seller{n}"} for n in range(SELLERS)])
    env.flush_all()
    partners = copies(
        cr, "res_partner", partner.id, AGENTS, {"name": "'Agent ' || n", "complete_name": "'Agent ' || n"}
    )
    cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE id > %s", [partners])
    spread = f"{partners} + 1 + (n * 7919::bigint) % {AGENTS}"
    seller = f"{users[0].id} + (n * 7919::bigint) % {SELLERS}"
    orders = copies(
        cr,
        "sale_order",
        order.id,
        count,
        {"partner_id": spread, "user_id": seller, "name": "'B' || n", "access_token": "NULL"},
    )
    order_lines = copies(
        cr, "sale_order_line", order.order_line.id, count * LINES, {"order_id": f"{orders} + 1 + (n - 1) / {LINES}"}
    )
    day = "date '2026-05-01' + n % 31"
    moves = copies(
        cr,
        "account_move",
        move.id,
        count,
        {
            "partner_id": spread,
            "commercial_partner_id": spread,
            "name": "'B/' || n",
            "sequence_number": "n + 1000",
            "access_token": "NULL",
            "invoice_date": day,
            "date": day,
            "made_sequence_gap": "FALSE",
        },
    )
    invoice_lines = copies(
        cr,
        "account_move_line",
        charged.id,
        count * LINES,
        {
            "move_id": f"{moves} + 1 + (n - 1) / {LINES}",
            "balance": "-(25 + n % 500 + 0.37)",
            "amount_currency": "-(25 + n % 500 + 0.37)",
        },
    )
    cr.execute(
        "INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id) "
        f"SELECT {order_lines} + n, {invoice_lines} + n FROM generate_series(1, {count * LINES}) n"
    )
    terms = copies(cr, "account_move_line", receivable.id, count, {"move_id": f"{moves} + n"})
    cr.execute(
        f"""UPDATE account_move_line term SET balance = one.total, amount_currency = one.total
              FROM (SELECT move_id, -sum(balance) AS total FROM account_move_line
                     WHERE id > {invoice_lines} AND id <= {invoice_lines + count * LINES} GROUP BY 1) one
             WHERE term.move_id = one.move_id AND term.id > {terms}"""
    )
    entries = copies(
        cr,
        "account_move",
        entry.id,
        count,
        {
            "name": "'P/' || n",
            "sequence_number": "n + 1000",
            "access_token": "NULL",
            "made_sequence_gap": "FALSE",
        },
    )
    settling = receivable.matched_credit_ids.credit_move_id
    paid = copies(cr, "account_move_line", settling.id, count, {"move_id": f"{entries} + n"})
    matches = copies(
        cr,
        "account_partial_reconcile",
        receivable.matched_credit_ids.id,
        count,
        {"debit_move_id": f"{terms} + n", "credit_move_id": f"{paid} + n", "max_date": f"{day}"},
    )
    cr.execute(
        f"""UPDATE account_partial_reconcile match
               SET amount = round(term.balance / 2, 2), debit_amount_currency = round(term.balance / 2, 2)
              FROM account_move_line term WHERE term.id = match.debit_move_id AND match.id > {matches}"""
    )
    make_schemes(env, partners, users)


def make_schemes(env, partners: int, users):
    """Make a scheme of each kind, of which one is in force at a time, and assign it to everybody."""
    people = {
        "agent": [{"partner_id": partners + number} for number in range(1, AGENTS + 1)],
        "paid": [{"partner_id": partners + number} for number in range(1, AGENTS + 1)],
        "seller": [{"user_id": user.id} for user in users],
    }
    for code, basis in (("agent", "invoiced"), ("paid", "paid"), ("seller", "invoiced")):
        kind = "consultant" if code == "seller" else "agent"
        scheme = env["dealer.commission.scheme"].create(
            {
                "name": code, "code": code, "mode": "enforce", "kind": kind, "basis": basis,
                "tier_ids": [(0, 0, {"threshold": 0, "rate": RATE})],
            }
        )  # fmt: skip
        terms = {"kind": kind, "scheme_id": scheme.id, "date_from": "2026-01-01"}
        env["dealer.commission.assignment"].create([{**terms, **one} for one in people[code]])
    for kind, code in (("agent", "agent"), ("consultant", "seller")):
        period = {"kind": kind, "date_from": FIRST, "date_to": LAST}
        env["dealer.commission.statement"].create([{**period, **one} for one in people[code]])


#: what each line gives, by hand
BY_HAND = {
    "agent": f"""
        SELECT statement.id AS statement_id, line.id AS source_id, move.name, move.date, -line.balance AS amount
          FROM account_move move
          JOIN dealer_commission_statement statement
            ON statement.kind = 'agent' AND statement.partner_id = move.commercial_partner_id
          JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
         WHERE move.company_id = 1 AND move.state = 'posted' AND move.date BETWEEN '{FIRST}' AND '{LAST}'
           AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')""",
    "paid": f"""
        SELECT statement.id AS statement_id, line.id AS source_id, move.name, move.date,
               round(-line.balance * least(settled.upto, settled.total) / settled.total, 2) AS amount
          FROM account_move move
          JOIN dealer_commission_statement statement
            ON statement.kind = 'agent' AND statement.partner_id = move.commercial_partner_id
          JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
          JOIN (SELECT term.move_id, sum(DISTINCT term.amount_currency) AS total,
                       sum(match.debit_amount_currency) AS upto
                  FROM account_move_line term
                  JOIN account_partial_reconcile match ON match.debit_move_id = term.id
                 WHERE term.display_type = 'payment_term' AND match.max_date BETWEEN '{FIRST}' AND '{LAST}'
                 GROUP BY 1) settled ON settled.move_id = move.id
         WHERE move.company_id = 1 AND move.state = 'posted' AND move.date <= '{LAST}'
           AND move.move_type IN ('out_invoice', 'out_receipt')""",
    "seller": f"""
        SELECT statement.id AS statement_id, line.id AS source_id, move.name, move.date, -line.balance AS amount
          FROM account_move move
          JOIN account_move_line line ON line.move_id = move.id AND line.display_type = 'product'
          JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = line.id
          JOIN sale_order_line item ON item.id = rel.order_line_id
          JOIN sale_order sale ON sale.id = item.order_id
          JOIN dealer_commission_statement statement
            ON statement.kind = 'consultant' AND statement.user_id = sale.user_id
         WHERE move.company_id = 1 AND move.state = 'posted' AND move.date BETWEEN '{FIRST}' AND '{LAST}'
           AND move.move_type IN ('out_invoice', 'out_receipt', 'out_refund')""",
}
STORED = """
    WITH lines AS MATERIALIZED (
        SELECT one.*, round({factor} * sum(amount) OVER reached, 2)
                      - round({factor} * (sum(amount) OVER reached - amount), 2) AS commission
          FROM ({lines}) one
        WINDOW reached AS (PARTITION BY statement_id ORDER BY source_id ROWS UNBOUNDED PRECEDING)),
    stored AS (
        INSERT INTO dealer_commission_statement_line (statement_id, scheme_id, role, source_id, reference, date, amount,
               units, performance, rate, commission, is_correction)
        SELECT statement_id, {scheme}, 'own', source_id, name, date, amount, 0, 0, {rate}, commission, FALSE FROM lines)
    UPDATE dealer_commission_statement statement
       SET trade_amount = one.amount, commission = one.commission, outstanding_amount = one.commission
      FROM (SELECT statement_id, sum(amount) AS amount, sum(commission) AS commission FROM lines GROUP BY 1) one
     WHERE statement.id = one.statement_id"""


def measure(rounds: int) -> dict:
    """Let the SQL by hand and ours take turns, and see that both give the same."""
    registry = open_registry(DATABASE)
    cr, env = environment(registry)
    schemes = {scheme.code: scheme.id for scheme in env["dealer.commission.scheme"].search([])}
    cr.rollback()
    cr.close()

    def by_hand(env, code):
        scheme = schemes[code]
        env.cr.execute(STORED.format(lines=BY_HAND[code], scheme=scheme, rate=RATE, factor=RATE / 100))

    def ours(env, code):
        kind = "consultant" if code == "seller" else "agent"
        env["dealer.commission.statement"].search([("kind", "=", kind)])._compute_lines()

    def begin(code):
        """Return a transaction in which the scheme measured is the only one in force."""
        cr, env = environment(registry)
        others = [scheme for other, scheme in schemes.items() if other != code]
        env["dealer.commission.scheme"].browse(others).mode = "off"
        env.flush_all()
        return cr, env

    def timed(function, code) -> float:
        cr, env = begin(code)
        start = time.perf_counter()
        function(env, code)
        seconds = time.perf_counter() - start
        cr.rollback()
        cr.close()
        registry.clear_cache()
        return seconds

    def figures(function, code):
        cr, env = begin(code)
        function(env, code)
        cr.execute(
            "SELECT count(*), sum(amount), sum(commission), sum(source_id::bigint * commission) "
            "FROM dealer_commission_statement_line"
        )
        found = cr.fetchone()
        cr.rollback()
        cr.close()
        registry.clear_cache()
        return found

    result = {"rounds": [], "plans": []}
    for code in schemes:
        same = [figures(function, code) for function in (by_hand, ours)]  # fills the caches as well
        if same[0] != same[1] or not same[0][0]:
            raise ValueError(f"{code}: not the same figures: {same}")
        progress(f"{code}: {same[0][0]:,} lines, {same[0][1]:,} give {same[0][2]:,}")
    for number in range(rounds):
        seconds = {
            f"{code} {name}": timed(function, code)
            for code in schemes
            for name, function in (("floor", by_hand), ("ours", ours))
        }
        result["rounds"].append(seconds)
        progress(f"round {number + 1}:", {name: round(value, 2) for name, value in seconds.items()})
    cr, env = begin("agent")
    with recorded() as statements:
        ours(env, "agent")
    result["statements"] = len(statements)
    for sql, seconds in statements:
        if seconds > 0.1:
            result["plans"].append(f"-- {1000 * seconds:.1f} ms\n{shortened(sql)}\n{explain(cr, sql)}")
    cr.rollback()
    cr.close()
    return result


if __name__ == "__main__":
    run_step({"fill": fill, "measure": measure})
