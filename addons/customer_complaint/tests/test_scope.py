from odoo.tests import tagged

from odoo.addons.customer_policy.tests.common import proves

from .flow_common import ManufacturerCase

CASE = "customer.complaint"


@tagged("post_install", "-at_install")
class TestScope(ManufacturerCase):
    """What the written rules are about has its place: a rule that the pack fills, and a menu where people find it."""

    PACK = "manufacturer_complaint_14_21_001_2"

    def _menu_models(self, *roles):
        """Return the models that people of these roles reach by a menu."""
        models = set()
        for role in roles:
            menus = self.as_role(role, self.env["ir.ui.menu"])
            visible = self.env["ir.ui.menu"].browse(menus._visible_menu_ids())
            actions = [menu.action for menu in visible if menu.action]
            models |= {action.res_model for action in actions if action._name == "ir.actions.act_window"}
        return models

    def _rules(self, model, *domain):
        return self.env[model].search([("company_id", "=", self.company.id), ("mode", "=", "enforce"), *domain])

    @proves("S1.2-01")
    def test_each_of_the_seven_items_has_its_place(self):
        procedure = self._rules("customer.complaint.procedure", ("code", "=", "manufacturer-001-2"))
        self.assertTrue(procedure)
        fields = set(procedure.step_ids.field_ids.mapped("name"))
        steps = self._rules("customer.deadline.rule").step_ids
        slip = self.env.ref("customer_policy.customer_deadline_action_reminder_slip")
        kinds = dict(self.env["customer.complaint.action"]._fields["kind"]._description_selection(self.env))
        places = {
            "form numbering": (self._rules("customer.number.rule", ("document", "=", CASE)), "customer.number.rule"),
            "investigation and handling": ({"investigation", "handling_opinion"} <= fields, "customer.complaint.task"),
            "follow-up improvement": ("needs_tracking" in fields, "customer.complaint.measure"),
            "return of goods": ("action_ids" in fields and "return" in kinds, CASE),
            "deadlines": (
                {f"{CASE}/close", f"{CASE}.task/done"}
                <= set(self._rules("customer.deadline.rule").mapped("milestone")),
                "customer.deadline.rule",
            ),
            "decision authority": (
                self._rules("customer.approval.rule", ("document_model", "=", CASE), ("operation", "=", "decide")),
                "customer.approval.rule",
            ),
            "reaction to overdue": (
                slip in steps.action_id and procedure.investigation_slips,
                "customer.deadline.slip",
            ),
        }
        self.assertEqual(len(places), 7)
        reached = self._menu_models("manager", "rules_administrator")
        for item, (rule, model) in places.items():
            with self.subTest(item):
                self.assertTrue(rule, "no rule of the pack")
                self.assertIn(model, reached, "no menu")
