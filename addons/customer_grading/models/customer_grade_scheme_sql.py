from odoo import fields, models
from odoo.tools import SQL

from .customer_grade_measure_mixin import BY_DOMAIN

#: who comes first where not all fit: score, turnover, older file, id
ORDER = SQL("score DESC, turnover DESC, opening_date, file_id")


class CustomerGradeScheme(models.Model):
    """The grades of all customers in one statement: each source is aggregated once, whatever the number of lines."""

    _inherit = "customer.grade.scheme"

    def _assess(self, files, date) -> dict[int, dict]:
        """Return what the scheme finds about ``files``, by id; called for a few of them, with all rights.

        Each row has ``score``, ``figures``, ``evidence``, and for each grade whether score and thresholds give it
        (``earned_<id>``), and whether its limits are kept (``kept_<id>``).
        """
        self.ensure_one()
        self.env["customer.grade.figures"]._flush_sources()
        measured = self._fitting_sql(SQL("SELECT unnest(%s)", files.ids), date)
        self.env.cr.execute(SQL("SELECT found.*, %s AS figures FROM (%s) found", self._figures_sql(), measured))
        return {row["file_id"]: row for row in self.env.cr.dictfetchall()}

    # what is measured

    def _measure_lines(self):
        """Return the lines that look at customers: criteria first."""
        return [*self.criterion_ids, *self.grade_ids.condition_ids]

    def _measures(self) -> dict[str, tuple[str, str, int]]:
        """Return the figures that are needed, by their key: code, parameter and months."""
        found = {
            line._measure_key(): (line.figure, line.parameter or "", line.period_months)
            for line in self._measure_lines()
            if line.figure != BY_DOMAIN
        }
        return {**found, "turnover": ("ordered_amount", "", self.turnover_months)}

    def _figure_labels(self) -> dict[str, str]:
        """Return what the figures of a run are called, by key."""
        labels = {line._measure_key(): line for line in self._measure_lines() if line.figure != BY_DOMAIN}
        figure_labels = dict(self.env["customer.grade.criterion"]._fields["figure"]._description_selection(self.env))
        named = {key: line._figure_label(figure_labels) for key, line in labels.items()}
        return {**named, "turnover": self.env._("Turnover")}

    def _measure_columns(self) -> dict[str, SQL]:
        """Return the columns of the figures by key: a key is no identifier."""
        names = {key: f"measure_{number}" for number, key in enumerate(self._measures())}
        return {key: SQL.identifier(name) for key, name in {**names, "turnover": "turnover"}.items()}

    def _measured_sql(self, files: SQL, date) -> SQL:
        """Return a row per file of ``files`` with all figures and conditions; each source is read once."""
        figures = self.env["customer.grade.figures"]
        known, sources = figures._figures(), figures._sources(self, date)
        names, columns, aggregates = self._measure_columns(), [], {}
        for key, (code, parameter, months) in self._measures().items():
            figure = known[code]
            value = figures._aggregate(self, code, parameter, months, date, sources.get(figure.source))
            if figure.source:
                aggregates.setdefault(figure.source, []).append(SQL("%s AS %s", value, names[key]))
                value = SQL("%s.%s", SQL.identifier(figure.source), names[key])
            if figure.missing is not None:
                value = SQL("COALESCE(%s, %s)", value, figure.missing)
            columns.append(SQL("%s AS %s", value, names[key]))
        joins = []
        for source, values in aggregates.items():
            key, rows, _time = sources[source]
            joins.append(
                SQL(
                    "LEFT JOIN (SELECT item.%(key)s, %(values)s FROM (%(rows)s) item GROUP BY item.%(key)s) %(source)s "
                    "ON %(source)s.%(key)s = file.%(key)s",
                    key=SQL.identifier(key),
                    values=SQL(", ").join(values),
                    rows=rows,
                    source=SQL.identifier(source),
                )
            )
        columns += [SQL("%s AS %s", condition, SQL.identifier(name)) for name, condition in self._conditions().items()]
        return SQL(
            """
            SELECT file.id AS file_id, file.secrecy_level_id, file.department_id, file.opening_date, %(columns)s
              FROM customer_file file %(joins)s WHERE file.id IN (%(files)s)
            """,
            columns=SQL(", ").join(columns),
            joins=SQL(" ").join(joins),
            files=files,
        )

    def _conditions(self) -> dict[str, SQL]:
        """Return the conditions on the file by column: of lines, of grades, and the one on materials."""
        domains = {f"{line._table}_{line.id}": line._get_domain() for line in self._measure_lines()
                   if line.figure == BY_DOMAIN}  # fmt: skip
        domains |= {f"grade_{grade.id}": grade._get_domain() for grade in self.grade_ids}
        needed = any(grade.needs_evidence for grade in self.grade_ids)
        domains["evidence"] = self._get_evidence_domain() if needed else fields.Domain.TRUE
        domains["in_scope"] = self._files_domain()
        # sudo: a grade does not depend on who measures; archived files are graded where the scheme says so
        files = self.env["customer.file"].sudo().with_context(active_test=False)
        return {
            name: SQL("TRUE") if domain.is_true() else SQL("file.id IN %s", files._search(domain).subselect())
            for name, domain in domains.items()
        }

    def _value_of(self, line) -> SQL:
        if line.figure == BY_DOMAIN:
            return SQL.identifier(f"{line._table}_{line.id}")
        return self._measure_columns()[line._measure_key()]

    # score and grades

    def _fitting_sql(self, files: SQL, date) -> SQL:
        """Return a row per file with its score, and of each grade whether it is earned, kept and fits."""
        points = [criterion._points_sql(self._value_of(criterion)) for criterion in self.criterion_ids]
        earned, kept, fits = [], [], []
        for grade in self.grade_ids:
            names = {name: SQL.identifier(f"{name}_{grade.id}") for name in ("earned", "kept", "fits")}
            enough = SQL("(in_scope AND score >= %s AND %s", grade.minimum_score, SQL.identifier(f"grade_{grade.id}"))
            enough = SQL("%s AND %s)", enough, self._joined(grade, "any", " OR "))
            earned.append(SQL("%s AS %s", enough, names["earned"]))
            kept.append(SQL("%s AS %s", self._joined(grade, "all", " AND "), names["kept"]))
            evidence = SQL("evidence") if grade.needs_evidence else SQL("TRUE")
            fits.append(SQL("(%(earned)s AND %(kept)s AND %(e)s) AS %(fits)s", **names, e=evidence))
        # OFFSET 0: each is computed once, and not again wherever it is looked at
        return SQL(
            """
            SELECT checked.*, %(fits)s FROM (
                SELECT scored.*, %(checks)s FROM (
                    SELECT measured.*, round((%(points)s)::numeric, 2)::float AS score
                      FROM (%(measured)s OFFSET 0) measured OFFSET 0
                ) scored OFFSET 0
            ) checked
            """,
            fits=SQL(", ").join(fits or [SQL("NULL AS unfit")]),
            checks=SQL(", ").join([*earned, *kept] or [SQL("NULL AS unchecked")]),
            points=SQL(" + ").join(points or [SQL("0")]),
            measured=self._measured_sql(files, date),
        )

    def _joined(self, grade, kind: str, operator: str) -> SQL:
        """Return the conditions of a kind together; without any they are met."""
        lines = grade.condition_ids.filtered(lambda line: line.kind == kind)
        met = [line._met_sql(self._value_of(line)) for line in lines]
        return SQL("(%s)", SQL(operator).join(met)) if met else SQL("TRUE")

    def _figures_sql(self) -> SQL:
        pairs = [SQL("%s, %s", key, column) for key, column in self._measure_columns().items()]
        # a function takes a hundred arguments
        parts = [SQL("jsonb_build_object(%s)", SQL(", ").join(pairs[i : i + 40])) for i in range(0, len(pairs), 40)]
        return SQL(" || ").join(parts)

    # proposals

    def _proposals_sql(self, fitting: SQL) -> SQL:
        """Return a row per file with the grade that is proposed, once :meth:`_keep_shares` has kept the caps.

        ``score_grade_id`` is the grade by score where that is another one, ``why`` what stands between both,
        ``is_tied`` that customers with the same score stand on both sides of a cap.

        :param fitting: the table that holds the rows of :meth:`_fitting_sql`, with ``step_id``
        """
        grades = self.grade_ids
        blocked = [
            SQL("WHEN %s THEN CASE WHEN %s THEN 'evidence' ELSE 'limit' END", grade.id, self._column("kept", grade))
            for grade in grades
        ]
        benefits = [SQL("WHEN %s THEN %s", grade.id, self._benefit_sql(grade)) for grade in grades if grade.benefit]
        return SQL(
            """
            SELECT file_id, secrecy_level_id, score, turnover, %(figures)s AS figures, step_id AS grade_id, is_tied,
                   position, %(benefit)s AS has_benefit,
                   CASE WHEN earned_id IS DISTINCT FROM step_id THEN earned_id END AS score_grade_id,
                   CASE WHEN is_capped THEN 'cap' WHEN step_id IS DISTINCT FROM earned_id
                        THEN CASE earned_id %(blocked)s END END AS why
              FROM (SELECT found.*, %(earned)s AS earned_id, %(position)s AS position FROM %(fitting)s found) proposed
            """,
            figures=self._figures_sql(),
            earned=self._first_sql("earned", grades),
            blocked=SQL(" ").join(blocked or [SQL("WHEN 0 THEN NULL")]),
            benefit=SQL("CASE step_id %s ELSE FALSE END", SQL(" ").join(benefits)) if benefits else SQL("FALSE"),
            position=SQL("row_number() OVER (ORDER BY %s)", ORDER) if benefits else SQL("NULL::int"),
            fitting=fitting,
        )

    def _keep_shares(self, fitting: SQL):
        """Keep the caps in each department: who comes after one gets the next grade that fits, the best grade first.

        Only those who hold a capped grade are put in order.

        :param fitting: the table, of this transaction only, whose ``step_id`` is the best grade that fits
        """
        for grade in self.grade_ids.filtered(lambda grade: grade._quota(10_000) is not None):
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(fitting)s found
                       SET step_id = CASE WHEN held.is_over THEN %(next)s ELSE step_id END,
                           is_capped = is_capped OR held.is_over, is_tied = is_tied OR held.is_edge
                      FROM (
                        SELECT file_id, place > quota AS is_over,
                               (score = max(score) FILTER (WHERE place = quota) OVER by_unit
                                AND score = max(score) FILTER (WHERE place = quota + 1) OVER by_unit) IS TRUE AS is_edge
                          FROM (
                            SELECT holder.file_id, score, unit, size * %(share)s / 10000 AS quota,
                                   row_number() OVER (PARTITION BY unit ORDER BY %(order)s) AS place
                              FROM %(fitting)s holder
                              JOIN (SELECT COALESCE(department_id, 0) AS unit, count(*) FILTER (WHERE in_scope) AS size
                                      FROM %(fitting)s GROUP BY 1) units ON unit = COALESCE(department_id, 0)
                             WHERE step_id = %(grade)s
                          ) placed
                        WINDOW by_unit AS (PARTITION BY unit)
                      ) held
                     WHERE found.file_id = held.file_id AND (held.is_over OR held.is_edge)
                    """,
                    fitting=fitting,
                    grade=grade.id,
                    share=round(grade.cap_percent * 100),
                    next=self._first_sql("fits", grade._worse()),
                    order=ORDER,
                )
            )

    @staticmethod
    def _column(name: str, grade) -> SQL:
        return SQL.identifier(f"{name}_{grade.id}")

    def _first_sql(self, name: str, grades) -> SQL:
        """Return the best of ``grades`` that holds."""
        cases = [SQL("WHEN %s THEN %s", self._column(name, grade), grade.id) for grade in grades]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")

    def _benefit_sql(self, grade) -> SQL:
        """Return whether a customer with ``grade`` gets its benefit (S1.1-4.3.3)."""
        within = SQL("position <= %s", grade.benefit_positions) if grade.benefit_positions else SQL("TRUE")
        return SQL("(%s AND %s)", within, self._joined(grade, "benefit", " AND "))
