import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestWorkflow(FileCase):
    @proves("S1.7-3.1a")
    def test_market_staff_collect_and_the_information_department_sorts(self):
        file = self.as_user(self.clerk, self._file(kind_id=self.kind.id))
        self.assertEqual(file.state, "collected")
        file.action_submit()
        self.assertEqual((file.state, file.submitted_by_id), ("to_review", self.clerk))
        self.as_user(self.boss, file).action_review()
        self.assertEqual(file.state, "to_sort")
        with self.assertRaisesRegex(UserError, "needs the role"):
            self.as_user(self.colleague, file).action_sort()
        self.as_role("information_administrator", file).action_sort()
        self.assertEqual((file.state, file.sorted_by_id), ("filed", self.users["information_administrator"]))

    @proves("S3-12.2")
    def test_those_who_sort_see_what_waits_for_them(self):
        for number in range(4):
            file = self._file(f"waiting {number}", kind_id=self.kind.id)
            file.with_user(self.clerk).action_submit()
            file.with_user(self.boss).action_review()
        self._filed(name="done")
        self._file("new")
        files = self.as_role("information_administrator", self.Files)
        self.assertEqual(
            dict(files._read_group([], ["state"], ["__count"])), {"collected": 1, "to_sort": 4, "filed": 1}
        )

    def test_an_illegal_step_names_the_record_and_the_step(self):
        file = self._file()
        with self.assertRaisesRegex(UserError, f"{file.number}.*“File”.*“To Complete”"):
            file.action_sort()

    def test_the_view_reads_the_steps_from_the_same_table(self):
        file = self._file(kind_id=self.kind.id)
        self.assertEqual(self.as_user(self.clerk, file).allowed_steps, ["", "submit"])
        file.with_user(self.clerk).action_submit()
        self.assertEqual(self.as_user(self.clerk, file).allowed_steps, [""])
        self.assertEqual(self.as_user(self.boss, file).allowed_steps, ["", "review", "return"])

    def test_the_state_cannot_be_written_by_anybody(self):
        file = self._file()
        for records in (self.as_user(self.head, file), file, file.sudo()):  # sudo: to show that it does not help
            with self.assertRaisesRegex(AccessError, "set by the steps"):
                records.write({"state": "filed"})
            with self.assertRaisesRegex(AccessError, "set by the steps"):
                records.write({"reviewed_by_id": self.boss.id})
        self.assertEqual(file.state, "collected")

    def test_no_context_opens_the_guard(self):
        file = self.as_user(self.head, self._file())
        for value in (True, {"model": "customer.file", "ids": file.ids, "vals": {"state": "filed"}}):
            with self.assertRaises(AccessError):
                file.with_context(customer_workflow_pass=value).write({"state": "filed"})
        vals = {"partner_id": self._partner("B").id}
        for context in ({"default_state": "filed"}, {"default_reviewed_by_id": self.boss.id}):
            created = self.Files.with_context(**context).create(dict(vals, partner_id=self._partner(str(context)).id))
            self.assertEqual((created.state, created.reviewed_by_id.id), ("collected", False))
        with self.assertRaises(AccessError):
            self.Files.create({**vals, "state": "filed"})

    def test_a_copy_starts_anew(self):
        file = self._filed()
        self.assertEqual(file.copy_data()[0].get("state"), None)

    @proves("S1.9-4.1d")
    def test_the_sales_director_approves(self):
        director = self._new_user("user", login="director")
        group = self.env["res.groups"].create({"name": "Sales Director", "user_ids": [(4, director.id)]})
        self._rule("customer.file.review.rule", reviewer="group", group_id=group.id, clause="001/9 4.1.2c")
        file = self._file(kind_id=self.kind.id)
        self.as_user(self.clerk, file).action_submit()
        for user in (self.clerk, self.colleague, self.boss, self.head):
            with self.assertRaisesRegex(UserError, "Sales Director.*Why.*001/9 4.1.2c"):
                self.as_user(user, file).action_review()
            self.assertEqual(file.state, "to_review")
        self.as_user(director, file).action_review()
        self.assertEqual(file.reviewed_by_id, director)

    def test_the_direct_superior_reviews(self):
        self._rule("customer.file.review.rule", reviewer="superior")
        file = self._file(kind_id=self.kind.id)
        self.as_user(self.clerk, file).action_submit()
        with self.assertRaisesRegex(UserError, re.escape(self.boss.name)):
            self.as_user(self.head, file).action_review()
        self.as_user(self.boss, file).action_review()
        self.assertEqual(file.state, "to_sort")

    def test_nobody_reviews_the_own_file(self):
        file = self._file(kind_id=self.kind.id, responsible_id=self.boss.id)
        self.as_user(self.boss, file).action_submit()
        with self.assertRaisesRegex(UserError, "own file"):
            self.as_user(self.boss, file).action_review()

    def test_observing_lets_pass_and_takes_note(self):
        rule = self._rule("customer.file.review.rule", reviewer="superior", mode="observe")
        file = self._file(kind_id=self.kind.id)
        self.as_user(self.clerk, file).action_submit()
        self.as_user(self.head, file).action_review()
        self.assertEqual(file.state, "to_sort")
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertRecordValues(observed, [{"res_model": "customer.file", "res_id": file.id, "user_id": self.head.id}])

    def test_a_returned_file_is_completed_and_submitted_again(self):
        file = self._file(kind_id=self.kind.id)
        self.as_user(self.clerk, file).action_submit()
        wizard = self.as_user(self.boss, self.env["customer.file.return"]).with_context(active_ids=file.ids)
        wizard.create({"reason": "The capital is missing"}).action_return()
        self.assertEqual(file.state, "collected")
        self.assertEqual(file.activity_ids.user_id, self.clerk)
        self.assertIn("The capital is missing", file.message_ids[0].body)
        self.as_user(self.clerk, file).action_submit()
        self.assertEqual(file.state, "to_review")

    @proves("S2.1-03a")
    def test_only_the_information_department_changes_the_kind_of_a_sorted_customer(self):
        file = self._filed()
        dealer = self._kind("dealer")
        self.as_role("information_administrator", file).action_revise()
        with self.assertRaisesRegex(AccessError, "only an information administrator"):
            self.as_user(self.clerk, file).kind_id = dealer
        self.assertEqual(file.kind_id, self.kind)
        self.as_role("information_administrator", file).kind_id = dealer
        self.assertEqual(file.kind_id, dealer)

    @proves("S3-03")
    def test_market_staff_add_surveys_but_do_not_change_filed_records(self):
        file = self._filed()
        self.assertFalse(self.as_user(self.clerk, file).may_write)
        self.assertTrue(self.as_role("information_administrator", file).may_write)
        self.assertTrue(self.as_user(self.clerk, self._file("Open")).may_write)
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, file).need = "carton"
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, self.env["customer.file.competitor"]).create({"file_id": file.id, "name": "X"})
        method = self.env["customer.collection.method"].search([("company_id", "=", self.company.id)], limit=1)
        form = self._rule(
            "customer.collection.form", method_id=method.id, line_ids=[(0, 0, {"field_id": self._field("need").id})]
        )
        survey = self.as_user(self.clerk, self.env["customer.information.survey"]).create(
            {"name": file.name, "file_id": file.id, "form_id": form.id}
        )
        self.assertEqual(survey.state, "draft")
        self.as_role("information_administrator", file).need = "carton"
        self.assertEqual(file.need, "carton")

    def test_an_important_customer_needs_two_in_contact(self):
        self._rule("customer.file.staffing.rule", minimum_staff=2, clause="001/7 7.3")
        file = self._file(is_important=True)
        with self.assertRaisesRegex(UserError, "at least 2 people.*\n\nWhy.*001/7 7.3"):
            self.as_user(self.clerk, file).action_submit()
        file.contact_staff_ids = self.colleague
        self.as_user(self.clerk, file).action_submit()
        self.as_user(self.clerk, self._file("ordinary")).action_submit()

    def test_a_file_is_opened_on_a_scanned_application(self):
        self._rule("customer.file.application.rule", operation="open")
        file = self._file()
        with self.assertRaisesRegex(UserError, "scanned application is missing"):
            self.as_user(self.clerk, file).action_submit()
        scan = self.as_user(self.clerk, self.env["ir.attachment"]).create({"name": "scan.pdf", "raw": b"%PDF"})
        self.as_user(self.clerk, file).application_ids = scan
        self.assertEqual((scan.res_model, scan.res_id), ("customer.file", file.id))
        self.as_user(self.clerk, file).action_submit()
        self.assertEqual(file.state, "to_review")
