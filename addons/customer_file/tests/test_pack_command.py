import tempfile
from pathlib import Path

from odoo.cli.command import find_command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .pack_common import PACK, PackCase

OPEN = PACK.replace("minimum_staff: 2", 'minimum_staff: {required: "How many?"}')
ANSWER = "customer.file.staffing.rule.staff.minimum_staff=2"


@tagged("post_install", "-at_install")
class TestPackCommand(PackCase):
    """``odoo policy``, without the cursor of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(cls.enterClassContext(tempfile.TemporaryDirectory()))

    def _run(self, command, *arguments, text=None):
        """Return exit code and output."""
        if text:
            (self.folder / "test.yaml").write_text(text)
            arguments = [self.folder / "test.yaml", *arguments]
        policy = find_command("policy")()
        options = policy.parser.parse_args(
            [command, "-d", self.env.cr.dbname, "--company", self.company.name, *map(str, arguments)]
        )
        status = policy._step(self.env, options)
        self.env.invalidate_all()
        return status, policy.output

    def test_from_file_to_company_and_back(self):
        status, output = self._run("diff", text=PACK)
        self.assertEqual(status, 3)
        self.assertIn("+ created customer.file.check.rule check (Every quarter)\n", output)
        self.assertTrue(output.endswith("3 created, 0 changed, 0 archived, 0 conflict, 0 unchanged\n"), output)
        self.assertFalse(self._rules())
        self.assertEqual(self._run("apply", text=PACK)[0], 0)
        self.assertEqual(self._rules().interval_months, 3)
        self.assertEqual(self._run("diff", text=PACK)[0], 0)
        self._run("export", "--pack", "test", "-o", self.folder / "out.yaml")
        self.assertEqual((self.folder / "out.yaml").read_text(), self._run("export", "--pack", "test")[1])
        self.assertIn("interval_months: 3\n", (self.folder / "out.yaml").read_text())

    def test_open_values_are_set_by_arguments(self):
        status, output = self._run("diff", text=OPEN)
        self.assertEqual(status, 3)
        self.assertIn("? customer.file.staffing.rule.staff.minimum_staff: How many?\n", output)
        with self.assertRaisesRegex(UserError, "leaves these values open"):
            self._run("apply", text=OPEN)
        self.assertEqual(self._run("apply", "--set", ANSWER, text=OPEN)[0], 0)
        self.assertEqual(self._run("diff", text=OPEN)[0], 0)

    def test_conflicts_are_kept_or_taken_by_name(self):
        self._run("apply", text=PACK)
        self._rules().interval_months = 4
        status, output = self._run("apply", text=PACK)
        self.assertEqual((status, self._rules().interval_months), (4, 4))
        self.assertIn(
            "! conflict customer.file.check.rule check (Every quarter)\n      Interval (Months): 4 → 3\n", output
        )
        with self.assertRaisesRegex(UserError, "No conflict about customer.file.check.rule.chek"):
            self._run("apply", "--take", "customer.file.check.rule.chek", text=PACK)
        self.assertEqual(self._run("apply", "--take", "customer.file.check.rule.check", text=PACK)[0], 0)
        self.assertEqual(self._rules().interval_months, 3)

    def test_modes(self):
        self._run("apply", "--enforce", text=PACK)
        self.assertEqual(self._rules().mode, "enforce")

    def test_what_is_there(self):
        self._run("apply", text=PACK.replace("hospital", "clinic"))
        output = self._run("list")[1]
        self.assertIn(
            "customer_file/pharmacy_customer_file_001_12.yaml\tcustomer_file_001_12 1.0\tnot applied\t", output
        )
        self.assertIn("(file)\ttest\tapplied: 1.0\tTest\n", output)
        self.assertEqual(self._run("apply", "customer_file/pharmacy_customer_file_001_12.yaml")[0], 0)
        self.assertIn("customer_file_001_12 1.0\tapplied: 1.0\t", self._run("list")[1])

    def test_a_company_that_is_none(self):
        policy = find_command("policy")()
        for name in ("Nobody", "999999999"):
            options = policy.parser.parse_args(["list", "-d", "x", "--company", name])
            with self.assertRaisesRegex(UserError, "There is no company"):
                policy._step(self.env, options)
