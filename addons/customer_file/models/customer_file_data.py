from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerFileData(models.Model):
    """The data a company collects about a customer.

    Standard data: S1.7-3.1b, S1.7-3.2b, S2.1-04.2; characteristic data: S1.7-3.2c;
    evaluation of partners: S1.1-4.3.2; dealings: S1.7-3.4.
    """

    _inherit = "customer.file"

    # typed once, on the partner
    credit_code = fields.Char(
        "Credit Code / Tax ID",
        related="partner_id.vat",
        store=True,
        precompute=True,
        readonly=False,
        index="trigram",
        help="Unified social credit code (统一社会信用代码), or the tax number of a foreign customer.",
    )
    phone = fields.Char(related="partner_id.phone", store=True, precompute=True, readonly=False, index="trigram")
    email = fields.Char(related="partner_id.email", readonly=False)
    website = fields.Char(related="partner_id.website", readonly=False)
    street = fields.Char(related="partner_id.street", readonly=False)
    street2 = fields.Char(related="partner_id.street2", readonly=False)
    zip = fields.Char("Postcode", related="partner_id.zip", readonly=False)
    city = fields.Char(related="partner_id.city", store=True, precompute=True, readonly=False)
    state_id = fields.Many2one(
        related="partner_id.state_id",
        string="Region",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
    )
    country_id = fields.Many2one(related="partner_id.country_id", readonly=False)
    industry_id = fields.Many2one(
        related="partner_id.industry_id", store=True, precompute=True, readonly=False, index="btree_not_null"
    )
    contact_ids = fields.One2many(related="partner_id.child_ids", string="Contacts", readonly=False)

    may_write = fields.Boolean(compute="_compute_may_write")

    # standard data
    legal_representative = fields.Char(tracking=True)
    agent = fields.Char(help="Who acts for the legal representative.")
    fax = fields.Char()
    business_scope = fields.Text()
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    registered_capital = fields.Monetary(tracking=True)
    founding_date = fields.Date()
    registration_number = fields.Char(help="Number of the business registration, where it is not the credit code.")
    ownership = fields.Selection(
        [
            ("state", "State-Owned"),
            ("collective", "Collective"),
            ("private", "Private"),
            ("joint_venture", "Joint Venture"),
            ("foreign", "Foreign-Invested"),
            ("listed", "Listed Company"),
            ("individual", "Sole Proprietor"),
            ("institution", "Public Institution"),
            ("person", "Private Person"),
        ],
        tracking=True,
    )

    # characteristic data
    annual_turnover = fields.Monetary()
    employee_count = fields.Integer("Employees")
    purchase_features = fields.Text("How They Decide to Buy")
    need = fields.Text("Needs and Intentions")
    business_trend = fields.Text()
    preferences = fields.Text()
    decision_maker_ids = fields.One2many("customer.file.decision.maker", "file_id")
    decision_maker_summary = fields.Char(
        "Decision Makers (Masked)",
        compute="_compute_decision_maker_summary",
        # sudo: only masked values leave the method
        compute_sudo=True,
    )

    # evaluation
    contracting_region = fields.Char()
    background = fields.Text("Personal Network and Background")
    past_results = fields.Text()
    cooperation_behaviour = fields.Text("Behaviour in Cooperation")
    completion_evaluation = fields.Text("Evaluation after Completion")
    credit_description = fields.Text("Credit Standing")

    # dealings
    competitor_ids = fields.One2many("customer.file.competitor", "file_id")
    transaction_ids = fields.One2many("customer.file.transaction", "file_id")
    year_ids = fields.One2many("customer.file.year", "file_id")
    missing_years = fields.Char(compute="_compute_missing_years")
    application_ids = fields.Many2many(
        "ir.attachment", string="Scanned Applications", help="Scans of the customer's signed applications.", copy=False
    )
    note = fields.Html("Notes")

    @api.depends("decision_maker_ids.name", "decision_maker_ids.function", "decision_maker_ids.phone")
    def _compute_decision_maker_summary(self):
        for file in self:
            file.decision_maker_summary = "; ".join(maker._masked_line() for maker in file.decision_maker_ids) or False

    @api.depends("year_ids.year")
    def _compute_missing_years(self):
        """List the years without figures between the first one kept and the last completed one (S1.7-3.3b)."""
        last_year = fields.Date.context_today(self).year - 1
        for file in self:
            years = set(file.year_ids.mapped("year"))
            missing = sorted(set(range(min(years, default=last_year + 1), last_year + 1)) - years)
            file.missing_years = ", ".join(map(str, missing)) or False

    @api.model
    def _scalar_fields(self) -> list[str]:
        """Name the data that a survey, a portal form or an imported column can fill."""
        return [
            "name", "credit_code", "phone", "email", "website", "street", "street2", "zip", "city", "state_id",
            "country_id", "industry_id", "legal_representative", "agent", "fax", "business_scope", "registered_capital",
            "founding_date", "registration_number", "ownership", "annual_turnover", "employee_count",
            "purchase_features", "need", "business_trend", "preferences", "contracting_region", "background",
            "past_results", "cooperation_behaviour", "completion_evaluation", "credit_description",
        ]  # fmt: skip

    @api.model
    def _importable_fields(self) -> list[str]:
        """Name the data that a column of a list can fill."""
        return [
            *self._scalar_fields(), "number", "kind_id", "life_status", "lost_reason", "responsible_id", "source_id",
            "first_contact_date",
        ]  # fmt: skip

    @api.model
    def _partner_field_names(self) -> dict[str, str]:
        """Map the data that stand on the partner to the partner's fields."""
        names = self._scalar_fields()
        return {name: self._fields[name].related.split(".")[1] for name in names if self._fields[name].related}

    @api.model
    def _collectable_fields(self) -> list[str]:
        """Name all data that rules about required or collected data can speak of."""
        return [
            *self._scalar_fields(), "source_id", "contact_ids", "decision_maker_ids", "competitor_ids",
            "transaction_ids", "year_ids",
        ]  # fmt: skip

    @api.model
    def _collectable_field_domain(self, *, scalar: bool = False) -> list:
        names = self._scalar_fields() if scalar else self._collectable_fields()
        return [("model", "=", self._name), ("name", "in", names)]

    @api.model
    def _check_scalar_fields(self, model_fields):
        """Refuse fields that a survey must not fill."""
        # sudo: users do not read ir.model.fields; name and label of a field are no secret
        for field in model_fields.sudo():
            if field.model != self._name or field.name not in self._scalar_fields():
                raise ValidationError(self.env._("“%s” is not asked for by forms.", field.field_description))

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        return (*super()._get_view_cache_key(view_id, view_type, **options), self._uncollected_fields())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Hide the data that the company does not collect (S3-05); close the form of a file closed to changes."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            for node in arch.xpath("//field[not(ancestor::field)]"):
                given = node.get("readonly")
                if not given and self._fields[node.get("name")].readonly:
                    continue
                node.set("readonly", f"({given}) or not may_write" if given else "not may_write")
        attribute = "column_invisible" if view_type == "list" else "invisible"
        for name in self._uncollected_fields():
            for node in arch.xpath(
                "//field[@name=$name]|//filter[@name=$filter]", name=name, filter=f"group_by_{name}"
            ):
                if not node.xpath("ancestor::field"):
                    node.set(attribute, "1")
                    node.attrib.pop("required", None)
        return arch, view

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_may_write(self):
        open_files = self._filtered_access("write")
        for file in self:
            file.may_write = not file._origin or file._origin in open_files

    @api.model
    def _uncollected_fields(self) -> tuple[str, ...]:
        scopes = self.env["customer.file.scope"]._in_force(self.env.company)
        scopes = scopes.filtered(lambda scope: scope.mode == "enforce")
        if not scopes:
            return ()
        collected = {"name", *scopes.field_ids.mapped("name")}
        return tuple(name for name in self._collectable_fields() if name not in collected)
