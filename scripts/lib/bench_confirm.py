"""Subject "confirm" of scripts/bench: confirming an order with all checks on, against the same without our addons."""

import time

from bench_common import WITH_OURS, explain, median, open_registry, progress, recorded, run_step, shortened, show, table

CALLS = 15
LINES = 5
DATABASES = {"core": "bench_confirm_core", "ours": "bench_confirm_ours"}
KINDS = {"service": "services", "consu": "goods, with their delivery"}
#: every check there is, each enforced and met
CHECKS = ("blacklist", "not_admitted", "no_contract", "no_licence", "credit", "credit_term")
WANTED_RATIO, WANTED_QUERIES = 1.10, 6


def run(bench) -> str:
    """Measure, and write the table."""
    with bench.scratch(bench.core, DATABASES["core"]), bench.scratch(WITH_OURS, DATABASES["ours"]):
        result = bench.child("bench_confirm", "measure", rounds=bench.rounds)
    return bench.save("confirm", lines(result), result["plans"])


def lines(result: dict) -> list[str]:
    """The result as markdown."""
    rows = []
    for kind, label in KINDS.items():
        core, ours = ([one[f"{kind} {way}"] for one in result["rounds"]] for way in DATABASES)
        ratios = [mine / theirs for mine, theirs in zip(ours, core, strict=True)]
        before, after = (result["statements"][f"{kind} {way}"] for way in DATABASES)
        rows.append([label, show(core), show(ours), show(ratios, 2), before, after, after - before])
    return [
        f"## An order of {LINES} lines confirmed by a salesperson",
        "",
        *table(["ms", "core", "ours", "ratio", "statements, core", "ours", "more"], rows),
        "",
        f"Wanted: at most {WANTED_RATIO:.2f} times, and at most {WANTED_QUERIES} statements more. Core: a database "
        "with the same modules of core and none of our addons. Ours: all addons, and enforced rules on every check: "
        f"{', '.join(CHECKS)}; the customer meets them all. Each call is a transaction of its own with empty record "
        "caches, the rights of a salesperson and all that is flushed at its end; it is rolled back, so that every call "
        f"confirms the same order. A figure is the median of the rounds, a round the median of {CALLS} calls that take "
        "turns between the two databases.",
    ]


# what follows runs in the child


class Scene:
    """A database with an order of each kind, of one salesperson."""

    def __init__(self, way: str):
        self.registry = open_registry(DATABASES[way])
        with self.registry.cursor() as cr:
            env = self._environment(cr, 1)
            self.uid, partner = self._people(env, way)
            self.orders = {kind: self._order(env, partner, kind) for kind in KINDS}
            if way == "ours":
                self._rules(env, partner)

    @staticmethod
    def _environment(cr, uid: int):
        from odoo import api

        return api.Environment(cr, uid, {"allowed_company_ids": [1], "lang": "en_US"})

    @staticmethod
    def _people(env, way: str):
        if not env.company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company=env.company, install_demo=False)
        groups = ["sales_team.group_sale_salesman"] + ["customer_policy.group_user"] * (way == "ours")
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": "Sales",
                    "login": "sales@example.com",
                    "email": "sales@example.com",
                    "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
                }
            )
        )
        return user.id, env["res.partner"].create({"name": "Mill", "is_company": True, "email": "mill@example.com"})

    def _order(self, env, partner, kind: str) -> int:
        products = env["product.product"].create([{"name": f"{kind} {n}", "type": kind} for n in range(LINES)])
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": self.uid,
                "order_line": [
                    (0, 0, {"product_id": product.id, "product_uom_qty": 2, "price_unit": 12}) for product in products
                ],
            }
        )
        return order.id

    @staticmethod
    def _rules(env, partner):
        """Make the customer one that meets every check, and enforce them all."""
        rule = {"company_id": 1, "mode": "enforce"}
        kinds = env["customer.licence.kind"].create(
            [
                {**rule, "name": name, "code": name, "needed_for": name, **more}
                for name, more in (
                    ("customer", {}),
                    ("contract", {}),
                    ("products", {"product_ids": [(6, 0, env["product.product"].search([]).ids)]}),
                )
            ]
        )
        file = env["customer.file"].create({"partner_id": partner.id, "life_status": "cooperating"})
        env["customer.licence"].create([{"file_id": file.id, "kind_id": kind.id, "number": "1"} for kind in kinds])
        takeover = env["customer.admission.takeover"].create({"reason": "Known"})
        env["customer.admission"]._create_taken_over(takeover, partner)
        level = env["customer.credit.level"].create(
            {**rule, "name": "High", "code": "high", "default_limit": 1_000_000, "payment_days": 60,
             "transaction_limit": 500_000, "period_limit": 900_000}
        )  # fmt: skip
        terms = {name: level[name] for name in ("transaction_limit", "period_limit", "period", "payment_days")}
        env["customer.credit.standing"]._put_in_force(
            partner, env.company, {**terms, "level_id": level.id, "limit": level.default_limit, "reason": "Known"}
        )
        env["customer.business.rule"].create(
            [{**rule, "name": check, "code": check, "check": check, "stops_quote": True} for check in CHECKS]
        )

    def confirm(self, kind: str) -> float:
        """Confirm the order and roll back; return the milliseconds."""
        with self.registry.cursor() as cr:
            order = self._environment(cr, self.uid)["sale.order"].browse(self.orders[kind])
            start = time.perf_counter()
            order.action_confirm()
            cr.flush()
            spent = time.perf_counter() - start
            if order.state != "sale":
                raise ValueError(f"{order}: {order.state}")
            cr.rollback()
        return 1000 * spent


def measure(rounds: int) -> dict:
    """Let core and ours take turns."""
    scenes = {way: Scene(way) for way in DATABASES}
    pairs = [(kind, way) for kind in KINDS for way in DATABASES]
    result = {"rounds": [], "statements": {}, "plans": []}
    for kind, way in pairs:
        for _number in range(3):  # fills the caches of Odoo and PostgreSQL
            scenes[way].confirm(kind)
        with recorded() as statements:
            scenes[way].confirm(kind)
        result["statements"][f"{kind} {way}"] = len(statements)
        if way == "ours" and kind == "service":
            with scenes[way].registry.cursor() as cr:
                result["plans"] += [
                    f"-- {1000 * seconds:.2f} ms\n{shortened(sql, 1500)}\n"
                    + (explain(cr, sql) if sql.lstrip().startswith("SELECT") else "")
                    for sql, seconds in statements
                    if "customer_" in sql
                ]
    for number in range(rounds):
        spent = {pair: [] for pair in pairs}
        for _turn in range(CALLS):
            for kind, way in pairs:
                spent[kind, way].append(scenes[way].confirm(kind))
        result["rounds"].append({f"{kind} {way}": median(spent[kind, way]) for kind, way in pairs})
        progress(f"round {number + 1}:", {key: round(value, 1) for key, value in result["rounds"][-1].items()})
    return result


if __name__ == "__main__":
    run_step({"measure": measure})
