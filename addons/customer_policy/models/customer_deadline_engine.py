import logging
from collections import defaultdict
from collections.abc import Callable

from markupsafe import Markup
from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .customer_deadline import OPEN

_logger = logging.getLogger(__name__)

#: a step that failed waits a minute, then two, four ... at most about a day
LONGEST_DELAY_EXPONENT = 10
#: of a deadline, in the order of _locked
ENGINE_NEEDS = ("res_model", "res_id", "company_id", "mode", "due_date")


class _StepPass:
    """Lets the action of the running step act on its deadline.

    It travels in the context, where a client can put any JSON but never an instance of this class.
    """

    def __init__(self, step):
        self.step_id = step.id


class CustomerDeadlineEngine(models.Model):
    """The engine: runs each due step once.

    A tick works step by step, each with two transactions. The first takes the step and commits the attempt, so that a
    step which kills the process or never ends is next tried later, after all others. The second runs the action and
    marks the step as done together with all that the action did in the database. Steps are taken with SKIP LOCKED:
    several workers share the work.
    """

    _inherit = "customer.deadline.step"

    @api.model
    def _cron_tick(self):
        """Run what is due, until nothing is due or the scheduler wants the worker back."""
        IrCron = self.env["ir.cron"]
        # counts as progress before anything can go wrong: else three killed ticks would put the engine off
        IrCron._commit_progress(processed=1, remaining=0)
        self._tell_long_overdue()
        while step_id := self._take_due_step():
            self._run_taken_step(step_id)
            if not IrCron._commit_progress():
                # the scheduler comes back at once where something is left
                IrCron._commit_progress(remaining=self.search_count(self._due_domain(), limit=1))
                return

    @api.model
    def _due_domain(self) -> list:
        return [("state", "=", "waiting"), ("run_date", "<=", fields.Datetime.now())]

    @api.model
    def _running(self):
        """Return the step whose action runs now, with all rights; empty outside of the engine."""
        given = self.env.context.get("customer_deadline_step_pass")
        # sudo: the pass is made by the engine alone
        return self.sudo().browse(given.step_id if isinstance(given, _StepPass) else ())

    @api.model
    def _take_due_step(self) -> int | None:
        """Take the step that is due for longest, and commit the attempt; None when nothing is due."""
        query = SQL(
            """
            UPDATE customer_deadline_step
               SET attempts = attempts + 1,
                   run_date = %(now)s + interval '1 minute' * power(2, least(attempts, %(longest)s))
             WHERE id = (SELECT id FROM customer_deadline_step
                          WHERE state = 'waiting' AND run_date <= %(now)s
                          ORDER BY run_date LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            now=fields.Datetime.now(),
            longest=LONGEST_DELAY_EXPONENT,
        )
        while True:
            try:
                rows = self.env.execute_query(query)
            except SerializationFailure:
                # another worker took the same step in the same moment
                self.env.cr.rollback()
            else:
                self._commit()
                return rows[0][0] if rows else None

    @api.model
    def _commit(self):
        # the engine's transactions are its own; core's linter does not know the rule of the other one
        self.env.cr.commit()  # pylint: disable=unknown-option-value,invalid-commit

    @api.model
    def _run_taken_step(self, step_id: int):
        """Run the action of a step in a transaction of its own; note what went wrong in another one."""
        try:
            if step := self._locked(step_id):
                step._run()
            self.env.flush_all()
            self._commit()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY as error:
            # somebody else wrote the same rows in the same moment: no fault of the step
            self.env.cr.rollback()
            _logger.info("Step %s of a deadline is tried again later: %s", step_id, error)
        except Exception as error:
            self.env.cr.rollback()
            _logger.warning("Step %s of a deadline failed and is tried again later", step_id, exc_info=True)
            self.env.transaction.clear()
            self._note_failure(step_id, error)
        finally:
            self.env.transaction.clear()

    @api.model
    def _locked(self, step_id: int):
        """Return the step, locked; empty when it is not waiting any more.

        What running it needs is read with the lock, in one statement.
        """
        names = {"step": ("deadline_id", "action_id", "user_id"), "deadline": ENGINE_NEEDS}
        columns = [SQL.identifier(alias, name) for alias, fnames in names.items() for name in fnames]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT %s
                  FROM customer_deadline_step step
                  JOIN customer_deadline deadline ON deadline.id = step.deadline_id
                 WHERE step.id = %s AND step.state = 'waiting' FOR UPDATE OF step
                """,
                SQL(", ").join(columns),
                step_id,
            )
        )
        if not rows:
            return self.browse()
        step = self.browse(step_id)
        values = iter(rows[0])
        records = (step, self.env["customer.deadline"].browse(rows[0][0]))
        for record, fnames in zip(records, names.values(), strict=True):
            record._update_cache(dict(zip(fnames, values, strict=False)), validate=False)
        return step

    def _run(self):
        """Run the action and mark the step, all in the present transaction."""
        self.ensure_one()
        deadline = self.deadline_id
        document = deadline._get_document()
        if not document:
            # the closed ones stay as they are
            deadline.filtered(lambda one: one.state in OPEN)._cancel(self.env._("The document was deleted."))
            self._drop()
            return
        if deadline.mode == "observe":
            self._finish("observed")
            self.env["customer.policy.observation"]._record(
                deadline.rule_id,
                deadline,
                self.env._("The step “%s” would have run.", self.action_id.name),
            )
            return
        if self._runs_as_nobody():
            raise UserError(
                self.env._(
                    "%(user)s, in whose name the step runs, is archived. Choose somebody else in the rule “%(rule)s” "
                    "and apply it to open deadlines.",
                    user=self.user_id.name,
                    rule=deadline.rule_id.name,
                )
            )
        records = deadline if self.action_id.model_id.model == deadline._name else document
        context = {
            "active_model": records._name,
            "active_id": records.id,
            "active_ids": records.ids,
            "allowed_company_ids": deadline.company_id.ids,
            "customer_deadline_step_pass": _StepPass(self),
            "lang": self.user_id.lang,
            "tz": self.user_id.tz,
        }
        # the action has the rights of the person it runs as; done in the same transaction as the mark
        self.env["ir.actions.server"].with_user(self.user_id).with_context(**context).browse(self.action_id.id).run()
        self._finish("done")
        deadline._log("step", self.action_id.name, step_id=self.id)

    def _finish(self, state: str):
        self.write({"state": state, "done_date": fields.Datetime.now(), "error": False})

    @api.model
    def _note_failure(self, step_id: int, error: Exception):
        """Show what went wrong, in a transaction of its own; never let this stop the tick."""
        # PostgreSQL takes no NUL
        text = (str(error) or type(error).__name__).replace("\0", "")

        def note():
            step = self._locked(step_id)
            step.error = text
            step.deadline_id._log("failed", text, step_id=step_id)

        if not self._do_alone(note):
            _logger.error("What went wrong with step %s could not be noted: %s", step_id, text)

    @api.model
    def _do_alone(self, work: Callable[[], None]) -> bool:
        """Do ``work`` in a transaction of its own, again where others wrote the same rows; say whether it was done."""
        for _attempt in range(3):
            try:
                work()
                self.env.flush_all()
                self._commit()
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                self.env.cr.rollback()
                self.env.transaction.clear()
            else:
                return True
        return False

    # --- after a long stop ---

    @api.model
    def _tell_long_overdue(self):
        """Tell each recipient at once of all steps that should have run long ago, instead of running them.

        After a restore or a stop of days nobody wants a hundred reminders.
        """
        query = SQL(
            """
            SELECT step.id FROM customer_deadline_step step JOIN customer_deadline deadline ON deadline.id = deadline_id
             WHERE step.state = 'waiting' AND attempts = 0 AND mode = 'enforce' AND digest_hours > 0
               AND run_date <= %(now)s - interval '1 hour' AND run_date <= %(now)s - interval '1 hour' * digest_hours
             ORDER BY step.id
            """,
            now=fields.Datetime.now(),
        )
        steps = self.browse(step_id for (step_id,) in self.env.execute_query(query))
        for company, of_company in steps.grouped("company_id").items():
            for users, group in of_company._by_recipients().items():
                self._tell_group(company, users or company._get_rules_administrators(), group._ids)

    @api.model
    def _tell_group(self, company, users, step_ids):
        """Tell of those steps that no other worker took; where nobody is told or it fails they run as any other."""
        query = SQL(
            "SELECT id FROM customer_deadline_step WHERE id IN %s AND state = 'waiting' AND attempts = 0"
            " FOR UPDATE SKIP LOCKED",
            tuple(step_ids),
        )

        def tell():
            if steps := self.browse(step_id for (step_id,) in self.env.execute_query(query)):
                steps._tell_digest(company, users)
                steps._finish("digest")
                steps.deadline_id._log("digest")

        try:
            if users:
                self._do_alone(tell)
        except Exception:
            self.env.cr.rollback()
            _logger.warning("A digest of deadlines failed: its steps run one by one", exc_info=True)
        finally:
            self.env.transaction.clear()

    def _by_recipients(self) -> dict:
        groups = defaultdict(self.browse)
        for step in self:
            groups[step._get_recipients()] |= step
        return groups

    def _get_recipients(self):
        """Return the users whom this step is for."""
        self.ensure_one()
        document = self.deadline_id._get_document()
        return self._recipients_of(document) if document else self.deadline_id.user_id

    def _tell_digest(self, company, users):
        for user in users:
            deadlines = self.with_context(lang=user.lang, tz=user.tz).deadline_id
            lines = Markup().join(
                Markup("<li>%s</li>") % deadline._reminder_text() for deadline in deadlines.sorted("due_date")
            )
            deadlines.env["mail.thread"].with_company(company).message_notify(
                partner_ids=user.partner_id.ids,
                subject=deadlines.env._("%s deadlines passed while the server stood still", len(deadlines)),
                body=Markup("<ul>%s</ul>") % lines,
                email_layout_xmlid="mail.mail_notification_light",
            )
