"""Two people confirm an order of the same customer at once: both do not pass a limit that holds one."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.exceptions import UserError
from odoo.service.model import retrying

DATABASE = "customer_long_credit"
ROUNDS = 4


def rows(sql):
    return databases.query(sql, database=DATABASE)


def prepare(env, number, evaluated):
    """Return the ids of two orders of 6,000 of a customer who may owe 10,000, by a standing or by the rule."""
    company = env["res.company"].search([], limit=1)
    level = env["customer.credit.level"].create(
        {"name": "L", "code": f"l{number}", "company_id": company.id, "mode": "enforce", "default_limit": 10000}
    )
    partner = env["res.partner"].create({"name": f"Customer {number}", "is_company": True})
    env["customer.business.rule"].create(
        {
            "name": "Credit",
            "code": f"credit{number}",
            "company_id": company.id,
            "mode": "enforce",
            "check": "credit",
            "domain": f"[('id', '=', {partner.id})]",
            "credit_without_standing": "level",
            "credit_level_id": level.id,
        }
    )
    if evaluated:
        terms = {"level_id": level.id, "limit": 10000, "reason": "Test", **level._prepare_terms_vals()}
        env["customer.credit.standing"]._put_in_force(partner, company, terms)
    product = env["product.product"].create({"name": "Gear", "type": "service", "taxes_id": False})
    line = {"product_id": product.id, "price_unit": 6000, "tax_ids": []}
    vals = {"partner_id": partner.id, "company_id": company.id, "order_line": [(0, 0, line)]}
    return env["sale.order"].create([vals, vals]).ids


def confirm(env, order_id):
    """Confirm as the server would: begun again when somebody else was faster. Return how it ended, and how often."""
    begun = []

    def once():
        begun.append(1)
        env["sale.order"].search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            rows("INSERT INTO credit_ready VALUES (1)")
            wait_for(lambda: rows("SELECT count(*) FROM credit_ready") == [(2,)])
        env["sale.order"].browse(order_id).action_confirm()

    try:
        retrying(once, env)
    except UserError as error:
        env.cr.rollback()
        assert "too much" in str(error), error
        return ["blocked", len(begun)]
    return ["confirmed", len(begun)]


@pytest.mark.long
def test_two_orders_at_once():
    with scratch(DATABASE):
        for number in range(ROUNDS):
            ids = run(DATABASE, __name__, "prepare", number=number, evaluated=number % 2 == 0)
            rows("DROP TABLE IF EXISTS credit_ready; CREATE TABLE credit_ready (id int)")
            children = [Child(DATABASE, __name__, "confirm", order_id=order_id) for order_id in ids]
            ends = sorted(child.result() for child in children)
            assert ends == [["blocked", 2], ["confirmed", 1]], ends
            found = rows(f"SELECT count(*) FROM sale_order WHERE id IN ({ids[0]}, {ids[1]}) AND state = 'sale'")
            assert found == [(1,)], found
