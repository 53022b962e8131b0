from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import ROLES

from .common import FileCase

RULES = (
    "requirement", "scope", "opening.rule", "check.rule", "review.rule", "staffing.rule", "application.rule",
    "reminder.rule", "kind",
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAccess(FileCase):
    def test_nothing_of_another_company_is_read(self):
        filed = self._filed()
        foreign = self._new_user("general_manager", login="foreign", company=self.other_company)
        for name, model in self.env.registry.items():
            field = model._fields.get("company_id")
            if not name.startswith(
                ("customer.file", "customer.information", "customer.import", "customer.policy", "customer.collection")
            ):
                continue
            if (
                not field
                or model._abstract
                or model._transient
                or not self.as_user(foreign, self.env[name]).has_access("read")
            ):
                continue
            records = self.as_user(foreign, self.env[name]).search([])
            self.assertFalse(records.sudo().company_id - self.other_company, name)  # sudo: to see what leaked
        with self.assertRaises(AccessError):
            self.as_user(foreign, filed).read(["name"])

    def test_rules_are_edited_by_the_rules_administrator_only(self):
        for model in RULES:
            for role in ROLES:
                allowed = role == "rules_administrator"
                for operation in ("create", "write", "unlink"):
                    rights = self.as_role(role, self.env[f"customer.file.{model}"]).has_access(operation)
                    self.assertEqual(rights, allowed, (model, role, operation))

    def test_the_rules_administrator_chooses_required_data(self):
        requirement = self.as_role("rules_administrator", self.env["customer.file.requirement"]).create(
            {"name": "R", "field_ids": [(4, self._field("need").id)]}
        )
        self.assertEqual(requirement.field_ids.read(["name"])[0]["name"], "need")

    def test_the_auditor_reads_and_changes_nothing(self):
        file = self._filed()
        auditor = self.as_role("security_auditor", file)
        self.assertEqual(auditor.number, file.number)
        for name in self.env.registry:
            if name.startswith(("customer.file", "customer.information", "customer.import", "customer.policy")):
                if self.env.registry[name]._transient or self.env.registry[name]._abstract:
                    continue
                for operation in ("write", "create", "unlink"):
                    self.assertFalse(
                        self.as_role("security_auditor", self.env[name]).has_access(operation), (name, operation)
                    )

    def test_everybody_with_a_role_opens_the_form(self):
        for role in (
            "user",
            "information_administrator",
            "supervisor",
            "manager",
            "general_manager",
            "security_auditor",
        ):
            views = self.as_role(role, self.Files).get_views([(False, "form"), (False, "list"), (False, "search")])
            self.assertIn("partner_id", views["views"]["form"]["arch"], role)

    def test_a_checked_list_is_imported_as_it_was_checked(self):
        job = self.as_role("information_administrator", self.env["customer.import"]).create({"name": "L"})
        job._add_partner_lines([("id", "=", self._partner("A").id)], {})
        with self.assertRaisesRegex(UserError, "back to draft"):
            job.on_match = "overwrite"
