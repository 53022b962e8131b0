"""A power cut while a case is settled: nothing is half, and whoever goes on finishes it once."""

import time

import databases
import pytest
import settling
from processes import Child, run, scratch

DATABASE = "customer_long_settling_killed"
NOTE = "customer.complaint.settlement"

#: what is done one after the other; in each the power goes off when these methods were called so often
STEPS = {
    "issue": [
        (NOTE, "_draw_numbers_by_rule", 1),
        ("stock.return.picking", "_create_return", 1),
        (NOTE, "_run_step", 1),
    ],
    "receive": [
        ("stock.move", "_action_done", 1),
        (NOTE, "_tell_received", 1),
        ("stock.picking", "button_validate", 1),
    ],
    "hand_over": [(NOTE, "_write_protected", 1), (NOTE, "_run_step", 1)],
    "credit": [
        (NOTE, "_credit_parts", 1),
        ("account.move.reversal", "refund_moves", 1),
        ("account.move", "_deduct_undecided", 1),
        ("account.move", "_round_last_credit", 2),
        (NOTE, "_create_credit_notes", 1),
    ],
    "post": [
        ("account.move", "_lock_credited", 1),
        ("account.move", "_follow_complaint_settlement", 1),
        (NOTE, "_follow_credit_notes", 1),
        ("account.move", "_post", 1),
    ],
}
#: what each leaves: state of the note; transfers back by state; credit notes by state
LEFT = {
    "issue": ("issued", {"assigned": 2}, {}),
    "receive": ("issued", {"done": 2}, {}),
    "hand_over": ("finance", {"done": 2}, {}),
    "credit": ("finance", {"done": 2}, {"draft": 2}),
    "post": ("done", {"done": 2}, {"posted": 2}),
}
TABLES = ("stock_move", "stock_move_line", "stock_picking", "stock_quant", "account_move", "account_move_line")


def prepare(env):
    """Return the id of a note about goods of two deliveries, each with its invoice."""
    settling.set_up(env, numbered=True)
    order = settling.sell(settling.business(env))
    order.order_line.product_uom_qty = 20
    settling.transfer(order.picking_ids.filtered(lambda picking: picking.state != "done"))
    settling.charge(order)
    return settling.complain(order, {"kind": "return", "quantity": 15}, until="draft").id


def go_on(env, step, note_id, stop_at=None):
    """Take the step; stand still where the power goes off."""
    one = settling.business(env)
    if stop_at:
        model, method, count = stop_at
        _stand_still(one.env, model, method, count)
    note = one.env[NOTE].browse(note_id)
    if step == "issue":
        note.action_issue()
    elif step == "receive":
        for picking in note.picking_ids:
            settling.transfer(picking)
    elif step == "hand_over":
        note.action_hand_over()
    elif step == "credit":
        note.action_create_credit_notes()
    else:
        note.credit_note_ids.action_post()
    return one.problems()


def _stand_still(env, model, method, count):
    models = env.registry[model]
    known, left = getattr(models, method), count

    def stopping(self, *args, **kwargs):
        nonlocal left
        result = known(self, *args, **kwargs)
        left -= 1
        if not left:
            env.flush_all()
            settling.Meeting(DATABASE).come(0)
            time.sleep(600)
        return result

    setattr(models, method, stopping)


def numbers(env):
    """Return the numbers drawn for notes, and what became of them."""
    found = env["customer.number"].search([("name", "!=", False)], order="name")
    return [[number.name, number.state] for number in found if "settlement" in number.res_model]


def rows(sql):
    return databases.query(sql, database=DATABASE)


def left():
    """Return the state of the note, and how many transfers and credit notes of it there are, by state."""
    ((state, number),) = rows("SELECT state, number FROM customer_complaint_settlement")
    pickings = rows(
        "SELECT state, count(*) FROM stock_picking WHERE id IN"
        " (SELECT picking_id FROM stock_move WHERE complaint_action_id IS NOT NULL) GROUP BY state"
    )
    credits = rows("SELECT state, count(*) FROM account_move WHERE complaint_settlement_id IS NOT NULL GROUP BY state")
    assert (state == "draft") == (not number)
    return state, dict(pickings), dict(credits)


def everything():
    """Return whatever a half of a step could leave."""
    counts = [rows(f"SELECT count(*), max(write_date) FROM {table}") for table in (*TABLES, "mail_message")]
    return [left(), *counts, rows("SELECT location_id, product_id, quantity FROM stock_quant ORDER BY id")]


@pytest.mark.long
def test_what_is_killed_is_begun_anew_and_done_once():
    with scratch(DATABASE):
        note = run(DATABASE, __name__, "prepare")
        assert left() == ("draft", {}, {})
        for step, stops in STEPS.items():
            before = everything()
            for stop_at in stops:
                meeting = settling.Meeting(DATABASE)
                meeting.open()
                child = Child(DATABASE, __name__, "go_on", step=step, note_id=note, stop_at=stop_at)
                meeting.wait(0)
                child.kill()
                assert everything() == before, (step, stop_at)
            assert run(DATABASE, __name__, "go_on", step=step, note_id=note) == []
            assert left() == LEFT[step]
        # what was drawn by those that were killed is explained, and used by nobody
        drawn = run(DATABASE, __name__, "numbers")
        assert [state for _name, state in drawn] == ["void"] * len(STEPS["issue"]) + ["used"], drawn
        ((number,),) = rows("SELECT number FROM customer_complaint_settlement")
        assert drawn[-1][0] == number
        amounts = rows("SELECT sum(amount_total) FROM account_move WHERE complaint_settlement_id IS NOT NULL")
        assert [int(amount) for (amount,) in amounts] == [15 * settling.PRICE]
