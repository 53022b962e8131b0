"""Two consultants apply packs to one company at the same moment: nobody sees or leaves a half."""

import databases
import pytest
from processes import Child, scratch, wait_for

from odoo.exceptions import UserError
from odoo.service.model import retrying

DATABASE = "customer_long_packs"
ROUNDS = 5
PACK = """
pack: {{code: {code}, name: Pack {code}, version: "1"}}
rules:
  customer.file.kind:
    - {{code: kind-{kind}, name: Kind}}
  customer.file.check.rule:
    - {{code: first-{code}, name: First, interval_months: {months}, kind_ids: [kind-{kind}]}}
    - {{code: second-{code}, name: Second, interval_months: {months}}}
"""


def apply(env, code, kind, months):
    """Apply a pack as the server would: begun again when somebody else was faster. Return what came of it."""
    company = env["res.company"].search([], limit=1)
    text = PACK.format(code=code, kind=kind, months=months).encode()
    env["customer.policy.pack"]._plan(company, text, "p.yaml")  # what is slow the first time
    env.cr.rollback()
    rows("INSERT INTO packs_ready VALUES (1)")
    wait_for(lambda: rows("SELECT count(*) FROM packs_ready") == [(2,)])
    try:
        retrying(lambda: env["customer.policy.pack"]._apply(company, text, "p.yaml") and None, env)
    except UserError as error:
        env.cr.rollback()
        return str(error)
    return "applied"


def rows(sql):
    return databases.query(sql, database=DATABASE)


def race(**variants):
    """Let two apply at once, when both are ready; return what each got."""
    rows("DROP TABLE IF EXISTS packs_ready; CREATE TABLE packs_ready (id int)")
    children = [Child(DATABASE, __name__, "apply", **arguments) for arguments in variants.values()]
    return [child.result() for child in children]


@pytest.mark.long
def test_two_consultants_at_once():
    with scratch(DATABASE):
        for number in range(ROUNDS):
            # the same pack in two versions: the second sees what the first did, and changes it
            both = {"code": f"same{number}", "kind": f"same{number}"}
            results = race(one={**both, "months": 3}, two={**both, "months": 6})
            assert results == ["applied", "applied"], results
            months = rows(f"SELECT interval_months FROM customer_file_check_rule WHERE code LIKE '%-same{number}'")
            assert len(months) == 2 and len(set(months)) == 1, months
            applications = rows(
                "SELECT created_count, changed_count FROM customer_policy_pack_application application"
                f" JOIN customer_policy_pack pack ON pack.id = pack_id WHERE code = 'same{number}'"
                " ORDER BY application.id"
            )
            assert applications == [(3, 0), (0, 2)], applications
            # two packs that bring the same kind: one is refused, whole
            kind = f"shared{number}"
            results = race(
                one={"code": f"left{number}", "kind": kind, "months": 3},
                two={"code": f"right{number}", "kind": kind, "months": 3},
            )
            assert sorted(result == "applied" for result in results) == [False, True], results
            refusal = next(result for result in results if result != "applied")
            assert f"“kind-{kind}” belongs to the pack" in refusal, refusal
            owners = rows(f"SELECT code FROM customer_policy_pack WHERE code IN ('left{number}', 'right{number}')")
            rules = rows(f"SELECT code FROM customer_file_check_rule WHERE code ~ '(left|right){number}$'")
            assert len(owners) == 1 and len(rules) == 2, (owners, rules)
