"""Complaints come into a database full of data and are taken out again: what is the company's own stays."""

import databases
import pytest
from processes import run, scratch

from odoo.fields import Command

DATABASE = "customer_long_uninstall"
ADDON = "customer_complaint"
#: what a company had before, and works on with afterwards
OWN = (
    "account_move",
    "account_move_line",
    "customer_file",
    "hr_department",
    "hr_employee",
    "product_product",
    "product_template",
    "res_company",
    "res_partner",
    "res_users",
    "sale_order",
    "sale_order_line",
    "stock_move",
    "stock_move_line",
    "stock_picking",
    "stock_quant",
)


def prepare(env):
    """A company that sold, delivered and invoiced, with a decided and a closed complaint about it."""
    company = env.ref("base.main_company")
    env.user.company_id = company
    env.user.group_ids += env.ref("customer_policy.group_user")
    env["hr.employee"].create({"name": "Desk", "user_id": env.uid, "company_id": company.id})
    partner = env["res.partner"].create({"name": "Mill", "email": "mill@example.com", "is_company": True})
    env["customer.file"].create({"partner_id": partner.id, "company_id": company.id})
    order = sell(env, company, partner)
    rule(env, company, "customer.number.rule", document="customer.complaint", pattern="{year}{number}", reset="year")
    rule(env, company, "customer.deadline.rule", milestone="customer.complaint/close", duration=15)
    unit = rule(env, company, "customer.complaint.unit", group_id=env.ref("customer_policy.group_user").id)
    rule(
        env,
        company,
        "customer.approval.rule",
        document_model="customer.complaint",
        operation="decide",
    )
    rule(
        env,
        company,
        "customer.complaint.procedure",
        step_ids=[
            Command.create({"code": "settle", "name": "Settle", "sequence": 10, "unit_id": unit.id}),
            Command.create(
                {"code": "decide", "name": "Decide", "sequence": 20, "unit_id": unit.id, "type": "decision"}
            ),
        ],
    )
    for _number in range(2):
        case = env["customer.complaint"].browse(order.action_register_complaint()["res_id"])
        case.line_ids.defective_quantity = 1
        case.is_established = "yes"
        case.action_ids = [Command.create({"kind": "compensation", "line_id": case.line_ids[:1].id, "amount": 10})]
        case.action_submit()
        case.task_ids._run_step("done")
        assert case.decision_id, case.state
        case.message_post(body="Wet", attachments=[("wet.txt", b"wet")])
        case.measure_ids = [Command.create({"name": "A roof", "user_id": env.uid, "due_date": "2030-01-01"})]
    case.action_close()
    return case.number


def rule(env, company, model, **values):
    values = {"name": model, "code": "rule", "company_id": company.id, "mode": "enforce", **values}
    return env[model].create(values)


def sell(env, company, partner):
    def account(code, type_):
        values = {"code": code, "name": type_, "account_type": type_, "reconcile": type_ == "asset_receivable"}
        return env["account.account"].create({**values, "company_ids": company.ids})

    receivable, income = account("112200", "asset_receivable"), account("600100", "income")
    env["ir.default"].set("res.partner", "property_account_receivable_id", receivable.id, company_id=company.id)
    env["account.journal"].create(
        {"name": "Sales", "code": "SAL9", "type": "sale", "company_id": company.id, "default_account_id": income.id}
    )
    product = env["product.product"].create({"name": "Cardboard", "type": "consu", "taxes_id": False})
    order = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "company_id": company.id,
            "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 5, "price_unit": 12})],
        }
    )
    order.action_confirm()
    order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
    order.picking_ids.button_validate()
    order._create_invoices().action_post()
    return order


def uninstall(env):
    env["ir.module.module"].search([("name", "=", ADDON)]).button_immediate_uninstall()
    return True


def works(env):
    """Go on with the company's own as after any other day."""
    order = env["sale.order"].search([("partner_id.name", "=", "Mill")])
    copy = order.copy()
    copy.action_confirm()
    partner = order.partner_id
    partner.write({"country_id": env.ref("base.de").id, "phone": "1"})
    file = env["customer.file"].search([("partner_id", "=", partner.id)])
    file.message_post(body="Still here")
    states = env["ir.module.module"].search([("name", "=like", "customer_complaint%")]).mapped("state")
    return [copy.state, sorted(set(states)), [name for name in env.registry if "complaint" in name]]


def rows(sql, *args):
    return databases.query(sql, *args, database=DATABASE)


def columns(table):
    return {name for (name,) in rows("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)}


@pytest.mark.long
def test_what_is_the_company_s_own_stays():
    with scratch(DATABASE):
        assert run(DATABASE, "test_uninstall", "prepare")
        before = {}
        for table in OWN:
            rows(f"CREATE TABLE before_{table} AS SELECT * FROM {table}")
            before[table] = columns(table)
        assert run(DATABASE, "test_uninstall", "uninstall")
        for table in OWN:
            gone = sorted(before[table] - columns(table))
            assert all("complaint" in name for name in gone), f"{table}: {gone}"
            left = "to_jsonb(one) - %s::text[]"
            for old, new in ((f"before_{table}", table), (table, f"before_{table}")):
                sql = f"SELECT {left} FROM {old} one EXCEPT SELECT {left} FROM {new} one LIMIT 1"
                ignored = [*gone, "write_date", "write_uid"]
                assert not rows(sql, ignored, ignored), f"{old} says what {new} does not"
        tables = rows("SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname LIKE '%complaint%'")
        assert not tables
        state, modules, models = run(DATABASE, "test_uninstall", "works")
        assert (state, modules, models) == ("sale", ["uninstalled"], [])
