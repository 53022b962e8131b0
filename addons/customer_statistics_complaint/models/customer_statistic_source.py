from odoo import api, models
from odoo.tools import SQL

from odoo.addons.customer_statistics.models.customer_statistic_source import Asked, Figure, Group, Source

DAY, HOUR = 86400, 3600
#: what rows can be broken down by
OWN = ("category_id", "cause_class", "cause_id", "department_id", "severity", "type_id", "user_id")


def _received(asked: Asked) -> SQL:
    return SQL("item.received_date >= %s AND item.received_date < %s", asked.begin, asked.end)


def _closed(asked: Asked) -> SQL:
    return SQL("item.closed_date >= %s AND item.closed_date < %s", asked.begin, asked.end)


def _open_at_end(asked: Asked) -> SQL:
    return SQL(
        "item.accepted_date < %(end)s AND (item.closed_date IS NULL OR item.closed_date >= %(end)s)", end=asked.end
    )


def _and_is(condition, column: str):
    """Return the condition, and that ``column`` is the parameter, where one is given."""

    def where(asked: Asked) -> SQL:
        if not asked.parameter:
            return condition(asked)
        return SQL("%s AND %s = %s", condition(asked), SQL.identifier("item", column), asked.parameter)

    return where


def _one(_asked: Asked) -> SQL:
    return SQL("1")


def _column(name: str):
    return lambda _asked: SQL.identifier("item", name)


def _taken(seconds: int):
    """Return how long a case took from its acceptance to its end."""
    return lambda _asked: SQL("EXTRACT(EPOCH FROM item.closed_date - item.accepted_date) / %s", seconds)


def _closed_and_accepted(asked: Asked) -> SQL:
    return SQL("%s AND item.accepted_date IS NOT NULL", _closed(asked))


