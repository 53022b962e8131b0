"""Call every public method of a model as somebody who may do nothing with it."""

import inspect
from contextlib import suppress

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tools import SQL

#: what a client may send, in the hope that one switches a check off
HOSTILE = (
    {},
    {"su": True, "uid": 1, "active_test": False, "install_mode": True, "customer_workflow_pass": True},
    {"default_state": "closed", "default_employee_id": False, "default_user_id": 2, "complaint_reply_pass": True},
)


class SweepMixin:
    """For test cases; calls go through the same door as those of a client."""

    #: how the tables begin in which nothing may change
    sweep_tables: tuple[str, ...] = ()
    #: what is given where a method takes more than records
    sweep_words: tuple[str, ...] = ()

    def _snapshot(self):
        """Return a hash of every row of these tables but of who wrote it last."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
            " AND table_schema = current_schema AND table_name ~ %s",
            [f"^({'|'.join(self.sweep_tables)})"],
        )
        hashes = {}
        for (table,) in self.env.cr.fetchall():
            content = SQL(
                "SELECT md5(string_agg((to_jsonb(t) - 'write_date' - 'write_uid')::text, '|' ORDER BY t::text))"
                " FROM %s t",
                SQL.identifier(table),
            )
            [[hashes[table]]] = self.env.execute_query(content)
        return hashes

    def _own_methods(self, model):
        """Name the public methods that the models of ours, and those they inherit, add to every model."""
        common = set(dir(self.env["base"]))
        return [
            name
            for name in dir(type(self.env[model]))
            if not name.startswith("_") and name not in common and callable(getattr(type(self.env[model]), name))
        ]

    def _sweep(self, user, records, known=()):
        """Call every public method as ``user``; return those that changed something, and how many were tried."""
        changed, tried = [], 0
        for context in HOSTILE:
            seen = self.as_user(user, self.env[records._name]).with_context(**context)
            for name in self._own_methods(records._name):
                if name.startswith("message_") or name in known:
                    continue
                before = self._snapshot()
                # what only takes ids is not called with words: PostgreSQL would complain, and tell nothing
                takes = inspect.signature(getattr(type(seen), name)).parameters
                words = [[word] for word in self.sweep_words] if {"operation", "code"} & set(takes) else []
                for args in ([records.ids, *more] for more in ([], *words)):
                    tried += 1
                    savepoint = self.env.cr.savepoint()
                    try:
                        with suppress(UserError, ValueError, TypeError, KeyError, AttributeError):
                            call_kw(seen, name, args, {"context": dict(seen.env.context)})
                            self.env.flush_all()
                            if self._snapshot() != before:
                                changed.append(f"{records._name}.{name}")
                    finally:
                        savepoint.rollback()
                        savepoint.close(rollback=False)
                        self.env.invalidate_all()
        return sorted(set(changed)), tried
