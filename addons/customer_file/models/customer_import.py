import math
import time
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import config
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerImport(models.Model):
    """A list of customers that becomes customer files.

    First every row is planned and nothing changes; then the planned rows are
    imported in batches, each in its own transaction. A run that was interrupted
    goes on where it stopped.
    """

    _name = "customer.import"
    _description = "Customer list import"
    _inherit = ["customer.workflow.mixin", "customer.fixed.mixin"]
    _fixed_fields = ("user_id", "company_id")
    _order = "id desc"
    _check_company_auto = True

    #: rows of one transaction: what is lost and done again when the server is killed
    _batch_size = 1000

    _workflow_steps = (
        Step("check", _lt("Check the List"), ("draft", "checked"), "checking"),
        Step("checked", _lt("End the Check"), ("checking",), "checked"),
        Step("start", _lt("Import"), ("checked",), "running"),
        Step("finish", _lt("Finish"), ("running",), "done"),
        Step("reset", _lt("Back to Draft"), ("checked", "checking"), "draft"),
    )

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Imported By",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("checking", "Checking"),
            ("checked", "Checked"),
            ("running", "Running"),
            ("done", "Done"),
        ],
    )
    data = fields.Binary("List", attachment=True, copy=False, help="An .xlsx or .csv file.")
    filename = fields.Char()
    sheet = fields.Char(help="Empty: the first sheet with content.")
    header_row = fields.Integer(help="Number of the row with the headings. 0: found by itself.")
    kind_id = fields.Many2one(
        "customer.file.kind", string="Kind of New Files", check_company=True, help="For rows that name no kind."
    )
    on_match = fields.Selection(
        [("fill", "Fill what is empty"), ("overwrite", "Take over the list"), ("skip", "Leave it as it is")],
        string="Known Customers",
        required=True,
        default="fill",
        help="What happens with a customer who is known by credit code or name.",
    )
    on_same_phone = fields.Selection(
        [("refuse", "Refuse the row"), ("same", "Same customer"), ("ignore", "Another customer")],
        string="Same Telephone, Other Name",
        required=True,
        default="refuse",
    )
    column_ids = fields.One2many("customer.import.column", "import_id", string="Columns")
    line_ids = fields.One2many("customer.import.line", "import_id", string="Rows")
    error = fields.Text("Problem of the List", readonly=True, copy=False)
    last_row = fields.Integer("Rows Checked Up To", readonly=True, copy=False)
    row_count = fields.Integer("Number of Rows", compute="_compute_counts")
    done_count = fields.Integer("Done", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts")
    summary = fields.Char(compute="_compute_counts")

    @api.depends("filename")
    def _compute_name(self):
        for job in self:
            job.name = job.filename or job.name or self.env._("Customer list")

    @api.depends("state", "line_ids.outcome", "line_ids.is_done")
    def _compute_counts(self):
        groups = self.env["customer.import.line"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "outcome", "is_done"], ["__count"]
        )
        labels = dict(self.env["customer.import.line"]._fields["outcome"]._description_selection(self.env))
        for job in self:
            own = [(outcome, is_done, count) for owner, outcome, is_done, count in groups if owner == job]
            job.row_count = sum(count for *_key, count in own)
            job.done_count = sum(count for _outcome, is_done, count in own if is_done)
            job.progress = 100.0 * job.done_count / job.row_count if job.row_count else 0.0
            by_outcome = {}
            for outcome, _is_done, count in own:
                by_outcome[outcome] = by_outcome.get(outcome, 0) + count
            job.summary = ", ".join(f"{labels[key]}: {by_outcome[key]}" for key in labels if key in by_outcome) or False

    @api.onchange("data", "sheet", "header_row")
    def _onchange_data(self):
        self.column_ids = [(5, 0)]

    def write(self, vals):
        content = {"data", "filename", "sheet", "header_row", "column_ids", "on_match", "on_same_phone", "kind_id"}
        if content & set(vals):
            for job in self:
                if job.state != "draft":
                    raise UserError(
                        self.env._("%s was checked as it is. Take it back to draft to change it.", job.display_name)
                    )
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                # the scheduler goes on with the rights of this user
                vals["user_id"] = self.env.uid
        return super().create(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        for job in self:
            if job.state == "running":
                raise UserError(self.env._("%s is running.", job.display_name))

    @api.model
    def _workflow_protected_fields(self):
        return {*super()._workflow_protected_fields(), "last_row", "error"}

    def action_read_columns(self):
        """Read the headings and propose a field for each, as remembered for the company or by its name."""
        for job in self:
            job._read_columns()
        return True

    def action_check(self):
        """Plan every row; a large list is planned in the background."""
        for job in self.filtered(lambda job: not job.column_ids):
            job._read_columns()
        self._run_step("check")
        self._write_protected({"last_row": 0, "error": False})
        self.line_ids.sudo().unlink()  # sudo: rows of an import are written by the import only
        return self._go_on()

    def action_start(self):
        """Import the planned rows; a long list is imported in the background."""
        self._run_step("start")
        return self._go_on()

    def action_reset(self):
        self._run_step("reset")
        self.line_ids.sudo().unlink()  # sudo: rows of an import are written by the import only
        return True

    def action_view_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_import_line_action")
        return {**action, "domain": [("import_id", "=", self.id)], "context": {"search_default_group_by_outcome": 1}}

    def action_view_files(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_file.customer_file_action")
        return {**action, "domain": [("id", "in", self.line_ids.file_id.ids)], "context": {}}

    def _go_on(self):
        """Do a short list at once; leave the rest of a long one to the scheduler."""
        for job in self:
            # the second batch of a short list is empty and ends it
            for _batch in islice(job._work_in_batches(), 2):
                pass
            if job.state in ("checking", "running"):
                # sudo: every user may have the own import carried on
                self.env.ref("customer_file.ir_cron_customer_import").sudo()._trigger()
        return True

    def _work_in_batches(self):
        """Plan or import what is left, and yield after each batch."""
        self.ensure_one()
        if self.state == "checking":
            yield from self._plan_in_batches()
        elif self.state == "running":
            yield from self._import_in_batches()

    def _refresh_statistics(self, rows: int):
        """Let the database count its rows whenever a long import has doubled their number.

        What it took for empty when the import began, it would go on to read as a whole for each batch.
        """
        batches = rows // self._batch_size
        if batches > 1 and batches.bit_count() == 1:
            # only what the import searches by: a whole contact has a hundred columns
            self.env.cr.execute(
                """
                ANALYZE customer_import_line (import_id, is_done, row_number, number, code_key, name_key, phone_key),
                        customer_file (company_id, partner_id, number, code_key, name_key, phone_key),
                        res_partner (parent_id, company_id, name, vat)
                """
            )

    @api.model
    def _end_of_run(self) -> float:
        """Return until when a run of the scheduler goes on, by the monotonic clock.

        Longer than the ten seconds it asks for: each run opens the list again and reads up to where the one before
        stopped, which takes seconds for a long list. Shorter than it is killed after.
        """
        killed_after = max(config["limit_time_real_cron"], 0) or config["limit_time_real"] or 120
        return self.env.context.get("cron_end_time", math.inf) + killed_after / 3

    @api.model
    def _cron_work(self):
        """Carry on imports that are being checked or imported, a committed batch at a time."""
        IrCron = self.env["ir.cron"]
        waiting = self.search([("state", "in", ("checking", "running"))], order="id")
        remaining = len(waiting)
        end = self._end_of_run()
        if time.monotonic() > end:
            # the same run once more: nothing done and something left ends it
            IrCron._commit_progress(remaining=remaining)
            return
        for job in waiting:
            # the rights, the language and the company of the one who imports
            own = job.with_user(job.user_id).with_company(job.company_id)
            own = own.with_context(allowed_company_ids=job.company_id.ids, lang=job.user_id.lang, tz=job.user_id.tz)
            try:
                for _batch in own._work_in_batches():
                    # each batch counts: the scheduler gives up a job that is killed three times without progress
                    IrCron._commit_progress(processed=1, remaining=remaining)
                    if time.monotonic() > end:
                        return
            except UserError as error:
                # whoever imports may have lost the right to: the other imports go on
                self.env.cr.rollback()
                job._write_protected({"state": "draft", "error": str(error)})
            remaining -= 1
            IrCron._commit_progress(remaining=remaining)
