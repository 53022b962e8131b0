"""What a penalised person tries: to change the own case, and to learn who reported it."""

from contextlib import suppress

from odoo import models
from odoo.exceptions import UserError
from odoo.tests import freeze_time

from odoo.addons.customer_policy.tests.sweep import SweepMixin

from .common import ConductCase

#: said in confidence; and the name of who said it
SECRET, REPORTER = "ZQ8confidence", "zq9reporter"
#: where it could be found
SEARCHED = (
    "staff.", "customer.approval", "customer.deadline", "customer.number", "customer.policy", "customer.form",
    "mail.message", "mail.activity", "mail.followers", "mail.notification", "mail.tracking", "ir.attachment",
)  # fmt: skip


@freeze_time("2025-06-30 12:00:00")
class TestAttack(SweepMixin, ConductCase):
    sweep_tables = ("staff_", "customer_approval", "customer_deadline", "customer_form")
    sweep_words = ("", "appeal")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rule = cls._rule("late", amount=100, appeal_days=5, hearing_days=3, training_days=7)
        cls._decided_by()
        cls.head.user_id.group_ids += cls.env.ref("hr.group_hr_manager")
        cls.second = cls._new_user("general_manager", "second")

    def _reported(self, person):
        """Somebody else reports each, since who may read what is about others reads those reports."""
        reporter = self._employee(self._secrets(person)[1], self.sales).user_id
        reports = self.as_user(reporter, self.env["staff.conduct.report"])
        report = reports.create(
            {"employee_id": person.id, "rule_id": self.rule.id, "facts": "Late", "remark": self._secrets(person)[0]}
        )
        return report.sudo().case_id

    def _secrets(self, person):
        return f"{SECRET} {person.name}", f"{REPORTER}{person.id}x"

    def _in_each_state(self, person):
        """Yield the case of ``person`` as it goes from the report to the answer to an appeal."""
        case = self._reported(person)
        yield case
        handler = self.as_user(self.hr, case)
        self.assertTrue(case)
        handler.action_hear()
        yield case
        self.as_user(person.user_id, case)._write_statement("It was not me")
        handler.action_submit()
        yield case
        self._approve(case, self.second)
        self.assertEqual(case.state, "decided")
        yield case
        self.as_user(person.user_id, case)._write_statement("I appeal")
        handler.appeal_answer = "No"
        yield case

    def _persons(self):
        """An employee, a head who is also the manager of personnel, and a general manager."""
        return self.wang, self.head, self._employee("gm", self.office, role="general_manager")

    def _rows_about(self, case):
        # the training is demanded by the decision
        trainings = self.env["staff.training"].search([("case_id", "=", case.id)])
        return case, case.decision_ids, case.report_ids, trainings, trainings.attendance_ids

    def test_nobody_does_anything_in_the_own_matter(self):
        for person in self._persons():
            for case in self._in_each_state(person):
                # the training of the own department is the head's to hold, and HR's
                rows = self._rows_about(case)[: 3 if person != self.wang else None]
                for records in rows:
                    with self.subTest(person=person.name, state=case.state, model=records._name):
                        if records:
                            self.assertEqual(self._sweep(person.user_id, records.sudo())[0], [])

    def test_the_sweep_would_notice(self):
        changed, tried = self._sweep(self.hr, self._reported(self.wang))
        self.assertIn("staff.conduct.case.action_hear", changed)
        self.assertGreater(tried, 50)

    def test_nobody_writes_into_the_own_case(self):
        given = {
            "amount": 0, "state": "dropped", "facts": "x", "drop_reason": "x", "sanction_id": False, "quantity": 0,
            "date": "2020-01-01", "severity": "minor", "employee_id": self.li.id,
            "employee_user_id": self.li.user_id.id,
            "responsible_id": self.wang.user_id.id, "proposed_amount": 0, "amount_min": 0, "amount_max": 0,
            "block_until": False, "statement": "x", "appeal_state": "answered", "appeal_answer": "x",
            "appeal_amount": 0, "decided_date": False, "number": "x", "company_id": self.other_company.id,
            "decision_ids": [(5,)], "report_ids": [(5,)], "approval_ids": [(5,)], "rule_id": False, "why": "x",
            "is_joint": True, "origin_id": False, "paid_date": False, "referral": "no",
        }  # fmt: skip
        for person in self._persons():
            for case in self._in_each_state(person):
                own = self.as_user(person.user_id, case)
                for name, value in given.items():
                    before = case[name]
                    for context in ({}, {"customer_workflow_pass": True, "install_mode": True, "su": True}):
                        with suppress(UserError, ValueError), self.env.cr.savepoint():
                            own.with_context(**context).write({name: value})
                            self.env.flush_all()
                        self.env.invalidate_all()
                        self.assertEqual(case[name], before, (person.name, case.state, name))
                for call in (own.unlink, own.copy):
                    self.assertRefused("", call)

    def test_nobody_forges_the_register(self):
        *_states, case = self._in_each_state(self.wang)
        decision = case.decision_ids
        vals = {
            name: decision._fields[name].convert_to_write(decision[name], decision)
            for name in decision._fields
            if decision._fields[name].store and name not in models.MAGIC_COLUMNS
        }  # fmt: skip
        for user in (*self.users.values(), self.hr, self.wang.user_id, self.head.user_id, self.boss.user_id):
            rows = self.as_user(user, decision)
            for context in ({}, {"install_mode": True, "su": True, "customer_register_pass": True}):
                seen = rows.with_context(**context)
                for call in (
                    lambda: seen.write({"amount": 0}),  # noqa: B023
                    lambda: seen.browse().create({**vals, "amount": 5}),  # noqa: B023
                    seen.unlink,
                    seen.copy,
                ):
                    self.assertRefused("", call, UserError)

    def _everything_seen(self, user):
        """Yield what ``user`` reads: the name of the field, and its value with display names."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith(SEARCHED) or model._abstract or model._transient:
                continue
            seen = self.as_user(user, model)
            if not seen.has_access("read"):
                continue
            # that the reporter works here is told elsewhere
            records = seen.search([("model", "=like", "staff.%")] if name == "mail.message" else [])
            for field in records._fields if records else ():
                try:
                    yield f"{name}.{field}", records.read([field])
                except UserError:
                    continue

    def _probes(self, person, user):
        """Yield conditions that lead to a report, and whether their answer tells what it says."""
        for name in sorted(self.env.registry):
            model = self.env[name]
            if model._abstract or model._transient or not name.startswith("staff."):
                continue
            paths = []
            for first, field in model._fields.items():
                if not field.relational or not field._description_searchable:
                    continue
                if field.comodel_name == "staff.conduct.report":
                    paths.append(first)
                paths += [
                    f"{first}.{second}"
                    for second, other in self.env[field.comodel_name]._fields.items()
                    if other.relational and other.comodel_name == "staff.conduct.report"
                ]
            for path in [*paths, *(["id"] if name == "staff.conduct.report" else [])]:
                prefix = "" if path == "id" else f"{path}."
                remark, reporter = self._secrets(person)
                for field, secret in (
                    ("remark", remark),
                    ("create_uid.name", reporter),
                    ("create_uid.login", reporter),
                ):
                    told = self._answers(user, model, f"{prefix}{field}", secret)
                    yield f"{name}: {prefix}{field}", told

    def _answers(self, user, model, path, secret) -> bool:
        counts = []
        for word in (secret, "nobody wrote this"):
            try:
                counts.append(self.as_user(user, model).search_count([(path, "ilike", word)]))
            except (UserError, ValueError):
                counts.append(0)
        return counts[0] != counts[1]

    def test_nobody_learns_who_reported_him(self):
        for person in self._persons():
            count = 0
            for case in self._in_each_state(person):
                self.env.flush_all()
                self.env.invalidate_all()
                # taken first: employees read as somebody without rights on them leave other values in memory
                user, secrets = person.user_id, self._secrets(person)
                for where, read in self._everything_seen(user):
                    count += 1
                    for word in secrets:
                        self.assertNotIn(word.lower(), str(read).lower(), (case.state, where))
                for where, told in self._probes(person, user):
                    count += 1
                    self.assertFalse(told, (person.name, case.state, where))
                self.env.invalidate_all()
            self.assertGreater(count, 300)

    def test_the_search_would_notice(self):
        """Who may know it finds it in all these ways; and with the rule off, so does whom it is about."""
        self._reported(self.wang)
        self.env.flush_all()
        found = {where for where, read in self._everything_seen(self.boss.user_id) if SECRET in str(read)}
        self.assertEqual(found, {"staff.conduct.report.remark"})
        told = {where for where, tells in self._probes(self.wang, self.boss.user_id) if tells}
        self.assertIn("staff.conduct.case: report_ids.remark", told)
        self.assertIn("staff.conduct.report: create_uid.name", told)
        self._reported(self.boss)
        rule = self.env.ref("staff_conduct.staff_conduct_report_rule_not_about_me")
        for active in (True, False):
            rule.active = active
            self.env.flush_all()
            seen = self.as_user(self.boss.user_id, self.env["staff.conduct.report"]).search_count([])
            self.assertEqual(seen, 1 if active else 2)
