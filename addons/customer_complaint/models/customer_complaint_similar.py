from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain


class CustomerComplaintSimilar(models.Model):
    """The same complaint twice, and several complaints of one cause."""

    _inherit = "customer.complaint"

    similar_case_ids = fields.Many2many(
        "customer.complaint",
        string="Perhaps the Same",
        compute="_compute_similar_case_ids",
        help="Cases of the same customer about the same order or lot, and unfinished ones about the same product.",
    )
    merged_case_ids = fields.One2many("customer.complaint", "merged_into_id", readonly=True)
    main_case_id = fields.Many2one(
        "customer.complaint",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        domain="[('id', '!=', id), ('company_id', '=', company_id), ('main_case_id', '=', False)]",
        help="The case that stands for all cases of the same cause.",
    )
    linked_case_ids = fields.One2many("customer.complaint", "main_case_id", string="Cases of the Same Cause")
    linked_case_count = fields.Integer(compute="_compute_linked_case_count")

    @api.depends("linked_case_ids", "merged_case_ids")
    def _compute_linked_case_count(self):
        for complaint in self:
            complaint.linked_case_count = len(complaint.linked_case_ids | complaint.merged_case_ids)

    @api.depends("partner_id", "state", "line_ids.product_id", "line_ids.order_reference", "line_ids.lot_name")
    def _compute_similar_case_ids(self):
        for complaint in self:
            domain = complaint._similar_domain()
            complaint.similar_case_ids = self.search(domain, limit=5) if domain else False

    def _similar_domain(self):
        """Return the domain of cases that may be the same complaint; nothing where nothing can be compared."""
        self.ensure_one()
        lines = self.line_ids
        customer = self.partner_id.commercial_partner_id
        if not customer or not lines or self._is_final():
            return None
        orders = [order.strip() for order in lines.mapped("order_reference") if (order or "").strip()]
        lots = [lot.strip() for lot in lines.mapped("lot_name") if (lot or "").strip()]
        same = Domain("line_ids.order_reference", "in", orders) | Domain("line_ids.lot_name", "in", lots)
        same |= Domain("state", "not in", self._final_states) & Domain(
            "line_ids.product_id", "in", lines.product_id.ids
        )
        # sudo: which cases belong together is no secret to whoever reads the case
        own = self._origin.sudo()
        related = own | own.origin_id | own.follower_case_ids
        return (
            Domain("commercial_partner_id", "=", customer.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("id", "not in", related.ids)
            & Domain("state", "!=", "void")
            & same
        )

    @api.constrains("main_case_id")
    def _check_main_case(self):
        for complaint in self.filtered("main_case_id"):
            main = complaint.main_case_id
            if main == complaint or main.main_case_id or complaint.linked_case_ids:
                raise ValidationError(
                    self.env._("%s: a main case stands for cases of one cause, and follows none.", main.display_name)
                )
            if main.company_id != complaint.company_id:
                raise ValidationError(self.env._("%s is a case of another company.", main.display_name))

    def action_view_linked(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_complaint.customer_complaint_action_register")
        domain = ["|", ("main_case_id", "=", self.id), ("merged_into_id", "=", self.id)]
        return {**action, "name": self.env._("Linked and Merged"), "domain": domain, "context": {}}

    def action_view_similar(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_complaint.customer_complaint_action_register")
        domain = [("id", "in", self.similar_case_ids.ids)]
        return {**action, "name": self.env._("Perhaps the Same"), "domain": domain, "context": {}}

    # merging

    def _merge_into(self, kept, reason: str):
        """End this case, which is the same complaint as ``kept``; its number, and all it holds, is found from there.

        :raises UserError: when the two cannot be one, naming the case and why
        """
        self.ensure_one()
        self._check_may_merge(kept)
        self._void(reason, into=kept)
        # sudo: both cases may be written by the user, which was checked; replies that were sent move as they are
        ended, into = self.sudo(), kept.sudo()
        ended.reply_ids.complaint_id = into
        known = [line._identity() for line in into.line_ids]
        for line in ended.line_ids.filtered(lambda line: line._identity() not in known):
            line.copy({"complaint_id": into.id})
        copies = [scan.copy({"res_model": into._name, "res_id": into.id}).id for scan in ended.attachment_ids]
        if copies:
            into.attachment_ids = [(4, copy_id) for copy_id in copies]
        into.message_post(body=self.env._("%s was merged into this case.", ended._get_html_link(title=ended._title())))
        ended.message_post(body=self.env._("Merged into %s.", into._get_html_link(title=into._title())))

    def _title(self) -> str:
        """Return the number, or what stands for it before there is one."""
        return self.number or self.name

    def _check_may_merge(self, kept):
        (self | kept).check_access("write")
        if not self.env.user.has_group("customer_policy.group_user"):
            # sudo: the name of a group is no secret
            group = self.env.ref("customer_policy.group_user").sudo()
            raise AccessError(self.env._("It needs the role “%s”.", group.full_name))
        if self == kept:
            raise UserError(self.env._("%s cannot be merged into itself.", self.display_name))
        if kept._is_about(self.env.user):
            raise UserError(self._about_obstacle())
        if kept._is_final():
            raise UserError(self.env._("%s is closed: nothing is merged into it.", kept.display_name))
        if kept.company_id != self.company_id or kept.commercial_partner_id != self.commercial_partner_id:
            raise UserError(
                self.env._(
                    "%(case)s and %(other)s are complaints of different customers.",
                    case=self.display_name,
                    other=kept.display_name,
                )
            )
        # sudo: only whether there is a decision
        if self.sudo().decision_id:
            raise UserError(self.env._("%s was decided: merge the other case into this one.", self.display_name))

    def _tell_first_contact(self):
        """Whoever was told of a merged case first learns of the end as well."""
        result = super()._tell_first_contact()
        for complaint in self:
            # sudo: who was told first of the merged cases
            others = complaint.sudo().merged_case_ids.first_contact_id - complaint.first_contact_id - self.env.user
            if others:
                complaint._notify_link(others, self.env._("Closed: %s", complaint.number or ""))
        return result
