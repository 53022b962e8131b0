from odoo import api, fields, models


class DealerRoadshowConsultant(models.Model):
    """A consultant at a roadshow, and the cards collected there (S1.6-ka-05)."""

    _name = "dealer.roadshow.consultant"
    _description = "Consultant at a roadshow"
    _inherit = ["customer.record.line.mixin", "customer.fixed.mixin"]
    _record_field = "roadshow_id"
    _rows_stay = True
    _fixed_fields = ("roadshow_id", "user_id", "create_uid")
    _order = "roadshow_id, id"
    _rec_name = "user_id"
    _check_company_auto = True

    roadshow_id = fields.Many2one("dealer.roadshow", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="roadshow_id.company_id", store=True, precompute=True, index=True)
    user_id = fields.Many2one(
        "res.users",
        "Consultant",
        required=True,
        domain=[("share", "=", False)],
        check_company=True,
        index=True,
        ondelete="restrict",
    )
    rule_id = fields.Many2one(
        "dealer.roadshow.rule",
        compute="_compute_rule_id",
        store=True,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    required_cards = fields.Integer("Cards Asked for", compute="_compute_rule_id", store=True, precompute=True)
    collected_cards = fields.Integer(copy=False)
    missing_cards = fields.Integer("Missing", compute="_compute_missing_cards", store=True)
    left_early = fields.Boolean(copy=False, help="Nobody leaves a roadshow: it counts as absence.")

    _once = models.Constraint("UNIQUE(roadshow_id, user_id)", "The consultant is on the list already.")
    _cards_positive = models.Constraint("CHECK(collected_cards >= 0)", "Cards cannot be negative.")

    @api.depends("roadshow_id")  # and not what the rule says: the roadshow keeps what held when it was planned
    def _compute_rule_id(self):
        rules = self.env["dealer.roadshow.rule"]
        for line in self:
            # sudo: rules are configuration without secrets
            line.rule_id = rules._counting(line.roadshow_id.company_id, lambda _rule: True).sudo()
            line.required_cards = line.rule_id.sudo().cards_per_person  # sudo: as above

    @api.depends("required_cards", "collected_cards")
    def _compute_missing_cards(self):
        for line in self:
            line.missing_cards = max(0, line.required_cards - line.collected_cards)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered(lambda line: line.collected_cards or line.left_early)._check_entered_by()
        return lines

    def write(self, vals):
        counted = {name: vals[name] for name in ("collected_cards", "left_early") if name in vals}
        changed = self.filtered(lambda line: any(line[name] != value for name, value in counted.items()))
        changed._check_entered_by()
        return super().write(vals)

    def _check_entered_by(self):
        """Let those enter what was collected whom the rule names, and nobody the own."""
        if self.env.su:
            return
        user = self.env.user
        for line in self:
            rule = line.rule_id.sudo()  # sudo: rules are configuration without secrets
            members = rule.card_group_id
            if members and (line.user_id == user or members not in user.all_group_ids):
                message = self.env._(
                    "%(roadshow)s: the cards of %(user)s are entered by others, of “%(group)s”.",
                    roadshow=line.roadshow_id.display_name,
                    user=line.user_id.name,
                    group=members.full_name,
                )
                rule._breached_by(line.roadshow_id, message)

    def _report_conduct(self):
        """Report missing cards, and who left early, as the rule says."""
        conduct = self.env["customer.policy.conduct"]
        for line in self:
            rule = line.rule_id.sudo()  # sudo: rules are configuration without secrets
            # sudo: see customer.policy.conduct
            employee = line.user_id.sudo().with_company(line.company_id).employee_id
            for code, quantity in (
                (rule.card_conduct_code, line.missing_cards),
                (rule.absence_conduct_code, int(line.left_early)),
            ):
                if not quantity or rule.mode == "off":
                    continue
                if rule.mode == "observe":
                    message = self.env._("%(user)s: %(code)s, %(count)s.",
                                         user=line.user_id.name, code=code or rule.name, count=quantity)  # fmt: skip
                    rule._breached_by(line.roadshow_id, message)
                elif code and employee:
                    conduct._report(code, employee, quantity, line, line.roadshow_id.date)
