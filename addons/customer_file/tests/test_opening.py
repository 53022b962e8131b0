from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import FileCase


@tagged("post_install", "-at_install")
class TestOpening(FileCase):
    @proves("S2.1-04.1", "S1.5-2d")
    def test_a_new_contact_gets_its_file_to_complete(self):
        self._rule("customer.file.opening.rule", on_new_contact=True)
        company, contact = self.as_user(self.clerk, self.env["res.partner"]).create(
            [
                {"name": "New Mill", "is_company": True},
                {"name": "Private Person", "child_ids": [(0, 0, {"name": "Wife"})]},
            ]
        )
        files = self.Files.search([("company_id", "=", self.company.id)])
        self.assertEqual(files.partner_id, company | contact)
        self.assertEqual(set(files.mapped("state")), {"collected"})
        self.assertEqual(files.responsible_id, self.clerk)

    def test_installing_opens_nothing_until_a_rule_says_so(self):
        partner = self.as_user(self.clerk, self.env["res.partner"]).create({"name": "New Mill"})
        self.assertFalse(partner.customer_file_ids)
        rule = self._rule("customer.file.opening.rule", on_new_contact=True, mode="observe")
        partner = self.as_user(self.clerk, self.env["res.partner"]).create({"name": "Second Mill"})
        self.assertFalse(partner.customer_file_ids)
        observed = self.env["customer.policy.observation"].search([("rule_code", "=", rule.code)])
        self.assertRecordValues(observed, [{"res_model": "res.partner", "res_id": partner.id}])

    def test_a_contact_made_by_somebody_without_the_right_gets_no_file(self):
        self._rule("customer.file.opening.rule", on_new_contact=True)
        other = self._new_user("base.group_user,base.group_partner_manager", login="contacts")
        partner = self.as_user(other, self.env["res.partner"]).create({"name": "New Mill"})
        self.assertFalse(self.Files.search([("partner_id", "=", partner.id)]))

    def test_existing_customers_get_their_files_in_one_go(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Old {n}", "is_company": True, "company_id": self.company.id} for n in range(5)]
        )
        known = self._file(partner_id=partners[0].id)
        wizard = self.as_role("information_administrator", self.env["customer.file.opening"])
        wizard = wizard.with_context(active_model="res.partner", active_ids=partners.ids).create(
            {"kind_id": self.kind.id}
        )
        self.assertEqual((wizard.scope, wizard.partner_count), ("selected", 4))
        job = self.env["customer.import"].browse(wizard.action_open_files()["res_id"])
        self.assertEqual((job.state, job.done_count), ("done", 4))
        files = self.Files.search([("partner_id", "in", partners.ids)])
        self.assertEqual(files.partner_id, partners)
        self.assertEqual(set((files - known).mapped("life_status")), {"cooperating"})
        self.assertEqual((files - known).kind_id, self.kind)
        again = wizard.create({"kind_id": self.kind.id})
        self.assertEqual(again.partner_count, 0)

    def test_colleagues_and_own_companies_are_no_customers(self):
        wizard = self.as_role("information_administrator", self.env["customer.file.opening"]).create({"scope": "all"})
        partners = self.env["res.partner"].search(wizard._partner_domain())
        self.assertFalse(partners & self.env["res.company"].search([]).partner_id)
        self.assertFalse(partners & self.clerk.partner_id)

    def test_a_colleague_or_a_branch_is_a_contact_without_a_file(self):
        self._rule("customer.file.opening.rule", on_new_contact=True)
        user = self._new_user("base.group_user", login="new_colleague")
        portal = self._new_user("base.group_portal", login="new_buyer")
        employee = self.env["hr.employee"].create({"name": "Driver", "company_id": self.company.id})
        branch = self.env["res.company"].create({"name": "Branch"})
        no_customers = user.partner_id | employee.work_contact_id | branch.partner_id
        self.assertEqual(len(no_customers), 3)
        files = self.Files.search([("partner_id", "in", (no_customers | portal.partner_id).ids)])
        self.assertEqual(files.partner_id, portal.partner_id)

    def test_a_rule_that_opens_files_names_no_kinds(self):
        with self.assertRaisesRegex(ValidationError, "no kind yet"):
            self._rule("customer.file.opening.rule", on_new_contact=True, kind_ids=[(6, 0, self.kind.ids)])
        self._rule("customer.file.opening.rule", submission_days=1, kind_ids=[(6, 0, self.kind.ids)])

    def test_without_a_sequence_the_message_says_what_is_missing(self):
        self.env["ir.sequence"].search([("code", "=", "customer.file")]).active = False
        with self.assertRaisesRegex(UserError, "no active sequence has the code “customer.file”"):
            self._file("Mill")
