"""Two people hand out the same gift, or the last one in stock, at once: it leaves the stock once, for one of them."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.exceptions import UserError
from odoo.service.model import retrying

DATABASE = "customer_long_gifts"
ROUNDS = 3


def rows(sql, *args):
    return databases.query(sql, *args, database=DATABASE)


def gifts(env, *, kind, stock, quantity=1, count=1):
    """Return the ids of gifts that were asked for, and of the two who hand them out."""
    company = env["res.company"].search([], limit=1)
    groups = ("customer_policy.group_supervisor", "stock.group_stock_user")
    users = env["res.users"].with_context(no_reset_password=True)
    number = users.search_count([])
    clerks = users.create(
        [
            {
                "name": f"Clerk {number}{one}",
                "login": f"clerk {number}{one}",
                "company_id": company.id,
                "company_ids": company.ids,
                "group_ids": [(4, env.ref(group).id) for group in groups],
            }
            for one in "ab"
        ]
    )
    mug = env["product.product"].create({"name": "Mug", "type": "consu", "is_storable": True, "list_price": 5})
    place = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1).lot_stock_id
    env["stock.quant"]._update_available_quantity(mug, place, stock)
    if kind == "event":
        whom = {"event_name": "Fair"}
    else:
        partner = env["res.partner"].create({"name": f"Buyer {number}", "is_company": True})
        whom = {"file_id": env["customer.file"].create({"partner_id": partner.id, "company_id": company.id}).id}
    vals = {"kind": kind, "product_id": mug.id, "quantity": quantity, "company_id": company.id, **whom}
    made = env["dealer.gift"].create([vals] * count)
    made.action_request()
    return made.ids, clerks.ids


def issued(env, **options):
    ids, clerks = gifts(env, stock=500, **options)
    env["dealer.gift"].browse(ids).with_user(clerks[0]).action_issue()
    return ids, clerks


def act(env, name, gift_id, uid):
    """Do it as the server would, begun again when somebody else was faster; return how it ended, begun how often."""
    gift = env["dealer.gift"].with_user(uid).browse(gift_id)
    begun = []

    def once():
        begun.append(1)
        gift.search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            rows("INSERT INTO gift_ready VALUES (1)")
            wait_for(lambda: rows("SELECT count(*) FROM gift_ready") == [(2,)])
        ACTS[name](gift)

    try:
        retrying(once, gift.env)
    except UserError:
        env.cr.rollback()
        return ["refused", len(begun)]
    env.cr.commit()
    return ["done", len(begun)]


def sign(gift):
    from odoo.addons.dealer_visit.tests.gift_common import PICTURE

    gift._sign(PICTURE, gift.env.user.name)


def list_sixty(gift):
    gift.recipient_ids = [(0, 0, {"name": gift.env.user.name, "quantity": 60})]


ACTS = {
    "issue": lambda gift: gift.action_issue(),
    "sign": sign,
    "list": list_sixty,
}


def race(name, prepare, **options):
    """Let two do it at once; return the gifts, after one of them was done and the other refused."""
    ids, clerks = run(DATABASE, __name__, prepare, **options)
    rows("DROP TABLE IF EXISTS gift_ready; CREATE TABLE gift_ready (id int)")
    children = [
        Child(DATABASE, __name__, "act", name=name, gift_id=gift_id, uid=uid)
        for gift_id, uid in zip((ids * 2)[:2], clerks, strict=True)
    ]
    ends = sorted(child.result() for child in children)
    assert ends == [["done", 1], ["refused", 2]], ends
    return tuple(ids)


def left_and_moved(ids):
    """How many of the product are in stock, and how often it left."""
    product = "(SELECT product_id FROM dealer_gift WHERE id IN %s LIMIT 1)"
    (left,) = rows(
        "SELECT sum(quant.quantity), min(quant.quantity) FROM stock_quant quant"
        f" JOIN stock_location place ON place.id = quant.location_id WHERE quant.product_id = {product}"
        " AND place.usage = 'internal'",
        ids,
    )
    moved = rows(
        "SELECT count(*), sum(quantity), (SELECT count(DISTINCT picking_id) FROM dealer_gift WHERE id IN %s)"
        f" FROM stock_move WHERE product_id = {product} AND state = 'done'",
        ids,
        ids,
    )
    return (left[0] or 0, left[1] or 0), moved[0]


@pytest.mark.long
def test_two_hand_out_at_once():
    with scratch(DATABASE):
        for _round in range(ROUNDS):
            ids = race("issue", "gifts", kind="customer", stock=500, quantity=2)
            assert left_and_moved(ids) == ((498, 498), (1, 2, 1)), "the same gift"
            ids = race("issue", "gifts", kind="customer", stock=1, count=2)
            assert left_and_moved(ids) == ((0, 0), (1, 1, 1)), "the last one"
            (gift_id,) = race("sign", "issued", kind="customer")
            found = rows("SELECT state, signed_name = '' FROM dealer_gift WHERE id = %s", gift_id)
            assert found == [("received", False)], found
            (gift_id,) = race("list", "issued", kind="event", quantity=100)
            found = rows(
                "SELECT gift.given_quantity, sum(one.quantity) FROM dealer_gift gift JOIN dealer_gift_recipient one"
                " ON one.gift_id = gift.id WHERE gift.id = %s GROUP BY gift.id",
                gift_id,
            )
            assert found == [(60, 60)], found
