from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: so many stage evaluations are opened in one transaction
AT_ONCE = 1000
WHY = [("run", "Scoring Run"), ("hand", "Set by Hand"), ("review", "Stage Evaluation")]


class CustomerFileGrade(models.Model):
    """The grade of a customer in a scheme, from a day to a day; the one without an end is the present one.

    Rows are written by :meth:`_take_effect` only. One that ended stays as it is (S4.hotel-14).
    """

    _name = "customer.file.grade"
    _description = "Grade of a customer"
    _inherit = ["customer.file.line.mixin"]
    _order = "date_from desc, id desc"
    _rec_name = "grade_id"

    scheme_id = fields.Many2one("customer.grade.scheme", required=True, readonly=True, index=True, ondelete="restrict")
    grade_id = fields.Many2one(
        "customer.grade", required=True, readonly=True, index=True, ondelete="restrict", group_expand="_expand_grades"
    )
    grade_before_id = fields.Many2one(
        "customer.grade", "Before", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    color = fields.Integer(related="grade_id.color")
    partner_id = fields.Many2one(related="file_id.partner_id", string="Customer")
    department_id = fields.Many2one(related="file_id.department_id")
    responsible_id = fields.Many2one(related="file_id.responsible_id")
    date_from = fields.Date("Since", required=True, readonly=True)
    date_to = fields.Date("Until", readonly=True)
    reviewed_date = fields.Date("Last Looked At", readonly=True)
    review_due_date = fields.Date("Review Due", readonly=True, index="btree_not_null")
    is_overdue = fields.Boolean("Review Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    is_neglected = fields.Boolean(
        "Neglected", compute="_compute_is_overdue", search="_search_is_neglected",
        help="The review is overdue for as long as the scheme says.",
    )  # fmt: skip
    why = fields.Selection(WHY, required=True, readonly=True)
    reason = fields.Text(readonly=True)
    score = fields.Float(readonly=True, aggregator="avg")
    figures = fields.Json(readonly=True)
    has_benefit = fields.Boolean("Gets the Benefit", readonly=True)
    user_id = fields.Many2one("res.users", "Set By", readonly=True, index="btree_not_null", ondelete="restrict")
    run_id = fields.Many2one("customer.grading.run", readonly=True, index="btree_not_null", ondelete="restrict")
    change_id = fields.Many2one("customer.grade.change", readonly=True, index="btree_not_null", ondelete="restrict")
    benefit = fields.Text(related="grade_id.benefit")
    contact_interval_days = fields.Integer(related="grade_id.contact_interval_days")
    contact_due_date = fields.Date(
        "Next Contact",
        compute="_compute_contact_due_date",
        groups="customer_policy.group_user",  # as the contacts it follows from
        help="By the interval of the grade since the last contact.",
    )
    review_ids = fields.One2many("customer.grade.review", "file_grade_id", string="Evaluations")
    service_ids = fields.One2many(related="grade_id.service_ids", string="Personal Plan")

    _one_present = models.UniqueIndex(
        "(file_id, scheme_id) WHERE date_to IS NULL", "The customer has a grade of this scheme already."
    )

    # who changes what

    def _auto_init(self):
        result = super()._auto_init()
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION customer_file_grade_refuse() RETURNS trigger LANGUAGE plpgsql AS $body$
            BEGIN
                RAISE EXCEPTION 'A grade that ended stays as it is' USING ERRCODE = 'integrity_constraint_violation';
            END $body$;
            CREATE OR REPLACE TRIGGER customer_file_grade_ended
                BEFORE UPDATE OF grade_id, scheme_id, date_from, date_to, why, reason, user_id ON customer_file_grade
                FOR EACH ROW WHEN (OLD.date_to IS NOT NULL) EXECUTE FUNCTION customer_file_grade_refuse()
            """
        )
        return result

    def write(self, vals):
        # secrecy follows the file, also of grades that ended
        if any(grade.date_to for grade in self) and set(vals) - {"secrecy_level_id", "own_secrecy_level_id", "file_id"}:
            raise UserError(self.env._("A grade that ended stays as it is."))
        return super().write(vals)

    # what is shown

    @api.depends("grade_id", "scheme_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.scheme_id.name}: {row.grade_id.name}"

    @api.model
    def _expand_grades(self, grades, domain):
        """Show every grade of the schemes shown as a column."""
        return (grades.scheme_id.grade_ids or grades).sorted()

    @api.depends("review_due_date", "date_to")
    def _compute_is_overdue(self):
        for row in self:
            today = row.company_id._policy_today()
            due = row.review_due_date if not row.date_to else False
            row.is_overdue = bool(due) and due < today
            row.is_neglected = bool(due) and self._neglected_since(row.scheme_id, due) <= today and due < today

    @api.model
    def _neglected_since(self, scheme, due):
        # sudo: what a scheme says is no secret
        return fields.Date.add(due, days=scheme.sudo().neglected_days)

    @api.model
    def _search_is_overdue(self, operator, value):
        return self._search_late(operator, value, lambda scheme, today: fields.Date.subtract(today, days=1))

    @api.model
    def _search_is_neglected(self, operator, value):
        # sudo: see above
        return self._search_late(
            operator,
            value,
            lambda scheme, today: fields.Date.subtract(today, days=max(scheme.sudo().neglected_days, 1)),
        )

    @api.model
    def _search_late(self, operator, value, last_day):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        # sudo: schemes without secrets, of all companies; record rules say which rows are shown
        schemes = self.env["customer.grade.scheme"].sudo().with_context(active_test=False).search([])
        late = [
            fields.Domain("scheme_id", "=", scheme.id)
            & fields.Domain("review_due_date", "<=", last_day(scheme, scheme.company_id._policy_today()))
            for scheme in schemes
        ]
        return fields.Domain("date_to", "=", False) & fields.Domain.OR(late)

    @api.depends("file_id.interaction_ids.date", "grade_id")
    def _compute_contact_due_date(self):
        groups = self.env["customer.file.interaction"]._read_group(
            [("file_id", "in", self.file_id.ids)], ["file_id"], ["date:max"]
        )
        last = dict(groups)
        for row in self:
            days = row.grade_id.contact_interval_days
            start = last.get(row.file_id)
            start = start.date() if start else row.date_from
            row.contact_due_date = fields.Date.add(start, days=days) if days and not row.date_to else False

    # taking effect

    @api.model
    def _take_effect(self, scheme, rows: SQL, why: str, date, **origin):
        """Give customers the grades of ``rows``, with all rights; return the rows that are new.

        :param rows: a query for file_id, grade_id, reason, score, figures, has_benefit
        :param origin: what else the new rows say: user_id, run_id, change_id
        """
        self.env.flush_all()
        values = {
            "rows": rows,
            "scheme": scheme.id,
            "company": scheme.company_id.id,
            "date": date,
            "due": self._due_date(scheme, date),
            "why": why,
            "user": origin.get("user_id"),
            "run": origin.get("run_id"),
            "change": origin.get("change_id"),
            "uid": self.env.uid,
        }
        # those that end come first: the index allows one present row
        self.env.cr.execute(
            SQL(
                """
                CREATE TEMPORARY TABLE grade_taking_effect ON COMMIT DROP AS
                SELECT rows.*, present.id AS present_id, present.grade_id AS before_id
                  FROM (%(rows)s) rows LEFT JOIN customer_file_grade present
                    ON present.file_id = rows.file_id AND present.scheme_id = %(scheme)s AND present.date_to IS NULL;
                UPDATE customer_file_grade present SET reviewed_date = %(date)s, review_due_date = %(due)s
                  FROM grade_taking_effect rows
                 WHERE present.id = rows.present_id AND rows.grade_id = rows.before_id;
                UPDATE customer_file_grade present SET date_to = %(date)s
                  FROM grade_taking_effect rows
                 WHERE present.id = rows.present_id AND rows.grade_id IS DISTINCT FROM rows.before_id;
                """,
                **values,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_file_grade (
                    file_id, company_id, secrecy_level_id, scheme_id, grade_id, grade_before_id, date_from,
                    reviewed_date, review_due_date, why, reason, score, figures, has_benefit, user_id, run_id,
                    change_id, create_uid, create_date, write_uid, write_date)
                SELECT file.id, %(company)s, file.secrecy_level_id, %(scheme)s, rows.grade_id, rows.before_id, %(date)s,
                       %(date)s, %(due)s, %(why)s, rows.reason, rows.score, rows.figures, rows.has_benefit, %(user)s,
                       %(run)s, %(change)s, %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                  FROM grade_taking_effect rows JOIN customer_file file ON file.id = rows.file_id
                 WHERE rows.grade_id IS NOT NULL AND rows.grade_id IS DISTINCT FROM rows.before_id
                RETURNING id
                """,
                **values,
            )
        )
        new = self.browse(row_id for (row_id,) in self.env.cr.fetchall())
        self.env.cr.execute("DROP TABLE grade_taking_effect")
        self.env.invalidate_all()
        new._classify_by_rules()
        new._after_change()
        return new

    @api.model
    def _due_date(self, scheme, date):
        return fields.Date.add(date, months=scheme.review_months) if scheme.review_months else None

    def _after_change(self):
        """Do what follows from other grades: the services of the personal plan, and problems that are dealt with."""
        worse = self.filtered(lambda row: row.grade_before_id and row.grade_id.rank > row.grade_before_id.rank)
        if worse:
            reviews = self.env["customer.grade.review"].search(
                [
                    ("file_id", "in", worse.file_id.ids),
                    ("scheme_id", "in", worse.scheme_id.ids),
                    ("result", "=", "problem"),
                ]
            )
            reviews._meet_deadline("downgrade")
        for row in self if self.grade_id.service_ids else ():
            for summary in row._service_summaries():
                row.file_id.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=summary,
                    user_id=(row.file_id.responsible_id or self.env.user).id,
                )

    def _service_summaries(self) -> list[str]:
        """Return what the activities for the personal plan say: whoever opens the file reads them."""
        services = self.grade_id.service_ids
        if services and self.scheme_id.visible_to != "file":
            # a service can tell the grade to those who may not see it
            return [self.env._("Begin the personal plan that goes with the grade of the customer.")]
        return services.mapped("name")

    # reviews

    @api.model
    def _cron_open_reviews(self):
        """Open the stage evaluations of the grades that are due for review, and tell those responsible."""
        reviews = self.env["customer.grade.review"]
        # sudo: the scheduler works for all companies
        for company in self.env["res.company"].sudo().search([]):
            schemes = self.env["customer.grade.scheme"]._in_force(company)
            for scheme in schemes.filtered(lambda scheme: scheme.review_months and scheme.mode == "enforce"):
                last_day = fields.Date.add(company._policy_today(), days=scheme.review_lead_days)
                due = self.search(
                    [
                        ("scheme_id", "=", scheme.id),
                        ("date_to", "=", False),
                        ("review_due_date", "<=", last_day),
                        ("review_ids", "not any", [("state", "=", "draft")]),
                    ],
                    order="review_due_date, id",
                    limit=AT_ONCE,
                )
                if len(due) == AT_ONCE:
                    self.env.ref("customer_grading.customer_file_grade_cron")._trigger()  # the others in the next run
                reviews |= reviews.with_company(company)._open(due)
        return reviews
