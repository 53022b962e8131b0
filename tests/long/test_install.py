"""Complaints come, without staff conduct, into a database full of data that knows nothing of ours."""

import time

import databases
import pytest
from processes import run
from shop import check_same, complain, deliver, remember, sell

DATABASE = "customer_long_install"
ADDONS = ("customer_complaint", "customer_complaint_sale", "customer_complaint_stock")
PARTNERS, ORDERS = 2_000, 30
#: what comes in force: how files are numbered, and words to choose from; none of them stops anybody
WORDS = ["customer.collection.method", "customer.file.kind", "customer.number.rule"]


def fill(env):
    """A company with customers, orders delivered and invoiced, orders only confirmed, and quotations."""
    company = env.ref("base.main_company")
    groups = (
        "sales_team.group_sale_salesman_all_leads",
        "stock.group_stock_user",
        "account.group_account_invoice",
        "base.group_partner_manager",
    )
    env["res.users"].with_context(no_reset_password=True).create(
        {"name": "Sales", "login": "sales", "group_ids": [(4, env.ref(name).id) for name in groups]}
    )
    partners = env["res.partner"].create(
        [
            {"name": f"Mill {number}", "email": f"mill{number}@example.com", "is_company": True}
            for number in range(PARTNERS)
        ]
    )
    order = sell(env, company, partners[0])
    for number in range(1, ORDERS):
        copy = order.copy({"partner_id": partners[number].id})
        if number % 3 == 0:
            deliver(copy)
        elif number % 3 == 1:
            copy.action_confirm()
    return order.id


def work(env, order_id):
    """Do what a salesperson does on any other day; return the states that come of it, and the number of statements."""
    user = env["res.users"].search([("login", "=", "sales")])
    order = env["sale.order"].browse(order_id).with_user(user)
    before = env.cr.sql_log_count
    copy = order.copy()
    deliver(copy)
    invoice = copy.invoice_ids
    back = invoice._reverse_moves()
    back.action_post()
    confirmed = order.search([("state", "=", "sale"), ("picking_ids.state", "!=", "done")], limit=1)
    deliver(confirmed)
    env["res.partner"].with_user(user).create({"name": "New", "email": "new@example.com"}).write({"phone": "1"})
    states = [copy.state, copy.picking_ids.state, copy.delivery_status, copy.invoice_status, invoice.state]
    states += [invoice.payment_state, back.state, confirmed.picking_ids.state, confirmed.invoice_ids.state]
    warnings = env["mail.activity"].search_count([]), copy.message_ids.mapped("subtype_id.name")
    statements = env.cr.sql_log_count - before
    env.cr.rollback()
    return {"done": [states, warnings], "statements": statements}


def enforced(env):
    """Return the models that have rules in force, and the modules of ours that came along."""
    rules = [
        name
        for name, model in env.registry.items()
        if issubclass(model, env.registry["customer.policy.rule.mixin"]) and not model._abstract
    ]
    assert "customer.deadline.rule" in rules
    found = [name for name in rules if env[name].with_context(active_test=False).search_count([("mode", "!=", "off")])]
    conduct = env["ir.module.module"].search([("name", "=", "staff_conduct")])
    return [sorted(found), conduct.state]


def complaints(env, order_id):
    """Set up complaints and bring one about an order from before to its end."""
    user = env.ref("base.user_root")
    user.group_ids += env.ref("customer_policy.group_user")
    company = env.ref("base.main_company")
    env["hr.employee"].create({"name": "Desk", "user_id": user.id, "company_id": company.id})
    case = complain(env, company, env["sale.order"].browse(order_id))
    models = [name for name in env.registry if name.startswith("staff.")]
    return [case.state, bool(case.number), models]


@pytest.mark.long
def test_into_a_database_full_of_data():
    with databases.locked(DATABASE):
        databases.drop(DATABASE)
        databases.copy(databases.template(databases.core_modules()), DATABASE)
        try:
            order_id = run(DATABASE, "test_install", "fill")
            before = run(DATABASE, "test_install", "work", order_id=order_id)
            tables = remember(DATABASE)
            start = time.monotonic()
            done, lines = databases.odoo(DATABASE, "-i", ",".join(ADDONS))
            print(f"installed into {PARTNERS:,} partners and {ORDERS} orders: {time.monotonic() - start:.0f} s")
            assert done
            assert not lines
            check_same(DATABASE, tables, "")
            assert run(DATABASE, "test_install", "enforced") == [WORDS, "uninstalled"]
            after = run(DATABASE, "test_install", "work", order_id=order_id)
            print(f"a day's work: {before['statements']} statements, now {after['statements']}")
            assert after["done"] == before["done"]
            assert run(DATABASE, "test_install", "complaints", order_id=order_id) == ["closed", True, []]
        finally:
            databases.drop(DATABASE)
