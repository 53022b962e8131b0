from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from odoo.addons.customer_policy.models.customer_workflow_mixin import Step

from ..tools.picture import picture_format

_lt = LazyTranslate(__name__)

SUPERVISOR = "customer_policy.group_supervisor"


class DealerRoadshow(models.Model):
    """A roadshow (巡展): where, when, who is there, what it costs, and what came of it (S1.6-ka-04, S1.6-ka-05)."""

    _name = "dealer.roadshow"
    _description = "Roadshow"
    _inherit = ["customer.record.mixin", "customer.approval.mixin", "customer.attachment.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["number", "site"]
    _rec_name = "site"
    _check_company_auto = True
    _attachment_fields = ("photo_ids",)
    _fixed_fields = ("company_id", "create_uid")
    _final_states = ("held", "cancelled")
    _workflow_steps = (
        Step("confirm", _lt("Confirm"), ("draft",), "confirmed"),
        Step("hold", _lt("Held"), ("confirmed",), "held", "", "held_by_id", "held_date"),
        Step("cancel", _lt("Cancel"), ("draft", "confirmed"), "cancelled"),
    )
    _workflow_approvals = {"confirm": ("",), "hold": ("",)}

    site = fields.Char(required=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    responsible_id = fields.Many2one(
        "res.users",
        string="Arranged by",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    department_id = fields.Many2one(
        "hr.department", compute="_compute_department_id", store=True, index="btree_not_null", ondelete="restrict"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost = fields.Monetary(tracking=True)
    has_gifts = fields.Boolean("Gifts", tracking=True)
    gift_note = fields.Char("Which Gifts")
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("held", "Held"), ("cancelled", "Cancelled")],
        tracking=True,
        group_expand=True,
    )
    consultant_ids = fields.One2many("dealer.roadshow.consultant", "roadshow_id", string="Consultants", copy=True)
    card_count = fields.Integer("Cards Collected", compute="_compute_cards", store=True)
    missing_count = fields.Integer("Cards Missing", compute="_compute_cards", store=True)
    photo_ids = fields.Many2many(
        "ir.attachment", string="Site Photographs", copy=False, help="Without a photograph the roadshow does not count."
    )
    is_counted = fields.Boolean("Counts", compute="_compute_is_counted", store=True)
    note = fields.Text()
    held_by_id = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    held_date = fields.Datetime("Reported on", readonly=True, copy=False)

    _cost_positive = models.Constraint("CHECK(COALESCE(cost, 0) >= 0)", "Costs cannot be negative.")

    @api.depends("responsible_id", "company_id")
    def _compute_department_id(self):
        for roadshow in self:
            roadshow.department_id = roadshow.responsible_id._department_in(roadshow.company_id)

    @api.depends("consultant_ids.collected_cards", "consultant_ids.missing_cards")
    def _compute_cards(self):
        for roadshow in self:
            roadshow.card_count = sum(roadshow.consultant_ids.mapped("collected_cards"))
            roadshow.missing_count = sum(roadshow.consultant_ids.mapped("missing_cards"))

    @api.depends("state", "photo_ids")
    def _compute_is_counted(self):
        for roadshow in self:
            roadshow.is_counted = roadshow.state == "held" and bool(roadshow.photo_ids)

    @api.constrains("photo_ids")
    def _check_photos(self):
        """A photograph is one that can be looked at, whatever its name says."""
        for roadshow in self:
            # sudo: looked at is what the roadshow carries, whoever uploaded it
            for photo in roadshow.sudo().photo_ids:
                if not picture_format(photo.raw or b""):
                    raise ValidationError(
                        self.env._(
                            "%(roadshow)s: “%(file)s” is no photograph: it cannot be shown as a picture.",
                            roadshow=roadshow.display_name,
                            file=photo.name,
                        )
                    )

    def write(self, vals):
        if "responsible_id" in vals and not self.env.su and not self.env.user.has_group(SUPERVISOR):
            for roadshow in self:
                # a month is reached by the own roadshows, not by those of others
                if roadshow.responsible_id.id != vals["responsible_id"]:
                    raise AccessError(
                        self.env._("%s: who arranged it is changed by supervisors.", roadshow.display_name)
                    )
        return super().write(vals)

    # approval and steps

    def _approval_needed(self, operation):
        return bool(self.cost or self.has_gifts)

    def _approval_amount(self, operation):
        return self.cost, self.currency_id, self.date

    @api.model
    def _approval_amount_fields(self):
        return ["cost"]

    def _approval_fields(self, operation):
        return ["site", "date", "has_gifts", "gift_note"]

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "cost", "has_gifts"]

    def action_confirm(self):
        return self._run_step("confirm")

    def _after_confirm(self):
        self._draw_numbers_by_rule()

    def action_hold(self):
        return self._run_step("hold")

    def _before_hold(self):
        self._check_photos()  # until it was confirmed, another file may have taken the place of one
        for roadshow in self:
            if roadshow.date > roadshow.company_id._policy_today():
                raise UserError(self.env._("%s: the day of the roadshow is still to come.", roadshow.display_name))
            if not roadshow.consultant_ids:
                raise UserError(self.env._("%s: say which consultants were there.", roadshow.display_name))

    def _after_hold(self):
        for roadshow in self:
            roadshow.consultant_ids._report_conduct()

    def action_cancel(self):
        return self._run_step("cancel")

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The roadshow was cancelled."))
