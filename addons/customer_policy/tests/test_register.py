import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ROLES, RoleCase


@tagged("post_install", "-at_install")
class TestRegister(RoleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.row = cls.env["customer.policy.observation"].create(
            {
                "company_id": cls.company.id,
                "user_id": cls.env.uid,
                "rule_model": "customer.policy.rule.mixin",
                "rule_code": "R1",
                "rule_name": "A rule",
                "res_model": "res.partner",
                "res_id": cls.env.user.partner_id.id,
                "message": "stopped",
            }
        )
        cls.row.flush_recordset()

    def test_rows_cannot_be_written_or_deleted(self):
        with self.assertRaises(UserError):
            self.row.write({"message": "nothing"})
        with self.assertRaises(UserError):
            self.row.unlink()
        self.assertEqual(self.row.message, "stopped")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_sql_too(self):
        for statement in (
            "UPDATE customer_policy_observation SET message = 'nothing'",
            "DELETE FROM customer_policy_observation",
            "TRUNCATE customer_policy_observation CASCADE",
        ):
            with self.assertRaisesRegex(psycopg2.IntegrityError, "cannot be changed"), self.env.cr.savepoint():
                self.env.cr.execute(statement)

    def test_a_migration_can_lift_the_guard(self):
        self.row._lift_register_guard()
        self.env.cr.execute("UPDATE customer_policy_observation SET message = 'moved' WHERE id = %s", [self.row.id])
        self.assertEqual(self.env.cr.rowcount, 1)
        self.row._install_register_guard()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError), self.env.cr.savepoint():
            self.env.cr.execute("DELETE FROM customer_policy_observation")

    def test_no_role_adds_rows(self):
        vals = self.row.copy_data()[0]
        for role in ROLES:
            with self.assertRaises(AccessError):
                self.as_role(role, self.env["customer.policy.observation"]).create(vals)

    def test_rows_of_another_company_are_not_seen(self):
        foreign = self._new_user("supervisor", company=self.other_company)
        self.assertNotIn(self.row, self.as_user(foreign, self.row).search([]))
        self.assertIn(self.row, self.as_role("supervisor", self.row).search([]))

    def test_a_user_in_a_register_is_archived_not_deleted(self):
        clerk = self._new_user("user", login="clerk")
        self.row.with_user(clerk).sudo().create(self.row.copy_data()[0])  # sudo: rows are written by code only
        with self.assertRaisesRegex(UserError, "Archive the user"):
            clerk.unlink()
        clerk.action_archive()
        self.assertFalse(clerk.active)
