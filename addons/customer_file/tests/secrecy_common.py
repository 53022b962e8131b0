from datetime import timedelta

from odoo import fields

from .common import FileCase


class SecrecyCase(FileCase):
    """Levels of a company, a secret file in the charge of the boss, and people with and without clearance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.internal = cls._level("内部", 1)
        cls.secret = cls._level("机密", 2)
        cls.top_secret = cls._level("绝密", 3)
        cls.guard = cls.users["security_administrator"]

    @classmethod
    def _level(cls, name: str, rank: int, **values):
        return cls.env["customer.secrecy.level"].create(
            {"name": name, "rank": rank, "company_id": cls.company.id, "mode": "enforce", **values}
        )

    @classmethod
    def _clear(cls, user, level, **values):
        """Put a clearance in force, as the security administrator does."""
        vals = {"user_id": user.id, "level_id": level.id, "company_id": cls.company.id, "reason": "Work", **values}
        clearance = cls.env["customer.clearance"].create(vals)
        clearance.with_user(cls.guard).action_grant()
        return clearance

    @classmethod
    def _secret_file(cls, level=None, **values):
        """A file with a level that nobody of the tests is in charge of."""
        file = cls._file(**{"responsible_id": cls.boss.id, **values})
        file._classify(level or cls.secret, "Test")
        return file

    @classmethod
    def _grant(cls, user, records, **delta):
        until = fields.Datetime.now() + timedelta(**(delta or {"days": 1}))
        return cls.env["customer.access.grant"]._give(user, records, until, "Test")

    def _can_read(self, user, records) -> bool:
        """Say whether a user reads records, on two ways that must agree."""
        self.env.invalidate_all()
        self.env.cr.cache.clear()  # as a new request
        seen = self.as_user(user, records)
        found = seen.search([("id", "in", records.ids)])
        self.assertEqual(found == seen, seen.has_access("read"))
        return seen.has_access("read")
