from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import pack_answers, proves
from odoo.addons.dealer_visit.tests.gift_common import PICTURE, GiftCase
from odoo.addons.dealer_visit_stock.tests.recall_common import RecallCase


class PacksMixin:
    """Nothing but the rules of the car dealer's packs, with those for conduct."""

    @classmethod
    def _apply_packs(cls, *names):
        for model in ("dealer.gift.rule", "dealer.recall.rule", "customer.approval.rule"):
            cls.env[model].search([("company_id", "=", cls.company.id)]).active = False
        packs = cls.as_user(cls, cls.users["rules_administrator"], cls.env["customer.policy.pack"])
        for name in ("staff_conduct/car_sales_discipline_001_6", *names):
            data, filename = packs._read_shipped(f"{name}.yaml")
            packs._apply(
                cls.company, data, filename, answers=pack_answers(packs, cls.company, data, filename), enforce=True
            )

    def _case(self, code):
        return self.env["staff.conduct.case"].search([("rule_id.code", "=", code)])


@tagged("post_install", "-at_install")
class TestGiftsByThePack(PacksMixin, GiftCase):
    """Gifts of the car dealer, by its packs for gifts and for conduct together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._apply_packs("dealer_visit/gifts_001_6")

    def _handed_out(self):
        gift = self._gift()
        gift.action_request()
        self._decide(gift, self.marketing, self.head)
        self.as_user(self.marketing, gift).action_register()
        gift.action_request_slip()
        self._decide(gift, self.chief, operation="slip")
        gift.action_issue()
        return gift

    def _at_the_end(self, gift):
        """Let the engine run when the term of the gift is over."""
        deadline = gift.sudo().deadline_ids
        self.env.flush_all()
        with freeze_time(deadline.due_date + timedelta(minutes=5)), self.registry.cursor() as cr:
            self.env(cr=cr, user=self.env.ref("base.user_root"), su=True)["customer.deadline.step"]._cron_tick()
        self.env.invalidate_all()

    @proves("S1.6-ka-01b", "S1.6-sales-05")
    def test_marketing_and_then_the_manager_and_the_sales_manager_for_the_slip(self):
        gift = self._gift()
        gift.action_request()
        self.assertRefused("not yours", lambda: self._decide(gift, self.clerk))
        self._decide(gift, self.marketing)
        self.assertRefused("not yours", lambda: self._decide(gift, self.marketing))
        self.as_user(self.marketing, gift).action_register()
        self.assertRefused("It waits for", gift.action_issue)
        self._decide(gift, self.head)
        self.assertRefused("Manager of the department", gift.action_issue)
        gift.action_request_slip()
        self.assertRefused("not yours", lambda: self._decide(gift, self.marketing, operation="slip"))
        self._decide(gift, self.chief, operation="slip")
        gift.action_issue()
        self.assertEqual(gift.state, "issued")

    @proves("S1.6-sales-05")
    def test_nothing_leaves_without_its_registration(self):
        gift = self._gift()
        gift.action_request()
        self._decide(gift, self.marketing, self.head)
        gift.action_request_slip()
        self._decide(gift, self.chief, operation="slip")
        self.assertRefused("registered with marketing first", gift.action_issue)
        self.assertRefused("Gifts are registered by", gift.action_register)

    @proves("S1.6-ka-01b")
    def test_ten_times_the_price_is_proposed_where_it_did_not_arrive(self):
        lost, signed = self._handed_out(), self._handed_out()
        signed._sign(PICTURE, "Customer One")
        for gift in (lost, signed):
            self._at_the_end(gift)
        case = self._case("gift-undelivered-001-6")
        self.assertEqual((case.employee_id.user_id, case.quantity, case.amount), (self.seller, 1500, 1500))


@tagged("post_install", "-at_install")
@freeze_time("2026-04-20 04:00:00")
class TestRecallsByThePack(PacksMixin, RecallCase):
    """Cars at second-tier shops, by the packs for recalls and for conduct together."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._apply_packs("dealer_visit_stock/recall_001_6")

    @proves("S1.6-pdi-13")
    def test_three_days_late_are_a_hundred_and_fifty(self):
        late, in_time = self._lot("VIN1"), self._lot("VIN2")
        for lot in (late, in_time):
            self._send("2026-05-01 04:00:00", lot)
        self._night("2026-05-02 04:00:00")
        for day, lot in (("2026-05-31", in_time), ("2026-06-03", late)):
            with freeze_time(f"{day} 04:00:00"):
                self._move(self.places[1], self.places[0], self.car, lot=lot)
        self.assertEqual(set(self._recalls().mapped("state")), {"returned"})
        case = self._case("recall-late-001-6")
        self.assertEqual((case.employee_id.user_id, case.quantity, case.amount), (self.seller, 3, 150))
