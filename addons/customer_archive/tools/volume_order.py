"""How documents lie in a volume (S2.2-25)."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

#: how a document is related to another one, and whether it lies before (-) or behind (+) it
RELATIONS = {"reply": -2, "draft": -1, "annex": 1, "translation": 2}


class Paper(NamedTuple):
    """What the order needs to know of a document."""

    key: int
    date: date
    relation: str = ""
    of: int | None = None


def volume_order(papers: Iterable[Paper]) -> list[int]:
    """The keys of ``papers`` in the written order.

    By date; but what belongs together lies together, at the place of the document the others belong to: the reply
    before the request, the draft before the final version, annexes and translations behind.

    >>> volume_order([Paper(1, date(2024, 12, 20)), Paper(2, date(2025, 1, 10), "reply", 1)])
    [2, 1]
    >>> day = date(2025, 3, 1)
    >>> parts = [Paper(4, day, "translation", 1), Paper(3, day, "annex", 1), Paper(2, day, "draft", 1)]
    >>> volume_order([*parts, Paper(1, day)])
    [2, 1, 3, 4]

    The annex of a reply goes with the reply; a document whose counterpart lies elsewhere is taken by its date:

    >>> volume_order([Paper(1, day), Paper(2, day, "reply", 1), Paper(3, day, "annex", 2), Paper(9, date(2025, 2, 1))])
    [9, 2, 3, 1]
    >>> volume_order([Paper(5, day), Paper(6, date(2025, 2, 1), "annex", 77)])
    [6, 5]

    Those that point to each other in a circle come by date too:

    >>> volume_order([Paper(1, day, "reply", 2), Paper(2, day, "reply", 1)])
    [2, 1]
    """
    known = {paper.key: paper for paper in papers}
    belonging: dict[int | None, list[Paper]] = {}
    for paper in sorted(known.values(), key=lambda paper: (paper.date, paper.key)):
        belonging.setdefault(paper.of if paper.of in known else None, []).append(paper)
    order: list[int] = []
    taken: set[int] = set()

    def lay(paper: Paper):
        if paper.key in taken:
            return
        taken.add(paper.key)
        around = sorted(belonging.get(paper.key, []), key=lambda part: RELATIONS.get(part.relation, 1))
        for part in around:
            if RELATIONS.get(part.relation, 1) < 0:
                lay(part)
        order.append(paper.key)
        for part in around:
            lay(part)

    # those without a counterpart first: the others are laid beside them, and what is left points round in a circle
    for paper in [*belonging.get(None, []), *sorted(known.values(), key=lambda paper: (paper.date, paper.key))]:
        lay(paper)
    return order
