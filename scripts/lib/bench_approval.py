"""Subject "approval" of scripts/bench: an approval requested and decided, against one write and one posted message."""

import time

from bench_common import WITH_OURS, explain, median, open_registry, progress, recorded, run_step, shortened, show, table

CALLS = 40
DATABASE = "bench_approval"
MODEL = "test.customer.document"


def run(bench) -> str:
    """Measure, and write the table."""
    with bench.scratch(WITH_OURS, DATABASE):
        result = bench.child("bench_approval", "measure", rounds=bench.rounds)
    return bench.save("approval", lines(result), result["plans"])


def lines(result: dict) -> list[str]:
    """The result as markdown."""
    rounds, statements = result["rounds"], result["statements"]
    rows = [
        [
            label,
            show((one["floor"] for one in rounds), 2),
            show((one[kind] for one in rounds), 2),
            show((one[kind] / one["floor"] for one in rounds), 2),
            f"{statements['floor']} / {statements[kind]}",
        ]
        for kind, label in (("group", "decided by a group"), ("manager", "decided by the department's manager"))
    ]
    return [
        "## An approval requested and decided",
        "",
        *table(["ms", "floor", "ours", "ratio", "statements: floor / ours"], rows),
        "",
        "Wanted: at most 1.5, aimed at 1.2. Floor: one write of a field, and one message posted, on a document of the "
        "same kind; ours: `action_request_approval`, and `action_approve` with a comment by another person. Each of "
        "the four is a transaction of its own with empty record caches, as each is a request of its own at work, "
        "and is committed. A figure is the median of the rounds (all of them in brackets), a round the median of "
        f"{CALLS} calls that take turns.",
        "",
        "Not in these figures: the scheduler then makes and removes the activities in batches: "
        f"{show(result['given'], 2)} ms to make one, "
        f"{show(result['taken'], 2)} ms to remove one, {show(result['idle'], 2)} ms when there is nothing to do.",
    ]


class Scene:
    """In the child: a clerk with documents, and who approves them."""

    def __init__(self, registry):
        from odoo import SUPERUSER_ID, api

        self.registry = registry
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.clerk, self.boss = (
                env["res.users"]
                .with_context(no_reset_password=True)
                .create(
                    {
                        "name": name,
                        "login": name,
                        "email": f"{name}@example.com",
                        "group_ids": [(4, env.ref(f"customer_policy.group_{role}").id)],
                    }
                )
                .id
                for name, role in (("clerk", "user"), ("boss", "supervisor"))
            )
            employee = env["hr.employee"].create({"name": "boss", "user_id": self.boss})
            self.departments = {
                "group": env["hr.department"].create({"name": "Desk"}).id,
                "manager": env["hr.department"].create({"name": "Sales", "manager_id": employee.id}).id,
            }
            group = env["res.groups"].create({"name": "Committee", "user_ids": [(4, self.boss)]})
            for kind, level in (
                ("group", {"decided_by": "group", "group_id": group.id}),
                ("manager", {"decided_by": "manager"}),
            ):
                env["customer.approval.rule"].create(
                    {
                        "name": kind,
                        "mode": "enforce",
                        "document_model": MODEL,
                        "domain": f"[('department_id', '=', {self.departments[kind]})]",
                        "level_ids": [(0, 0, level)],
                    }
                )

    def documents(self, kind: str, count: int) -> list[int]:
        vals = {"name": "Contract", "department_id": self.departments.get(kind, self.departments["group"])}
        return self.call(self.clerk, lambda env: env[MODEL].create([vals] * count).ids)

    def call(self, uid: int, function):
        """Be one request: a transaction with empty caches, committed."""
        from odoo import api

        with self.registry.cursor() as cr:
            return function(api.Environment(cr, uid, {"allowed_company_ids": [1], "lang": "en_US"}))

    def floor(self, document_id: int) -> float:
        return self.timed(self.clerk, MODEL, document_id, "write", {"severity": "high"}) + self.timed(
            self.boss, MODEL, document_id, "message_post", body="I agree."
        )

    def ours(self, document_id: int) -> float:
        return self.request(document_id) + self.approve(document_id)

    def request(self, document_id: int) -> float:
        return self.timed(self.clerk, MODEL, document_id, "action_request_approval")

    def approve(self, document_id: int) -> float:
        with self.registry.cursor() as cr:  # the approver's list knows it
            cr.execute("SELECT max(id) FROM customer_approval WHERE res_id = %s", [document_id])
            (approval_id,) = cr.fetchone()
        return self.timed(self.boss, "customer.approval", approval_id, "action_approve", "I agree.")

    def timed(self, uid: int, model: str, record_id: int, method: str, *arguments, **named) -> float:
        """Be one request; return its milliseconds."""
        start = time.perf_counter()
        self.call(uid, lambda env: getattr(env[model].browse(record_id), method)(*arguments, **named) and None)
        return 1000 * (time.perf_counter() - start)


def measure(rounds: int) -> dict:
    """Let the floor and ours take turns."""
    scene = Scene(open_registry(DATABASE))
    kinds = {"floor": scene.floor, "group": scene.ours, "manager": scene.ours}
    result = {"rounds": [], "statements": {}, "plans": []}
    for kind, function in kinds.items():
        for document_id in scene.documents(kind, 3):
            function(document_id)  # fills the caches of Odoo
        (document_id,) = scene.documents(kind, 1)
        with recorded() as statements:
            function(document_id)
        if kind != "floor":
            statements = [sql for sql in statements if "max(id)" not in sql[0]]
        result["statements"][kind] = len(statements)
        for sql, seconds in statements:
            title = f"-- {kind}: {1000 * seconds:.2f} ms\n{shortened(sql, 600)}"
            if kind != "floor" and sql.startswith("SELECT") and "FOR NO KEY" not in sql:
                title += "\n" + scene.call(1, lambda env, sql=sql: explain(env.cr, sql))
            result["plans"].append(title)
    for number in range(rounds):
        ready = {kind: scene.documents(kind, CALLS) for kind in kinds}
        spent = {kind: [] for kind in kinds}
        for turn in range(CALLS):
            for kind, function in kinds.items():
                spent[kind].append(function(ready[kind][turn]))
        result["rounds"].append({kind: median(values) for kind, values in spent.items()})
        progress(f"round {number + 1}:", {kind: round(value, 2) for kind, value in result["rounds"][-1].items()})
    return {**result, **activities(scene, rounds)}


def activities(scene, rounds: int) -> dict:
    """Time the scheduler's batch."""

    def sync() -> float:
        return scene.timed(1, "customer.approval", False, "_sync_activities")

    result = {"given": [], "taken": [], "idle": []}
    for _round in range(rounds):
        ready = scene.documents("group", CALLS)
        for document_id in ready:
            scene.request(document_id)
        result["given"].append(sync() / CALLS)
        for document_id in ready:
            scene.approve(document_id)
        result["taken"].append(sync() / CALLS)
        result["idle"].append(sync())
    return result


if __name__ == "__main__":
    run_step({"measure": measure})
