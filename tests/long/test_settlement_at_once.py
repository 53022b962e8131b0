"""Two people carry out the same decisions at once: whoever is second sees what the first made, or is told why not."""

import pytest
import settling
from processes import Child, run, scratch

from odoo.exceptions import UserError

DATABASE = "customer_long_settling"
ROUNDS = 4
ALLOWANCE = {"kind": "allowance", "amount": 60}
RETURN = {"kind": "return", "quantity": 6}


# what is prepared, by name of the test: returns what the one and the other works on


def issue(one):
    note = settling.complain(settling.sell(one), RETURN, {**ALLOWANCE, "amount": 30}, until="draft")
    returns = note.filtered(lambda note: note.kind == "return")
    return [returns, returns]


def settle(one):
    case = settling.complain(settling.sell(one), RETURN, until="draft")
    case.action_cancel()
    return [case.complaint_id] * 2


def credit(one):
    order = settling.sell(one)
    note = settling.complain(order, RETURN)
    return [note, note]


def credit_two(one):
    """Two notes that together are about more than was charged."""
    order = settling.sell(one)
    return [settling.complain(order, ALLOWANCE) for _two in "12"]


def credit_goods(one):
    """As much as is left is credited for goods whose price was lowered; the price of returned goods is not lowered."""
    order = settling.sell(one)
    return [settling.complain(order, {**ALLOWANCE, "amount": 80}), settling.complain(order, RETURN)]


def post_two(one):
    """Drafts of two notes that are the whole invoice."""
    order = settling.sell(one)
    notes = [settling.complain(order, ALLOWANCE), settling.complain(order, {**RETURN, "quantity": 4})]
    return [note._create_credit_notes() for note in notes]


