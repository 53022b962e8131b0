"""Pieces of a scheduled job that stop no other."""

from contextlib import contextmanager
from logging import Logger

from odoo.exceptions import ConcurrencyError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY


@contextmanager
def apart(cr, logger: Logger, what: str):
    """Let the work inside fail alone: it is undone and logged, with ``what`` it was, and the job goes on.

    Nothing inside may commit. What another transaction stands in the way of is raised: it is tried again as a whole.
    """
    try:
        with cr.savepoint():
            yield
    except (ConcurrencyError, *PG_CONCURRENCY_EXCEPTIONS_TO_RETRY):
        raise
    except Exception:
        logger.exception("%s failed, the job goes on", what)
