from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class CustomerGradingRunLine(models.Model):
    """The grade that a scoring run proposes for a customer, and the figures behind it."""

    _name = "customer.grading.run.line"
    _description = "Proposed grade"
    # no row of the file: it stays with the run when files are merged
    _inherit = ["customer.secret.mixin", "customer.export.mixin"]
    _secrecy_file_field = "file_id"
    _order = "score desc, id"
    _rec_name = "file_id"
    # a hundred thousand rows at once: who made them, and when, says the run
    _log_access = False

    run_id = fields.Many2one("customer.grading.run", required=True, readonly=True, index=True, ondelete="cascade")
    file_id = fields.Many2one(
        "customer.file", string="Customer File", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="run_id.company_id")
    scheme_id = fields.Many2one(related="run_id.scheme_id")
    department_id = fields.Many2one(related="file_id.department_id")
    grade_before_id = fields.Many2one("customer.grade", "Before", readonly=True, ondelete="restrict")
    score_grade_id = fields.Many2one(
        "customer.grade", "By Score", readonly=True, ondelete="restrict", help="Empty: the one that is proposed."
    )
    grade_id = fields.Many2one("customer.grade", "Proposed", readonly=True, ondelete="restrict")
    score = fields.Float(readonly=True, aggregator="avg", digits=(16, 2))
    turnover = fields.Float(readonly=True)
    figures = fields.Json("Measured", readonly=True)
    figures_text = fields.Text("Figures", compute="_compute_figures_text")
    why = fields.Selection(
        [
            ("limit", "A Condition Is Not Met"),
            ("evidence", "Materials Are Missing"),
            ("cap", "The Share Is Full"),
        ],
        "Why Not by Score",
        readonly=True,
    )
    is_tied = fields.Boolean("Tie", readonly=True, help="Customers with the same score stand on both sides of the cap.")
    has_benefit = fields.Boolean("Benefit Proposed", readonly=True)
    position = fields.Integer(readonly=True, aggregator=None)
    over_category_ids = fields.Json("Product Categories above the Share", readonly=True)
    has_warning = fields.Boolean(compute="_compute_explanation", search="_search_has_warning")
    is_change = fields.Boolean("Change", readonly=True)
    is_applied = fields.Boolean("In Effect", readonly=True)
    explanation = fields.Text(compute="_compute_explanation", help="What stands between the score and the proposal.")

    _one_per_file = models.UniqueIndex("(run_id, file_id)", "The customer is in this run already.")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Proposals are made by the scoring run."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("Proposals are made by the scoring run."))
        return super().write(vals)

    @api.depends("figures", "scheme_id")
    def _compute_figures_text(self):
        for line in self:
            # sudo: what a scheme looks at is no secret
            labels = line.scheme_id.sudo()._figure_labels()
            line.figures_text = "\n".join(
                f"{labels.get(key, key)}: {value:g}" for key, value in (line.figures or {}).items() if value is not None
            )

    @api.depends("why", "is_tied", "over_category_ids", "figures", "score_grade_id")
    def _compute_explanation(self):
        for line in self:
            parts = [line._why_not()]
            if line.is_tied:
                parts.append(
                    self.env._("Others with the same score are on the other side of the share: turnover, then age of "
                               "the file, then its number decided.")
                )  # fmt: skip
            # sudo: the name of a category is no secret
            categories = self.env["product.category"].sudo().browse(line.over_category_ids or [])
            if categories:
                parts.append(
                    self.env._(
                        "More than %(percent)s %% of the buyers of %(categories)s would have the grade.",
                        percent=f"{line.grade_id.cap_category_percent:g}",
                        categories=", ".join(categories.mapped("display_name")),
                    )
                )
            line.has_warning = bool(categories)
            line.explanation = "\n".join(filter(None, parts)) or False

    @api.model
    def _search_has_warning(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return fields.Domain("over_category_ids", "!=", False)

    def _why_not(self) -> str:
        grade = self.score_grade_id.sudo()  # sudo: what a grade asks for is no secret
        if self.why == "cap":
            return self.env._(
                "%(grade)s is for at most %(percent)s %% of the customers of the department.",
                grade=grade.name,
                percent=f"{grade.cap_percent:g}",
            )
        if self.why == "evidence":
            return self.env._("%s asks for complete and valid materials.", grade.name)
        if self.why == "limit":
            unmet = grade.condition_ids.filtered(
                lambda one: one.kind == "all" and one.figure != "domain" and not one._is_met(self.figures or {})
            )
            needed = "; ".join(unmet.mapped("display_name")) or self.env._("its conditions")
            return self.env._("%(grade)s asks for: %(needed)s.", grade=grade.name, needed=needed)
        return ""

    @api.model
    def _mark_over_categories(self, run, grade):
        """Mark the customers of ``grade`` beyond its share of the buyers of a product category (S1.11-5.2.2d).

        Counted are the customers of the run who ordered products of the category in the months of the turnover.
        """
        scheme, figures = run.scheme_id, self.env["customer.grade.figures"]
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_grading_run_line line SET over_category_ids = beyond.categories
                  FROM (
                    SELECT id, jsonb_agg(categ_id ORDER BY categ_id) AS categories
                      FROM (
                        SELECT line.id, bought.categ_id, line.grade_id = %(grade)s AS has_grade,
                               row_number() OVER (PARTITION BY bought.categ_id, line.grade_id = %(grade)s
                                   ORDER BY line.score DESC, line.turnover DESC, file.opening_date, file.id) AS place,
                               count(*) OVER (PARTITION BY bought.categ_id) * %(share)s / 10000 AS quota
                          FROM (%(bought)s) bought
                          JOIN customer_file file ON file.partner_id = bought.partner_id
                          JOIN customer_grading_run_line line ON line.file_id = file.id AND line.run_id = %(run)s
                           AND line.grade_id IS NOT NULL
                      ) placed WHERE has_grade AND place > quota GROUP BY id
                  ) beyond WHERE line.id = beyond.id
                """,
                grade=grade.id,
                run=run.id,
                share=round(grade.cap_category_percent * 100),
                bought=figures._bought_categories(scheme, run.date),
            )
        )
        self.invalidate_model(["over_category_ids"])
