from typing import NamedTuple


class CreditPart(NamedTuple):
    """What of one invoice line is credited for one decided settlement."""

    #: id of the ``customer.complaint.action``
    action_id: int
    #: in the unit of the invoice line; 0 where only money is given back
    quantity: float
    #: without taxes, in the currency of the invoice; None: what the quantity was charged with
    amount: float | None


class CreditPlan:
    """What the reversals of some invoices keep, line by line.

    It travels in the context, where a client can put any JSON but never an instance of this class.
    """

    def __init__(self, settlement_id: int, parts: dict[int, list[CreditPart]]):
        self.settlement_id = settlement_id
        #: by id of the invoice line
        self.parts = parts

    @classmethod
    def of(cls, env):
        """Return the plan in the context of ``env``, or None."""
        plan = env.context.get("complaint_credit_plan")
        return plan if isinstance(plan, cls) else None
