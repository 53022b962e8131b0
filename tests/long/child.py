"""The child's side of processes.py."""

import importlib
import json
import os
import sys

from bench_common import open_registry

from odoo import SUPERUSER_ID, api

if __name__ == "__main__":
    database, module, function, arguments = sys.argv[1:]
    registry = open_registry(database)
    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        result = getattr(importlib.import_module(module), function)(env, **json.loads(arguments))
        cr.commit()
    print(json.dumps(result), flush=True)
    os._exit(0)  # threads of Odoo do not hold up the end
