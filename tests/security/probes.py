"""The ways out that are tried. Each probe is a name and what came back, as text."""

import io
import json
import zipfile

from world import MARK, TEXT_TYPES

from odoo.exceptions import AccessError, UserError

#: contexts a client may send, in the hope that one switches a check off
HOSTILE = (
    {},
    {"active_test": False, "su": True, "uid": 1, "install_mode": True, "module": "x", "bin_size": False},
    {"customer_workflow_pass": True, "import_file": True, "tracking_disable": True, "no_customer_file": True},
)
ABSENT = "ZQ7nothing"


class Prober:
    """One attacker: calls over HTTP as a web client and as an API client do."""

    def __init__(self, case, user, *, thorough=False):
        self.case, self.user, self.thorough, self.count = case, user, thorough, 0
        self.companies = (case.company | case.other_company).ids

    def probe(self, name: str, text: str):
        self.count += 1
        return name, text

    def call(self, model: str, method: str, *args, context=None, **kwargs) -> str:
        """Call as the web client does; return the whole answer."""
        params = {"model": model, "method": method, "args": args, "kwargs": {**kwargs, "context": context or {}}}
        response = self.case.url_open(
            "/web/dataset/call_kw", data=json.dumps({"params": params}), headers={"Content-Type": "application/json"}
        )
        return response.text

    def result(self, *args, **kwargs):
        return json.loads(self.call(*args, **kwargs)).get("result")

    def search_count(self, model: str, domain: list) -> int:
        """Count as the user does, without the way over HTTP: what the ORM answers is the same."""
        records = self.case.env[model].with_user(self.user).with_context(allowed_company_ids=self.user.company_ids.ids)
        try:
            return records.search_count(domain)
        except (AccessError, UserError, ValueError):
            return -1

    def json2(self, key: str, model: str, method: str, **body) -> str:
        return self.case.url_open(
            f"/json/2/{model}/{method}",
            data=json.dumps(body),
            headers={"Content-Type": "application/json", "Authorization": f"bearer {key}"},
        ).text

    def route(self, path: str, **params) -> str:
        """Call a route that speaks JSON-RPC."""
        return self.case.url_open(
            path, data=json.dumps({"params": params}), headers={"Content-Type": "application/json"}
        ).text

    def get(self, path: str, **options) -> str:
        response = self.case.url_open(path, **options)
        content = response.content
        if content[:2] == b"PK":  # an xlsx or zip file: look inside
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
        return content.decode(errors="replace")


def readable_fields(prober, model: str) -> dict:
    return prober.result(model, "fields_get", attributes=["type", "store", "relation", "searchable"]) or {}


def model_probes(prober, model: str, ids: list[int]):
    """Reading a model in every way the web client has."""
    known = readable_fields(prober, model)
    names = [name for name, field in known.items() if field["type"] != "binary"]
    texts = [name for name, field in known.items() if field["type"] in TEXT_TYPES]
    spec = {
        name: {"fields": {"display_name": {}}} if known[name]["type"] in ("many2one", "one2many", "many2many") else {}
        for name in names
    }
    contexts = [{**hostile, "allowed_company_ids": prober.companies} for hostile in HOSTILE[1:]]
    for context in ({}, *contexts):
        yield prober.probe(f"{model}.read", prober.call(model, "read", ids, names, context=context))
        yield prober.probe(f"{model}.web_read", prober.call(model, "web_read", ids, spec, context=context))
        yield prober.probe(
            f"{model}.search_read", prober.call(model, "search_read", [("id", "in", ids)], names, context=context)
        )
        yield prober.probe(
            f"{model}.web_search_read",
            prober.call(model, "web_search_read", [("id", "in", ids)], spec, context=context),
        )
    for name in names if prober.thorough else ():
        # one by one: a single closed field would hide what the others give away
        yield prober.probe(f"{model}.read {name}", prober.call(model, "read", ids, [name]))
    yield prober.probe(f"{model}.export_data", prober.call(model, "export_data", ids, [*texts, ".id"]))
    yield prober.probe(f"{model}.copy", prober.call(model, "copy", ids))
    yield prober.probe(f"{model}.copy_data", prober.call(model, "copy_data", ids))
    yield prober.probe(f"{model}.name_search", prober.call(model, "name_search", MARK))
    yield prober.probe(f"{model}.get_metadata", prober.call(model, "get_metadata", ids))
    for name in texts:
        if known[name].get("store"):
            grouped = prober.call(model, "formatted_read_group", [], [name], ["__count"])
            yield prober.probe(f"{model}.formatted_read_group {name}", grouped)
        if known[name].get("store") and prober.thorough:
            grouped = prober.call(model, "web_read_group", [], [name], ["__count"])
            yield prober.probe(f"{model}.web_read_group {name}", grouped)
        if known[name].get("searchable"):
            yield prober.probe(f"{model} where {name}", oracle(prober, model, name))
    if texts:
        yield prober.probe(f"{model} in order", order_oracle(prober, model, texts[0], ids))


