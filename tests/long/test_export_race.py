"""Several processes take rows of one person at the same moment: together no more than the limit of the period."""

import databases
import pytest
from processes import Child, run, scratch, wait_for

from odoo.exceptions import UserError

DATABASE = "customer_long_exports"
PROCESSES, LIMIT, PAGE, ROWS = 4, 400, 10, 800


def start(env):
    """Make files, a clerk who may export, and a rule."""
    company = env["res.company"].search([], limit=1)
    groups = [env.ref(name).id for name in ("customer_policy.group_user", "base.group_allow_export")]
    clerk = env["res.users"].create({"name": "Clerk", "login": "clerk", "group_ids": [(4, one) for one in groups]})
    partners = env["res.partner"].create([{"name": f"Customer {number}"} for number in range(ROWS)])
    env["customer.file"].create([{"partner_id": partner.id, "company_id": company.id} for partner in partners])
    limits = {"row_limit": 100, "page_limit": 100, "period_limit": LIMIT}
    env["customer.export.rule"].create({"name": "Exports", "mode": "enforce", "company_id": company.id, **limits})
    env.cr.commit()
    return clerk.id


def take(env, clerk_id: int, number: int, way: str):
    """Take every row in portions, beginning elsewhere in each process; return how many came."""
    files = env["customer.file"].search([("partner_id.name", "like", "Customer %")], order="id").with_user(clerk_id)
    ids = files.ids[number * ROWS // PROCESSES :] + files.ids[: number * ROWS // PROCESSES]
    rows("INSERT INTO takers_ready VALUES (1)")
    wait_for(lambda: rows("SELECT count(*) FROM takers_ready") == [(PROCESSES,)])
    taken = set()
    for offset in range(0, ROWS, PAGE):
        portion = files.browse(ids[offset : offset + PAGE])
        try:
            # each a request of its own
            with env.registry.cursor() as cr:
                own = portion.with_env(portion.env(cr=cr))
                own.export_data(["need"]) if way == "export" else own.web_read({"need": {}})
            taken.update(portion.ids)
        except UserError:
            pass
    return sorted(taken)


def rows(sql):
    return databases.query(sql, database=DATABASE)


@pytest.mark.long
@pytest.mark.parametrize(("way", "spare"), [("export", 0), ("page", PROCESSES * LIMIT // 20)])
def test_processes_at_the_edge(way, spare):
    """Exports never pass the limit; of pages each process may hold a twentieth of it back."""
    with scratch(DATABASE):
        clerk_id = run(DATABASE, __name__, "start")
        rows("CREATE TABLE takers_ready (id int)")
        children = [
            Child(DATABASE, __name__, "take", clerk_id=clerk_id, number=number, way=way) for number in range(PROCESSES)
        ]
        taken = set().union(*(child.result() for child in children))
        assert LIMIT - PAGE < len(taken) <= LIMIT + spare
        [(counted,)] = rows("SELECT jsonb_array_length(row_ids) FROM customer_export_tally")
        # what a process held back was shown, and counts
        assert LIMIT - PAGE < counted <= LIMIT + spare
        assert rows("SELECT count(*) > 0 FROM customer_export_register WHERE outcome = 'refused'") == [(True,)]
