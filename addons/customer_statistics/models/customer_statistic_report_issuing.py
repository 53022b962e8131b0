import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerStatisticReport(models.Model):
    """Issuing: what was issued is fixed, entered in a register with its hash, and can be checked against it."""

    _inherit = "customer.statistic.report"

    obstacle = fields.Char("Still Missing", compute="_compute_obstacle", help="Before it can be submitted or issued.")

    @api.depends(lambda self: self._allowed_steps_depends())
    @api.depends_context("uid", "lang")
    def _compute_obstacle(self):
        following = {
            source: step for step in self._workflow_steps if step.name in ("submit", "issue") for source in step.source
        }
        for report in self:
            step = following.get(report.state)
            may_take = step and self.env.user.has_group(step.group)
            report.obstacle = may_take and report._step_obstacle(step)

    def _before_issue(self):
        self._note_missing_texts()
        self._draw_numbers_by_rule()

    def _after_issue(self):
        self._meet_deadline("issue")
        self.filtered(lambda report: not report.department_id)._reach()
        for report in self.sudo():  # sudo: the register is written by this method only, and units are issued along
            report._write_protected({"indicator_terms": report.figure_ids.indicator_id._kept_terms()})
            report._write_protected({"fingerprint": report._fingerprint()})
            report.env["customer.statistic.issue"]._enter(report, self.env.user)
            report._issue_parts()

    def _fingerprint(self) -> str:
        """Return the hash of what is issued: figures, texts, and what they are of; called with all rights."""
        self.ensure_one()
        self.env.flush_all()
        digest = hashlib.sha256()
        days = (str(self.date_from), str(self.date_to))
        # ids, since codes and names may change afterwards
        head = (self.company_id.id, self.kind_id.id, self.department_id.id, *days, self.group_one, self.group_two)
        digest.update(repr(head).encode())
        for query in self._issued_parts():
            self.env.cr.execute(query)
            for row in self.env.cr.fetchall():
                digest.update(repr(row).encode())
        return digest.hexdigest()

    def _issued_parts(self) -> list[SQL]:
        """Return the queries for all that is issued, each in an order of its own; addons add theirs."""
        return [self._issued_figures(), self._issued_texts()]

    def _issued_figures(self) -> SQL:
        """Return the query for the figures as they were issued, without their corrections."""
        return SQL(
            """
            SELECT indicator_id, group_one_key, group_two_key, numerator::text, denominator::text, value::text,
                   CASE WHEN has_plan THEN plan::text END, CASE WHEN has_previous THEN previous::text END,
                   CASE WHEN has_last_year THEN last_year::text END
              FROM customer_statistic_figure WHERE report_id = %s
             ORDER BY indicator_id, group_one_key COLLATE "C", group_two_key COLLATE "C", id
            """,
            self.id,
        )

    def _issued_texts(self) -> SQL:
        return SQL(
            """
            SELECT 'report', id, explanation, reasons, survey_note
              FROM customer_statistic_report WHERE id = %(report)s
             UNION ALL
            SELECT 'terms', id, indicator_terms::text, NULL, NULL
              FROM customer_statistic_report WHERE id = %(report)s AND indicator_terms IS NOT NULL
             UNION ALL
            SELECT 'explanation', id, cause, effect, consequence
              FROM customer_statistic_explanation WHERE report_id = %(report)s
             UNION ALL
            SELECT 'improvement', id, proposal, NULL, NULL
              FROM customer_statistic_improvement WHERE report_id = %(report)s
             ORDER BY 1, 2
            """,
            report=self.id,
        )

    def _is_intact(self) -> bool:
        """Say whether an issued report is what its entry in the register says."""
        self.ensure_one()
        # sudo: only yes or no is told, of a report the caller reads
        known = self.sudo()
        entry = known.env["customer.statistic.issue"].search([("report_ref", "=", self.id)], limit=1)
        return bool(entry) and entry.fingerprint == known.fingerprint == known._fingerprint()

    def action_verify(self):
        """Say whether the figures are still those that were issued."""
        self.ensure_one()
        self.check_access("read")
        if self.state != "issued":
            raise UserError(self.env._("%s was not issued.", self.display_name))
        intact = self._is_intact()
        message = (
            self.env._("The figures and texts are those that were issued.")
            if intact
            else self.env._("What is kept is not what was issued: it was changed past the program.")
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "success" if intact else "danger", "message": message, "sticky": not intact},
        }
