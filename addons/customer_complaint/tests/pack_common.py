from odoo.addons.customer_policy.tests.common import RoleCase, pack_answers


class ShippedPackCase(RoleCase):
    """Applies the packs that an addon ships to companies of their own."""

    #: whose packs, and how many there are
    ADDON = ""
    PACKS = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.consultant = cls.users["rules_administrator"]

    def _company(self, name):
        company = self.env["res.company"].create({"name": name})
        self.consultant.company_ids = [(4, company.id)]
        packs = self.env["customer.policy.pack"].with_user(self.consultant)
        return company, packs.with_context(allowed_company_ids=company.ids)

    def _shipped(self):
        return [name for name in self.env["customer.policy.pack"]._shipped() if name.startswith(f"{self.ADDON}/")]

    def _before(self, name: str) -> list[str]:
        """Hook: name the packs whose units the pack ``name`` speaks of."""
        return []

    def _apply_shipped(self, company, packs, name):
        data, filename = packs._read_shipped(name)
        return packs._apply(company, data, filename, answers=pack_answers(packs, company, data, filename))

    def _check_round_trip(self):
        """Apply each to an empty company, export, apply to another: what it says comes out as it went in."""
        self.assertEqual(len(self._shipped()), self.PACKS)
        for name in self._shipped():
            with self.subTest(name):
                (first, packs), (second, there) = self._company(f"{name} 1"), self._company(f"{name} 2")
                for other in self._before(name):
                    self._apply_shipped(first, packs, other)
                    self._apply_shipped(second, there, other)
                data, filename = packs._read_shipped(name)
                plan = self._apply_shipped(first, packs, name)
                self.assertEqual(plan.counts["created"], len(plan.pack.rules))
                self.assertTrue(packs._plan(first, data, filename).is_empty)
                self.assertTrue(all(rule.values.get("clause") for rule in plan.pack.rules.values()), "clause missing")
                exported = packs._export(first, pack_code=plan.pack.code)
                self.assertEqual(exported.count("zh_CN:"), data.decode().count("zh_CN:") - self._asked(data))
                answers = pack_answers(there, second, exported.encode(), filename)
                there._apply(second, exported.encode(), filename, answers=answers)
                self.assertEqual(there._export(second, pack_code=plan.pack.code), exported)
                self.assertTrue(there._plan(second, exported.encode(), filename).is_empty)

    @staticmethod
    def _asked(data: bytes) -> int:
        """Count the questions: an answer takes their place."""
        return data.decode().count("required:\n")

    def _check_side_by_side(self):
        """Apply all of the addon to one company."""
        names = [*dict.fromkeys(one for name in self._shipped() for one in (*self._before(name), name))]
        company, packs = self._company(f"All of {self.ADDON}")
        for name in names:
            self._apply_shipped(company, packs, name)
        self.assertEqual(packs.search_count([("company_id", "=", company.id)]), len(names))
