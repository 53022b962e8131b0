import base64
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .gift_common import PICTURE, GiftCase


class TestGift(GiftCase):
    """A gift for a customer, from the application to the signature."""

    @proves("S1.6-ka-01b")
    def test_two_signatures_before_it_is_issued(self):
        gift = self._gift()
        self.assertEqual((gift.price, gift.amount, gift.user_id), (150, 150, self.seller))
        gift.action_request()
        self.as_user(self.marketing, gift).action_register()
        self.assertRefused("It waits for", gift.action_issue)
        self._decide(gift, self.marketing)
        self.assertRefused("It waits for", gift.action_issue)
        self.assertNotIn("issue", gift.allowed_steps)
        self._decide(gift, self.head)
        gift.action_issue()
        self.assertEqual(gift.state, "issued")

    def test_the_request_is_named_in_the_language_of_the_applicant(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        gift = self._gift().with_context(lang="zh_CN")
        gift.sudo().product_id.name = "花瓶"
        gift.action_request()
        self.assertIn("花瓶", gift.sudo().approval_ids.document_name)

    @proves("S1.6-ka-01b")
    def test_ten_times_the_price_of_what_did_not_reach_the_customer(self):
        self._deadline(7)
        gift = self._issued(quantity=1)
        deadline = gift.sudo().deadline_ids
        days = (deadline.last_day - gift.company_id._policy_today()).days
        self.assertEqual((deadline.milestone, days), ("receipt", 7))
        with patch.object(self.registry["customer.policy.conduct"], "_report") as report:
            self._run_due(deadline, -1)
            report.assert_not_called()
            self._run_due(deadline, 1)
        self.assertEqual(report.call_args.args, ("gift", self.seller.employee_id, 1500, gift))

    @proves("S1.6-ka-01b")
    def test_nothing_is_proposed_for_what_was_signed_for_in_time(self):
        self._deadline(7)
        gift = self._issued()
        gift._sign(PICTURE, "Customer One")
        deadline = gift.sudo().deadline_ids
        self.assertEqual(deadline.state, "met")
        with patch.object(self.registry["customer.policy.conduct"], "_report") as report:
            self._run_due(deadline, 1)
            gift._report_not_received()
        report.assert_not_called()

    def test_a_rule_that_observes_proposes_nothing(self):
        self.gift_rule.mode = "observe"
        gift = self._approved()
        gift.action_issue()
        with patch.object(self.registry["customer.policy.conduct"], "_report") as report:
            gift._report_not_received()
        report.assert_not_called()
        seen = self.env["customer.policy.observation"].search(
            [("res_model", "=", gift._name), ("res_id", "=", gift.id)]
        )
        self.assertEqual(len(seen), 2, "without registration, and not signed for")
        self.assertIn("1,500", "".join(seen.mapped("message")))

    def _deadline(self, days):
        action = self.env.ref("dealer_visit.dealer_gift_action_not_received")
        step = {"offset": 0, "unit": "day", "moment": "after", "action_id": action.id, "user_id": self.boss.id}
        return self._rule(
            "customer.deadline.rule",
            milestone="dealer.gift/receipt",
            duration=days,
            unit="day",
            step_ids=[Command.create(step)],
        )

    def _run_due(self, deadline, seconds):
        """Let the engine run ``seconds`` after the deadline is due."""
        self.env.flush_all()
        with freeze_time(deadline.due_date + timedelta(seconds=seconds)), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    @proves("S1.6-sales-05")
    def test_no_gift_without_its_registration(self):
        gift = self._approved()
        self.assertRefused("registered with marketing first", gift.action_issue)
        self.assertRefused("Gifts are registered by", gift.action_register)
        self.as_user(self.marketing, gift).action_register()
        self.assertEqual((gift.state, gift.registered_by_id), ("registered", self.marketing))
        gift.action_issue()
        self.assertEqual(gift.state, "issued")

    @proves("S1.6-sales-05")
    def test_who_picked_a_gift_up_unregistered_is_reported_once(self):
        self.gift_rule.unregistered_conduct_code = "unregistered"
        reports = []

        def report(_model, code, employee, quantity, source, day=None):
            reports.append((code, employee.user_id, quantity, source, day))

        self.patch(self.registry["customer.policy.conduct"], "_report", report)
        gift, other = self._approved(), self._approved()
        self.assertRefused("Gifts are registered by", gift.action_register_taken)
        self.assertRaises(AccessError, lambda: gift.write({"is_taken_unregistered": True}))
        self.as_user(self.marketing, gift).action_register_taken()
        self.assertEqual(reports, [("unregistered", self.seller, 1, gift, None)])
        self.assertTrue(gift.is_taken_unregistered)
        self.assertRefused("not possible", self.as_user(self.marketing, gift).action_register_taken)
        self.assertRaises(AccessError, lambda: gift.write({"is_taken_unregistered": False}))
        self.as_user(self.marketing, other).action_register()
        self.gift_rule.mode = "observe"
        self.as_user(self.marketing, self._approved()).action_register_taken()
        self.assertEqual(len(reports), 1, "observed, and who registers in time, are not reported")

    @proves("S1.6-sales-05")
    def test_no_gift_without_the_managers_consent_to_the_slip(self):
        self._slip_rule()
        gift = self._approved()
        self.as_user(self.marketing, gift).action_register()
        self.assertRefused("Manager of the department", gift.action_issue)
        gift.action_request_slip()
        self.assertEqual(gift.slip_approval_state, "pending")
        self.assertRefused("It waits for", gift.action_issue)
        self.assertRefused("not yours", lambda: self._decide(gift, self.boss, operation="slip"))
        self._decide(gift, self.chief, operation="slip")
        self.assertEqual(gift.slip_approval_state, "approved")
        gift.action_issue()
        self.assertEqual(gift.state, "issued")

    def test_what_was_approved_stays(self):
        gift = self._approved()
        for vals in ({"quantity": 2}, {"price": 1}, {"product_id": self.product.id}, {"file_id": False}):
            self.assertRefused("stays as it is", lambda vals=vals: gift.write(vals), AccessError)
        self.vase.list_price = 10
        self.assertEqual(gift.price, 150)

    @proves("S1.6-ka-01b")
    def test_a_price_below_the_list_is_for_supervisors(self):
        for price in (0, 149.99):
            self.assertRefused("at least", lambda price=price: self._gift(price=price), ValidationError)
        gift = self._gift(price=150)
        self.assertRefused("at least", lambda: gift.write({"price": 149.99}), ValidationError)
        gift.price = 160
        self.as_user(self.boss, gift).price = 100
        self.assertEqual(gift.amount, 100)

    @proves("S1.6-ka-01b")
    def test_what_is_worth_nothing_is_not_applied_for(self):
        self.vase.list_price = 0
        gift = self._gift()
        self.assertRefused("what one of it is worth", gift.action_request)
        gift.price = 80
        gift.action_request()
        self.assertEqual((gift.state, gift.amount), ("requested", 80))

    # the signature

    @proves("S1.6-ka-01b")
    def test_the_customer_signs_once_and_it_stays(self):
        gift = self._approved()
        self.assertRefused("only what was issued", lambda: gift._sign(PICTURE, "Customer One"))
        self.as_user(self.marketing, gift).action_register()
        gift.action_issue()
        self.assertRefused("has not signed", gift.action_receive)
        picture = base64.b64decode(PICTURE)
        for wrong in (b"x", b"<svg/>", picture[:8], picture[:-12], picture[:45] + b"x" + picture[46:]):
            coded = base64.b64encode(wrong)
            self.assertRefused("the customer signs", lambda coded=coded: gift._sign(coded, "Customer One"))
        self.assertRefused("the customer signs", lambda: gift._sign(b"x", "Customer One"))
        self.assertRefused("the customer signs", lambda: gift._sign(PICTURE, " "))
        wizard = self.as_user(self.seller, self.env["dealer.gift.sign"])
        wizard = wizard.create({"gift_id": gift.id, "signature": PICTURE, "signed_name": "Customer One"})
        wizard.action_sign()
        self.assertRecordValues(gift, [{"state": "received", "signed_name": "Customer One"}])
        self.assertEqual((gift.signature, gift.received_by_id), (PICTURE, self.seller))
        self.assertRefused("only what was issued", wizard.action_sign)
        for user in (self.seller, self.boss, self.env.user):
            for vals in ({"signature": False}, {"signed_name": "x"}, {"received_date": False}):
                self.assertRefused("", lambda user=user, vals=vals: gift.with_user(user).write(vals), UserError)
        self.assertRefused("closed", lambda: gift.sudo().write({"reason": "x"}))

    def test_a_signature_is_forged_on_no_way(self):
        for role in ("user", "information_administrator", "supervisor", "manager", "general_manager"):
            user = self.users[role]
            model = self.as_user(user, self.env["dealer.gift"])
            vals = {"file_id": self.file.id, "product_id": self.vase.id}
            forged = {"signature": PICTURE, "signed_name": "x", "state": "received"}
            for name, value in forged.items():
                with self.subTest(role=role, field=name):
                    self.assertRefused(
                        "set by the steps",
                        lambda model=model, given={**vals, name: value}: model.create(given),
                        AccessError,
                    )
                    made = model.with_context(**{f"default_{name}": value}).create(vals)
                    self.assertIn(made[name], (False, "draft"))
                    self.assertRefused(
                        "set by the steps",
                        lambda made=made, name=name, value=value: made.write({name: value}),
                        AccessError,
                    )
                    loaded = model.load(
                        ["file_id/.id", "product_id/.id", name],
                        [[str(self.file.id), str(self.vase.id), value.decode() if name == "signature" else value]],
                    )
                    self.assertFalse(loaded["ids"], "imported")
            self.env.invalidate_all()

    def test_the_applicant_is_who_applies(self):
        gift = self._gift(user_id=self.other_seller.id)
        self.assertEqual(gift.user_id, self.seller)
        self.assertRefused("cannot be changed", lambda: gift.write({"user_id": self.other_seller.id}), AccessError)
        self.assertFalse(self.as_user(self.other_seller, gift).has_access("write"))
        self.assertTrue(self.as_user(self.chief, gift).has_access("write"))

    def test_what_came_back_and_what_was_cancelled_ends_its_terms(self):
        self._deadline(7)
        gift = self._issued()
        self.assertRefused("needs the role", gift.action_give_back)
        self.as_user(self.boss, gift).action_give_back()
        self.assertEqual((gift.state, gift.sudo().deadline_ids.state), ("returned", "cancelled"))
        other = self._gift()
        other.action_request()
        self.assertRefused("Say why", other.action_cancel)
        other.cancel_reason = "Not needed"
        other.action_cancel()
        self.assertEqual((other.state, other.approval_state), ("cancelled", "cancelled"))

    def test_closed_with_the_file(self):
        gift = self._issued()
        self.assertTrue(self.as_user(self.clerk, gift).has_access("read"))
        level = self.env["customer.secrecy.level"].create(
            {"name": "绝密", "rank": 3, "company_id": self.company.id, "mode": "enforce"}
        )
        self.file._classify(level, "Contract")
        self.env.invalidate_all()
        seen = self.as_user(self.clerk, gift)
        self.assertFalse(seen.has_access("read"))
        self.assertFalse(seen.search([("id", "=", gift.id)]))
        with self.assertRaises(AccessError):
            self._gift(self.clerk)


@tagged("post_install", "-at_install")
class TestGiftPapers(GiftCase):
    @proves("S1.6-ka-01b")
    def test_the_papers_show_who_signed(self):
        gift = self._issued(reason="New year")
        gift._sign(PICTURE, "Customer One")
        reports = self.as_user(self.seller, self.env["ir.actions.report"])
        for name, words in (
            ("application", (self.marketing.name, self.head.name, "New year", "Vase")),
            ("receipt", ("Customer One", self.seller.name, "Vase", PICTURE.decode()[:20])),
        ):
            html, _kind = reports._render_qweb_html(f"dealer_visit.report_dealer_gift_{name}", gift.ids)
            for word in words:
                self.assertIn(word, html.decode(), name)
        self.assertTrue(base64.b64decode(gift.signature))
