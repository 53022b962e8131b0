"""Complaints come into a database full of data and are taken out again: what is the company's own stays."""

import databases
import pytest
from processes import run, scratch
from shop import check_same, complain, remember, sell

DATABASE = "customer_long_uninstall"
ADDON = "customer_complaint"


def prepare(env):
    """A company that sold, delivered and invoiced, with a decided and a closed complaint about it."""
    company = env.ref("base.main_company")
    env.user.company_id = company
    env.user.group_ids += env.ref("customer_policy.group_user")
    env["hr.employee"].create({"name": "Desk", "user_id": env.uid, "company_id": company.id})
    partner = env["res.partner"].create({"name": "Mill", "email": "mill@example.com", "is_company": True})
    env["customer.file"].create({"partner_id": partner.id, "company_id": company.id})
    order = sell(env, company, partner)
    return complain(env, company, order).number


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


@pytest.mark.long
def test_what_is_the_company_s_own_stays():
    with scratch(DATABASE):
        assert run(DATABASE, "test_uninstall", "prepare")
        tables = remember(DATABASE)
        assert run(DATABASE, "test_uninstall", "uninstall")
        check_same(DATABASE, tables, "complaint")
        left = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v') AND relname LIKE '%complaint%'"
        assert not databases.query(left, database=DATABASE)
        state, modules, models = run(DATABASE, "test_uninstall", "works")
        assert (state, modules, models) == ("sale", ["uninstalled"], [])
