from odoo import fields, models


class CustomerDeadlineStep(models.Model):
    """One step of one deadline: the action that runs once, when its moment comes.

    It keeps what the rule said when the term started.
    """

    _name = "customer.deadline.step"
    _description = "Step of a deadline"
    _inherit = ["customer.deadline.step.mixin"]
    _order = "planned_date, id"
    _rec_name = "action_id"

    deadline_id = fields.Many2one("customer.deadline", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="deadline_id.company_id", store=True, precompute=True, index=True)
    planned_date = fields.Datetime("Planned", readonly=True)
    run_date = fields.Datetime("Next Attempt", readonly=True)
    attempts = fields.Integer(required=True, default=0, readonly=True)
    done_date = fields.Datetime("Done", readonly=True)
    error = fields.Text("Last Error", readonly=True)
    state = fields.Selection(
        [
            ("held", "Held"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("observed", "Only Observed"),
            ("digest", "Told in a Digest"),
            ("dropped", "Not Needed"),
        ],
        required=True,
        readonly=True,
    )

    # what a tick of the engine reads: cost does not grow with what is done
    _waiting = models.Index("(run_date) WHERE state = 'waiting'")
    _failing = models.Index("(company_id) WHERE state = 'waiting' AND attempts > 0")

    def _drop(self):
        """Steps still to come are not needed any more."""
        self.filtered(lambda step: step.state in ("waiting", "held")).write({"state": "dropped"})

    def _hold(self):
        self.filtered(lambda step: step.state == "waiting").write({"state": "held"})

    def _replan(self):
        """Plan the steps that are still to come by the present due moment of their deadline."""
        for step in self.filtered(lambda step: step.state in ("waiting", "held") and step.moment != "late"):
            step.write({**step.deadline_id._prepare_moment_vals(step), "attempts": 0, "error": False})

    def _release(self, moment):
        """Let steps that waited for the end come now."""
        # what was done long ago was not forgotten by a server that stood still: it comes now
        run_date = max(moment, fields.Datetime.now())
        self.write({"state": "waiting", "planned_date": moment, "run_date": run_date})
