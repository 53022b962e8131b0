"""Subject "settlement" of scripts/bench: goods returned and credited for a decided case, against core by hand."""

import time
from contextlib import contextmanager, nullcontext

from bench_common import WITH_OURS, explain, median, open_registry, progress, recorded, run_step, shortened, show, table

CALLS = 5
DATABASE = "bench_settlement"
DELIVERED = 20
#: products of the order, and how much of each comes back
KINDS = {
    "all": ("all of one product", 1, DELIVERED),
    "part": ("a quarter of one product", 1, DELIVERED // 4),
    "five": ("all of five products", 5, DELIVERED),
}
#: the requests of each way, in their order; a wizard is opened by an onchange and saved before its button is pressed
STEPS = {
    "core": {
        "open_return": "return wizard opened",
        "save_return": "return wizard saved",
        "return": "returned",
        "receive": "receipt",
        "open_credit": "reversal wizard opened",
        "save_credit": "reversal wizard saved",
        "credit": "reversed",
        "adjust": "quantity set on the draft",
    },
    "ours": {"settle": "note written", "issue": "note issued", "receive": "receipt", "credit": "credit notes"},
}
RETURN = {"picking_id": {}, "product_return_moves": {"fields": {"product_id": {}, "quantity": {}, "move_id": {}}}}
REVERSAL = {"reason": {}, "date": {}, "journal_id": {}, "company_id": {}, "move_ids": {}}


def run(bench) -> str:
    """Measure, and write the table."""
    with bench.scratch(WITH_OURS, DATABASE):
        result = bench.child("bench_settlement", "measure", rounds=bench.rounds)
    return bench.save("settlement", lines(result), result["plans"])


def lines(result: dict) -> list[str]:
    """The result as markdown."""
    rounds, statements, together = result["rounds"], result["statements"], result["together"]

    def total(one: dict, kind: str, way: str) -> float:
        return sum(one.get(f"{kind} {way} {step}", 0) for step in STEPS[way])

    def more(core: int, ours: int) -> str:
        return f"{core} / {ours} ({ours - core:+})"

    rows = []
    for kind, (label, _products, _quantity) in KINDS.items():
        core, ours = ([total(one, kind, way) for one in rounds] for way in STEPS)
        wizards = sum(statements[f"{kind} core {step}"] for step in STEPS["core"] if "_" in step)
        counts = [total(statements, kind, way) for way in STEPS]
        ratios = [mine / theirs for mine, theirs in zip(ours, core, strict=True)]
        bare = [
            mine / sum(one.get(f"{kind} core {step}", 0) for step in STEPS["core"] if "_" not in step)
            for mine, one in zip(ours, rounds, strict=True)
        ]
        row = [label, show(core, 0), show(ours, 0), show(ratios, 2), more(*counts), f"{median(bare):.2f}"]
        script = [more(counts[0] - wizards, counts[1]), more(*(together[f"{kind} {way}"] for way in STEPS))]
        rows.append(row + script)
    steps = [
        [
            f"{way}: {label}",
            *(f"{median(one.get(f'{kind} {way} {step}', 0) for one in rounds):.0f}" for kind in KINDS),
            *(statements.get(f"{kind} {way} {step}", 0) for kind in KINDS),
        ]
        for way in STEPS
        for step, label in STEPS[way].items()
    ]
    decide = "all ours decide"
    decided = f"{show((one[decide] for one in rounds), 0)} ms and {statements[decide]} statements for one product"
    head = ["ms", "by hand in core", "ours", "ratio", "statements: core / ours"]
    return [
        "## From a decided case to its draft credit note",
        "",
        *table([*head, "ratio, bare", "statements, bare", "statements, one transaction"], rows),
        "",
        "Wanted: at most 1.15, and at most 40 statements more. Each order is delivered and invoiced. By hand its goods "
        "come back with core's return wizard, the receipt is validated, and the invoice reversed with core's wizard "
        "(where only a part comes back, the quantity of the draft is then set); ours: `action_settle`, `action_issue`, "
        "the receipt validated, `action_create_credit_notes`. Each request is a transaction of its own with empty "
        "record caches and the rights of the person who does it, and is committed; requests that only show something "
        "are left out of both. Bare: also without those that open and save core's wizards, which a person cannot do "
        "without, as if a script called their buttons. One transaction: that script and ours as one transaction each, "
        "whose caches are filled once. A figure is the median of the rounds (all of them in brackets), a round the "
        f"median of {CALLS} calls that take turns.",
        "",
        "## Request by request",
        "",
        *table(
            ["", *(f"ms, {label}" for label, *_rest in KINDS.values()), *(f"statements, {kind}" for kind in KINDS)],
            steps,
        ),
        "",
        f"Not in these figures: to decide the case, with which core has nothing to compare, takes {decided}. What the "
        "scheduler does a minute later, to mail the salesperson what came back, is not in them either.",
    ]


class Scene:
    """In the child: delivered and invoiced orders, decided cases about them, and who carries them out."""

    def __init__(self, registry):
        self.registry, self.cr, self.products = registry, None, []
        self.uids = self.call(1, self._prepare)
        finance = dict.fromkeys(("credit", "open_credit", "save_credit", "adjust"), "finance")
        keeper = dict.fromkeys(("receive", "return", "open_return", "save_return"), "keeper")
        self.people = {"decide": "decider", **finance, **keeper}

    def _prepare(self, env) -> dict[str, int]:
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        groups = {
            "sales": "customer_policy.group_user,sales_team.group_sale_salesman",
            "decider": "customer_policy.group_general_manager",
            "keeper": "base.group_user,stock.group_stock_user",
            "finance": "base.group_user,account.group_account_invoice",
        }
        people = {
            name: env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": f"{name}@example.com",
                    "email": f"{name}@example.com",
                    "group_ids": [(6, 0, [env.ref(xml_id).id for xml_id in names.split(",")])],
                }
            )
            for name, names in groups.items()
        }
        employee = env["hr.employee"].create({"name": "sales", "user_id": people["sales"].id})
        department = env["hr.department"].create({"name": "Sales", "manager_id": employee.id})
        employee.department_id = department
        unit = env["customer.complaint.unit"].create({"name": "Sales", "code": "sales", "department_id": department.id})
        steps = [
            {"code": "propose", "field_ids": [(0, 0, {"name": "is_established"}), (0, 0, {"name": "action_ids"})]},
            {"code": "decide", "type": "decision"},
            {"code": "reply", "type": "reply"},
        ]
        env["customer.complaint.procedure"].create(
            {
                "name": "Procedure",
                "code": "procedure",
                "step_ids": [
                    (0, 0, {"name": step["code"].title(), "sequence": number, "unit_id": unit.id, **step})
                    for number, step in enumerate(steps)
                ],
            }
        )
        level = {"decided_by": "group", "group_id": env.ref("customer_policy.group_general_manager").id}
        env["customer.approval.rule"].create(
            {
                "name": "Decision",
                "code": "decide",
                "document_model": "customer.complaint",
                "operation": "decide",
                "mode": "enforce",
                "level_ids": [(0, 0, level)],
            }
        )
        env["customer.number.rule"].create(
            {
                "name": "Complaints",
                "code": "complaint",
                "document": "customer.complaint",
                "pattern": "{year}{number}",
                "width": 6,
                "reset": "year",
                "kind": "accounted",
                "mode": "enforce",
            }
        )
        stock = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1).lot_stock_id
        for number in range(max(products for _label, products, _quantity in KINDS.values())):
            product = env["product.product"].create(
                {"name": f"Film {number}", "type": "consu", "is_storable": True, "invoice_policy": "delivery"}
            )
            env["stock.quant"]._update_available_quantity(product, stock, 1_000_000)
            self.products.append(product.id)
        self.partner = env["res.partner"].create({"name": "Mill", "email": "mill@example.com", "is_company": True}).id
        return {name: user.id for name, user in people.items()}

    def call(self, uid: int, function):
        """Be one request: a transaction with empty caches, committed; within :meth:`together` a part of that."""
        from odoo import api

        with nullcontext(self.cr) if self.cr else self.registry.cursor() as cr:
            result = function(api.Environment(cr, uid, {"allowed_company_ids": [1], "lang": "en_US"}))
            cr.flush()
            return result

    @contextmanager
    def together(self):
        """Let all calls be one transaction."""
        with self.registry.cursor() as self.cr:
            yield
        self.cr = None

    # what is there before

    def order(self, kind: str) -> dict:
        """Return an order that was delivered and invoiced."""

        def make(env):
            _label, products, _quantity = KINDS[kind]
            line = {"product_uom_qty": DELIVERED, "price_unit": 12, "discount": 25}
            order = env["sale.order"].create(
                {
                    "partner_id": self.partner,
                    "user_id": self.uids["sales"],
                    "order_line": [(0, 0, {"product_id": product, **line}) for product in self.products[:products]],
                }
            )
            order.action_confirm()
            order.picking_ids.action_assign()
            order.picking_ids.button_validate()
            invoice = order._create_invoices()
            invoice.action_post()
            return {"kind": kind, "order": order.id, "delivery": order.picking_ids.id, "invoice": invoice.id}

        return self.call(1, make)

    def case(self, kind: str) -> dict:
        """Return such an order with a case about it, proposed and waiting for its decision."""
        at = self.order(kind)

        def make(env):
            known = env["sale.order"].browse(at["order"])
            case = env["customer.complaint"].browse(known.action_register_complaint()["res_id"])
            case.write({"user_id": env.uid, "is_undetermined": False, "handling_method": "Repulp"})
            for line in case.line_ids:
                line.defective_quantity = line.quantity
            case.action_submit()
            quantity = KINDS[kind][2]
            returns = [{"kind": "return", "line_id": line.id, "quantity": quantity} for line in case.line_ids]
            case.write({"is_established": "yes", "action_ids": [(0, 0, vals) for vals in returns]})
            case.sudo().task_ids.filtered(lambda task: task.state == "open").sudo(False).action_done()
            return {**at, "case": case.id, "approval": case.sudo()._current_approvals("decide").id}

        return self.call(self.uids["sales"], make)

    # the requests

    def timed(self, way: str, step: str, at: dict) -> float:
        """Be one request of ``way``; return its milliseconds."""
        uid = self.uids[self.people.get(step, "sales")]
        function = getattr(self, step if step == "receive" else f"{way}_{step}")
        start = time.perf_counter()
        self.call(uid, lambda env: at.update(function(env, at) or {}))
        return 1000 * (time.perf_counter() - start)

    def receive(self, env, at: dict):
        env["stock.picking"].browse(at["receipt"]).button_validate()

    def _return_wizard(self, env, at: dict):
        context = {"active_model": "stock.picking", "active_id": at["delivery"], "active_ids": [at["delivery"]]}
        return env["stock.return.picking"].with_context(**context)

    def core_open_return(self, env, at: dict):
        commands = self._return_wizard(env, at).onchange({}, [], RETURN)["value"]["product_return_moves"]
        return {"lines": [values for code, _id, values in (c for c in commands if len(c) == 3) if code == 0]}

    def core_save_return(self, env, at: dict):
        lines = [(0, 0, {**values, "quantity": KINDS[at["kind"]][2]}) for values in at["lines"]]
        saved = self._return_wizard(env, at).web_save(
            {"picking_id": at["delivery"], "product_return_moves": lines}, RETURN
        )
        return {"wizard": saved[0]["id"]}

    def core_return(self, env, at: dict):
        wizard = self._return_wizard(env, at).browse(at.pop("wizard", ()))
        if not wizard:  # a script makes it itself
            wizard = wizard.create({"picking_id": at["delivery"]})
            wizard.product_return_moves.quantity = KINDS[at["kind"]][2]
        return {"receipt": wizard.action_create_returns()["res_id"]}

    def _reversal_wizard(self, env, at: dict):
        context = {"active_model": "account.move", "active_ids": [at["invoice"]]}
        return env["account.move.reversal"].with_context(**context)

    def core_open_credit(self, env, at: dict):
        return {"journal": self._reversal_wizard(env, at).onchange({}, [], REVERSAL)["value"]["journal_id"]}

    def core_save_credit(self, env, at: dict):
        saved = self._reversal_wizard(env, at).web_save({"reason": "Wet", "journal_id": at["journal"]}, REVERSAL)
        return {"wizard": saved[0]["id"]}

    def core_credit(self, env, at: dict):
        wizard = self._reversal_wizard(env, at).browse(at.pop("wizard", ()))
        if not wizard:
            journal = env["account.move"].browse(at["invoice"]).journal_id
            wizard = wizard.create({"reason": "Wet", "journal_id": journal.id})
        return {"draft": wizard.refund_moves()["res_id"]}

    def core_adjust(self, env, at: dict):
        quantity = KINDS[at["kind"]][2]
        draft = env["account.move"].browse(at["draft"])
        draft.write({"invoice_line_ids": [(1, line.id, {"quantity": quantity}) for line in draft.invoice_line_ids]})

    def ours_decide(self, env, at: dict):
        env["customer.approval"].browse(at["approval"]).action_approve()

    def ours_settle(self, env, at: dict):
        return {"note": env["customer.complaint"].browse(at["case"]).action_settle()["res_id"]}

    def ours_issue(self, env, at: dict):
        env["customer.complaint.settlement"].browse(at["note"]).action_issue()

    def ours_credit(self, env, at: dict):
        env["customer.complaint.settlement"].browse(at["note"]).action_create_credit_notes()

    def find_receipt(self, at: dict):
        """The keeper sees it in the list of the warehouse."""

        def find(env):
            env.cr.execute("SELECT id FROM stock_picking WHERE return_id = %s", [at["delivery"]])
            (at["receipt"],) = env.cr.fetchone()

        self.call(1, find)

    def go(self, way: str, at: dict, measured=None, skipped=()) -> dict:
        """Go the way; return what ``measured`` (default: the milliseconds) gives of each request."""
        found = {}
        for step in (*(("decide",) if way == "ours" else ()), *STEPS[way]):
            if step in skipped or (step == "adjust" and KINDS[at["kind"]][2] == DELIVERED):
                continue
            if step == "receive" and way == "ours":
                self.find_receipt(at)
            found[f"{at['kind']} {way} {step}"] = (measured or self.timed)(way, step, at)
        return found

    def check(self, at: dict):
        """Both ways must end with the same: what came back, and what the draft takes back."""
        with self.registry.cursor() as cr:
            cr.execute(
                """SELECT (SELECT sum(quantity) FROM stock_move WHERE picking_id = %(receipt)s AND state = 'done'),
                          amount_untaxed FROM account_move WHERE reversed_entry_id = %(invoice)s AND state = 'draft'""",
                at,
            )
            ((quantity, amount),) = cr.fetchall()
        _label, products, wanted = KINDS[at["kind"]]
        if (quantity, float(amount)) != (products * wanted, products * wanted * 9):
            raise ValueError(f"{at}: {quantity} came back, {amount} is credited")


