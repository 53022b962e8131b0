from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import ROLES, RoleCase, proves


@tagged("post_install", "-at_install")
class TestGroups(RoleCase):
    def test_installing_puts_nobody_into_a_group(self):
        groups = self.env["res.groups"].union(*(self.env.ref(xml_id) for xml_id in ROLES.values()))
        groups -= self.env.ref("base.group_user")
        admins = self.env.ref("base.user_admin") | self.env.ref("base.user_root")
        self.assertFalse(admins.all_group_ids & groups)

    def test_ladder_implies_what_is_below(self):
        ladder = ["user", "information_administrator", "supervisor", "manager", "general_manager"]
        for rank, role in enumerate(ladder):
            held = [other for other in ladder if self.users[role].has_group(ROLES[other])]
            self.assertEqual(held, ladder[: rank + 1])
        self.assertFalse(self.users["general_manager"].has_group(ROLES["rules_administrator"]))

    @proves("S1.8-34b")
    def test_one_person_holds_one_of_the_separated_duties(self):
        auditor = self.users["security_auditor"]
        for role in ("network_administrator", "security_administrator"):
            with self.assertRaisesRegex(ValidationError, "separated duties"), self.env.cr.savepoint():
                auditor.write({"group_ids": [(4, self.env.ref(ROLES[role]).id)]})
        auditor.write({"group_ids": [(4, self.env.ref(ROLES["user"]).id)]})

    def test_duties_cannot_be_joined_through_an_implied_group(self):
        joint = self.env["res.groups"].create({"name": "Joint", "user_ids": [(4, self.users["security_auditor"].id)]})
        with self.assertRaisesRegex(ValidationError, "separated duties"):
            joint.implied_ids = self.env.ref(ROLES["security_administrator"])

    def test_duties_cannot_be_joined_from_the_side_of_the_group(self):
        auditors = self.env.ref(ROLES["security_auditor"])
        with self.assertRaisesRegex(ValidationError, "separated duties"):
            auditors.write({"user_ids": [(4, self.users["network_administrator"].id)]})
