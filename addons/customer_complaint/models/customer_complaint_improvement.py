from odoo import fields, models


class CustomerComplaintImprovement(models.Model):
    """What is done so that it does not happen again."""

    _inherit = "customer.complaint"

    needs_tracking = fields.Selection(
        [("yes", "Tracked"), ("no", "Not Tracked")],
        "Improvement",
        compute="_compute_from_cause",
        store=True,
        precompute=True,
        readonly=False,
        help="Whether the improvement is followed up; what comes from human negligence is not.",
    )
    prevention = fields.Text(help="What keeps it from happening again.")
    finding_ids = fields.One2many("customer.complaint.finding", "complaint_id", string="Causes Found")
    measure_ids = fields.One2many("customer.complaint.measure", "complaint_id", string="Measures")

    def _after_filling(self, names):
        if {"needs_tracking", "cause_id"} & names:
            for complaint in self:
                # sudo: the clocks of its measures follow the case
                measures = complaint.sudo().measure_ids.filtered(lambda measure: measure.state == "open")
                measures._end_following(self.env._("The case was changed."))
                measures._begin_following()
        return super()._after_filling(names)

    def _team(self):
        """Return who worked on the case, as the 8D report names them (D1)."""
        # sudo: names of colleagues on a case one may read
        case = self.sudo()
        return case.user_id | case.first_contact_id | case.task_ids.done_by_id | case.measure_ids.user_id
