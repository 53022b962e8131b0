from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerComplaint(models.Model):
    """How what was decided on a case is carried out: with notes, and the documents made from them."""

    _inherit = "customer.complaint"

    settlement_ids = fields.One2many(
        "customer.complaint.settlement",
        "complaint_id",
        "Settlement Notes",
        readonly=True,
    )
    settlement_count = fields.Integer(compute="_compute_settlement_count")
    can_settle = fields.Boolean(
        compute="_compute_can_settle",
        help="Something was decided that is not carried out yet.",
    )

    @api.depends("settlement_ids")
    @api.depends_context("uid")
    def _compute_settlement_count(self):
        # asked anew: what is in memory may have been read with other rights
        counts = dict(
            self.env["customer.complaint.settlement"]._read_group(
                [("complaint_id", "in", self.ids)], ["complaint_id"], ["__count"]
            )
        )
        for complaint in self:
            complaint.settlement_count = counts.get(complaint._origin, 0)

    @api.depends("state", "action_ids.decision_id", "action_ids.settlement_id", "action_ids.kind")
    def _compute_can_settle(self):
        for complaint in self:
            case = complaint.sudo()  # sudo: whether something is to be done is no secret to who reads the case
            complaint.can_settle = bool(case.action_ids._to_settle()) and not case._settling_obstacle()

    def _settling_obstacle(self) -> str:
        """Say why nothing of the case is carried out yet, or return an empty string (S1.2-12.0)."""
        self.ensure_one()
        if self.state == "void":
            return self.env._("%s is void.", self.display_name)
        if not self._is_decided() or self.is_established == "no":
            return self.env._(
                "%s: nothing was decided yet that could be carried out.",
                self.display_name,
            )
        if self.procedure_id.settled_when == "closed" and self.state != "closed":
            return self.env._(
                "%s: it is settled once it is closed and sales has its copy of the form.",
                self.display_name,
            )
        return ""

    def action_settle(self):
        """Write a note for each kind of paper that the decided settlements need, and show them."""
        self.ensure_one()
        self.check_access("read")
        if self._is_about(self.env.user):
            raise AccessError(self._about_obstacle())
        return self._create_settlements()._get_records_action()

    def action_view_settlements(self):
        """Show the notes by which the case is settled, as far as the user may read them."""
        self.ensure_one()
        settlements = self.env["customer.complaint.settlement"].search([("complaint_id", "=", self.id)])
        return settlements._get_records_action(name=self.env._("Settlement Notes"))

    def _create_settlements(self):
        """Return the new notes: of one case, one for each kind of paper.

        :raises UserError: when nothing was decided, or nothing is left to be carried out
        """
        self.ensure_one()
        case = self.sudo()  # sudo: what was decided is carried out whether or not one may change the case
        if obstacle := case._settling_obstacle():
            raise UserError(obstacle)
        actions = case.action_ids._to_settle()
        if not actions:
            raise UserError(self.env._("%s: nothing is left to be carried out.", self.display_name))
        settlements = self.env["customer.complaint.settlement"]
        for paper, group in actions.grouped(lambda action: action._papers()[action.kind]).items():
            settlement = settlements.create(case._prepare_settlement_vals(paper))
            group.settlement_id = settlement
            settlements |= settlement
        return settlements

    def _prepare_settlement_vals(self, paper: str) -> dict:
        self.ensure_one()
        return {
            "complaint_id": self.id,
            "kind": paper,
            "reason": self.cause_id.name or self.name,
            "handling_method": self.handling_method,
        }

    def _decide_anew(self):
        """What was carried out is not decided anew."""
        self._give_up_settlements()
        return super()._decide_anew()

    def _before_void(self):
        """What was carried out is not void: else it would go on beside the case that was kept instead."""
        for complaint in self.sudo():  # sudo: whoever may void the case ends with it what was to be carried out
            complaint._give_up_settlements()

    def _give_up_settlements(self):
        """Cancel the notes that are drafts; called with all rights.

        :raises UserError: when one was issued
        """
        self.ensure_one()
        begun = self.settlement_ids.filtered(lambda one: one.state not in ("draft", "cancelled"))
        if begun:
            raise UserError(
                self.env._(
                    "%(case)s: %(note)s was issued already. Cancel it first.",
                    case=self.display_name,
                    note=begun[0].display_name,
                )
            )
        drafts = self.settlement_ids.filtered(lambda one: one.state == "draft")
        drafts._before_cancel()
        drafts._write_protected({"state": "cancelled"})
        drafts._after_cancel()