def oracle(prober, model: str, path: str) -> str:
    """Ask how many records have the mark and how many a word nobody wrote: an answer that differs gives it away."""
    marked, absent = (prober.search_count(model, [(path, "ilike", word)]) for word in (MARK, ABSENT))
    return MARK if marked != absent else ""


def order_oracle(prober, model: str, name: str, ids: list[int]) -> str:
    found = prober.result(model, "search", [], order=f"{name} desc", limit=5) or []
    return MARK if set(found) & set(ids) else ""


def path_probes(prober, models: list[str]):
    """Dotted conditions from every model that points to one of ``models``."""
    env = prober.case.env
    targets = {
        model: [
            name
            for name, field in env[model]._fields.items()
            if field.type in TEXT_TYPES and field.store and name not in ("number", "name", "document_name")
        ][:3]
        for model in models
    }
    for name, kind in sorted(env.registry.items()):
        if kind._abstract or kind._transient:
            continue
        for field in kind._fields.values():
            if field.relational and field.comodel_name in targets and field._description_searchable:
                for target in targets[field.comodel_name]:
                    yield prober.probe(
                        f"{name} by {field.name}.{target}", oracle(prober, name, f"{field.name}.{target}")
                    )


def route_probes(prober, file, message, scan, token: str):
    """The other addresses that hand out content."""
    thread = {"thread_model": file._name, "thread_id": file.id}
    yield prober.probe("thread/messages", prober.route("/mail/thread/messages", **thread, fetch_params={"limit": 30}))
    yield prober.probe(
        "mail/data",
        prober.route(
            "/mail/data",
            fetch_params=[["mail.thread", {**thread, "request_list": ["attachments", "followers", "activities"]}]],
        ),
    )
    for box in ("inbox", "history", "starred"):
        yield prober.probe(box, prober.route(f"/mail/{box}/messages", fetch_params={"limit": 30, "search_term": MARK}))
    yield prober.probe("mail/message", prober.get(f"/mail/message/{message.id}"))
    yield prober.probe("mail/view", prober.get(f"/mail/view?model={file._name}&res_id={file.id}"))
    for path in (f"/web/content/{scan.id}", f"/web/image/{scan.id}"):
        yield prober.probe(path, prober.get(path))
        yield prober.probe(f"{path} with token", prober.get(f"{path}?access_token={token}"))
    zipped = {"file_ids": str([scan.id]), "zip_name": "x.zip"}
    yield prober.probe("attachment/zip", prober.get("/mail/attachment/zip", data=zipped))
    for path in ("customer-files", f"customer-files/{file.id}", "customer-list"):
        yield prober.probe(f"json {path}", prober.get(f"/json/{path}"))
    reports = prober.case.env["ir.actions.report"].search([("model", "=", file._name)])
    for report in reports:
        yield prober.probe(report.report_name, prober.get(f"/report/html/{report.report_name}/{file.id}"))
    for model, names in ((file._name, ["need", "legal_representative"]), ("mail.message", ["body"])):
        for kind in ("csv", "xlsx"):
            data = {
                "model": model,
                "fields": [{"name": name, "label": name, "type": "text", "store": True} for name in names],
                "ids": False,
                "domain": [],
                "import_compat": False,
                "groupby": [],
            }
            answer = prober.get(f"/web/export/{kind}", data={"data": json.dumps(data)})
            yield prober.probe(f"export {model} as {kind}", answer)


def action_probes(prober, file):
    """Forms that take the id of a file and answer with something about it."""
    for model, field in (
        ("customer.file.interaction", "file_id"),
        ("customer.file.rename", "file_id"),
        ("customer.information.survey", "file_id"),
        ("customer.access.give", "file_id"),
    ):
        spec = {name: {} for name in readable_fields(prober, model)}
        answer = prober.call(model, "onchange", [], {field: file.id}, [field], spec)
        yield prober.probe(f"onchange of {model}", answer)
        answer = prober.call(
            model, "default_get", list(spec), context={f"default_{field}": file.id, "active_id": file.id}
        )
        yield prober.probe(f"defaults of {model}", answer)
    for method in (
        "action_view_interactions", "action_view_events", "action_view_surveys", "action_view_duplicates",
        "action_open_partner", "action_change_secrecy", "action_confirm_check", "action_submit", "action_review",
    ):  # fmt: skip
        yield prober.probe(method, prober.call(file._name, method, file.ids))
    yield prober.probe("partner button", prober.call("res.partner", "action_open_customer_file", file.partner_id.ids))


def api_probes(prober, key: str, file):
    """The same through the API for other programs."""
    for method, body in (
        ("read", {"ids": file.ids, "fields": ["need", "lost_reason"]}),
        ("search_read", {"domain": [], "fields": ["need", "lost_reason"]}),
        ("web_read", {"ids": file.ids, "specification": {"need": {}, "message_ids": {"fields": {"body": {}}}}}),
        ("export_data", {"ids": file.ids, "fields_to_export": ["need"]}),
        ("formatted_read_group", {"domain": [], "groupby": ["need"], "aggregates": ["__count"]}),
    ):
        for context in HOSTILE:
            yield prober.probe(f"json2 {method}", prober.json2(key, file._name, method, context=context, **body))
