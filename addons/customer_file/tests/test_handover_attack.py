from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .secrecy_common import SecrecyCase
from .test_handover import HandoverCase


@tagged("post_install", "-at_install")
class TestHandoverAttack(HandoverCase, SecrecyCase):
    """What a supervisor tries alone: to get files, signatures and a short list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supervisor = cls._new_user("supervisor", login="other_supervisor")
        cls._employ(cls.supervisor)

    def _led(self, **values):
        vals = {"leaver_id": self.clerk.id, "successor_id": self.successor.id, **values}
        handover = self.as_user(self.supervisor, self.Handovers).create(vals)
        handover.action_start()
        return handover

    # whose files they become

    def test_a_supervisor_does_not_become_the_successor_of_what_he_ticked(self):
        self._rules()
        self._customers(1)
        handover = self._led()
        line = handover.line_ids
        line.action_hand_over()
        with self.assertRaisesRegex(UserError, "handed over already"):
            line.successor_id = self.supervisor
        self.assertEqual(line.successor_id, self.successor)
        own = self._led(leaver_id=self.colleague.id, successor_id=self.supervisor.id)
        self._file("Other", responsible_id=self.colleague.id)
        own.action_list_items()
        with self.assertRaisesRegex(AccessError, "by who leaves"):
            own.line_ids.action_hand_over()

    def test_a_rule_that_observes_hides_no_enforced_one(self):
        self._rules(mode="observe", sequence=1)
        self._rules(sequence=20)
        self._customers(1)
        with self.assertRaisesRegex(UserError, "has not handed over"):
            self.clerk.action_archive()

    def test_secret_files_go_to_those_with_clearance_only(self):
        self._rules()
        file = self._secret_file(responsible_id=self.clerk.id)
        handover = self._led(successor_id=self.supervisor.id)
        line = handover.line_ids
        with self.assertRaisesRegex(UserError, "no clearance"):
            self.as_user(self.clerk, line).action_hand_over()
        clearance = self._clear(self.supervisor, self.secret)
        self.as_user(self.clerk, line).action_hand_over()
        line.action_receive()
        clearance.with_user(self.guard).action_end()
        with self.assertRaisesRegex(UserError, "no clearance"):
            handover.action_complete()
        self.assertEqual(file.responsible_id, self.clerk)
        self.assertFalse(self._can_read(self.supervisor, file))
        self._clear(self.supervisor, self.secret)
        handover.action_complete()
        self.assertEqual(file.responsible_id, self.supervisor)

    def test_the_handover_of_a_superior_is_led_from_above(self):
        self._rules()
        manager = self._new_user("manager", login="leaving_manager")
        self._employ(manager, department_id=self.information.id)
        for leaver in (self.boss, manager):
            self.assertRefused("stands above you", lambda leaver=leaver: self._led(leaver_id=leaver.id))
        handover = self.as_user(self.archivist, self.Handovers).create(
            {"leaver_id": manager.id, "successor_id": self.successor.id}
        )
        handover.action_start()
        self._file("Late", responsible_id=manager.id)
        handover.action_list_items()
        with self.assertRaisesRegex(UserError, "stands above you"):
            self.as_user(self.supervisor, handover.line_ids).action_hand_over()
        self.as_user(self.users["general_manager"], handover.line_ids).action_hand_over()
        self.as_user(self.successor, handover.line_ids).action_receive()
        with self.assertRaisesRegex(UserError, "stands above you"):
            self.as_user(self.supervisor, handover).action_complete()
        self.as_user(self.users["general_manager"], handover).action_complete()

    # the departments

    def test_no_supervisor_signs_for_the_departments_of_the_rule(self):
        self._rules(receivers=2, receiver_department_ids=[(6, 0, self.information.ids)])
        own = self.env["hr.department"].create({"name": "Own", "company_id": self.company.id})
        own.manager_id = self.supervisor.employee_id
        handover = self._led()
        receipts = handover.receipt_ids
        self.assertEqual(receipts.department_id, self.department | self.information)
        with self.assertRaises(AccessError):
            receipts.user_id = self.supervisor
        self.assertRefused("rule", receipts[0].unlink)
        self.assertRefused("rule", lambda: receipts.create({"handover_id": handover.id, "department_id": own.id}))
        with self.assertRaises(UserError):
            handover.department_id = own
        self.as_user(self.boss, receipts[0]).action_sign()
        with self.assertRaisesRegex(UserError, "1 of 2 departments"):
            handover.action_complete()
        self.as_user(self.archivist, receipts[1]).action_sign()
        handover.action_complete()

    def test_the_department_of_the_leaver_is_not_chosen(self):
        self._rules(receivers=1)
        own = self.env["hr.department"].create({"name": "Own", "company_id": self.company.id})
        own.manager_id = self.supervisor.employee_id
        handover = self._led(department_id=own.id)
        self.assertEqual(handover.receipt_ids.department_id, self.department)
        self.assertEqual(handover.receipt_ids.user_id, self.boss)

    def test_departments_that_the_rule_does_not_name_are_added_before_it_starts(self):
        self._rules(receivers=2)
        self.assertRefused("1 of 2", self._led)
        draft = self.as_user(self.supervisor, self.Handovers).create(
            {"leaver_id": self.clerk.id, "successor_id": self.successor.id}
        )
        draft.receipt_ids = [
            (0, 0, {"department_id": self.information.id, "user_id": self.supervisor.id}),
            (0, 0, {"department_id": self.department.id}),
        ]
        draft.action_start()
        self.assertEqual(draft.receipt_ids.user_id, self.archivist | self.boss)

    def test_of_a_manager_who_leaves_the_next_one_above_signs(self):
        self._rules(receivers=1)
        self.department.parent_id = self.information
        handover = self.as_user(self.users["general_manager"], self.Handovers).create(
            {"leaver_id": self.boss.id, "successor_id": self.successor.id}
        )
        handover.action_start()
        self.assertEqual(handover.receipt_ids.user_id, self.archivist)
        self._sign(handover)
        handover.action_complete()
        self.assertEqual(handover.state, "done")

    # the signatures

    def test_two_persons_sign_that_the_successor_works_independently(self):
        self._rules(needs_training=True)
        handover = self._led(successor_id=self.supervisor.id)
        handover.action_sign_independent()
        handover.successor_id = self.successor
        self.assertFalse(handover.independent_by_id, "another successor signs anew")
        handover.action_sign_independent()
        self.assertEqual(handover.confirmed_by_id, self.supervisor)
        with self.assertRaisesRegex(UserError, "not signed by both"):
            handover.action_complete()
        handover.successor_id = self.supervisor
        self.assertFalse(handover.confirmed_by_id)

    def test_who_leaves_does_not_sign_as_the_supervisor(self):
        self._rules(needs_training=True)
        handover = self._led()
        self.clerk.group_ids += self.env.ref("customer_policy.group_supervisor")
        with self.assertRaisesRegex(AccessError, "the successor signs, and a supervisor besides"):
            self.as_user(self.clerk, handover).action_sign_independent()

    # the list

    def test_what_the_rule_lists_stays_on_the_list(self):
        self._rules(item_ids=[(0, 0, {"kind": "tool", "name": "Computer"})])
        handover = self.as_user(self.supervisor, self.Handovers).create(
            {"leaver_id": self.clerk.id, "successor_id": self.successor.id}
        )
        fake = handover.line_ids.create({"handover_id": handover.id, "name": "Computer", "kind": "material"})
        handover.action_start()
        line = handover.line_ids - fake
        self.assertEqual((line.name, line.kind), ("Computer", "tool"))
        self._file("Late", responsible_id=self.clerk.id)
        handover.action_list_items()
        listed = handover.line_ids - fake
        self.assertEqual(len(listed), 2)
        for one in listed:
            with self.assertRaisesRegex(UserError, "stays on the list"):
                one.unlink()
        fake.unlink()
        vals = {"handover_id": handover.id, "name": "x", "kind": "tool", "is_listed": True}
        self.assertRefused("By hand", lambda: handover.line_ids.create(vals), AccessError)
        with self.assertRaises(AccessError):
            line.is_listed = False

    # what ends

    @proves("S1.8-38")
    def test_clearance_and_grants_end_with_the_handover(self):
        self._rules()
        file = self._secret_file()
        for reason in ("leaves", "post"):
            clearance = self._clear(self.clerk, self.secret)
            grant = self._grant(self.clerk, file)
            others = self._clear(self.colleague, self.secret), self._grant(self.colleague, file)
            self.assertTrue(self._can_read(self.clerk, file))
            handover = self._led(reason=reason)
            self.assertEqual(clearance.state, "in_force")
            handover.action_complete()
            self.assertRecordValues(clearance, [{"state": "ended", "ended_by_id": self.supervisor.id}])
            self.assertFalse(grant.is_open)
            self.assertFalse(self._can_read(self.clerk, file))
            self.assertEqual((others[0].state, others[1].is_open), ("in_force", True))

    def test_how_much_is_missing_is_counted_in_the_database(self):
        self._rules()
        self._customers(2)
        handover = self._led()
        handover.invalidate_recordset()
        counted = []
        for _pass in range(2):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertIn("items are not received", handover.obstacles)
            counted.append(self.env.cr.sql_log_count - before)
            self._customers(30)
            handover.action_list_items()
        self.assertLessEqual(counted[1], counted[0])

    # what the list tells

    def test_the_list_tells_nothing_of_what_becomes_secret(self):
        self._rules()
        file = self._file("Quiet Buyer", responsible_id=self.clerk.id)
        method = self.env["customer.collection.method"].create({"name": "Calls", "company_id": self.company.id})
        form = self.env["customer.collection.form"].create(
            {"name": "Survey", "company_id": self.company.id, "method_id": method.id}
        )
        survey = self.env["customer.information.survey"].create(
            {"file_id": file.id, "form_id": form.id, "collector_id": self.clerk.id, "name": "Buys from our rival"}
        )
        file.activity_schedule("mail.mail_activity_data_todo", summary="Offer half the price", user_id=self.clerk.id)
        handover = self._led()
        names = {line.kind: line.name for line in handover.line_ids}
        self.assertIn("Quiet Buyer", names["file"])
        self.assertEqual(names["survey"], survey._secrecy_title())
        self.assertEqual(names["activity"], file._secrecy_title())
