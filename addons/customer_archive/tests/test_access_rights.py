from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .access_common import AccessCase

#: what each post may do: read, write, create, unlink of what is there when nothing is secret
EXPECTED = {
    "employee": {
        "customer.file": "", "customer.file.decision.maker": "", "customer.access.register": "",
        "customer.export.register": "", "customer.access.rule": "",
    },
    "viewer": {
        "customer.file": "r", "customer.file.decision.maker": "", "customer.access.register": "",
        "customer.export.register": "", "customer.access.rule": "",
    },
    "user": {
        "customer.file": "rwc", "customer.file.decision.maker": "rwcu", "customer.access.register": "r",
        "customer.export.register": "", "customer.access.rule": "r",
    },
    "information_administrator": {
        "customer.file": "rwcu", "customer.file.decision.maker": "rwcu", "customer.access.register": "r",
        "customer.export.register": "", "customer.access.rule": "r",
    },
    "supervisor": {
        "customer.file": "rwcu", "customer.file.decision.maker": "rwcu", "customer.access.register": "r",
        "customer.export.register": "r", "customer.access.rule": "r",
    },
    "security_auditor": {
        "customer.file": "r", "customer.file.decision.maker": "", "customer.access.register": "r",
        "customer.export.register": "r", "customer.access.rule": "r",
    },
    "rules_administrator": {
        "customer.file": "", "customer.file.decision.maker": "", "customer.access.register": "",
        "customer.export.register": "", "customer.access.rule": "rwcu",
    },
}  # fmt: skip
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}


@tagged("post_install", "-at_install")
class TestAccessRights(AccessCase):
    """Least rights by post."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["viewer"] = cls.viewer = cls._new_user("customer_policy.group_viewer", login="viewer")

    @proves("S1.8-34a")
    def test_matrix_of_posts_and_models(self):
        found = {
            role: {
                model: "".join(
                    letter
                    for letter, operation in OPERATIONS.items()
                    if self.as_role(role, self.env[model]).has_access(operation)
                )
                for model in models
            }
            for role, models in EXPECTED.items()
        }
        self.assertEqual(found, EXPECTED)

    @proves("S1.8-34a")
    def test_an_agent_reads_the_own_customers_and_exports_nothing(self):
        level = self._level(rank=1, opens_to_responsible=True)
        self._rule("customer.secrecy.rule", res_model="customer.file", level_id=level.id)
        administrators = self.env.ref("customer_policy.group_information_administrator")
        self._rule("customer.export.rule", row_limit=20, group_id=administrators.id)
        agent = self._new_user("customer_policy.group_user,base.group_allow_export", login="agent")
        own, other = self._file("Own", responsible_id=agent.id), self._file("Other")
        self.env.invalidate_all()
        found = self.as_user(agent, self.Files).search([("id", "in", (own | other).ids)])
        self.assertEqual(found, own)
        self.assertTrue(found.read(["need"]))
        with self.assertRaises(AccessError):
            self.as_user(agent, other).read(["need"])
        with self.assertRaisesRegex(UserError, "exported by"):
            found.export_data(["name"])

    @proves("S4.soft-4.1")
    def test_settings_are_for_the_administrator(self):
        vals = {"name": "Rule", "company_id": self.company.id}
        for user in (self.viewer, self.clerk, self.manager, self.general_manager):
            for model in ("customer.access.rule", "customer.approval.rule", "customer.file.check.rule"):
                self.assertFalse(self.as_user(user, self.env[model]).has_access("create"))
            with self.assertRaises(AccessError):
                self.as_user(user, self.env["customer.access.rule"]).create(vals)
            with self.assertRaises(AccessError):
                self.as_user(user, self.env["res.config.settings"]).create({}).execute()
        self.as_role("rules_administrator", self.env["customer.access.rule"]).create(vals)
        configuration = self.env.ref("customer_policy.customer_policy_menu_configuration")

        def shown(user):
            menus = self.as_user(user, self.env["ir.ui.menu"])._visible_menu_ids()
            return configuration.id in menus

        self.assertEqual([shown(user) for user in (self.viewer, self.clerk)], [False, False])
        self.assertTrue(shown(self.users["rules_administrator"]))

    @proves("S4.soft-4.3")
    def test_a_viewer_looks_and_an_editor_edits(self):
        self.file.need = "paper"
        own = self.as_user(self.viewer, self.file)
        self.assertEqual(own.read(["need"])[0]["need"], "paper")
        # the form as the browser reads it
        arch = etree.fromstring(own.get_view(view_type="form")["arch"])
        spec = {node.get("name"): {} for node in arch.xpath("//field[not(ancestor::field)]")}
        self.assertEqual(len(own.web_read(spec)), 1)
        for attack in (
            lambda: own.write({"need": "x"}),
            lambda: own.unlink(),
            lambda: own.action_archive(),
            lambda: own.copy(),
            lambda: own.action_submit(),
            lambda: self.as_user(self.viewer, self.env["customer.file.year"]).create({"file_id": own.id, "year": 2024}),
        ):
            with self.assertRaises(UserError):
                attack()
        self.as_user(self.clerk, self.file).need = "board"
        self.assertEqual(self.file.need, "board")

    @proves("S4.infoflow-3")
    def test_each_post_gets_what_it_needs_on_every_channel(self):
        """Platform, portal and mail: the post “sales” sees shared notes and no credit report, “credit” sees both."""
        level = self._level(rank=2, opens_to_responsible=False)
        reports = self._class("6", "Credit reports")
        self._rule(
            "customer.secrecy.rule",
            res_model="customer.archive.document",
            domain="[('class_id.number', '=', '6')]",
            level_id=level.id,
        )
        sales, credit = self.colleague, self._new_user("user", login="credit")
        clearance = self.env["customer.clearance"].create(
            {"user_id": credit.id, "level_id": level.id, "reason": "credit", "company_id": self.company.id}
        )
        clearance._write_protected({"state": "in_force"})
        clearance.flush_recordset()
        note = self._document("Note: likes short visits", file_id=self.file.id)
        report = self._document("Credit report", file_id=self.file.id, class_id=reports.id)
        documents = note | report
        portal = self.env["res.users"].create(
            {
                "name": "Customer",
                "login": "customer@portal",
                "email": "customer@example.com",
                "partner_id": self.file.partner_id.id,
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
            }
        )
        self.env.invalidate_all()
        for user, seen in ((sales, note), (credit, documents)):
            found = self.as_user(user, self.Documents).search([("id", "in", documents.ids)])
            self.assertEqual(found, seen, user.login)
        with self.assertRaises(AccessError):
            self.as_user(portal, self.Documents).search([("id", "in", documents.ids)])
        documents.message_subscribe((sales | credit).partner_id.ids)
        for document, told in ((note, sales | credit), (report, credit)):
            message = document.message_post(body="new", subtype_xmlid="mail.mt_comment")
            self.assertEqual(message.notified_partner_ids & (sales | credit).partner_id, told.partner_id, document.name)

    @proves("S1.8-25")
    def test_the_button_to_borrow_is_hidden_for_what_stays(self):
        waybills = self._class("7", "Waybills", lendable=False)
        stays, goes = self._document(class_id=waybills.id), self._document()
        self.assertEqual((stays.is_lendable, goes.is_lendable), (False, True))
        arch = self.as_user(self.clerk, self.Documents).get_view(view_type="form")["arch"]
        self.assertRegex(arch, r'name="action_request_loan"[^>]*not is_lendable')
        action = self.as_user(self.clerk, goes).action_request_loan()
        self.assertEqual(action["context"]["default_document_ids"], goes.ids)
