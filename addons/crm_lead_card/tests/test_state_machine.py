import os

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase, moment
from .reference import ENDS, Card, Reference

#: a few here; ``CARD_EXAMPLES=500`` looks deeper
EXAMPLES = int(os.environ.get("CARD_EXAMPLES", "25"))
PHONES = (("154 0000 0001", "+8615400000001", "154-0000-0001"), ("154 0000 0002", "（154）00000002"))

some_card, some_holder = st.integers(0, 50), st.integers(0, 2)


class Machine(RuleBasedStateMachine):
    """Consultants, leaders and the clock; what Odoo refuses and what it does is what the reference says."""

    case: CardCase

    def __init__(self):
        super().__init__()
        self.model, self.cards = Reference(), []
        self.savepoint = self.case.env.cr.savepoint()
        self.frozen = freeze_time(moment("01 10:00"))
        self.clock = self.frozen.__enter__()
        self.case.env.invalidate_all()

    def teardown(self):
        self.frozen.__exit__()
        self.case.env.clear()
        self.savepoint.close(rollback=True)
        self.case.env.invalidate_all()

    def people(self, number):
        return (self.case.zhang, self.case.li, self.case.zhao)[number]

    def pick(self, number, wanted):
        """Return a card, three times out of four one with which the step is possible."""
        every = list(zip(self.model.cards, self.cards, strict=True))
        fitting = [pair for pair in every if wanted(pair[0])] if number % 4 else []
        return (fitting or every)[number // 4 % len(fitting or every)]

    def either(self, possible, call):
        """Do it where the reference says it is possible, and see it refused where it is not."""
        if possible:
            call()
        else:
            self.case.assertRefused("", call, UserError)
        return possible

    @initialize(calls=st.sampled_from((2, 0, 1, 2, 3)), hours=st.sampled_from((24, 30, 10)))
    def first(self, calls, hours):
        self.set_up(0, 0, 0)
        self.sign(1)
        for _number in range(calls):
            self.call_and_wait(1, hours)

    @precondition(lambda self: len(self.cards) < 5)
    @rule(holder=some_holder, phone=st.integers(0, 1), spelling=st.integers(0, 2))
    def set_up(self, holder, phone, spelling):
        card = self.case._card(self.people(holder), PHONES[phone][spelling % len(PHONES[phone])])
        self.cards.append(card.sudo())
        self.model.cards.append(Card(self.people(holder), phone))

    @rule(number=some_card)
    def sign(self, number):
        known, card = self.pick(number, lambda known: known.state == "draft")
        if self.either(known.state == "draft", self.case.as_user(self.case.manager, card).action_sign):
            self.model.sign(known)

    @rule(number=some_card, kind=st.sampled_from(("call", "visit", "message", "message")))
    def call(self, number, kind):
        known, card = self.pick(number, lambda known: known.state == "valid")
        if self.either(known.state == "valid", lambda: self.case._call(card, kind)):
            self.model.call(known, kind)

    @rule(number=some_card)
    def sign_call(self, number):
        known, card = self.pick(number, lambda known: known.state == "valid" and known.unsigned is not None)
        waiting = card.sudo().call_ids.filtered(lambda call: call.needs_signature and not call.signed_date)[:1]
        if not waiting:
            return
        possible = known.state == "valid" and known.unsigned is not None
        if self.either(possible, self.case.as_user(self.case.manager, waiting).action_sign):
            self.model.sign_call(known)

    @rule(number=some_card, holder=some_holder)
    def hand_on(self, number, holder):
        known, card = self.pick(number, lambda known: known.state == "waste")
        holder = self.people(holder)
        possible = known.state == "waste" and known.holder != holder and not self.model.owned(known.phone)
        if self.either(possible, lambda: self.case.as_user(self.case.manager, card)._hand_on(holder, "")):
            self.model.hand_on(known, holder)

    @precondition(lambda self: len(self.cards) > 2)
    @rule(number=some_card)
    def withdraw(self, number):
        known, card = self.pick(number, lambda known: known.state == "duplicate")
        leader = self.case.as_user(self.case.manager, card)
        if known.state in ENDS:
            leader.withdraw_reason = "No need any more"
        if self.either(known.state in ENDS, leader.action_withdraw):
            known.state = "withdrawn"

    @rule(number=some_card, hours=st.sampled_from((1, 8, 14, 24, 24)))
    def call_and_wait(self, number, hours):
        self.call(number, "call")
        self.wait(hours)

    @rule(hours=st.sampled_from((1, 8, 14, 24, 24, 48, 86)))
    def wait(self, hours):
        self.case.env.flush_all()
        self.clock.tick(hours * 3600)
        self.model.wait(hours)
        self.case.env.invalidate_all()

    @rule(number=some_card, before=st.sampled_from((False, False, True)))
    def wait_for_the_end(self, number, before):
        known, _card = self.pick(number, lambda known: known.state == "valid")
        hours = int(known.end - self.model.now) - before
        if hours > 0:
            self.wait(hours)

    @rule()
    def job(self):
        self.case._run_job()

    @precondition(lambda self: self.cards)
    @invariant()
    def as_the_reference(self):
        found = [(card.current_state, card.holder_id.name) for card in self.cards]
        self.case.assertEqual(found, [(known.state, known.holder.name) for known in self.model.cards])
        self.case.env.flush_all()


@tagged("post_install", "-at_install")
class TestStateMachine(CardCase):
    @proves("S1.6-cards-02a", "S1.6-cards-02b", "S1.6-cards-02c", "S1.6-cards-03", "S1.6-cards-04", "S1.6-cards-05a")
    def test_as_the_reference(self):
        machine = type("CardMachine", (Machine,), {"case": self})
        self.env.flush_all()
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=12,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                derandomize="CARD_EXAMPLES" not in os.environ,
                database=None,
            ),
        )
