from odoo.fields import Domain
from odoo.tests import tagged
from odoo.tools import SQL

from .secrecy_common import SecrecyCase


@tagged("post_install", "-at_install")
class TestIndex(SecrecyCase):
    """The index among 20,000 files: a name is found by the indexes of the files, and only where the level shows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.numbered = cls._level("Numbered", 4, index_shows="number")
        cls.hidden = cls._level("Hidden", 5, index_shows="nothing")
        template = cls._file("Template")
        cls.env.flush_all()
        cls._copy_rows("res_partner", template.partner_id.id, {"name": SQL("'Customer ' || md5(n::text)")})
        cls._copy_rows(
            "customer_file",
            template.id,
            {
                "name": SQL("'Customer ' || md5(n::text)"),
                "number": SQL("'N' || lpad(n::text, 8, '0')"),
                "partner_id": SQL("(SELECT max(id) FROM res_partner) - 20000 + n"),
                "secrecy_level_id": SQL(
                    "CASE n %% 10 WHEN 0 THEN %s WHEN 1 THEN %s WHEN 2 THEN %s END",
                    cls.secret.id,
                    cls.numbered.id,
                    cls.hidden.id,
                ),
            },
        )
        # as a running server has them: no rows waiting to be taken into the indexes
        for name in ("name", "number"):
            cls.env.cr.execute("SELECT gin_clean_pending_list(%s)", [f"customer_file__{name}_index"])
        cls.env.cr.execute("ANALYZE customer_file")
        cls.index = cls.env["customer.file.index"].with_user(cls.clerk)

    @classmethod
    def _copy_rows(cls, table: str, template_id: int, values: dict):
        """Copy a row 20,000 times; ``n`` in the values counts."""
        cls.env.cr.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND column_name != 'id' AND is_generated = 'NEVER'",
            [table],
        )
        names = [name for (name,) in cls.env.cr.fetchall()]
        cls.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s template, generate_series(1, 20000) n WHERE template.id = %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, names)),
                SQL(", ").join(values.get(name, SQL.identifier("template", name)) for name in names),
                SQL.identifier(table),
                template_id,
            )
        )

    def _plan(self, domain) -> str:
        """Return how the database finds the first eight rows of a name search."""
        query = self.index._search(domain, limit=8, order="number")
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        return "\n".join(line for (line,) in self.env.cr.fetchall())

    def test_a_name_is_found_by_the_indexes_of_the_files(self):
        for word in ("c4ca4238", "nobody is called so", "N00000777"):
            with self.subTest(word):
                plan = self._plan(Domain("display_name", "ilike", word))
                self.assertIn("customer_file__name_index", plan, plan)
                self.assertIn("customer_file__number_index", plan, plan)
                self.assertNotIn("Seq Scan on customer_file", plan, plan)

    def test_the_first_rows_are_found_in_their_order(self):
        plan = self._plan(Domain("company_id", "=", self.company.id))
        self.assertNotIn("Seq Scan on customer_file", plan, plan)

    def test_a_name_is_found_only_where_the_level_shows_it(self):
        # 3 and 10 are open and secret, 11 shows its number, 12 nothing
        found = {n: self.index.name_search(self._name_of(n)) for n in (3, 10, 11, 12)}
        self.assertEqual([bool(found[n]) for n in (3, 10, 11, 12)], [True, True, False, False])
        by_number = {n: self.index.name_search(f"N{n:08}") for n in (3, 10, 11, 12)}
        self.assertEqual([bool(by_number[n]) for n in (3, 10, 11, 12)], [True, True, True, False])
        row = self.index.search([("number", "=", "N00000011")]).read(["name", "number", "department_id"])
        self.assertEqual((row[0]["name"], row[0]["department_id"]), (False, False))
        self.assertFalse(self.index.search([("name", "=", self._name_of(11))]))
        self.assertFalse(self.index.search([("name", "!=", False), ("number", "=", "N00000011")]))

    def _name_of(self, n: int) -> str:
        self.env.cr.execute("SELECT 'Customer ' || md5(%s)", [str(n)])
        return self.env.cr.fetchone()[0]
