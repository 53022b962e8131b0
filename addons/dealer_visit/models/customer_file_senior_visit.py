from odoo import api, fields, models
from odoo.fields import Domain

SUPERVISOR = "customer_policy.group_supervisor"


class CustomerFile(models.Model):
    """Which customers top management visits, and whether it did in a year (S1.1-4.2.4b)."""

    _inherit = "customer.file"

    is_senior_visited = fields.Boolean(
        "Marked for Top Management",
        tracking=True,
        help="Among customers of whom only some are visited by top management: this one is.",
    )
    # who is asked to be visited tells the grade
    senior_visit_required = fields.Integer(
        "Visits Required", compute="_compute_senior_visits", groups=SUPERVISOR, compute_sudo=True
    )
    senior_visit_count = fields.Integer(
        "Visits by Top Management", compute="_compute_senior_visits", groups=SUPERVISOR, compute_sudo=True
    )
    senior_visit_missing = fields.Boolean(
        "Visit by Top Management Missing",
        compute="_compute_senior_visits",
        search="_search_senior_visit_missing",
        groups=SUPERVISOR,
        compute_sudo=True,
        help="In the year of the list: this one, or the last one.",
    )

    @api.model
    def _senior_visit_year(self, company) -> int:
        """Return the year that is asked about: the context says how many years back."""
        return company._policy_today().year - int(self.env.context.get("visit_years_back") or 0)

    @api.depends("visit_ids.is_senior", "visit_ids.visit_date", "is_senior_visited", "grade_ids.date_to")
    @api.depends_context("visit_years_back")
    def _compute_senior_visits(self):
        for company, files in self.grouped("company_id").items():
            rules = self._senior_rules(company)
            required = rules._by_file(rules, files) if rules else {}
            done = files._senior_visits(self._senior_visit_year(company)) if rules else {}
            for file in files:
                file.senior_visit_required = required[file].visits_per_year if file in required else 0
                file.senior_visit_count = done.get(file._origin.id, 0)
                file.senior_visit_missing = file.senior_visit_count < file.senior_visit_required

    @api.model
    def _senior_rules(self, company):
        return self.env["dealer.visit.rule"]._in_force(company).filtered(lambda rule: rule.kind == "senior")

    def _senior_visits(self, year: int) -> dict:
        """Return by id of the file how often top management was there in ``year``."""
        groups = self.env["dealer.visit"]._read_group(
            [("file_id", "in", self._origin.ids), *self._senior_visits_domain(year)], ["file_id"], ["__count"]
        )
        return {file.id: count for file, count in groups}

    @api.model
    def _senior_visits_domain(self, year: int) -> list:
        return [
            ("state", "=", "done"),
            ("is_senior", "=", True),
            ("visit_date", ">=", f"{year}-01-01"),
            ("visit_date", "<=", f"{year}-12-31"),
        ]

    @api.model
    def _search_senior_visit_missing(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        missing = []
        for company in self.env.companies:
            # sudo: which customers are missing does not depend on who asks; record rules say which are shown
            known = self.sudo()
            rules = known._senior_rules(company)
            found = known.search(Domain.OR([rule._files_domain() for rule in rules])) if rules else known.browse()
            missing += found.filtered("senior_visit_missing").ids
        return Domain("id", "in", missing)