def post_by_hand(one):
    order = settling.sell(one)
    mine = settling.complain(order, ALLOWANCE)._create_credit_notes()
    return [mine, settling.reverse(order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice"))]


def credit_by_hand(one):
    order = settling.sell(one)
    return [settling.complain(order, RETURN), order.invoice_ids]


def receive_two(one):
    """Two receipts that together can be of more than was delivered."""
    order = settling.sell(one)
    notes = [settling.complain(order, {**RETURN, "quantity": 5}, until="issued") for _two in "12"]
    return [note.picking_ids for note in notes]


def receive_by_hand(one):
    order = settling.sell(one)
    by_hand = settling.return_by_hand(order.picking_ids, 5)
    return [settling.complain(order, {**RETURN, "quantity": 5}, until="issued").picking_ids, by_hand]


def issue_by_hand(one):
    """Goods that stay delivered in the books of sales, since others are sent for them, and are in no stock."""
    order = settling.sell(one, product=one.products[0].copy({"is_storable": False}))
    note = settling.complain(order, {"kind": "replacement", "quantity": 6}, until="draft")
    return [note, order.picking_ids]


def recount_by_hand(one):
    """What was returned by hand is said to have been more while a complaint of the same delivery takes its own back."""
    order = settling.sell(one, product=one.products[0].copy({"is_storable": False}))
    by_hand = settling.return_by_hand(order.picking_ids, 2)
    settling.transfer(by_hand)
    return [settling.complain(order, {"kind": "replacement", "quantity": 6}, until="draft"), by_hand]


def return_again(one):
    """All of a delivery comes back, and what was sent again after a complaint of it."""
    order = settling.sell(one, product=one.products[0].copy({"is_storable": False}))
    delivery = order.picking_ids
    receipt = settling.complain(order, {"kind": "replacement", "quantity": 6}, until="issued").picking_ids
    settling.transfer(receipt)
    again = settling.return_by_hand(receipt, 6)
    settling.transfer(again)
    return [settling.return_by_hand(delivery, 6), settling.return_by_hand(again, 6)]


def replace(one):
    note = settling.complain(settling.sell(one), {"kind": "replacement", "quantity": 6}, until="issued")
    settling.transfer(note.picking_ids)
    return [note, note]


def cancel_received(one):
    note = settling.complain(settling.sell(one), RETURN, until="issued")
    return [note, note.picking_ids]


def cancel_credited(one):
    note = settling.complain(settling.sell(one), ALLOWANCE, until="issued")
    return [note, note]


def take_back_posted(one):
    """A note with two credit notes, of which one is posted while it is taken back."""
    order = settling.sell(one, invoice=False)
    first = settling.charge(order)
    order.order_line.product_uom_qty = 20
    settling.transfer(order.picking_ids.filtered(lambda picking: picking.state != "done"))
    settling.charge(order)
    note = settling.complain(order, {"kind": "allowance", "amount": 150})
    credits = note._create_credit_notes()
    assert len(credits) == 2
    assert credits.reversed_entry_id >= first
    return [note, credits[0]]


def reverse_two(one):
    credits = settling.complain(settling.sell(one), ALLOWANCE)._create_credit_notes()
    credits.action_post()
    return [credits, credits]


def revive(one):
    """A credit note that was reversed: it is made anew while its reversal is given up."""
    note = settling.complain(settling.sell(one), RETURN)
    credits = note._create_credit_notes()
    credits.action_post()
    reversal = settling.reverse(credits)
    reversal.action_post()
    return [note, reversal]


def recount_two(one):
    """Two done receipts that together can be changed to more than was delivered."""
    order = settling.sell(one)
    notes = [settling.complain(order, {**RETURN, "quantity": 4}, until="issued") for _two in "12"]
    for note in notes:
        settling.transfer(note.picking_ids)
    return [note.picking_ids for note in notes]


def prepare(env):
    """Return the ids that each of the two works on, by what is prepared and by round."""
    settling.set_up(env)
    one = settling.business(env)
    return {
        prepared: [[record.id for record in globals()[prepared](one)] for _round in range(ROUNDS)]
        for prepared, *_race in RACES
    }


# what the two do


def do_issue(env, note_id):
    env["customer.complaint.settlement"].browse(note_id).action_issue()


def do_settle(env, case_id):
    env["customer.complaint"].browse(case_id).action_settle()


def do_credit(env, note_id):
    action = env["customer.complaint.settlement"].browse(note_id).action_create_credit_notes()
    return action["res_id"]


def do_credit_and_post(env, note_id):
    credits = env["customer.complaint.settlement"].browse(note_id)._create_credit_notes()
    if not credits:
        raise UserError("nothing is left to be credited")
    credits.action_post()


def do_post(env, move_id):
    env["account.move"].browse(move_id).action_post()


def do_post_by_hand(env, invoice_id):
    settling.reverse(env["account.move"].browse(invoice_id)).action_post()


def do_receive(env, picking_id, quantity=6):
    settling.transfer(env["stock.picking"].browse(picking_id), quantity)


def do_issue_and_receive(env, note_id):
    """Issue the note and take its goods in, all after the other began and before he goes on."""
    note = env["customer.complaint.settlement"].browse(note_id)
    note.action_issue()
    env.cr.commit()
    settling.transfer(note.picking_ids)
    env.cr.commit()
    settling.Meeting(DATABASE).come(-note_id)


def do_return_late(env, picking_id):
    """Take all back by hand, with what was true before the other did the same for a note."""
    picking = env["stock.picking"].browse(picking_id)
    _wait_for_issue(picking)
    settling.transfer(settling.return_by_hand(picking, 10))


def do_recount_late(env, picking_id):
    """Say that more came back by hand, with what was true before the other took goods in for a note."""
    picking = env["stock.picking"].browse(picking_id)
    _wait_for_issue(picking)
    picking.move_ids.quantity = 6


def _wait_for_issue(picking):
    orders = picking.move_ids.sale_line_id
    note = picking.env["customer.complaint.settlement"].search([("action_ids.line_id.sale_line_id", "in", orders.ids)])
    settling.Meeting(DATABASE).wait(-note.id)


def do_reverse(env, move_id):
    settling.reverse(env["account.move"].browse(move_id)).action_post()


def do_to_draft(env, move_id):
    env["account.move"].browse(move_id).button_draft()


def do_recount(env, picking_id):
    env["stock.picking"].browse(picking_id).move_ids.quantity = 6


def do_replace(env, note_id):
    env["customer.complaint.settlement"].browse(note_id).action_deliver_replacement()


def do_cancel(env, note_id):
    env["customer.complaint.settlement"].browse(note_id).action_cancel()


def do_take_back(env, note_id):
    env["customer.complaint.settlement"].browse(note_id).action_take_back()


def work(env, part, ids):
    """Do one's part of all races; return how each round of each ended, and what does not add up after each race."""
    results = {}
    for number, (prepared, *steps, _through) in enumerate(RACES):
        jobs = [(f"do_{steps[part]}", of_both[part]) for of_both in ids[prepared]]
        ends = settling.race(env, number, jobs, globals())
        results[prepared] = [ends, settling.business(env).problems()]
    return results


#: what is prepared, what the one and the other does, and how many get through; None: both, with the same result
RACES = [
    ("issue", "issue", "issue", 1),
    ("settle", "settle", "settle", 1),
    ("credit", "credit", "credit", None),
    ("credit_two", "credit_and_post", "credit_and_post", 1),
    ("credit_goods", "credit_and_post", "credit_and_post", (1, 2)),
    ("post_two", "post", "post", 2),
    ("post_by_hand", "post", "post", 1),
    ("credit_by_hand", "credit_and_post", "post_by_hand", 1),
    ("receive_two", "receive", "receive", 1),
    ("receive_by_hand", "receive", "receive", 1),
    ("issue_by_hand", "issue_and_receive", "return_late", 1),
    ("recount_by_hand", "issue_and_receive", "recount_late", 1),
    ("return_again", "receive", "receive", 1),
    ("replace", "replace", "replace", 1),
    ("cancel_received", "cancel", "receive", 1),
    ("cancel_credited", "cancel", "credit", 1),
    ("take_back_posted", "take_back", "post", 1),
    ("reverse_two", "reverse", "reverse", 1),
    ("revive", "credit_and_post", "to_draft", 1),
    ("recount_two", "recount", "recount", 1),
]


@pytest.fixture(scope="module")
def results():
    """How the rounds of each race ended, for the one and the other."""
    with scratch(DATABASE):
        ids = run(DATABASE, __name__, "prepare")
        settling.Meeting(DATABASE).open()
        children = [Child(DATABASE, __name__, "work", part=part, ids=ids) for part in (0, 1)]
        yield [child.result() for child in children]


@pytest.mark.long
@pytest.mark.parametrize(("prepared", "through"), [(race[0], race[3]) for race in RACES], ids=lambda value: str(value))
def test_two_at_once(results, prepared, through):
    (mine, problems), (others, same_problems) = [result[prepared] for result in results]
    for ends in zip(mine, others, strict=True):
        print(prepared, ends)
        assert not [end for end in ends if str(end).startswith("failed")], ends
        if through is None:
            assert ends[0] == ends[1]
            assert isinstance(ends[0], int), ends
        else:
            done = len([end for end in ends if not str(end).startswith("refused")])
            assert done in (through if isinstance(through, tuple) else (through,)), ends
    assert problems == same_problems == []
