from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_statistics.models.customer_statistic_source import Asked, Figure, Group, Source

#: before the code of a scheme, the code of the breakdown by its grades
BY_GRADE = "grade:"


def _present(asked: Asked, row: str) -> SQL:
    """Return the condition that a grade was in force at the end of the period; on the day it ends the next one is."""
    return SQL(
        "%(row)s.date_from <= %(last)s AND (%(row)s.date_to IS NULL OR %(row)s.date_to > %(last)s)",
        row=SQL.identifier(row),
        last=asked.last,
    )


def _listed(asked: Asked) -> SQL:
    return SQL("(item.lifted_date IS NULL OR item.lifted_date >= %s)", asked.end)


def _state(state: str):
    return lambda _asked: SQL("item.state = %s", state)


class CustomerStatisticSource(models.AbstractModel):
    """Grades, admissions and blacklists. Any figure of customers can be broken down by the grades of a scheme.

    Customers count with the grade they had at the end of the period.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _figures(self):
        return {
            **super()._figures(),
            "customers_of_grade": Figure(
                self.env._("Customers of a Grade at the End (Code of the Scheme, or Scheme/Grade)"),
                "grade",
                where=lambda asked: SQL(
                    "%(code)s IN (item.scheme_code, item.scheme_code || '/' || item.grade_code)", code=asked.parameter
                ),
                rollup="last",
            ),
            "grade_changes": Figure(
                self.env._("Customers Whose Grade Changed (Code of the Scheme, and up or down: Scheme/up)"),
                "grade_change",
                where=lambda asked: SQL("item.code = %s", asked.parameter),
            ),
            "admissions": Figure(self.env._("Customers Admitted"), "admission", where=_state("admitted")),
            "admissions_declined": Figure(
                self.env._("Applications for Admission Declined"), "admission", where=_state("declined")
            ),
            "blacklisted": Figure(
                self.env._("Customers on a Blacklist at the End"),
                "blacklist",
                where=_listed,
                aggregate="customers",
                rollup="last",
            ),
            "blacklist_entries": Figure(
                self.env._("Customers Put on a Blacklist"),
                "blacklist",
                where=lambda asked: SQL("item.listed_date >= %s", asked.begin),
            ),
        }

    @api.model
    def _sources(self, asked):
        return {
            **super()._sources(asked),
            "grade": Source(self._grade_rows(asked), "file_id"),
            "grade_change": Source(self._grade_change_rows(asked), "file_id"),
            "admission": Source(self._admission_rows(asked), "partner_id", ("department_id", "user_id")),
            "blacklist": Source(self._blacklist_rows(asked), "partner_id", ("department_id",)),
        }

    # breakdown

    @api.model
    def _groups(self):
        # sudo: what schemes are called is no secret, and what a kind of report is broken down by is not the user's
        schemes = self.env["customer.grade.scheme"].sudo().with_context(active_test=False).search([])
        return {
            **super()._groups(),
            # schemes of several companies have the same code where they come from the same policy
            **{
                f"{BY_GRADE}{scheme.code}": Group(
                    self.env._("Grade: %s", scheme.name),
                    "customer.grade",
                    key=lambda _asked, row=f"grade_{scheme.id}": SQL.identifier(row, "grade_id"),
                    join=lambda asked, scheme=scheme: self._grade_join(asked, scheme),
                )
                for scheme in reversed(schemes)
            },
        }

    @api.model
    def _grade_join(self, asked: Asked, scheme) -> SQL:
        """Return the join with the grade of ``file`` in the scheme of the company that has the code of ``scheme``."""
        row = f"grade_{scheme.id}"
        return SQL(
            """LEFT JOIN customer_file_grade %(row)s ON %(file)s = file.id AND %(present)s
                    AND %(scheme)s = (SELECT id FROM customer_grade_scheme
                                       WHERE company_id = %(company)s AND code = %(code)s)""",
            row=SQL.identifier(row),
            file=SQL.identifier(row, "file_id"),
            scheme=SQL.identifier(row, "scheme_id"),
            present=_present(asked, row),
            company=asked.company.id,
            code=scheme.code,
        )

    # rows

    @api.model
    def _grade_rows(self, asked: Asked) -> SQL:
        return SQL(
            """
            SELECT row.file_id, scheme.code AS scheme_code, grade.code AS grade_code
              FROM customer_file_grade row
              JOIN customer_grade grade ON grade.id = row.grade_id
              JOIN customer_grade_scheme scheme ON scheme.id = row.scheme_id
             WHERE row.company_id = %s AND %s
            """,
            asked.company.id,
            _present(asked, "row"),
        )

    @api.model
    def _grade_change_rows(self, asked: Asked) -> SQL:
        """Return the changes of a grade into another one; a lower rank is a better grade."""
        return SQL(
            """
            SELECT row.file_id,
                   scheme.code || CASE WHEN grade.rank < before.rank THEN '/up' ELSE '/down' END AS code
              FROM customer_file_grade row
              JOIN customer_grade grade ON grade.id = row.grade_id
              JOIN customer_grade before ON before.id = row.grade_before_id AND before.rank != grade.rank
              JOIN customer_grade_scheme scheme ON scheme.id = row.scheme_id
             WHERE row.company_id = %s AND row.date_from BETWEEN %s AND %s
            """,
            asked.company.id,
            asked.first,
            asked.last,
        )

    @api.model
    def _admission_rows(self, asked: Asked) -> SQL:
        return SQL(
            """
            SELECT partner_id, department_id, responsible_id AS user_id, state FROM customer_admission
             WHERE company_id = %(company)s AND (
                   state = 'admitted' AND admitted_date >= %(begin)s AND admitted_date < %(end)s
                   OR state = 'declined' AND declined_date >= %(begin)s AND declined_date < %(end)s)
            """,
            company=asked.company.id,
            begin=asked.begin,
            end=asked.end,
        )

    @api.model
    def _blacklist_rows(self, asked: Asked) -> SQL:
        return SQL(
            """
            SELECT partner_id, department_id, listed_date, lifted_date FROM customer_blacklist_entry
             WHERE company_id = %(company)s AND state IN ('listed', 'lifted') AND listed_date < %(end)s
               AND (lifted_date IS NULL OR lifted_date >= %(begin)s)
            """,
            company=asked.company.id,
            begin=asked.begin,
            end=asked.end,
        )