class CustomerStatisticSource(models.AbstractModel):
    """Complaints: how many, of what, what they cost, how long they took, and who was liable (S1.2-05, S1.2-09.10).

    A case counts once it is accepted: as received by the moment the customer complained, as closed by that of its end.
    What was void counts nowhere. Its product is the first one of the case.
    """

    _inherit = "customer.statistic.source"

    @api.model
    def _figures(self):
        return {**super()._figures(), **self._complaint_figures(), **self._complaint_term_figures()}

    @api.model
    def _complaint_figures(self) -> dict[str, Figure]:
        return {
            "complaints_received": Figure(self.env._("Complaints Received"), "complaint", where=_received),
            "complaints_of_type": Figure(
                self.env._("Complaints Received, of a Type (Code)"), "complaint", where=_and_is(_received, "type_code")
            ),
            "complaints_of_severity": Figure(
                self.env._("Complaints Received, of a Severity (1, 2 or 3)"),
                "complaint",
                where=_and_is(_received, "severity"),
            ),
            "customers_complaining": Figure(
                self.env._("Customers Who Complained"),
                "complaint",
                where=_received,
                aggregate="customers",
                rollup="recount",
            ),
            "complaints_open": Figure(
                self.env._("Complaints Open at the End"), "complaint", where=_open_at_end, rollup="last"
            ),
            "complaints_closed": Figure(self.env._("Complaints Closed"), "complaint", where=_closed),
            "complaints_of_class": Figure(
                self.env._("Complaints Closed, of a Class of Causes (quality or non_quality)"),
                "complaint",
                where=_and_is(_closed, "cause_class"),
            ),
            "complaints_of_cause": Figure(
                self.env._("Complaints Closed, of a Cause (Code)"), "complaint", where=_and_is(_closed, "cause_code")
            ),
            "complaint_amount": Figure(
                self.env._("Settlements of Closed Complaints"),
                "complaint",
                _column("amount"),
                where=_closed,
                unit="amount",
            ),
            "complaint_loss": Figure(
                self.env._("Loss of Closed Complaints"),
                "complaint",
                _column("loss_amount"),
                where=_closed,
                unit="amount",
            ),
            "complaint_days": Figure(
                self.env._("Average Days to Close a Complaint"),
                "complaint",
                _taken(DAY),
                _one,
                where=_closed_and_accepted,
                unit="days",
            ),
            "complaint_hours": Figure(
                self.env._("Average Hours to Close a Complaint"),
                "complaint",
                _taken(HOUR),
                _one,
                where=_closed_and_accepted,
                unit="hours",
            ),
            "complaint_satisfaction": Figure(
                self.env._("Satisfaction with the Handling (1 to 5)"),
                "complaint",
                _column("satisfaction"),
                _one,
                where=lambda asked: SQL("%s AND item.satisfaction IS NOT NULL", _closed(asked)),
                unit="ratio",
            ),
            "complaints_liable": Figure(
                self.env._("Closed Complaints by the Share of the Liable Department"),
                "complaint_liable",
                lambda _asked: SQL("item.share / 100.0"),
                unit="ratio",
            ),
            "complaint_liable_loss": Figure(
                self.env._("Loss by the Share of the Liable Department"),
                "complaint_liable",
                _column("amount"),
                unit="amount",
            ),
        }

    @api.model
    def _complaint_term_figures(self) -> dict[str, Figure]:
        return {
            "complaints_late": Figure(
                self.env._("Complaints Closed Too Late"),
                "complaint_term",
                where=lambda asked: SQL("%s AND item.closed_date > item.due_date", _closed(asked)),
            ),
            "complaints_overdue": Figure(
                self.env._("Complaints Overdue at the End"),
                "complaint_term",
                where=lambda asked: SQL(
                    # what waits for the customer is not late
                    "%s AND item.due_date < %s AND item.term_state != 'paused'",
                    _open_at_end(asked),
                    asked.end,
                ),
                rollup="last",
            ),
        }

    @api.model
    def _groups(self):
        def choices(model, name):
            return dict(self.env[model]._fields[name]._description_selection(self.env))

        causes = "customer.complaint.cause"
        return {
            **super()._groups(),
            "complaint_class": Group(self.env._("Class of Cause"), choices(causes, "cause_class"), own="cause_class"),
            "complaint_cause": Group(self.env._("Cause of Complaint"), causes, own="cause_id"),
            "complaint_type": Group(self.env._("Type of Complaint"), "customer.complaint.type", own="type_id"),
            "complaint_severity": Group(
                self.env._("Severity of Complaint"), choices("customer.complaint", "severity"), own="severity"
            ),
        }

    @api.model
    def _sources(self, asked):
        return {
            **super()._sources(asked),
            "complaint": Source(self._complaint_rows(asked), "partner_id", OWN),
            "complaint_term": Source(self._complaint_term_rows(asked), "partner_id", OWN),
            "complaint_liable": Source(
                self._complaint_liable_rows(asked),
                "partner_id",
                ("category_id", "cause_class", "cause_id", "department_id", "type_id"),
            ),
        }

    @api.model
    def _complaint_rows(self, asked: Asked, columns: str = "", joins: str = "") -> SQL:
        """Return the cases that were received, closed or open in the period, with ``columns`` of ``joins``."""
        return SQL(
            """
            SELECT complaint.commercial_partner_id AS partner_id, complaint.department_id, complaint.user_id,
                   complaint.received_date, complaint.accepted_date, complaint.closed_date, complaint.severity,
                   complaint.cause_class, complaint.cause_id, cause.code AS cause_code, complaint.type_id,
                   type.code AS type_code, complaint.amount, complaint.loss_amount,
                   complaint.satisfaction::integer AS satisfaction,
                   (SELECT template.categ_id FROM customer_complaint_line line
                      JOIN product_product variant ON variant.id = line.product_id
                      JOIN product_template template ON template.id = variant.product_tmpl_id
                     WHERE line.complaint_id = complaint.id ORDER BY line.sequence, line.id LIMIT 1) AS category_id
                   %(columns)s
              FROM customer_complaint complaint
              LEFT JOIN customer_complaint_cause cause ON cause.id = complaint.cause_id
              LEFT JOIN customer_complaint_type type ON type.id = complaint.type_id
              %(joins)s
             WHERE complaint.company_id = %(company)s AND complaint.state IN ('open', 'closed')
               AND (complaint.closed_date IS NULL OR complaint.closed_date >= %(begin)s
                    OR complaint.received_date >= %(begin)s)
               AND LEAST(complaint.received_date, complaint.accepted_date) < %(end)s
            """,
            columns=SQL(columns),
            joins=SQL(joins),
            company=asked.company.id,
            begin=asked.begin,
            end=asked.end,
        )

    @api.model
    def _complaint_term_rows(self, asked: Asked) -> SQL:
        """Return the same with the moment by which each was to be closed, as it was last set."""
        return self._complaint_rows(
            asked,
            ", term.due_date, term.state AS term_state",
            """JOIN LATERAL (SELECT due_date, state FROM customer_deadline
                              WHERE res_model = 'customer.complaint' AND res_id = complaint.id
                                AND milestone = 'close' AND state NOT IN ('cancelled', 'waived')
                              ORDER BY id DESC LIMIT 1) term ON TRUE""",
        )

    @api.model
    def _complaint_liable_rows(self, asked: Asked) -> SQL:
        """Return a row for each department that is liable for a case closed in the period."""
        return SQL(
            """
            SELECT item.partner_id, liable.department_id, item.cause_class, item.cause_id, item.type_id,
                   item.category_id, liable.share, liable.amount
              FROM (%s) item JOIN customer_complaint_liability liable ON liable.complaint_id = item.id
             WHERE %s AND liable.department_id IS NOT NULL
            """,
            self._complaint_rows(asked, ", complaint.id"),
            _closed(asked),
        )
