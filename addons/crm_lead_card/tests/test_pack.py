from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import pack_answers

from .common import PACK, CardCase


@tagged("post_install", "-at_install")
class TestPack(CardCase):
    def test_applied_and_the_round_trip(self):
        first, second = (self.env["res.company"].create({"name": f"Cards {one}"}) for one in (1, 2))
        self.env.user.company_ids |= first | second
        packs = self.env["customer.policy.pack"].with_context(allowed_company_ids=first.ids)
        data, filename = packs._read_shipped(PACK)
        answers = pack_answers(packs, first, data, filename)
        self.assertEqual([path.rpartition(".")[2] for path in answers], ["rotation_unit"])
        plan = packs._apply(first, data, filename, answers=answers)
        self.assertEqual(plan.counts["created"], len(plan.pack.rules))
        self.assertTrue(all(rule.values.get("clause") for rule in plan.pack.rules.values()), "clause missing")
        rule = self.env["customer.lead.card.rule"].search([("company_id", "=", first.id)])
        self.assertRecordValues(
            rule,
            [{"set_up_same_day": True, "blame_days": 0, "first_days": 3,
              "later_days": 7, "signed_call": 2, "sign_hours": 24, "void_messages": 3,
              "mode": "observe", "rotation_unit": "day"}],
        )  # fmt: skip
        exported = packs._export(first, pack_code=plan.pack.code)
        packs = packs.with_context(allowed_company_ids=second.ids)
        packs._apply(second, exported.encode(), filename)
        self.assertEqual(packs._export(second, pack_code=plan.pack.code), exported)
