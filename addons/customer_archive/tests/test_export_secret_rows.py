from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.customer_file.models import customer_export_tally
from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase


@tagged("post_install", "-at_install")
class TestExportSecretRows(AccessCase):
    """What is part of something secret leaves no easier than the whole, also where it has no level of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._new_user(
            "customer_policy.group_information_administrator,base.group_allow_export", login="exporting keeper"
        )
        cls.file.responsible_id = cls.keeper
        cls.ordinary = cls._file("Ordinary", responsible_id=cls.keeper.id)
        cls.secret = cls._level(rank=3, opens_to_responsible=True)
        cls.need = cls.env["ir.model.fields"]._get("customer.file", "need")
        method = cls.env["customer.collection.method"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.form = cls._rule(
            "customer.collection.form", method_id=method.id, line_ids=[Command.create({"field_id": cls.need.id})]
        )

    def _rows(self, file) -> list:
        """Return a row of each kind that is part of ``file``, of what may stand in no file yet."""
        survey = self.env["customer.information.survey"].create(
            {"name": "x", "file_id": file.id, "company_id": self.company.id, "form_id": self.form.id}
        )
        listed = self.as_user(self.keeper, self.env["customer.import"]).create({"company_id": self.company.id})
        line = self.env["customer.import.line"].create(
            {
                "import_id": listed.id,
                "company_id": self.company.id,
                "row_number": 1,
                "outcome": "link",
                "file_id": file.id,
                "customer": "x",
            }
        )
        correction = self.env["customer.file.correction"].create(
            {
                "name": "x",
                "file_id": file.id,
                "reason": "x",
                "line_ids": [Command.create({"field_id": self.need.id, "value": "x"})],
            }
        )
        release = self.env["customer.release"].create(
            {
                **dict.fromkeys(("recipient", "purpose", "content"), "x"),
                "company_id": self.company.id,
                "file_ids": file.ids,
                "basis": "legal",
            }
        )
        entry = self.env["customer.release.entry"].create(release._prepare_entry_vals())
        request = self.env["customer.access.request"].create(
            {"kind": "consult", "file_id": file.id, "company_id": self.company.id, "applicant_id": self.keeper.id}
        )
        return [survey, survey.line_ids, line, correction, correction.line_ids, release, entry, request]

    def _export(self, rows):
        self.env.flush_all()
        self.env.cr.cache.clear()  # as a new request has it
        return self.as_user(self.keeper, rows).export_data([".id"])["datas"]

    @proves("S3-18.1")
    def test_rows_of_a_secret_file(self):
        rows = self._rows(self.file)
        self.file._classify(self.secret, "Contract")
        self.env.invalidate_all()
        self._rule("customer.access.rule", kind="copy", guards="secret")
        for one in rows:
            with self.subTest(one._name), self.assertRaisesRegex(UserError, "approved request for copying"):
                self._export(one)
        for one in self._rows(self.ordinary):
            self.assertEqual(len(self._export(one)), len(one), one._name)

    def test_rows_of_an_important_customer(self):
        self.file.is_important = True
        self._rule("customer.access.rule", kind="copy", guards="important")
        survey, answers, line, *_others = self._rows(self.file)
        for one in (survey, answers, line):
            with self.subTest(one._name), self.assertRaisesRegex(UserError, "approved request for copying"):
                self._export(one)

    def test_what_was_exported_stands_in_the_register_of_access(self):
        rows = self._rows(self.file)
        self.file._classify(self.secret, "Contract")
        self.env.invalidate_all()
        for one in rows[:5]:
            before = self._log_count()
            self._export(one)
            self.assertEqual(self._log_count() - before, 1, one._name)

    def _log_count(self):
        self.env.invalidate_all()
        return self.env["customer.access.log"].search_count(
            [("user_id", "=", self.keeper.id), ("outcome", "=", "exported")]
        )

    def test_a_request_for_copying_opens_the_rows_of_its_file(self):
        rows = self._rows(self.file)[:3]
        self.file._classify(self.secret, "Contract")
        self._rule("customer.access.rule", kind="copy", guards="secret")
        self._approval("manager", domain="[('kind', '=', 'copy')]")
        self._approved(self.manager, user=self.keeper, kind="copy", wanted_until="2099-01-01")
        for one in rows:
            self.assertEqual(len(self._export(one)), len(one), one._name)


@tagged("post_install", "-at_install")
class TestExportPeriodRequest(AccessCase):
    """Past the limit of a period the same approved request helps as for one large export (S1.8-37)."""

    def test_more_than_the_period_allows_with_an_approved_request(self):
        customer_export_tally._SEEN.clear()
        self.addCleanup(customer_export_tally._SEEN.clear)
        partners = self.env["res.partner"].create([{"name": f"Customer {number}"} for number in range(40)])
        files = self.Files.create([{"partner_id": one.id, "company_id": self.company.id} for one in partners])
        self._rule("customer.export.rule", row_limit=20, page_limit=20, period_limit=20)
        self._approval("manager")
        own = self.as_user(self.clerk, files)

        def read(start):
            self.env.flush_all()
            self.env.cr.cache.clear()  # as a new request has it
            return len(own[start : start + 10].read(["need"]))

        self.assertEqual([read(0), read(10)], [10, 10])
        with self.assertRaisesRegex(UserError, "more than the 20 rows.*approved export request"):
            read(20)
        vals = {"kind": "export", "export_model": "customer.file", "file_id": False, "wanted_until": "2099-01-01"}
        request = self._approved(self.manager, row_count=10, **vals)
        self.assertEqual(read(20), 10)
        with self.assertRaisesRegex(UserError, "approved export request"):
            read(30)
        register = self.env["customer.export.register"].search([("user_id", "=", self.clerk.id)], order="id")
        self.assertEqual(register.mapped("outcome"), ["refused", "approved", "refused"])
        self.assertEqual(register.mapped("request_number"), ["", request.number, ""])
