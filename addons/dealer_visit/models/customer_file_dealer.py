from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFile(models.Model):
    """What is known of a dealer, besides the data of its kind (S1.7-3.1c)."""

    _inherit = "customer.file"

    is_joint_venture_partner = fields.Boolean(
        "Joint Venture Partner",
        tracking=True,
        help="Shows the five steps of such partners together (联营工程合作方, S1.1-01).",
    )
    dealer_territory_ids = fields.Many2many("res.country.state", string="Territory")
    dealer_brand_ids = fields.Many2many("dealer.brand", string="Brands Handled", check_company=True)
    dealer_tier = fields.Selection([("main", "Main Shop"), ("second", "Second-Tier Shop")], string="Tier")
    main_shop_id = fields.Many2one("customer.file", index="btree_not_null", check_company=True, ondelete="restrict")
    second_shop_ids = fields.One2many("customer.file", "main_shop_id", string="Second-Tier Shops")
    cooperation_since = fields.Integer("Cooperation Since (Year)", aggregator=None)
    cooperation_years = fields.Integer("Years of Cooperation", compute="_compute_cooperation_years", aggregator="avg")
    dealer_credit_rating = fields.Char("Credit Rating")
    financial_status = fields.Text()
    staff_status = fields.Text()
    franchise_ids = fields.One2many(
        "customer.confidentiality.agreement", compute="_compute_franchise_ids", string="Franchise Agreements"
    )
    last_review_id = fields.Many2one(
        "customer.grade.review", string="Last Rating", compute="_compute_last_review_id", compute_sudo=False
    )

    _year_plausible = models.Constraint(
        "CHECK(COALESCE(cooperation_since, 0) = 0 OR cooperation_since BETWEEN 1900 AND 2200)",
        "The year in which the cooperation began has four digits.",
    )

    @api.depends("cooperation_since")
    def _compute_cooperation_years(self):
        for company, files in self.grouped("company_id").items():
            year = (company or self.env.company)._policy_today().year
            for file in files:
                file.cooperation_years = max(year - file.cooperation_since, 0) if file.cooperation_since else 0

    def _compute_franchise_ids(self):
        for file in self:
            file.franchise_ids = self.env["customer.confidentiality.agreement"].search(
                [
                    ("kind", "=", "franchise"),
                    ("partner_id", "=", file.partner_id.id),
                    ("company_id", "=", file.company_id.id),
                ]
            )

    def _compute_last_review_id(self):
        reviews = self.env["customer.grade.review"].search(
            [("file_id", "in", self.ids), ("state", "!=", "draft")], order="evaluated_date, id"
        )
        last = {review.file_id: review for review in reviews}
        for file in self:
            file.last_review_id = last.get(file._origin)

    @api.constrains("dealer_tier", "main_shop_id", "company_id")
    def _check_main_shop(self):
        for file in self:
            if file.dealer_tier == "second" and not file.main_shop_id:
                raise ValidationError(self.env._("%s: a second-tier shop names its main shop.", file.number))
            if file.main_shop_id and file.dealer_tier != "second":
                raise ValidationError(self.env._("%s: only a second-tier shop has a main shop.", file.number))
            # sudo: of which tier a shop is decides, also where its file is closed
            if file.main_shop_id and file.main_shop_id.sudo().dealer_tier != "main":
                raise ValidationError(
                    self.env._(
                        "%(file)s: %(shop)s is no main shop.", file=file.number, shop=file.main_shop_id.display_name
                    )
                )
            if file.dealer_tier != "main" and file.sudo().second_shop_ids:  # sudo: see above
                raise ValidationError(self.env._("%s is the main shop of others and stays one.", file.number))

    @api.model
    def _scalar_fields(self):
        return [
            *super()._scalar_fields(), "cooperation_since", "dealer_credit_rating", "financial_status", "staff_status",
        ]  # fmt: skip

    @api.model
    def _collectable_fields(self):
        return [*super()._collectable_fields(), "kind_id", "dealer_brand_ids", "dealer_territory_ids"]

    def _merge_into(self, kept):
        """Visits and shops go along."""
        # sudo: all of them move with their file, also those the user may not change
        known = self.sudo()
        known.visit_ids.write({"file_id": kept.id})
        if shops := known.second_shop_ids:
            kept.sudo().write({"dealer_tier": "main", "main_shop_id": False})  # sudo: see above
            (shops - kept).write({"main_shop_id": kept.id})
        return super()._merge_into(kept)

    def action_view_visits(self):
        """Show the visits to the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_visit_action")
        return {**action, "domain": [("file_id", "=", self.id)], "context": {"default_file_id": self.id}}