def measure(rounds: int) -> dict:
    """Let core and ours take turns."""
    scene = Scene(open_registry(DATABASE))
    make = {"core": scene.order, "ours": scene.case}
    ways = [(kind, way) for kind in KINDS for way in make]
    result = {"rounds": [], "statements": {}, "together": {}, "plans": []}

    def statements_of(way, step, at):
        with recorded() as statements:
            scene.timed(way, step, at)
        if way == "ours" and at["kind"] == "all":
            for sql, seconds in statements:
                title = f"-- {step}: {1000 * seconds:.2f} ms\n{shortened(sql, 600)}"
                if sql.startswith("SELECT") and "customer_" in sql:
                    title += "\n" + scene.call(1, lambda env, sql=sql: explain(env.cr, sql))
                result["plans"].append(title)
        return len(statements)

    for kind, way in ways:
        for _number in range(3):  # fills the caches of Odoo
            at = make[way](kind)
            scene.go(way, at)
            scene.check(at)
        result["statements"].update(scene.go(way, make[way](kind), statements_of))
        at = make[way](kind)
        if way == "ours":
            scene.timed(way, "decide", at)
            steps = ["decide"]
        else:
            steps = [step for step in STEPS[way] if "_" in step]
        with recorded() as statements, scene.together():
            scene.go(way, at, skipped=steps)
        result["together"][f"{kind} {way}"] = len([sql for sql, _seconds in statements if "return_id = " not in sql])
    for number in range(rounds):
        ready = {key: [make[key[1]](key[0]) for _ in range(CALLS)] for key in ways}
        spent = {}
        for turn in range(CALLS):
            for kind, way in ways:
                for key, value in scene.go(way, ready[kind, way][turn]).items():
                    spent.setdefault(key, []).append(value)
        result["rounds"].append({key: median(values) for key, values in spent.items()})
        progress(f"round {number + 1}:", {key: round(value) for key, value in result["rounds"][-1].items()})
    return result


if __name__ == "__main__":
    run_step({"measure": measure})
