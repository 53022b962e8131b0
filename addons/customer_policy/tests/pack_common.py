from .common import RoleCase, pack_answers


class ShippedPackCase(RoleCase):
    """Applies packs that addons ship to companies of their own, as the rules administrator."""

    #: what is answered instead of :func:`pack_answers`, by the end of the question's path; the last that fits counts
    ANSWERS: dict[str, str] = {}

    def _empty_company(self, name="Empty Company"):
        """A company with what every company gets; the rules administrator works there."""
        company = self.env["res.company"].create({"name": name})
        (self.env.user | self.users["rules_administrator"]).write({"company_ids": [(4, company.id)]})
        return company

    def _packs_in(self, company):
        packs = self.env["customer.policy.pack"].with_user(self.users["rules_administrator"])
        return packs.with_context(allowed_company_ids=company.ids)

    def _answers(self, company, data: bytes, filename: str, answers=None) -> dict[str, str]:
        """Return an answer to each question of a pack; ``answers`` by the end of its path."""
        known = pack_answers(self._packs_in(company), company, data, filename)
        for end, answer in {**self.ANSWERS, **(answers or {})}.items():
            known |= {path: answer for path in known if path.endswith(end)}
        return known

    def _apply_shipped(self, name, company, answers=None, **options):
        """Apply a shipped pack, ``addon/file.yaml``; ``answers`` by the end of the question's path."""
        packs = self._packs_in(company)
        data, filename = packs._read_shipped(name)
        return packs._apply(company, data, filename, answers=self._answers(company, data, filename, answers), **options)

    def _found(self, model, company):
        return self.env[model].search([("company_id", "=", company.id)])

    def _check_round_trip(self, name, *before):
        """Apply a shipped pack to one company, export it, apply that to another, and export the same.

        :param before: packs of which it speaks, and that are applied before it
        """
        self.env["res.lang"]._activate_lang("zh_CN")
        first, second = self._empty_company(f"{name} 1"), self._empty_company(f"{name} 2")
        for other in before:
            self._apply_shipped(other, first)
            self._apply_shipped(other, second)
        packs, there = self._packs_in(first), self._packs_in(second)
        data, filename = packs._read_shipped(name)
        plan = self._apply_shipped(name, first)
        self.assertEqual(plan.counts["created"], len(plan.pack.rules))
        self.assertFalse(plan.counts["conflict"])
        self.assertTrue(packs._plan(first, data, filename).is_empty)
        self.assertTrue(all(rule.values.get("clause") for rule in plan.pack.rules.values()), "clause missing")
        exported = packs._export(first, pack_code=plan.pack.code).encode()
        # an answer takes the place of a question
        self.assertEqual(exported.count(b"zh_CN:"), data.count(b"zh_CN:") - data.count(b"required:\n"))
        there._apply(second, exported, filename, answers=self._answers(second, exported, filename))
        self.assertEqual(there._export(second, pack_code=plan.pack.code).encode(), exported)
        self.assertTrue(there._plan(second, exported, filename).is_empty)
