import base64
import sys
import tempfile
from collections import Counter
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.customer_file.tests.common import FileCase

sys.path.append(str(Path(__file__).resolve().parents[1]))
from data_factory import messy_customers

#: What the factory calls an outcome, and what the import calls it.
OUTCOMES = {"create": "create", "duplicate_of_row": "merge", "refuse": "refuse"}


@tagged("post_install", "-at_install")
class TestMessyList(FileCase):
    """A list of 2,000 rows as people keep them, against the truth known from its making."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "list.xlsx"
            cls.truth = messy_customers.make(path, rows=2000)
            cls.content = base64.b64encode(path.read_bytes())
        cls.env["res.partner.industry"].create([{"name": name} for name in cls.truth["industries"]])
        cls.env["customer.file.kind"].create(
            [{"name": name, "company_id": cls.company.id} for name in cls.truth["kinds"]]
        )

    def _import(self):
        job = self.as_role("information_administrator", self.env["customer.import"]).create(
            {
                "data": self.content,
                "filename": "list.xlsx",
                "company_id": self.company.id,
                "on_same_phone": "same",
                "on_match": "overwrite",
            }
        )
        job.action_check()
        list(job._work_in_batches())
        job.action_start()
        list(job._work_in_batches())
        return job

    def test_every_row_is_imported_or_its_refusal_explained_and_a_second_time_changes_nothing(self):
        job = self._import()
        self.assertEqual(job.state, "done")
        planned = {line.row_number: line for line in job.line_ids}
        self.assertEqual(set(planned), set(self.truth["rows"]))
        wrong = {
            number: (truth, planned[number].outcome, planned[number].reason, planned[number].customer)
            for number, truth in self.truth["rows"].items()
            if planned[number].outcome != OUTCOMES[truth["outcome"]]
            or (truth["outcome"] == "duplicate_of_row" and planned[number].same_as_row != truth["of"])
        }
        self.assertFalse(wrong)
        refused = job.line_ids.filtered(lambda line: line.outcome == "refuse")
        self.assertGreater(len(refused), 100)
        self.assertFalse(refused.filtered(lambda line: not line.reason or line.file_id))
        created = job.line_ids.filtered(lambda line: line.outcome == "create")
        self.assertEqual(len(created.file_id), len(created))

        before = self._everything(created.file_id)
        again = self._import()
        counts = Counter(again.line_ids.mapped("outcome"))
        self.assertEqual(set(counts), {"unchanged", "merge", "refuse"})
        self.assertEqual(counts["unchanged"], len(created))
        self.assertEqual(self._everything(created.file_id), before)
        self.assertEqual(self.Files.search_count([("company_id", "=", self.company.id)]), len(created))

    def _everything(self, files):
        self.env.invalidate_all()
        return files.read([name for name in files._importable_fields() if name not in ("contact_ids",)])
