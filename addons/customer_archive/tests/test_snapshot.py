import base64
import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .common import ArchiveCase


@tagged("post_install", "-at_install")
class TestSnapshot(ArchiveCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Snapshots = cls.env["customer.file.snapshot"]
        cls.tags = {name: cls.env["customer.file.tag"].create({"name": name}) for name in "ABCD"}

    def _files(self, letter, count):
        return self.Files.union(
            *(self._file(f"{letter}{n}", tag_ids=[(4, self.tags[letter].id)]) for n in range(count))
        )

    def _run(self):
        # the test's own cursor cannot be committed
        with patch.object(self.registry["ir.cron"], "_commit_progress", return_value=60):
            self.env["customer.file.snapshot.rule"]._cron_take(batch=3)

    def _taken(self, files):
        return self.Snapshots.search([("file_id", "in", files.ids)])

    @proves("S1.1-4.3.1b")
    def test_a_and_b_are_archived_every_half_year_c_and_d_are_not(self):
        a, b, c, d = self._files("A", 5), self._files("B", 7), self._files("C", 2), self._files("D", 1)
        rule = self._rule(
            "customer.file.snapshot.rule",
            interval_months=6,
            domain=f"[('tag_ids', 'in', {(self.tags['A'] | self.tags['B']).ids})]",
        )
        with freeze_time("2026-06-30 10:00:00"):
            self._run()
        self.assertEqual(self._taken(a | b).file_id, a | b)
        self.assertEqual(set(map(str, self._taken(a | b).mapped("period"))), {"2026-01-01"})
        with freeze_time("2026-07-01 10:00:00"):
            self._run()
            self._run()
        self.assertEqual((len(self._taken(a)), len(self._taken(b)), len(self._taken(c | d))), (10, 14, 0))
        with freeze_time("2026-12-31 10:00:00"):
            self._run()
        self.assertEqual(len(self._taken(a | b)), 24)
        self.as_user(self.archivist, c[0]).action_take_snapshot()
        manual = self._taken(c)
        self.assertEqual((manual.file_id, manual.occasion, manual.user_id), (c[0], "manual", self.archivist))
        rule.mode = "observe"
        with freeze_time("2027-01-01 10:00:00"):
            self._run()
        self.assertEqual(len(self._taken(a | b)), 24)

    def test_what_only_some_may_read_is_not_frozen(self):
        self.assertIn("fax", self.Files._snapshot_fields())
        self.patch(self.Files._fields["fax"], "groups", "customer_policy.group_manager")
        self.assertNotIn("fax", self.Files._snapshot_fields())

    def test_a_snapshot_is_kept_as_its_rule_said_when_it_was_taken(self):
        file = self._files("A", 1)
        short, kind_term = self._retention(6, code="half"), self._retention(24, code="two")
        file.kind_id = self.kind
        self.kind.retention_id = kind_term
        rule = self._rule("customer.file.snapshot.rule", interval_months=6, retention_id=short.id)
        with freeze_time("2026-07-01 10:00:00"):
            self._run()
            file.action_take_snapshot()
        periodic, manual = self._taken(file).sorted("occasion", reverse=True)
        rule.retention_id, short.months = kind_term, 48
        self.assertEqual(
            (periodic.occasion, periodic.retention_id, str(periodic.retention_date)), ("periodic", short, "2027-01-01")
        )
        self.assertEqual(
            (manual.occasion, manual.retention_id, str(manual.retention_date)), ("manual", kind_term, "2028-07-01")
        )
        for day, is_kept in (("2026-12-31 10:00:00", True), ("2027-01-01 10:00:00", False)):
            with freeze_time(day):
                self.assertEqual("is kept until" in periodic._destruction_obstacle(), is_kept)
        with self.assertRaises(AccessError):
            self.as_user(self.archivist, periodic).write({"retention_date": "2026-07-02"})

    def test_a_run_looks_once_for_what_waits_and_goes_on_where_it_was_stopped(self):
        files = self._files("A", 10)
        rule = self._rule(
            "customer.file.snapshot.rule", interval_months=6, domain=f"[('tag_ids', 'in', {self.tags['A'].ids})]"
        )
        files[4]._take_snapshots("periodic", rule=rule)
        progress, looked = [], []
        look = type(rule)._waiting_domain

        def waiting_domain(self):
            looked.append(self)
            return look(self)

        def run(time_left):
            commit = lambda _cron, processed, remaining: progress.append((processed, remaining)) or time_left  # noqa: E731
            looked.clear()
            with (
                patch.object(self.registry["ir.cron"], "_commit_progress", commit),
                patch.object(type(rule), "_waiting_domain", waiting_domain),
            ):
                rule._cron_take(batch=3)

        run(0)
        self.assertEqual((progress, len(self._taken(files))), ([(3, 6)], 4))
        run(60)
        self.assertEqual(progress[1:], [(2, 4), (3, 1), (1, 0)])
        self.assertEqual((len(self._taken(files)), self._taken(files).file_id), (10, files))
        self.assertEqual(len(looked), 1)
        run(60)
        self.assertEqual((len(progress), len(looked), len(self._taken(files))), (4, 1, 10))

    def test_a_snapshot_stays_what_it_was(self):
        file = self._file("Green Valley", legal_representative="Wang")
        self.env["customer.file.decision.maker"].create({"file_id": file.id, "name": "Li Na"})
        self.as_user(self.archivist, file).action_take_snapshot()
        snapshot = self.as_user(self.archivist, self._taken(file))
        file.legal_representative = "Zhao"
        content = json.loads(base64.b64decode(snapshot.content))
        self.assertIn({"label": "Legal Representative", "value": "Wang"}, content["data"])
        self.assertIn("Li Na", snapshot.content_html)
        self.assertNotIn("Zhao", snapshot.content_html)
        for context in ({}, {"bin_size": True}, {"bin_size_raw": True}):
            snapshot.invalidate_recordset()
            self.assertTrue(snapshot.with_context(**context).is_unchanged)
            self.assertIn("Li Na", snapshot.with_context(**context).content_html)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", snapshot._name), ("res_id", "=", snapshot.id), ("res_field", "=", "content")])
        )
        for role in ("information_administrator", "supervisor", "general_manager"):
            with self.subTest(role):
                mine = self.as_role(role, snapshot)
                for attempt in (
                    lambda mine=mine: mine.write({"content": base64.b64encode(b"{}")}),
                    lambda mine=mine: mine.unlink(),
                    lambda role=role: self.as_role(role, attachment).write({"raw": b"{}"}),
                    lambda role=role: self.as_role(role, attachment).unlink(),
                    lambda mine=mine: mine.create({"file_id": file.id, "name": "forged"}),
                ):
                    with self.assertRaises(AccessError):
                        attempt()
        with self.assertRaises(UserError):
            snapshot.sudo().unlink()
        attachment.raw = b"forged"
        self.env.invalidate_all()
        self.assertFalse(snapshot.is_unchanged)

    def test_users_neither_take_nor_read_snapshots(self):
        file = self._file()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, file).action_take_snapshot()
        self.as_user(self.archivist, file).action_take_snapshot()
        with self.assertRaises(AccessError):
            self.as_user(self.clerk, self._taken(file)).read(["content"])
        level = self._level()
        file._classify(level, "test")
        with self.assertRaises(AccessError):
            self.as_user(self.archivist, self._taken(file)).read(["content"])

    def test_a_snapshot_is_as_secret_as_the_most_secret_row_in_it(self):
        low, high = self._level(1), self._level(3)
        file = self._file("Green Valley", responsible_id=self.boss.id)
        people = self.env["customer.file.decision.maker"].create(
            [{"file_id": file.id, "name": name} for name in ("Li Na", "Wang Wei")]
        )
        plain = file._take_snapshots("manual")
        self.assertFalse(plain.secrecy_level_id)
        people[0]._classify(high, "test")
        self.assertEqual(plain.secrecy_level_id, high, "what it holds became secret later")
        later = file._take_snapshots("manual")
        self.assertIn("Li Na", later.content_html)
        self.assertEqual((later.secrecy_level_id, file.secrecy_level_id.ids), (high, []))
        with self.assertRaises(AccessError):
            self.as_user(self.archivist, later).read(["content"])
        file._classify(low, "test")
        self.assertEqual((plain | later).secrecy_level_id, high)
        people[0]._classify(high.browse(), "test")
        self.assertEqual((plain | later).secrecy_level_id, high, "frozen as it was; its level is lowered by itself")
        self.assertEqual(file._take_snapshots("manual").secrecy_level_id, low)
        new = self.env["customer.file.decision.maker"].create({"file_id": file.id, "name": "New"})
        new._write({"create_date": fields.Datetime.add(fields.Datetime.now(), hours=1)})
        new.invalidate_recordset(["create_date"])
        new._classify(high, "test")
        self.assertEqual(self._taken(file)[:1].secrecy_level_id, low, "it does not hold the new row")

    def test_snapshots_do_not_get_a_level_that_their_file_has_already(self):
        high = self._level(3)
        file = self._file("Green Valley", responsible_id=self.boss.id)
        self.env["customer.file.decision.maker"].create({"file_id": file.id, "name": "Li Na"})
        file._classify(high, "test")
        taken = file._take_snapshots("manual")
        self.assertEqual((taken.secrecy_level_id, taken.own_secrecy_level_id.ids), (high, []))
