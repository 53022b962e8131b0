import json
import os
from pathlib import Path

from odoo.tests import HttpCase, new_test_user, tagged

#: Opens every view of every action in turn, in the web client itself, and waits until it shows. An error the client
#: reports on the way reaches the console and fails the test.
SCRIPT = """
(async () => {
    const { action } = odoo.__WOWL_DEBUG__.root.env.services;
    const until = async (what, condition) => {
        for (let tries = 0; tries < 200; tries++) {
            if (document.querySelector(".o_error_dialog")) {
                throw new Error(what + ": " + document.querySelector(".o_error_dialog").innerText);
            }
            if (condition()) { return; }
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        throw new Error(what + ": nothing shown");
    };
    for (const [id, name, types] of %s) {
        for (const type of types) {
            document.querySelectorAll(".o_view_controller").forEach((old) => old.setAttribute("data-seen", "1"));
            await action.doAction(id, { viewType: type, clearBreadcrumbs: true });
            // a telephone shows cards instead of a list
            const kind = window.innerWidth < 768 ? "" : ".o_" + type + "_view";
            const shown = () => document.querySelector(".o_view_controller:not([data-seen])" + kind);
            await until(name + " as " + type, () => shown() && !document.querySelector(".o_loading_indicator"));
            console.log("shown: " + name + " as " + type);
        }
    }
    console.log("every view shown");
})().catch((error) => console.error(error.message));
"""


@tagged("post_install", "-at_install")
class TestEveryView(HttpCase):
    """The server accepts views that the browser rejects, so every one is opened there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        addons = [path.name for root in os.environ["ADDONS_PATH"].split(",") for path in Path(root).iterdir()]
        cls.env["res.lang"]._activate_lang("zh_CN")
        groups = cls.env["ir.model.data"].search([("model", "=", "res.groups"), ("module", "in", addons)])
        # the three separated duties exclude each other
        names = [
            f"{group.module}.{group.name}"
            for group in groups
            if group.name
            not in ("group_network_administrator", "group_security_administrator", "group_security_auditor")
        ]
        # what the bridges show belongs to the applications they lead to
        names += [
            name
            for name in ("sales_team.group_sale_manager", "account.group_account_invoice")
            if cls.env.ref(name, False)
        ]
        cls.user = new_test_user(cls.env, login="everything", groups=",".join(["base.group_user", *names]))
        data = cls.env["ir.model.data"].search([("model", "=", "ir.actions.act_window"), ("module", "in", addons)])
        actions = cls.env["ir.actions.act_window"].browse(data.mapped("res_id"))
        actions = actions.filtered(lambda action: action.target == "current" and not action.binding_model_id)
        theirs = actions.filtered(lambda action: not cls.env[action.res_model].with_user(cls.user).has_access("read"))
        # what only the separated duties read, an auditor opens
        auditor = "base.group_user,customer_policy.group_security_auditor"
        cls.auditor = new_test_user(cls.env, login="auditor", groups=auditor) if theirs else cls.user
        cls.views = cls._views_of(actions - theirs, cls.user)
        cls.auditors_views = cls._views_of(theirs, cls.auditor)

    @classmethod
    def _views_of(cls, actions, user):
        return [(action.id, action.name, cls._types(action, user)) for action in actions]

    @classmethod
    def _types(cls, action, user):
        """Return the views to open; an empty form only where somebody may create."""
        creates = cls.env[action.res_model].with_user(user).has_access("create")
        return [kind for kind in action.view_mode.split(",") if kind != "form" or creates]

    def _open_every_view(self):
        self.assertGreater(len(self.views), 10)
        self._open(self.views, "everything")
        if self.auditors_views:
            self._open(self.auditors_views, "auditor")

    def _open(self, views, login):
        self.browser_js(
            "/odoo",
            SCRIPT % json.dumps(views),
            ready="Boolean(odoo.__WOWL_DEBUG__ && document.querySelector('.o_web_client .o_main_navbar'))",
            login=login,
            timeout=240,
            success_signal="every view shown",
        )

    def test_in_english(self):
        self._open_every_view()

    def test_in_chinese_on_a_telephone(self):
        (self.user | self.auditor).lang = "zh_CN"
        self.browser_size = "390x844"
        self.touch_enabled = True
        self._open_every_view()
