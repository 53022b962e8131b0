from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command, Domain
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..models.customer_attached_mixin import ASKED
from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestSecrecySearch(SecrecyCase):
    """The rule takes shorter ways where a search asks for little; what is found is the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.closed = cls._secret_file()
        cls.open = cls._file()
        cls.release = cls.env["customer.release"].create(
            {"recipient": "x", "purpose": "x", "content": "x", "file_ids": [Command.set(cls.open.ids)]}
        )
        for record in (cls.closed, cls.open, cls.release, cls.open.partner_id):
            record.activity_schedule("mail.mail_activity_data_todo", user_id=cls.clerk.id)

    def _found(self, domain, **context) -> list:
        """Return on which of the records the clerk finds activities."""
        self.env.cr.cache.clear()  # as a new request
        activities = self.as_user(self.clerk, self.env["mail.activity"]).with_context(**context).search(domain)
        found = {(activity.res_model, activity.res_id) for activity in activities}
        records = (self.closed, self.open, self.release, self.open.partner_id)
        return [record for record in records if (record._name, record.id) in found]

    def test_activities_are_found_however_their_models_are_asked_for(self):
        file, release, partner = self.open, self.release, self.open.partner_id
        for domain, expected in (
            ([], [file, release, partner]),
            ([("res_model", "=", file._name)], [file]),
            ([("res_model", "in", [release._name, partner._name])], [release, partner]),
            ([("res_model", "=", partner._name)], [partner]),
            ([("res_model", "!=", file._name)], [release, partner]),
            (["!", ("res_model", "=", file._name)], [release, partner]),
            (["|", ("res_model", "=", file._name), ("user_id", "=", self.clerk.id)], [file, release, partner]),
            (["|", ("res_model", "=", file._name), ("res_model", "=", release._name)], [file, release]),
            ([("res_model", "like", "customer.")], [file, release]),
            (Domain("res_model", "=", file._name) & Domain("user_id", "=", self.clerk.id), [file]),
        ):
            with self.subTest(domain=domain):
                self.assertEqual(self._found(domain), expected)

    def test_a_context_opens_nothing(self):
        activity = self.env["mail.activity"].search([("res_id", "=", self.closed.id)], limit=1)
        for asked in (("res_model", []), ("res_model", ["res.partner"]), ("id", activity.ids), ("id", [])):
            self.assertEqual(
                self._found([], **{ASKED: ("mail.activity", *asked)}), [self.open, self.release, self.open.partner_id]
            )
        files = self.as_user(self.clerk, self.env["customer.file"]).with_context(few_rows=True)
        self.assertNotIn(self.closed, files.search([]))

    def test_only_the_records_asked_for_are_looked_at(self):
        with self._statements() as statements:
            self.as_user(self.clerk, self.env["mail.activity"]).search([("res_model", "=", "customer.file")])
        (searching,) = [sql for sql in statements if 'FROM "mail_activity"' in sql and "closed" in sql]
        self.assertIn('FROM "customer_file" closed', searching)
        self.assertNotIn('FROM "customer_release" closed', searching)

    def test_activities_known_by_id_are_looked_at_as_well(self):
        activities = self.env["mail.activity"].search([("user_id", "=", self.clerk.id)])
        of_files = activities.filtered(lambda activity: activity.res_model == "customer.file")
        self.assertEqual(self._found([("id", "in", of_files.ids)]), [self.open])
        self.assertEqual(self._found([("id", "in", activities.ids)]), [self.open, self.release, self.open.partner_id])
        self.assertEqual(
            self.as_user(self.clerk, of_files)._filtered_access("read").mapped("res_id"),
            self.open.ids,
        )

    def test_the_database_compiles_nothing_for_rules(self):
        self.env.cr.execute("SET LOCAL jit = on")
        self._found([])
        self.env.cr.execute("SHOW jit")
        self.assertEqual(self.env.cr.fetchone(), ("off",))

    def test_names_are_searched_under_the_same_rule(self):
        def found(**values):
            self.env.cr.cache.clear()
            files = self.as_user(self.clerk, self.env["customer.file"])
            return {file_id for file_id, _name in files.name_search(self.closed.name, **values)}

        with self._statements() as statements:
            self.assertNotIn(self.closed.id, found())
        # a table of all grants of the user would cost more than the search
        self.assertTrue([sql for sql in statements if 'granted.res_id = "customer_file"."id"' in sql])
        grant = self._grant(self.clerk, self.closed)
        self.assertIn(self.closed.id, found())
        self.assertIn(self.closed.id, found(limit=None))
        grant._end("Test")
        self.assertNotIn(self.closed.id, found())
        self.closed.contact_staff_ids = self.clerk
        self.assertIn(self.closed.id, found())

    def test_a_clearance_counts_by_rank_though_its_level_was_archived(self):
        self._clear(self.clerk, self.secret)
        self.secret.active = False
        lower, same, higher = (
            self._secret_file(level) for level in (self.internal, self._level("秘密", 2), self.top_secret)
        )
        self.assertTrue(self._can_read(self.clerk, lower | same))
        self.assertFalse(self._can_read(self.clerk, higher))
        self.assertFalse(self._can_read(self.colleague, lower))

    @contextmanager
    def _statements(self):
        """Collect what Odoo executes."""
        statements, execute = [], Cursor.execute

        def collecting(cr, query, params=None, log_exceptions=True):
            execute(cr, query, params, log_exceptions)
            statements.append((cr._obj.query or b"").decode())

        with patch.object(Cursor, "execute", collecting):
            yield statements
