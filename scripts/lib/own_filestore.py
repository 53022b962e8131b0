"""A filestore of its own for each of several test processes: a pytest plugin.

pytest-odoo gives each process a copy of the database but lets all of them share the files of attachments. Tests that
destroy contents collect those files, and would take them from the others.
"""

import os
import shutil
from contextlib import contextmanager

import pytest_odoo

from odoo.tools import config


@contextmanager
def _copied(original, database):
    """Give ``database`` links to the files of ``original``; files of a filestore are never changed, only removed."""
    if original == database:
        yield
        return
    folder = config.filestore(database)
    shutil.rmtree(folder, ignore_errors=True)
    if os.path.isdir(config.filestore(original)):
        shutil.copytree(config.filestore(original), folder, copy_function=os.link)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


pytest_odoo._shared_filestore = _copied
