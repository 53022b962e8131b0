"""What every addon's tests share: the rules a test proves, and a user per role."""

from odoo.tests import HttpCase, TransactionCase

ROLES = {
    "user": "customer_policy.group_user",
    "information_administrator": "customer_policy.group_information_administrator",
    "supervisor": "customer_policy.group_supervisor",
    "manager": "customer_policy.group_manager",
    "general_manager": "customer_policy.group_general_manager",
    "rules_administrator": "customer_policy.group_rules_administrator",
    "network_administrator": "customer_policy.group_network_administrator",
    "security_administrator": "customer_policy.group_security_administrator",
    "security_auditor": "customer_policy.group_security_auditor",
    "employee": "base.group_user",
}


#: what a consultant might answer to the questions of a pack, by field or type of field
ANSWERS = {
    "pattern": "{year}{month}{number}",
    "manager_rank": "2",
    "integer": "3",
    "float": "17.5",
    "monetary": "1000",
    "char": "[]",
    "many2many": "[customer.file.name, customer.file.phone]",
}


def pack_answers(packs, company, data: bytes, filename: str, given=None) -> dict[str, str]:
    """Return an answer to each question of a pack; the departments that are asked for are made, one for each.

    :param given: answers by the end of the question's path; the last that fits counts
    """
    answers = {}
    for question in packs._plan(company, data, filename).pack.questions:
        rule, _dot, name = question.path.rpartition(".")
        if fitting := [answer for end, answer in (given or {}).items() if question.path.endswith(end)]:
            answers[question.path] = fitting[-1]
            continue
        if name in ANSWERS:
            answers[question.path] = ANSWERS[name]
            continue
        field = packs.env[rule.rpartition(".")[0]]._fields[name]
        if field.comodel_name == "hr.department":
            department = packs.env["hr.department"].sudo().create({"name": rule, "company_id": company.id})
            answers[question.path] = department.name
        elif field.type == "selection":
            answers[question.path] = field.get_values(packs.env)[0]
        else:
            answers[question.path] = ANSWERS[field.type]
    return answers


def proves(*rule_ids: str):
    """Say which rules of ``tests/rules.csv`` fail this test when they are broken."""

    def mark(test):
        test.proves = rule_ids
        return test

    return mark


class RoleCase(TransactionCase):
    """Two companies, and a user per role in the first one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not issubclass(cls, HttpCase):  # which does it itself
            # accounted numbers are drawn on a second cursor: it must be one within the test's transaction
            cls.registry_enter_test_mode_cls()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "lang": "en_US"})
        cls.company = cls.env["res.company"].create({"name": "First Company"})
        cls.other_company = cls.env["res.company"].create({"name": "Second Company"})
        cls.env.user.write(
            {"company_ids": [(4, cls.company.id), (4, cls.other_company.id)], "company_id": cls.company.id}
        )
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": [cls.company.id]})
        # all at once: one after the other takes three times as long, in each of hundreds of classes
        cls.users = dict(zip(ROLES, cls._new_users([{"role": role} for role in ROLES]), strict=True))

    @classmethod
    def _new_user(cls, role: str, login: str = "", company=None, **values):
        """Create a user of ``role`` (or with the groups named) who works in one company.

        Hashing a password takes longer than all the rest: only who logs in over HTTP gets one.
        """
        return cls._new_users([{"role": role, "login": login, "company": company, **values}])

    @classmethod
    def _new_users(cls, wanted: list[dict]):
        """Create several users at once; see :meth:`_new_user` for what is said of each."""
        return (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create([cls._prepare_user_vals(**values) for values in wanted])
        )

    @classmethod
    def _prepare_user_vals(cls, role, login="", company=None, **values):
        company = company or cls.company
        login = login or f"{role}@{company.id}"
        groups = [cls.env.ref(xml_id.strip()).id for xml_id in ROLES.get(role, role).split(",")]
        return {
            "name": login,
            "login": login,
            "email": f"{login.partition('@')[0]}@example.com",
            "group_ids": [(6, 0, groups)],
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            **values,
        }

    def as_role(self, role: str, records):
        """Return ``records`` as the user of ``role`` in the first company sees them."""
        return self.as_user(self.users[role], records)

    def as_user(self, user, records):
        """Return ``records`` as ``user`` sees them in the user's own company."""
        return records.with_user(user).with_context(allowed_company_ids=user.company_id.ids)


class TourCase(HttpCase):
    """Each person does in the browser what is theirs."""

    def _tour(self, path: str, name: str, user, **options):
        user.password = user.login
        self.start_tour(f"/odoo/{path}", name, login=user.login, **options)
        self.env.invalidate_all()
