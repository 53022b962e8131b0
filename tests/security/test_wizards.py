import databases

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged

OURS = databases.our_addons(for_tests=False)


@tagged("post_install", "-at_install")
class TestWizards(TransactionCase):
    """What somebody enters in a window, or downloads, is that person's alone until it is swept away."""

    def test_every_window_is_its_users_own(self):
        someone = new_test_user(self.env, "someone", groups="customer_policy.group_general_manager")
        rules = self.env["ir.rule"].with_user(someone)
        of_others = Domain("create_uid", "!=", someone.id)
        open_to_others = [
            f"{name} ({mode})"
            for name, model in sorted(self.registry.items())
            if model._original_module in OURS and model._transient and not model._abstract
            for mode in ("read", "write", "create", "unlink")
            if not (rules._compute_domain(name, mode) & of_others).optimize_full(self.env[name]).is_false()
        ]
        self.assertFalse(open_to_others)
