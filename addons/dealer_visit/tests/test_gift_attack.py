from odoo import Command
from odoo.exceptions import UserError
from odoo.service.model import call_kw

from odoo.addons.customer_policy.tests.common import proves

from .gift_common import PICTURE, GiftCase

HOSTILE = (
    {},
    {
        "su": True,
        "uid": 1,
        "install_mode": True,
        "customer_workflow_pass": {"vals": {"state": "issued"}},
        "default_state": "issued",
        "default_user_id": 1,
    },
)
NOW = "2026-01-01 00:00:00"


class TestGiftAttack(GiftCase):
    """Through the door of every client, as whoever may change them: nothing of a gift or reward is forged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        strongest = "base.group_system,customer_policy.group_general_manager"
        roles = ("information_administrator", "supervisor", "general_manager", "rules_administrator")
        cls.attackers = {
            "applicant": cls.seller,
            **{role: cls.users[role] for role in roles},
            "system": cls._new_user(strongest, login=f"system@{cls.company.id}"),
        }
        cls._approval("dealer.reward", "manager")
        cls.reward_rule = cls._rule("dealer.reward.rule", kind="care", amount=100)

    def _call(self, user, context, records, method, *args):
        model = self.as_user(user, self.env[records._name]).with_context(**context)
        try:
            with self.env.cr.savepoint():
                args = [*([records.ids] if records else []), *args]
                return call_kw(model, method, args, {"context": dict(model.env.context)})
        finally:
            self.env.invalidate_all()

    def _stored(self, records):
        self.env.flush_all()
        self.env.cr.execute(f"SELECT * FROM {records._table} WHERE id IN %s ORDER BY id", [tuple(records.ids)])
        return self.env.cr.dictfetchall()

    def _attack(self, records, forged, inverse):
        """Write each forged value in every way there is; what is stored stays as it is."""
        before = self._stored(records)
        for role, user in self.attackers.items():
            for context in HOSTILE:
                for name, value in forged.items():
                    vals = {name: value}
                    ways = (
                        (records, "write", vals),
                        (records, "web_save", vals, {}),
                        (self.file, "write", {inverse: [Command.update(records.id, vals)]}),
                    )
                    for target, method, *args in ways:
                        with self.subTest(role=role, field=name, method=method), self.assertRaises(UserError):
                            self._call(user, context, target, method, *args)
                for method in ("_sign", "_write_protected", "_run_step", "_check_step", "_before_issue", "unlink"):
                    with self.subTest(role=role, method=method), self.assertRaises(UserError):
                        self._call(user, context, records, method)
        self.assertEqual(self._stored(records), before)

    @proves("S1.6-ka-01b", "S1.6-sales-05")
    def test_nothing_of_a_gift_is_forged(self):
        gift = self._approved()
        stamps = {
            f"{step}_{what}": value
            for step in ("requested", "registered", "issued", "received")
            for what, value in (("by_id", self.boss.id), ("date", NOW))
        }
        forged = {
            **stamps,
            "state": "issued",
            "price": 1,
            "quantity": 2,
            "product_id": self.product.id,
            "kind": "event",
            "file_id": self._customers(1).id,
            "amount": 1,
            "given_quantity": 1,
            "user_id": self.boss.id,
            "create_uid": self.boss.id,
            "department_id": self.west.id,
            "company_id": self.other_company.id,
            "number": "G1",
            "secrecy_level_id": False,
            "signature": PICTURE,
            "signed_name": "x",
            "approval_ids": [Command.create({"res_model": "dealer.gift", "state": "approved"})],
        }
        self._attack(gift, forged, "gift_ids")
        approval = gift.sudo().approval_ids
        self.assertRecordValues(approval, [{"state": "approved", "decision_count": 2}])

    @proves("S1.6-mkt-05")
    def test_nothing_of_a_reward_is_forged(self):
        reward = self.env["dealer.reward"].create(
            {"rule_id": self.reward_rule.id, "file_id": self.file.id, "user_id": self.seller.id, "reason": "x"}
        )
        reward.action_request()
        forged = {
            "state": "payable",
            "amount": 900,
            "kind": "suggestion",
            "reason": "y",
            "rule_id": self._rule("dealer.reward.rule", kind="care", amount=900).id,
            "file_id": self._customers(1).id,
            "user_id": self.boss.id,
            "department_id": self.west.id,
            "company_id": self.other_company.id,
            "requested_by_id": self.boss.id,
            "requested_date": NOW,
            "paid_by_id": self.boss.id,
            "paid_date": NOW,
            "approval_ids": [Command.create({"res_model": "dealer.reward", "state": "approved"})],
        }
        self._attack(reward, forged, "reward_ids")

    @proves("S1.6-ka-01b")
    def test_no_price_below_the_list_on_any_way(self):
        gift = self._gift()
        vals = {"file_id": self.file.id, "product_id": self.vase.id}
        cheap = self.env["product.product"].create({"name": "Pen", "type": "service", "list_price": 2})
        other = self._gift(product_id=cheap.id)
        refused = (
            (gift, "write", {"price": 149.99}),
            (gift, "web_save", {"price": 0}, {}),
            (gift, "copy", {"price": 1}),
            (other, "write", {"product_id": self.vase.id, "price": 2}),
            (self.file, "write", {"gift_ids": [Command.update(gift.id, {"price": 1})]}),
        )
        for user in (self.seller, self.marketing):
            for context in HOSTILE:
                for records, method, *args in refused:
                    with self.subTest(user.login, method=method), self.assertRaises(UserError):
                        self._call(user, context, records, method, *args)
                gifts = self.env["dealer.gift"]
                with self.subTest(user.login), self.assertRaisesRegex(UserError, "at least"):
                    self._call(user, context, gifts, "create", [{**vals, "price": 1}])
                with self.subTest(user.login), self.assertRaisesRegex(UserError, "at least"):
                    self._call(user, {**context, "default_price": 1}, gifts, "create", [vals])
        self.assertEqual((gift.price, other.price), (150, 2))
        other.product_id = self.vase
        self.assertEqual(other.price, 150)
