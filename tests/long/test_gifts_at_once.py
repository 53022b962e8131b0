"""Two people hand out the same gift, or the last one in stock, at once: it leaves the stock once, for one of them."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.exceptions import UserError
from odoo.service.model import retrying

DATABASE = "customer_long_gifts"
ROUNDS = 3
RACES = ("issue", "last", "sign", "list")


def rows(sql, *args):
    return databases.query(sql, *args, database=DATABASE)


def prepare(env):
    """Return the users who hand out, and by race of each round the gift that each of them takes."""
    company = env["res.company"].search([], limit=1)
    groups = ("customer_policy.group_supervisor", "stock.group_stock_user")
    users = env["res.users"].with_context(no_reset_password=True)
    clerks = users.create(
        [
            {
                "name": name,
                "login": name,
                "company_id": company.id,
                "company_ids": company.ids,
                "group_ids": [(4, env.ref(group).id) for group in groups],
            }
            for name in ("first clerk", "second clerk")
        ]
    )
    partner = env["res.partner"].create({"name": "Green Valley Paper", "is_company": True})
    buyer = {"file_id": env["customer.file"].create({"partner_id": partner.id, "company_id": company.id}).id}
    event = {"kind": "event", "event_name": "Fair", "quantity": 100}
    place = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1).lot_stock_id

    def asked(stock, count=1, **values):
        mug = env["product.product"].create({"name": "Mug", "type": "consu", "is_storable": True, "list_price": 5})
        env["stock.quant"]._update_available_quantity(mug, place, stock)
        gifts = env["dealer.gift"].create([{"product_id": mug.id, "company_id": company.id, **values}] * count)
        gifts.action_request()
        return gifts

    races = []
    for _round in range(ROUNDS):
        signed, listed = asked(500, **buyer), asked(500, **event)
        (signed | listed).with_user(clerks[0]).action_issue()
        races += [asked(500, quantity=2, **buyer), asked(1, count=2, **buyer), signed, listed]
    return clerks.ids, [(gifts.ids * 2)[:2] for gifts in races]


def take_part(env, uid, gift_ids):
    """Run in one race after the other; return how each ended, and how often the transaction was begun."""
    return [run_race(env(user=uid), number, gift_id) for number, gift_id in enumerate(gift_ids)]


def run_race(env, number, gift_id):
    """Do it as the server would, begun again when somebody else was faster."""
    gift = env["dealer.gift"].browse(gift_id)
    begun = []

    def once():
        begun.append(1)
        gift.search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            rows("INSERT INTO gift_ready VALUES (%s)", number)
            wait_for(lambda: rows("SELECT count(*) FROM gift_ready WHERE race = %s", number) == [(2,)])
        hand_out(gift, RACES[number % len(RACES)])

    try:
        retrying(once, gift.env)
    except UserError:
        env.cr.rollback()
        return ["refused", len(begun)]
    return ["done", len(begun)]


def hand_out(gift, race):
    from odoo.addons.dealer_visit.tests.gift_common import PICTURE

    if race == "sign":
        gift._sign(PICTURE, gift.env.user.name)
    elif race == "list":
        gift.recipient_ids = [(0, 0, {"name": gift.env.user.name, "quantity": 60})]
    else:
        gift.action_issue()


def stock_of(gift_ids):
    """Return what is left in stock of the product of these gifts, and how often and how much of it left."""
    product = "(SELECT product_id FROM dealer_gift WHERE id IN %s LIMIT 1)"
    (left,) = rows(
        "SELECT coalesce(sum(quant.quantity), 0), coalesce(min(quant.quantity), 0) FROM stock_quant quant"
        f" JOIN stock_location place ON place.id = quant.location_id WHERE quant.product_id = {product}"
        " AND place.usage = 'internal'",
        gift_ids,
    )
    (moved,) = rows(
        f"SELECT count(*), sum(quantity) FROM stock_move WHERE product_id = {product} AND state = 'done'", gift_ids
    )
    return *left, *moved


@pytest.mark.long
def test_two_hand_out_at_once():
    with scratch(DATABASE):
        clerks, races = run(DATABASE, __name__, "prepare")
        rows("CREATE TABLE gift_ready (race int)")
        children = [
            Child(DATABASE, __name__, "take_part", uid=uid, gift_ids=[gifts[number] for gifts in races])
            for number, uid in enumerate(clerks)
        ]
        ends = zip(*(child.result() for child in children), strict=True)
        for number, (gifts, end) in enumerate(zip(races, ends, strict=True)):
            race, ids = RACES[number % len(RACES)], tuple(gifts)
            assert sorted(end) == [["done", 1], ["refused", 2]], (race, end)
            if race == "issue":
                assert stock_of(ids) == (498, 498, 1, 2), stock_of(ids)
            elif race == "last":
                assert stock_of(ids) == (0, 0, 1, 1), stock_of(ids)
                issued = rows("SELECT count(picking_id) FROM dealer_gift WHERE id IN %s AND state = 'issued'", ids)
                assert issued == [(1,)], issued
            elif race == "sign":
                found = rows(
                    "SELECT gift.state, gift.signed_name = partner.name FROM dealer_gift gift"
                    " JOIN res_users clerk ON clerk.id = gift.received_by_id"
                    " JOIN res_partner partner ON partner.id = clerk.partner_id WHERE gift.id IN %s",
                    ids,
                )
                assert found == [("received", True)], found
            else:
                found = rows(
                    "SELECT gift.given_quantity, sum(one.quantity) FROM dealer_gift gift"
                    " JOIN dealer_gift_recipient one ON one.gift_id = gift.id WHERE gift.id IN %s GROUP BY gift.id",
                    ids,
                )
                assert found == [(60, 60)], found
