import yaml

from .common import RoleCase, pack_answers


def translations(node) -> int:
    """Count the texts of a pack that say something else in Chinese; an answer will take the place of a question."""
    if isinstance(node, list):
        return sum(map(translations, node))
    if not isinstance(node, dict) or isinstance(node.get("required"), dict):
        return 0
    return sum(map(translations, node.values())) + (node.get("zh_CN") not in (None, node.get("en_US")))


class ShippedPackCase(RoleCase):
    """Applies packs that addons ship to companies of their own, as the rules administrator."""

    #: answers to the packs, as those given to :func:`pack_answers`
    ANSWERS: dict[str, str] = {}

    @classmethod
    def _empty_company(cls, name="Empty Company"):
        """A company with what every company gets; the rules administrator works there."""
        company = cls.env["res.company"].create({"name": name})
        (cls.env.user | cls.users["rules_administrator"]).write({"company_ids": [(4, company.id)]})
        return company

    @classmethod
    def _packs_in(cls, company):
        packs = cls.env["customer.policy.pack"].with_user(cls.users["rules_administrator"])
        return packs.with_context(allowed_company_ids=company.ids)

    @classmethod
    def _answers(cls, company, data: bytes, filename: str, answers=None) -> dict[str, str]:
        given = {**cls.ANSWERS, **(answers or {})}
        return pack_answers(cls._packs_in(company), company, data, filename, given)

    @classmethod
    def _apply_shipped(cls, name, company, answers=None, **options):
        """Apply a shipped pack, ``addon/file.yaml``; ``answers`` by the end of the question's path."""
        packs = cls._packs_in(company)
        data, filename = packs._read_shipped(name)
        return packs._apply(company, data, filename, answers=cls._answers(company, data, filename, answers), **options)

    def _records(self, model, company):
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
        self.assertEqual(*(translations(yaml.safe_load(text)) for text in (exported, data)))
        there._apply(second, exported, filename, answers=self._answers(second, exported, filename))
        self.assertEqual(there._export(second, pack_code=plan.pack.code).encode(), exported)
        self.assertTrue(there._plan(second, exported, filename).is_empty)
