"""Core's own linters that need the registry; scripts/lint runs the others.

They look at all models: core passes them, so what they find is ours.
"""

from odoo.addons.test_lint.tests import test_index
from odoo.addons.test_lint.tests.test_index import TestIndex as CoreIndex
from odoo.addons.test_lint.tests.test_naming import TestNaming as CoreNaming
from odoo.addons.test_lint.tests.test_override_signatures import TestLintOverrideSignatures as CoreSignatures
from odoo.addons.test_lint.tests.test_routes import RoutesLinter as CoreRoutes

# covered by the index (res_model, res_id) of customer.document.row.mixin, as core has it for mail.message
test_index.BTREE_INDEX_IGNORE_FIELDS.add("customer.approval.res_id")


class TestIndex(CoreIndex):
    pass


class TestNaming(CoreNaming):
    pass


class TestOverrideSignatures(CoreSignatures):
    pass


class TestRoutes(CoreRoutes):
    pass


del CoreIndex, CoreNaming, CoreRoutes, CoreSignatures
