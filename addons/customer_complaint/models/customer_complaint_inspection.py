from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

_lt = LazyTranslate(__name__)


class CustomerComplaintInspection(models.Model):
    """A joint inspection at the customer (会勘): the units the procedure names go there together (S1.2-09.2a, 09.2b).

    It ends with a report to the general manager.
    """

    _name = "customer.complaint.inspection"
    _description = "Joint inspection of a complaint"
    _inherit = ["customer.workflow.mixin", "customer.complaint.row.mixin"]
    _order = "id desc"
    _rec_names_search = ["complaint_id"]
    _complaint_field = "inspection_ids"
    _workflow_steps = (Step("close", _lt("Close"), ("open",), "closed", "", "closed_by_id", "closed_date"),)

    company_id = fields.Many2one(related="complaint_id.company_id", store=True, precompute=True, default=None)
    state = fields.Selection([("open", "Open"), ("closed", "Closed")], default="open")
    date = fields.Datetime("Planned for")
    place = fields.Char()
    participant_ids = fields.One2many(
        "customer.complaint.inspection.participant", "inspection_id", string="Who Goes", readonly=True
    )
    report = fields.Text(help="What was found and done, for the general manager.")
    reported_to_id = fields.Many2one(
        "res.users",
        string="Report To",
        ondelete="restrict",
        domain=lambda self: [("all_group_ids", "in", self.env.ref("customer_policy.group_general_manager").ids)],
        help="The general manager who gets the report.",
    )
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    closed_date = fields.Datetime(readonly=True)

    _one_open = models.UniqueIndex("(complaint_id) WHERE state = 'open'", "A joint inspection of the case is open.")

    @api.depends("complaint_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for inspection in self:
            # sudo: number and subject of a case whose inspection one reads
            case = inspection.complaint_id.sudo()
            inspection.display_name = self.env._("Joint inspection: %s", case.display_name)

    def action_close(self):
        return self._run_step("close")

    def _before_close(self):
        for inspection in self:
            inspection._check_complete()

    def _check_complete(self):
        """Refuse to end without a report to the general manager, or while nobody goes for a unit.

        :raises UserError: naming the inspection and what is missing
        """
        self.ensure_one()
        if not (self.report or "").strip() or not self.reported_to_id:
            raise UserError(self.env._("%s: write the report, and which general manager gets it.", self.display_name))
        # sudo: who has the role is no secret
        if not self.reported_to_id.sudo().has_group("customer_policy.group_general_manager"):
            raise UserError(
                self.env._(
                    "%(inspection)s: the report goes to the general manager, which %(user)s is not.",
                    inspection=self.display_name,
                    user=self.reported_to_id.name,
                )
            )
        if waiting := self.participant_ids.filtered(lambda one: not one.is_covered):
            raise UserError(
                self.env._(
                    "%(inspection)s: the general manager has still to appoint somebody for %(units)s.",
                    inspection=self.display_name,
                    units=", ".join(waiting.unit_id.mapped("name")),
                )
            )

    def _after_close(self):
        for inspection in self:
            inspection.complaint_id._notify_link(
                inspection.reported_to_id, self.env._("Report: %s", inspection.display_name)
            )
