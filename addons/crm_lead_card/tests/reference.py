"""What lead cards are, in plain Python, for the state machine. Hours count from a midnight; numbers are of 001/6."""

DAY, SECOND = 24, 1 / 3600
ENDS = ("draft", "valid", "duplicate", "waste")


class Card:
    def __init__(self, holder, phone):
        self.holder, self.phone, self.state, self.end, self.calls, self.unsigned = holder, phone, "draft", 0, [], None
        self.waiting = []


class Reference:
    def __init__(self):
        self.now, self.cards = 10, []

    def wait(self, hours):
        self.now += hours
        for card in self.cards:
            if card.state == "valid" and self.now >= card.end:
                card.state = "waste"

    def owned(self, phone):
        return any(card.state == "valid" and card.phone == phone for card in self.cards)

    def midnight_after(self, days, hour=None):
        return ((self.now if hour is None else hour) // DAY + 1 + days) * DAY

    def sign(self, card):
        card.state = "duplicate" if self.owned(card.phone) else "valid"
        card.end = self.midnight_after(3)

    def hand_on(self, card, holder):
        card.holder, card.state, card.end, card.calls, card.unsigned = holder, "valid", self.midnight_after(3), [], None
        card.waiting = []

    def call(self, card, kind):
        card.calls.append(kind)
        if len(card.calls) == 2:
            card.unsigned = self.now
            card.end = max(card.end, self.now + DAY + SECOND)
        elif card.unsigned is not None:
            card.waiting.append(self.now)  # it keeps nothing before the second one is signed
        else:
            card.end = max(card.end, self.midnight_after(7))
        if card.calls[-3:] == ["message"] * 3:
            card.state = "void"

    def sign_call(self, card):
        in_time = self.now - card.unsigned <= DAY
        counting = [card.unsigned, *card.waiting] if in_time else [self.now]
        card.end = max(card.end, self.midnight_after(7, max(counting)))
        card.unsigned, card.waiting = None, []
