from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

#: how many records are looked at in one transaction
BATCH = 500


class CustomerSecrecyApplication(models.Model):
    """A secrecy rule is applied to the records there are: those it was switched on too late for.

    The scheduler carries it on, a committed batch at a time. Levels are raised and never lowered, and each enters the
    register of changes in the name of who asked for it.
    """

    _name = "customer.secrecy.application"
    _description = "Application of a secrecy rule"
    _order = "id desc"
    _rec_name = "rule_id"

    rule_id = fields.Many2one("customer.secrecy.rule", required=True, readonly=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("running", "Being Applied"), ("done", "Done"), ("stopped", "Stopped")],
        required=True,
        readonly=True,
        default="running",
    )
    last_id = fields.Integer("Up to Record", readonly=True, aggregator=None)
    count = fields.Integer("Records Met", readonly=True, help="So many records that the rule meets were looked at.")
    raised_count = fields.Integer(
        "Records Below the Level",
        readonly=True,
        help="They got the level, or were listed where the rule only observes.",
    )
    error = fields.Text("Why It Stopped", readonly=True)

    _one_running = models.UniqueIndex("(rule_id) WHERE state = 'running'", "The rule is being applied already.")

    def _waiting_domain(self) -> Domain:
        """Return the domain of the records that the rule meets and that were not looked at."""
        self.ensure_one()
        rule = self.rule_id
        own = Domain("company_id", "=", rule.company_id.id) & Domain("id", ">", self.last_id)
        return own & rule._get_domain()

    def _records(self):
        """Return the model of the records with all rights, in the name of who asked."""
        self.ensure_one()
        # sudo: a rule meets records whoever may read them; only levels are raised, by who may change the rule
        records = self.env[self.rule_id.res_model].with_user(self.user_id).sudo().with_company(self.company_id)
        return records.with_context(active_test=False)

    def _work_batch(self) -> int:
        """Apply the rule to the next records; return how many there were. None means that it is done."""
        self.ensure_one()
        if self.rule_id not in self.rule_id._in_force(self.company_id):
            self.write({"state": "stopped", "error": self.env._("The rule is not in force any more.")})
            return 0
        records = self._records().search(self._waiting_domain(), limit=BATCH, order="id")
        if not records:
            self.state = "done"
            return 0
        lower = self.rule_id._classify(records)
        self.write(
            {
                "last_id": records[-1].id,
                "count": self.count + len(records),
                "raised_count": self.raised_count + len(lower),
                "state": "running" if len(records) == BATCH else "done",
            }
        )
        return len(records)

    @api.model
    def _cron_work(self):
        """Carry on what is running, a committed batch at a time."""
        IrCron = self.env["ir.cron"]
        for application in self.search([("state", "=", "running")], order="id"):
            remaining = application._records().search_count(application._waiting_domain())
            try:
                while application.state == "running":
                    done = application._work_batch()
                    remaining = max(remaining - done, 0)
                    if not IrCron._commit_progress(done, remaining=remaining) and application.state == "running":
                        return
            except UserError as error:
                # one rule that cannot be applied does not hold up the others
                self.env.cr.rollback()
                application.write({"state": "stopped", "error": str(error)})
                IrCron._commit_progress(remaining=0)
