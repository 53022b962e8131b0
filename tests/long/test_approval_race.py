"""Two people decide the same approval at the same moment: exactly the decisions there is room for are made."""

import time

import databases
import pytest
from processes import Child, run, scratch

from odoo.exceptions import UserError

DATABASE = "customer_long_approval"
APPROVALS, APPROVERS = 12, 3


def start(env, required: int):
    """Request approvals that ``required`` of three people decide."""
    users = [
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": f"approver{number}",
                "login": f"approver{number}",
                "group_ids": [(4, env.ref("customer_policy.group_user").id)],
            }
        )
        for number in range(APPROVERS)
    ]
    group = env["res.groups"].create({"name": "Committee", "user_ids": [(6, 0, [user.id for user in users])]})
    env["customer.approval.rule"].create(
        {
            "name": "Race",
            "mode": "enforce",
            "document_model": "test.customer.document",
            "level_ids": [(0, 0, {"group_id": group.id, "required": required})],
        }
    )
    documents = env["test.customer.document"].create([{"name": str(number)} for number in range(APPROVALS)])
    documents._request_approval()
    return [user.id for user in users]


def decide(env, uid: int, at: float):
    """Approve all of them, as the server does it: what meets a concurrent change is tried again."""
    from odoo.service.model import retrying

    ids = env["customer.approval"].search([], order="id").ids
    env.cr.commit()
    env = env(user=uid)
    time.sleep(max(0, at - time.time()))
    made = 0
    for approval_id in ids:

        def approve(approval_id=approval_id):
            try:
                env["customer.approval"].browse(approval_id).action_approve("race")
                # the others come in the middle of it
                time.sleep(0.02)
            except UserError:
                return 0
            return 1

        made += retrying(approve, env)
        env.cr.commit()
    return made


def count(what: str) -> int:
    return databases.query(f"SELECT count(*) FROM {what}", database=DATABASE)[0][0]


@pytest.mark.long
@pytest.mark.parametrize("required", [1, 2])
def test_approvers_who_decide_at_once(required):
    with scratch(DATABASE):
        users = run(DATABASE, __name__, "start", required=required)
        at = time.time() + 8
        children = [Child(DATABASE, __name__, "decide", uid=uid, at=at) for uid in users]
        made = sum(child.result() for child in children)
        assert made == count("customer_approval_decision") == required * APPROVALS
        assert count("customer_approval WHERE state = 'approved'") == APPROVALS
        assert count(f"customer_approval WHERE decision_count <> {required}") == 0
        assert count("customer_approval_approver_rel") == 0
        assert count("(SELECT DISTINCT approval_id, user_id FROM customer_approval_decision) once") == made
