"""Two leaders sign cards with the same telephone at once: one is valid, the other a duplicate of it."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.service.model import retrying

DATABASE = "customer_long_cards"
ROUNDS = 4


def rows(sql):
    return databases.query(sql, database=DATABASE)


def prepare(env, number):
    """Return the ids of two cards of one customer, whose number two consultants wrote in different ways."""
    company = env["res.company"].search([], limit=1)
    holders = env["res.users"].create(
        [{"name": f"Holder {number}{one}", "login": f"holder {number}{one}"} for one in "ab"]
    )
    leads = env["crm.lead"].create(
        [{"name": "New car", "company_id": company.id, "user_id": one.id} for one in holders]
    )
    phones = (f"154 0000 000{number}", f"+86154-0000-000{number}")
    return (
        env["customer.lead.card"]
        .create(
            [
                {"lead_id": lead.id, "holder_id": holder.id, "phone": phone, "company_id": company.id}
                for lead, holder, phone in zip(leads, holders, phones, strict=True)
            ]
        )
        .ids
    )


def sign(env, card_id):
    """Sign as the server would, begun again when somebody else was faster; return what the card is, and how often."""
    begun = []

    def once():
        begun.append(1)
        env["customer.lead.card"].search_count([])  # from here on the transaction sees nothing new
        if len(begun) == 1:
            rows("INSERT INTO card_ready VALUES (1)")
            wait_for(lambda: rows("SELECT count(*) FROM card_ready") == [(2,)])
        env["customer.lead.card"].browse(card_id).action_sign()

    retrying(once, env)
    env.cr.commit()
    return [env["customer.lead.card"].browse(card_id).state, len(begun)]


@pytest.mark.long
def test_two_signatures_at_once():
    with scratch(DATABASE):
        for number in range(ROUNDS):
            ids = run(DATABASE, __name__, "prepare", number=number)
            rows("DROP TABLE IF EXISTS card_ready; CREATE TABLE card_ready (id int)")
            children = [Child(DATABASE, __name__, "sign", card_id=card_id) for card_id in ids]
            ends = sorted(child.result() for child in children)
            assert ends == [["duplicate", 2], ["valid", 1]], ends
            found = rows(
                "SELECT count(*) FROM customer_lead_card duplicate JOIN customer_lead_card owner"
                f" ON owner.id = duplicate.owner_card_id WHERE duplicate.id IN ({ids[0]}, {ids[1]})"
                f" AND owner.id IN ({ids[0]}, {ids[1]}) AND owner.state = 'valid' AND duplicate.state = 'duplicate'"
            )
            assert found == [(1,)], found
