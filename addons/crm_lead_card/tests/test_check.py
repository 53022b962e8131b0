from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.customer_policy.tests.common import proves

from .common import CardCase


@tagged("post_install", "-at_install")
class TestCheck(CardCase):
    """Marketing asks a customer how he came."""

    def setUp(self):
        super().setUp()
        names = ({"name": "Card newspaper"}, {"name": "Card friend"})
        self.newspaper, self.friend = self.env["utm.source"].create(names)
        self.card = self._signed("05 10:00", source_id=self.newspaper.id)
        self.Checks = self.as_user(self.marketing, self.env["customer.lead.card.check"])

    def _check(self, **vals):
        return self.Checks.create({"card_id": self.card.id, **vals})

    @proves("S1.6-mkt-04")
    def test_what_the_customer_says_is_compared(self):
        with self.conduct() as reports:
            self.assertEqual(self._check(told_source_id=self.newspaper.id).result, "right")
            self.assertEqual(reports, [])
            wrong = self._check(told_source_id=self.friend.id)
            not_asked = self._check(answer="not_asked")
        self.assertEqual((wrong.result, not_asked.result), ("wrong", "not_asked"))
        code = "card-source-001-6"
        self.assertEqual(reports, [(code, self.zhang, 1, wrong), (code, self.zhang, 1, not_asked)])

    @proves("S1.6-mkt-04")
    def test_swapped_customers(self):
        with self.conduct() as reports:
            swap = self._check(answer="swapped", swapped_with_id=self.li.id)
        code = "card-swapped-001-6"
        self.assertEqual(reports, [(code, self.zhang, 1, swap), (code, self.li, 1, swap)])
        self.assertRefused("with whom else", lambda: self._check(answer="swapped", swapped_with_id=self.zhang.id))

    def test_what_was_found_stays(self):
        check = self._check(told_source_id=self.friend.id, result="right", holder_id=self.li.id, user_id=self.li.id)
        self.assertRecordValues(check, [{"result": "wrong", "holder_id": self.zhang.id, "user_id": self.marketing.id}])
        for call in (lambda: check.sudo().write({"told_source_id": self.newspaper.id}), check.sudo().unlink):
            self.assertRefused("cannot be", call, UserError)
        checks = self.Checks.with_context(default_result="right", default_holder_id=self.li.id)
        given = checks.create({"card_id": self.card.id, "answer": "not_asked"})
        self.assertRecordValues(given, [{"result": "not_asked", "holder_id": self.zhang.id}])
        with mute_logger("odoo.sql_db"):
            for vals in ({"answer": "told"}, {"answer": "swapped"}):
                self.assertRefused("", lambda vals=vals: self._check(**vals), IntegrityError)

    def test_nobody_asks_about_the_own_card(self):
        own = self._card(self.marketing, phone="154 0000 0007")
        self.assertRefused("somebody else", lambda: self._check(card_id=own.id, answer="not_asked"), AccessError)
        given = self.Checks.with_context(default_card_id=own.id, default_answer="not_asked")
        self.assertRefused("somebody else", lambda: given.create({}), AccessError)
        checks = self.as_user(self.zhang, self.env["customer.lead.card.check"])
        self.assertRefused("", lambda: checks.create({"card_id": self.card.id, "answer": "not_asked"}), AccessError)

    def test_a_rule_that_observes_reports_nothing(self):
        self.rule.mode = "observe"
        with self.conduct() as reports:
            check = self._check(answer="not_asked")
        self.assertEqual(reports, [])
        seen = self.env["customer.policy.observation"].search([("res_model", "=", check._name)])
        self.assertEqual(seen.mapped("res_id"), check.ids)
