from hypothesis import HealthCheck, event, given, note, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from .adds_up import STEPS, Business
from .return_common import ReturnCase


class _Undo(Exception):
    """Takes back an example."""


@tagged("post_install", "-at_install")
class TestAddsUp(ReturnCase):
    """Whatever happens in whatever order: never more credited than invoiced, or returned than delivered."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["customer.complaint.procedure"].search([("company_id", "=", cls.company.id)]).active = False
        cls.env["customer.approval.rule"].search([("company_id", "=", cls.company.id)]).active = False
        cls.number_rule.active = False
        taxes = [cls._tax(13), cls._tax(13, name="Included", price_include_override="tax_included")]
        products = cls._goods("Board") | cls._goods("Pulp", uom_id=cls.env.ref("uom.product_uom_kgm").id)
        Business.prepare(cls.env, cls.company, excess=False)
        cls.business = Business(cls.env, cls.company, cls.partner, products, taxes)
        for seed in range(3):
            for step in ("order", "deliver", "invoice", "complain", "settle", "issue"):
                cls.business.step(step, seed)

    @given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 2**16)), min_size=15, max_size=45))
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def test_it_adds_up(self, steps):
        try:
            with self.env.cr.savepoint():
                for step, seed in steps:
                    if self.business.step(step, seed):
                        note(f"{step} {seed}")
                        event(step)
                        self.assertEqual(self.business.problems(), [])
                raise _Undo
        except _Undo:
            self.env.invalidate_all()
