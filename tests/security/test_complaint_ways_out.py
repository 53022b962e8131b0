"""A secret case, and all rows under it, stay secret on every way out; customers see what they wrote and got."""

import re
import sys
from pathlib import Path

import databases

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

sys.path.append(str(Path(__file__).resolve().parent))
import probes
from test_ways_out import QUIET
from world import MARK, World

URL = "/my/complaints"


@tagged("post_install", "-at_install")
class TestComplaintWaysOut(World, HttpCase):
    """Over real HTTP: who has most rights elsewhere, whom the case is about, its customer, and another customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.marked["customer.complaint"]
        cls.rows = cls._complaint_rows(cls.case)
        about = cls._new_user("general_manager", "about", name="about")
        employee = cls.env["hr.employee"].create({"name": "x", "user_id": about.id, "company_id": cls.company.id})
        # the case was closed to him before anybody found out that it is about him
        cls.case.employee_id = employee
        cls.paper = cls.env["ir.attachment"].create(
            {"name": f"{MARK}.txt", "raw": MARK.encode(), "res_model": cls.case._name, "res_id": cls.case.id}
        )
        cls.case.attachment_ids = cls.paper
        cls.row_paper = cls.paper.copy(
            {"res_model": "customer.complaint.measure", "res_id": cls.rows["customer.complaint.measure"].id}
        )
        cls.told = cls.case.message_post(body=MARK, message_type="comment", subtype_xmlid="mail.mt_note")
        cls.rows["customer.complaint.measure"].message_post(body=MARK)
        cls.case.activity_schedule("mail.mail_activity_data_todo", user_id=about.id, note=MARK, summary=MARK)
        customers = {}
        stranger = cls.env["res.partner"].create({"name": "Stranger", "is_company": True})
        for login, company in (("own customer", cls.secret_file.partner_id), ("other customer", stranger)):
            contact = cls.env["res.partner"].create({"name": login, "parent_id": company.id})
            customers[login] = cls._new_user("base.group_portal", login, partner_id=contact.id, name=login)
        cls.attackers = {"about": about, **{role: cls.people[role] for role in ("security_auditor",)}, **customers}
        for user in cls.attackers.values():
            user.password = user.login
            if not user.share:
                user.group_ids += cls.env.ref("base.group_allow_export")
        cls.env.flush_all()

    def _records(self) -> dict:
        return {"customer.complaint": self.case, **self.rows}

    def _other_ways(self, prober):
        """What the web client does besides reading a model."""
        case = self.case
        for record in (case, self.rows["customer.complaint.measure"], self.rows["customer.complaint.objection"]):
            thread = {"thread_model": record._name, "thread_id": record.id}
            asked = {**thread, "request_list": ["attachments", "activities"]}
            for path, params in (
                ("/mail/thread/messages", {**thread, "fetch_params": {"limit": 30}}),
                ("/mail/data", {"fetch_params": [["mail.thread", asked]]}),
            ):
                yield prober.probe(f"{path} {record._name}", prober.route(path, **params))
        for paper in (self.paper, self.row_paper):
            token = paper._get_raw_access_token()
            for path in (
                f"/web/content/{paper.id}",
                f"/web/content/{paper.id}?access_token={token}x",
                f"/web/image/{paper.id}",
            ):
                yield prober.probe(path.partition("?")[0], prober.get(path))
            yield prober.probe(
                "attachment by search", prober.call("ir.attachment", "search_read", [("id", "in", paper.ids)])
            )
        for name, domain in (
            ("mail.message", [("model", "=like", "customer.complaint%")]),
            ("mail.activity", [("res_model", "=like", "customer.complaint%")]),
            ("mail.tracking.value", []),
        ):
            yield prober.probe(name, prober.call(name, "search_read", domain))
            yield prober.probe(f"{name} where", probes.oracle(prober, name, {"mail.message": "body"}.get(name, "id")))
        models = sorted({*self._records(), "customer.complaint.statement"})
        for report in self.env["ir.actions.report"].search([("model", "in", models)]):
            record = self._records().get(report.model) or self.rows["customer.complaint.statement.line"].statement_id
            for kind in ("html", "pdf", "text"):
                yield prober.probe(report.report_name, prober.get(f"/report/{kind}/{report.report_name}/{record.id}"))
        for wizard in ("ask", "merge", "void", "assign", "statement.export"):
            model = f"customer.complaint.{wizard}"
            spec = {name: {"fields": {"display_name": {}}} for name in probes.readable_fields(prober, model)}
            context = {"active_id": case.id, "active_ids": case.ids, "active_model": case._name}
            context |= {"default_complaint_id": case.id, "default_complaint_ids": case.ids, "default_into_id": case.id}
            yield prober.probe(model, prober.call(model, "onchange", [], {}, [], spec, context=context))
            yield prober.probe(model, prober.call(model, "default_get", list(spec), context=context))
        for name in ("task", "line", "reply", "measure", "objection"):
            model = f"customer.complaint.{name}"
            spec = {fname: {} for fname in probes.readable_fields(prober, model)}
            answer = prober.call(model, "onchange", [], {"complaint_id": case.id}, ["complaint_id"], spec)
            yield prober.probe(f"onchange of {model}", answer)
        for kind in ("csv", "xlsx"):
            for model, names in (
                ("customer.complaint", ["description", "demand"]),
                ("customer.complaint.finding", ["whys"]),
            ):
                yield prober.probe(f"export {model}", self._exported(prober, kind, model, names))
        for path in (URL, f"{URL}/{case.id}", f"{URL}/{case.id}?token=False", f"{URL}/{case.id}?token=",
                     f"{URL}/{case.id}/file/{self.paper.id}", f"{URL}/{case.id}/file/{self.row_paper.id}",
                     f"/mail/view?model=customer.complaint&res_id={case.id}", f"/mail/message/{self.told.id}",
                     "/json/customer-complaints", f"/json/customer-complaints/{case.id}"):  # fmt: skip
            yield prober.probe(path, prober.get(path))

    def _exported(self, prober, kind, model, names):
        columns = [{"name": name, "label": name, "type": "text", "store": True} for name in names]
        data = {"model": model, "fields": columns, "ids": False, "domain": [], "import_compat": False, "groupby": []}
        return prober.get(f"/web/export/{kind}", data={"data": probes.json.dumps(data)})

    def _attack(self, user, models=None):
        self.authenticate(user.login, user.login)
        prober = probes.Prober(self, user)
        records = {name: record for name, record in self._records().items() if models is None or name in models}
        ways = [
            *(probes.model_probes(prober, name, record.ids) for name, record in records.items()),
            probes.path_probes(prober, list(records)),
            self._other_ways(prober),
        ]
        with mute_logger(*QUIET, "odoo.addons.base.models.ir_qweb", "odoo.addons.base.models.ir_actions_report"):
            return prober, sorted({name for way in ways for name, text in way if MARK in text})

    def test_nothing_leaks(self):
        total = 0
        for role, user in self.attackers.items():
            with self.subTest(role=role):
                # what it is called, its own customer may know
                self.case.name = "Wet paper" if user.share else MARK
                self.env.flush_all()
                prober, leaks = self._attack(user)
                total += prober.count
                self.assertEqual(leaks, [], role)
                self.assertGreater(prober.count, 100)
        databases.say(f"{total} probes at complaints as {len(self.attackers)} people, none gave anything away")

    def test_links_show_no_content(self):
        """Core shows what a link is called to everybody, who can make a link to any record in a form."""
        names = ("measure", "finding", "inspection", "line", "liability")
        secrets = (MARK, "Card", self.env.ref("base.main_partner").name)
        for record in (self.case, *(self.rows[f"customer.complaint.{name}"] for name in names)):
            for user in (self.attackers["about"], self.boss):
                shown = self.as_user(user, record).sudo().display_name
                hidden = user != self.boss or record in (self.case, self.rows["customer.complaint.inspection"])
                self.assertEqual(
                    not any(secret in shown for secret in secrets), hidden, (record._name, user.name, shown)
                )
        self.assertIn(self.top_secret.name, self.case.display_name)
        plain = self._create_some("customer.complaint")
        self.assertIn(MARK, plain.display_name)

    def test_counts_tell_nothing_of_a_secret_case(self):
        """Neither the dashboard, nor the statistics, nor the totals of a statement."""
        user = self.attackers["about"]
        self.env.cr.execute(
            "UPDATE customer_complaint SET state = 'closed', accepted_date = now(), closed_date = now() WHERE id = %s",
            self.case.ids,
        )
        self.env.invalidate_all()
        statement = self.rows["customer.complaint.statement.line"].statement_id
        boss = statement.with_user(self.boss)
        self.assertEqual((boss.case_count, self.as_user(user, statement).case_count), (1, 0))
        report = self.env["customer.complaint.report"]
        self.assertEqual(self.as_user(user, report).search_count([]), 0)
        self.assertGreater(report.search_count([("complaint_id", "=", self.case.id)]), 0)
        for figure in self.as_user(user, self.env["customer.complaint.dashboard"]).search([]):
            self.assertFalse(figure.count, figure.code)

    def test_the_suite_would_notice(self):
        """Switch off one rule after the other: the probes must find what comes out."""
        user = self.attackers["about"]
        for name in ("line", "task", "action", "reply", "decision", "liability", "loss", "finding", "measure",
                     "objection", "inspection", "inspection.participant", "statement.line"):  # fmt: skip
            rule = self.env.ref(f"customer_complaint.customer_complaint_{name.replace('.', '_')}_rule_secrecy")
            rule.active = False
            model = f"customer.complaint.{name}"
            with self.subTest(rule=rule.name), mute_logger(*QUIET):
                self.authenticate(user.login, user.login)
                prober = probes.Prober(self, user)
                leaks = [way for way, text in probes.model_probes(prober, model, self.rows[model].ids) if MARK in text]
                self.assertTrue(leaks, "a rule is off and nothing was found")
            rule.active = True

    def test_customers_change_nothing(self):
        """Whatever a customer sends to the pages and the models: nothing of the case moves."""
        for role in ("own customer", "other customer"):
            user = self.attackers[role]
            self.authenticate(user.login, user.login)
            prober = probes.Prober(self, user)
            token = re.search(r'csrf_token: "([^"]+)"', prober.get("/my"))
            before = self._state()
            with mute_logger(*QUIET):
                for verb in ("accept", "refuse", "close", "void", "action_close", "../x"):
                    data = {"csrf_token": token and token[1], "text": "x", "satisfaction": "5", "state": "closed"}
                    prober.get(f"{URL}/{self.case.id}/{verb}", data=data)
                for name, record in self._records().items():
                    for method, args in (
                        ("write", [record.ids, {"company_id": self.company.id}]), ("unlink", [record.ids]),
                        ("copy", [record.ids]), ("create", [{"complaint_id": self.case.id}]),
                        ("action_close", [record.ids]), ("action_done", [record.ids]), ("action_send", [record.ids]),
                        ("message_post", [record.ids]), ("message_subscribe", [record.ids, user.partner_id.ids]),
                    ):  # fmt: skip
                        answer = prober.call(name, method, *args)
                        self.assertIn("error", answer, (role, name, method))
                for path, params in (
                    ("/mail/message/post", {"post_data": {"body": "INTRUDER"}}),
                    ("/mail/thread/subscribe", {"partner_ids": user.partner_id.ids}),
                ):
                    prober.route(path, thread_model="customer.complaint", thread_id=self.case.id, **params)
            self.assertEqual(self._state(), before, role)

    def _state(self):
        self.env.flush_all()
        self.env.invalidate_all()
        case = self.case
        return (
            case.state, case.customer_answer, case.satisfaction, case.follower_case_ids, len(case.message_ids),
            case.message_partner_ids, [record.exists() for record in self._records().values()],
        )  # fmt: skip
