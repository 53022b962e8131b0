"""A company that sells, delivers, invoices and has complaints: what tests of coming and going addons look at."""

import databases

from odoo.fields import Command

#: what a company has without us, and works on with whatever of ours comes or goes
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


def complain(env, company, order):
    """Set up complaints, and have a decided and a closed one about an order; return the closed one."""
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
    return case


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
    deliver(order)
    return order


def deliver(order):
    """Confirm where that is not done yet, deliver and invoice."""
    order.filtered(lambda one: one.state == "draft").action_confirm()
    order.picking_ids.move_ids.write({"quantity": 5, "picked": True})
    order.picking_ids.button_validate()
    order._create_invoices().action_post()


def remember(database) -> dict[str, set[str]]:
    """Keep a copy of what is the company's own; return its tables and their columns."""
    tables = {table: columns for table in OWN if (columns := _columns(database, table))}
    for table in tables:
        databases.query(f"CREATE TABLE before_{table} AS SELECT * FROM {table}", database=database)
    return tables


def check_same(database, tables: dict[str, set[str]], noun: str):
    """Check that no row of the company's own came, went or changed, but in new or lost columns named with ``noun``."""
    for table, before in tables.items():
        changed = sorted(before ^ _columns(database, table))
        assert all(noun in name for name in changed), f"{table}: {changed}"
        left = "to_jsonb(one) - %s::text[]"
        for old, new in ((f"before_{table}", table), (table, f"before_{table}")):
            sql = f"SELECT {left} FROM {old} one EXCEPT SELECT {left} FROM {new} one LIMIT 1"
            ignored = [*changed, "write_date", "write_uid"]
            assert not databases.query(sql, ignored, ignored, database=database), f"{old} says what {new} does not"


def _columns(database, table) -> set[str]:
    sql = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    return {name for (name,) in databases.query(sql, table, database=database)}
