from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import ALL_LEADS, DealingCase


@tagged("post_install", "-at_install")
class TestOrder(DealingCase):
    def test_a_confirmed_order_makes_a_customer_cooperating(self):
        for before, after in (
            ("potential", "cooperating"),
            ("not_cooperating", "cooperating"),
            ("near_lost", "near_lost"),
            ("lost", "lost"),
            ("cooperating", "cooperating"),
        ):
            with self.subTest(before=before):
                file = self._file(f"Mill {before}", life_status=before, lost_reason="Price")
                order = self._order(10, confirm=False, partner_id=file.partner_id.id)
                self.assertEqual(file.life_status, before)
                self.as_user(self.seller, order).action_confirm()
                self.assertEqual(file.life_status, after)

    def test_the_change_stands_in_the_history_of_a_filed_record(self):
        file = self._filed(name="Filed Mill", kind_id=self.kind.id)
        order = self._order(10, confirm=False, partner_id=file.partner_id.id)
        with self.assertRaises(AccessError):
            self.as_user(self.seller, file).write({"life_status": "cooperating"})
        self.env.cr.precommit.run()
        tracked = order.with_user(self.seller).with_context(tracking_disable=False)
        tracked.with_context(allowed_company_ids=self.company.ids).action_confirm()
        self.env.flush_all()
        self.env.cr.precommit.run()
        event = file.event_ids.filtered("is_automatic")[:1]
        self.assertRecordValues(
            event, [{"old_value": "Potential", "new_value": "Cooperating", "user_id": self.seller.id, "type": "change"}]
        )
        message = file.message_ids.filtered("tracking_value_ids")[:1]
        self.assertIn("An order was confirmed.", message.body)
        self.assertEqual(message.tracking_value_ids.new_value_char, "Cooperating")
        self.assertEqual(file.state, "filed")

    def test_the_order_of_a_contact_counts_for_the_file_of_the_company(self):
        self._order(10, partner_id=self.contact.id)
        self.assertEqual(self.file.life_status, "cooperating")

    def test_the_file_of_another_company_stays_as_it_is(self):
        theirs = self.Files.create(
            {"partner_id": self.file.partner_id.id, "company_id": self.other_company.id, "responsible_id": False}
        )
        self._order(10)
        self.assertEqual(theirs.life_status, "potential")

    def setUp(self):
        super().setUp()
        self.customer = self._partner("New Mill")
        self.buyer = self.env["res.partner"].create({"name": "Mr Sun", "parent_id": self.customer.id})

    def _confirm(self, user=None, **values):
        order = self._order(10, confirm=False, **{"partner_id": self.buyer.id, **values})
        self.as_user(user or self.seller, order).action_confirm()
        return order

    def _files(self):
        return self.Files.with_context(active_test=False).search([("partner_id", "=", self.customer.id)])

    def _observed(self, rule):
        return self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])

    def test_nothing_is_opened_until_a_rule_says_so(self):
        self._rule("customer.file.opening.rule", on_new_contact=True)
        self._rule("customer.file.opening.rule", on_new_order=True, mode="off")
        self._confirm()
        self.assertFalse(self._files())

    def test_the_first_confirmed_order_opens_the_file(self):
        self._rule("customer.file.opening.rule", on_new_order=True)
        order = self._order(10, confirm=False, partner_id=self.buyer.id)
        self.assertFalse(self._files())
        self.as_user(self.seller, order).action_confirm()
        file = self._files()
        self.assertRecordValues(
            file,
            [
                {
                    "partner_id": self.customer.id,
                    "responsible_id": self.seller.id,
                    "company_id": self.company.id,
                    "life_status": "cooperating",
                    "state": "collected",
                }
            ],
        )
        self._confirm()
        self.assertEqual(self._files(), file)

    def test_orders_confirmed_together_open_one_file_each(self):
        self._rule("customer.file.opening.rule", on_new_order=True)
        other = self._partner("Second Mill")
        orders = self.env["sale.order"].union(
            *(self._order(10, confirm=False, partner_id=partner.id) for partner in (self.buyer, other, self.customer))
        )
        self.as_user(self.seller, orders).action_confirm()
        self.assertEqual(
            self.Files.search([("partner_id", "in", (self.customer | other).ids)]).partner_id, self.customer | other
        )

    def test_observing_opens_nothing_and_lists_it(self):
        rule = self._rule("customer.file.opening.rule", on_new_order=True, mode="observe")
        self._confirm()
        self.assertFalse(self._files())
        self.assertRecordValues(self._observed(rule), [{"res_model": "res.partner", "res_id": self.customer.id}])
        self._confirm(partner_id=self.file.partner_id.id)
        self.assertEqual(len(self._observed(rule)), 1)

    def test_an_archived_file_is_reopened(self):
        self._rule("customer.file.opening.rule", on_new_order=True)
        file = self._filed(partner_id=self.customer.id)
        file.action_archive()
        self._confirm()
        self.assertEqual(self._files(), file)
        self.assertTrue(file.active)

    def test_who_may_not_open_files_is_not_held_up_and_the_gap_is_listed(self):
        rule = self._rule("customer.file.opening.rule", on_new_order=True)
        user = self._new_user("sales_team.group_sale_salesman", login="only_sales")
        order = self._confirm(user=user, user_id=user.id)
        self.assertEqual(order.state, "sale")
        self.assertFalse(self._files())
        self.assertRecordValues(self._observed(rule), [{"res_id": self.customer.id, "user_id": user.id}])

    def test_a_customer_signing_in_the_portal_is_not_responsible(self):
        self._rule("customer.file.opening.rule", on_new_order=True)
        portal = self._new_user("base.group_portal", login="customer_portal")
        order = self._order(10, confirm=False, partner_id=self.buyer.id, user_id=False)
        order.user_id = False
        order.with_user(portal).sudo().with_context(allowed_company_ids=self.company.ids)._validate_order()
        self.assertEqual(order.state, "sale")
        self.assertRecordValues(self._files(), [{"responsible_id": False, "life_status": "cooperating"}])

    def test_a_salesperson_of_another_company_is_not_responsible(self):
        self._rule("customer.file.opening.rule", on_new_order=True)
        order = self._order(10, confirm=False, partner_id=self.buyer.id)
        self.as_user(self.head_of_sales, order).action_confirm()
        self.assertEqual(self._files().responsible_id, self.seller)
        stranger = self._new_user("sales_team.group_sale_salesman", login="stranger", company=self.other_company)
        order.sudo().user_id = stranger
        orders = order.with_user(self.head_of_sales).with_company(self.company)
        self.assertEqual(orders._get_file_responsible(), self.head_of_sales)

    def _warning(self, order, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.as_user(user or self.seller, order).customer_file_warning

    def test_what_the_quotation_says_about_the_file(self):
        order = self._order(10, confirm=False)
        self.assertFalse(self._warning(order))
        self._rule("customer.file.requirement", fields=("name", "phone"), mode="observe")
        self.assertIn("incomplete (1/2)", self._warning(order))
        self.file.phone = "021 5555 0101"
        self.assertFalse(self._warning(order))
        self.file.life_status = "near_lost"
        self.assertIn("Nearly Lost", self._warning(order))
        self.file.action_archive()
        self.assertIn("archived", self._warning(order))
        nobody = self._order(10, confirm=False, partner_id=self._partner("New Mill").id)
        self.assertEqual(self._warning(nobody), "The customer has no file yet.")
        self.assertFalse(self.env["sale.order"].new({}).customer_file_warning)

    def test_a_data_check_that_is_due(self):
        order = self._order(10, confirm=False)
        today = fields.Date.context_today(self.as_user(self.seller, order))
        self.file._write_protected({"next_check_date": today + timedelta(days=1)})
        self.assertFalse(self._warning(order))
        self.file._write_protected({"next_check_date": today})
        self.assertIn("due", self._warning(order))

    def test_the_file_is_that_of_the_company_of_the_order(self):
        order = self._order(10, confirm=False, company_id=self.other_company.id, user_id=False)
        user = self._new_user(ALL_LEADS, login="both")
        user.company_ids = self.company | self.other_company
        order = order.with_user(user).with_context(allowed_company_ids=[self.company.id, self.other_company.id])
        self.assertFalse(order.customer_file_id)
        self.assertEqual(order.customer_file_warning, "The customer has no file yet.")

    def test_a_closed_file_is_named_but_its_content_is_not_told(self):
        order = self._order(10, confirm=False)
        self.file.life_status = "near_lost"
        model = self.env["ir.model"]._get("customer.file")
        self.env["ir.rule"].create(
            {"name": "secret", "model_id": model.id, "domain_force": "[('responsible_id', '=', user.id)]"}
        )
        self.assertFalse(self._warning(order))
        order = self.as_user(self.seller, order)
        self.assertEqual(order.customer_file_id, self.file)
        with self.assertRaises(AccessError):
            order.action_open_customer_file()

    def test_the_banner_is_for_those_who_work_with_files(self):
        outsider = self._new_user("sales_team.group_sale_manager", login="outsider")
        orders = self.as_user(outsider, self.env["sale.order"])
        arch = etree.fromstring(orders.get_view(view_type="form")["arch"])
        self.assertFalse(arch.xpath("//field[starts-with(@name, 'customer_file')]"))
        with Form(orders) as form:
            form.partner_id = self.file.partner_id
        orders = self.as_user(self.seller, self.env["sale.order"])
        with Form(orders) as form:
            form.partner_id = self._partner("New Mill")
            self.assertEqual(form.customer_file_warning, "The customer has no file yet.")
            form.partner_id = self.contact
            self.assertFalse(form.customer_file_warning)

    def test_lists_of_orders_stay_as_they_are(self):
        for name in ("customer_file_id", "customer_file_warning"):
            self.assertFalse(self.env["sale.order"]._fields[name].store)
        for view_type in ("list", "kanban"):
            arch = self.as_user(self.seller, self.env["sale.order"]).get_view(view_type=view_type)["arch"]
            self.assertNotIn("customer_file", arch)

    def test_the_button_opens_the_file(self):
        order = self.as_user(self.seller, self._order(10, confirm=False))
        self.assertEqual(order.action_open_customer_file()["res_id"], self.file.id)
        partner = self._partner("New Mill")
        order = self.as_user(self.seller, self._order(10, confirm=False, partner_id=partner.id))
        action = order.action_open_customer_file()
        self.assertEqual(self.Files.browse(action["res_id"]).partner_id, partner)
