"""Who may do what with which record: every model x role x operation x company x secrecy level, against a table.

The table is access_matrix.csv, for people to read and review. A cell says what a role may do with a record without a
level / with one above its clearance / of another company: r(ead), w(rite), c(reate), d(elete), - nothing; without
a second or third part the model has no level or no company. When it is to change: look at the difference, then copy
var/log/access_matrix.csv over it.
"""

import csv
import io
import sys
from datetime import timedelta
from pathlib import Path

import databases

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

sys.path.append(str(Path(__file__).resolve().parent))
from world import World

TABLE = Path(__file__).with_name("access_matrix.csv")
MADE = databases.ROOT / "var/log/access_matrix.csv"
OPERATIONS = {"read": "r", "write": "w", "create": "c", "unlink": "d"}
ROLES = (
    "employee", "user", "information_administrator", "supervisor", "manager", "general_manager",
    "rules_administrator", "network_administrator", "security_administrator", "security_auditor", "portal",
)  # fmt: skip
#: what every employee has of his own, the auditor as well
OWN = (
    "customer.approval.substitution",
    "customer.complaint.objection",
    "customer.handover.line",
    "staff.conduct.report",
)
OURS = databases.our_addons(for_tests=False)


@tagged("post_install", "-at_install")
class TestMatrix(World):
    def _models(self) -> list[str]:
        return sorted(
            name
            for name, model in self.registry.items()
            if model._original_module in OURS and not model._abstract and not model._transient
        )

    def _sample(self, name: str, company):
        """Make a record of ``company`` that none of the roles has to do with; empty where that takes more."""
        model = self.env[name]
        if name in self.secret_rows:
            return self.open_rows[company][name]
        if name in self.statistics[company]:
            return self.statistics[company][name]
        if name == "customer.complaint.statement":
            return self.open_rows[company]["customer.complaint.statement.line"].statement_id
        if name == "dealer.visit.allowance":
            day = self._create_some("dealer.visit.day", company, date="2023-05-05")
            day._write_protected({"allowance": 1})
            day.flush_recordset()
        if name == "dealer.stock.age":
            self._stock_at_dealer(company)
        if not model._auto:
            return self._shown_by_view(model, company)
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                file = self.files[company]
                about = {"file_id": file.id, "res_model": file._name, "res_id": file.id}
                vals = {fname: value for fname, value in about.items() if fname in model._fields}
                vals |= self._fitting(name)
                if name == "dealer.commission.cancellation":
                    vals |= self._complained_sale(company)
                if name == "dealer.commission.tier":
                    vals["scheme_id"] = self._create_some("dealer.commission.scheme", company, code="tiers").id
                if name == "dealer.commission.transfer":
                    vals["order_id"] = self._some_value(model, model._fields["order_id"], company)
                if name == "customer.blacklist.document":
                    vals["entry_id"] = self._sample("customer.blacklist.entry", company).id
                if name == "customer.lead.card":
                    vals["lead_id"] = self._create_some("crm.lead", company).id
                elif "card_id" in model._fields and model._fields["card_id"].comodel_name == "customer.lead.card":
                    vals["card_id"] = self._sample("customer.lead.card", company).id
                if name == "dealer.gift.recipient":
                    vals["gift_id"] = self._event_gift(company).id
                if name in ("dealer.visit.invitation", "dealer.visit.postponement"):
                    vals["visit_id"] = self._sample("dealer.visit", company).id
                sample = self._create_some(name, company, **vals)
                sample.flush_recordset()
        except Exception as error:
            print(f"{name}: {error}")
            return model.browse()
        return sample

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.files = {
            company: cls._file("Open", company_id=company.id, responsible_id=responsible.id)
            for company, responsible in ((cls.company, cls.boss), (cls.other_company, cls.people["manager elsewhere"]))
        }

        for company in cls.files:
            cls._create_some("staff.conduct.rule", company, mode="enforce")  # what can be reported
        # rows of a case, which are as secret as it is; and others of an open case of each company
        cls.secret_rows = cls._complaint_rows(cls.marked["customer.complaint"])
        cls.open_rows = {
            company: cls._complaint_rows(
                cls._create_some(
                    "customer.complaint", company, partner_id=cls.env["res.partner"].create({"name": "x"}).id
                )
            )
            for company in cls.files
        }
        # the statistics are of closed cases; how they are closed is not what is looked at here
        cases = cls.marked["customer.complaint"].union(
            *(rows["customer.complaint.line"].complaint_id for rows in cls.open_rows.values())
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE customer_complaint SET state = 'closed', accepted_date = now(), closed_date = now() WHERE id IN %s",
            [cases._ids],
        )
        # what was decided is reconciled
        cls.env.cr.execute(
            """UPDATE customer_complaint_action action SET decision_id = decision.id
                 FROM customer_complaint_decision decision
                WHERE decision.complaint_id = action.complaint_id AND action.complaint_id IN %s""",
            [cases._ids],
        )
        cls.env.invalidate_all()
        for company in cls.files:
            cls._invoice(company)
        cls.statistics = {company: cls._issued_statistics(company) for company in cls.files}
        cls.secret_statistics = cls._issued_statistics(cls.company)
        cls.secret_statistics["customer.statistic.report"]._classify(cls.top_secret, "Test")
        cls.env.flush_all()

    @classmethod
    def _issued_statistics(cls, company) -> dict:
        """Return an issued report of statistics and a row of all that hangs on it, by model."""
        number = cls.env["customer.statistic.kind"].search_count([])
        kind = cls._create_some("customer.statistic.kind", company, code=f"matrix_{number}", period="month", due_days=1)
        indicator = cls._create_some("customer.statistic.indicator", company, code=f"matrix_{number}", kind="entered")
        about = {"kind_id": kind.id, "date_from": "2024-05-01", "date_to": "2024-05-31"}
        report = cls.env["customer.statistic.report"].with_company(company).create(about)
        rows = {
            name: cls._create_some(name, company, report_id=report.id, indicator_id=indicator.id)
            for name in (
                "customer.statistic.figure",
                "customer.statistic.explanation",
                "customer.statistic.improvement",
                "customer.statistic.difference",
            )
        }
        case = cls.open_rows[company]["customer.complaint.line"].complaint_id
        rows["customer.statistic.case"] = cls._create_some(
            "customer.statistic.case", company, report_id=report.id, complaint_id=case.id
        )
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE customer_statistic_report SET state = 'issued' WHERE id = %s", [report.id])
        cls.env.invalidate_all()
        figure = {"figure_id": rows["customer.statistic.figure"].id}
        return {
            **rows,
            **cls._around_statistics(company, report, figure),
            report._name: report,
            "customer.statistic.card": cls.env["customer.statistic.card"].browse(rows["customer.statistic.figure"].id),
            "customer.statistic.punctuality": cls.env["customer.statistic.punctuality"].browse(report.id),
        }

    @classmethod
    def _around_statistics(cls, company, report, figure: dict) -> dict:
        """Return what comes after an issued report: its correction, who has it, a request that it answers."""
        about = {"report_id": report.id}
        correction = cls._create_some("customer.statistic.correction", company, **about)
        request = cls._create_some("customer.statistic.request", company, report_ids=[(6, 0, report.ids)])
        given = {"request_id": request.id, "value": report.figure_ids.current_value, **figure}
        recipient = cls.env["res.users"].search([("company_ids", "in", company.ids), ("share", "=", False)], limit=1)
        rows = [
            correction,
            request,
            cls._create_some("customer.statistic.correction.line", company, correction_id=correction.id, **figure),
            cls._create_some("customer.statistic.request.line", company, **given),
            cls._create_some("customer.statistic.mailing", company, recipient_ids=[(6, 0, recipient.ids)], **about),
            cls._create_some("customer.statistic.receipt", company, recipient="Bureau", **about),
        ]
        return {row._name: row for row in rows}

    def _stock_at_dealer(self, company):
        """Let goods of ``company`` arrive at a dealer."""
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
        place = self.env["stock.location"].create(
            {"name": "Shop", "location_id": warehouse.view_location_id.id, "company_id": company.id}
        )
        # while goods are recalled from a dealer, its place stays: another one has these
        dealer = self._file("Dealer", company_id=company.id, responsible_id=self.files[company].responsible_id.id)
        dealer.dealer_location_id = place
        product = self.env["product.product"].create({"name": "x", "type": "consu", "is_storable": True})
        quant = {"product_id": product.id, "location_id": place.id, "inventory_quantity": 1}
        self.env["stock.quant"].with_company(company).with_context(inventory_mode=True).create(
            quant
        ).action_apply_inventory()
        self.env.flush_all()

    @classmethod
    def _invoice(cls, company):
        """Post an invoice: the collection rate shows its receivable."""
        accounts = cls.env["account.account"]
        income, receivable = (
            accounts.create({"name": kind, "code": code, "account_type": kind, "company_ids": company.ids})
            for code, kind in (("600199", "income"), ("112299", "asset_receivable"))
        )
        journal = {"name": "Sales", "code": "SALES", "type": "sale", "company_id": company.id}
        journal = cls.env["account.journal"].create({**journal, "default_account_id": income.id})
        partner = cls.env["res.partner"].create({"name": "x"})
        partner.with_company(company).property_account_receivable_id = receivable
        invoice = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "journal_id": journal.id,
                    "partner_id": partner.id,
                    "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 100, "tax_ids": False})],
                }
            )
        )
        invoice.action_post()

    def _complained_sale(self, company) -> dict:
        """Return an open case of ``company`` and what was sold that it is about."""
        line = self.open_rows[company]["customer.complaint.line"]
        order = self.env["sale.order"].create(
            {
                "partner_id": line.complaint_id.partner_id.id,
                "company_id": company.id,
                "order_line": [(0, 0, {"product_id": line.product_id.id})],
            }
        )
        # its case is closed
        self.env.cr.execute(
            "UPDATE customer_complaint_line SET sale_line_id = %s WHERE id = %s", [order.order_line.id, line.id]
        )
        line.invalidate_recordset()
        return {"complaint_id": line.complaint_id.id, "sale_line_id": order.order_line.id}

    def _fitting(self, name: str) -> dict:
        """Return values for what is not just anything."""
        need = self.env["ir.model.fields"]._get("customer.file", "need").id
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        if name == "customer.grade.review.answer":
            # one that is not in the form yet
            known = self.env["customer.grade.question"].search_count([])
            return {"question_id": self._create_some("customer.grade.question", code=f"new {known}").id}
        return {
            "customer.access.grant": {"until": tomorrow},
            "customer.approval.rule": {"document_model": "customer.clearance"},
            "customer.approval.substitution": {"date_to": tomorrow.date()},
            "customer.collection.form.line": {"field_id": need},
            "customer.complaint.stand_in": {"date_to": tomorrow.date(), "stand_in_id": self.boss.id},
            "customer.complaint.step": {"type": "intake"},
            "dealer.commission.assignment": {"partner_id": self.env["res.partner"].create({"name": "x"}).id},
            "dealer.commission.statement": {"partner_id": self.env["res.partner"].create({"name": "x"}).id},
            "customer.grade": {"code": "matrix", "rank": 99},
            "customer.grade.question": {"code": "matrix"},
            "customer.information.survey.line": {"field_id": need},
            "customer.deadline.rule.step": {
                "action_id": self.env.ref("customer_policy.customer_deadline_action_activity").id
            },
            "customer.lead.card.check": {"answer": "not_asked"},
            "customer.lead.card.dispute": {"other_claimant_id": self.boss.id},
            "customer.retention.class": {"term": "permanent", "months": 0},
            "customer.statistic.issue": {"report_ref": self.env["customer.statistic.issue"].search_count([]) + 1},
            "customer.secrecy.level": {"rank": 9},
        }.get(name, {})

    def _shown_by_view(self, model, company):
        """Return a row of a view in the database about something of ``company`` that is no secret."""
        if "company_id" not in model._fields:
            return model.browse()
        domain = [("company_id", "=", company.id)]
        if "complaint_id" in model._fields:
            domain.append(("complaint_id", "!=", self.marked["customer.complaint"].id))
        return model.search(domain, limit=1)

    def _secret(self, name: str):
        if name in self.secret_statistics:
            return self.secret_statistics[name]
        if name in self.secret_rows:
            return self.secret_rows[name]
        if name in ("dealer.visit.tour", "dealer.visit.day"):
            record = self._create_some(name, **({"date": "2023-05-06"} if name == "dealer.visit.day" else {}))
            record._classify(self.top_secret, "Test")
            return record
        if name in ("customer.complaint.report", "customer.complaint.reconciliation"):
            return self.env[name].search([("complaint_id", "=", self.marked["customer.complaint"].id)], limit=1)
        return self.marked.get(name, self.env[name].browse()) if name in self._secret_models() else None

    def _secret_models(self):
        return self.env["customer.secrecy.rule"]._secret_models()

    def _cell(self, user, name: str, samples) -> str:
        """Return what ``user`` may do with each of ``samples``."""
        parts = []
        for sample in samples:
            if sample is None:
                continue
            seen = self.as_user(user, sample)
            allowed = [letter for operation, letter in OPERATIONS.items() if seen.has_access(operation)]
            parts.append("".join(allowed) or "-")
        return "/".join(parts)

    def test_who_may_do_what(self):
        output = io.StringIO()
        writer = csv.writer(output, lineterminator="\n")
        writer.writerow(["model", "samples", *ROLES])
        for name in self._models():
            has_company = "company_id" in self.env[name]._fields or name in self.secret_rows
            samples = [
                self._sample(name, self.company),
                self._secret(name),
                self._sample(name, self.other_company) if has_company else None,
            ]
            made = "".join("." if sample is None else "y" if sample else "n" for sample in samples)
            self.env.flush_all()
            writer.writerow([name, made, *(self._cell(self.people[role], name, samples) for role in ROLES)])
        MADE.write_text(output.getvalue())
        known = TABLE.read_text().splitlines() if TABLE.exists() else []
        found = output.getvalue().splitlines()
        differences = [f"- {line}" for line in known if line not in found] + [
            f"+ {line}" for line in found if line not in known
        ]
        self.assertFalse(differences, "rights have changed:\n" + "\n".join(differences))

    def test_what_the_table_must_say(self):
        """What no reviewer may let pass."""
        rows = list(csv.DictReader(TABLE.open()))
        self.assertGreater(len(rows), 50)
        for row in rows:
            kinds = row["samples"]
            for role in ROLES:
                parts = row[role].split("/")
                with self.subTest(model=row["model"], role=role):
                    if kinds[1] == "y":
                        self.assertFalse(set(parts[1]) & set("rwd"), "a secret record is open")
                    if kinds[2] == "y":
                        self.assertFalse(set(parts[-1]) & set("rwd"), "a record of another company is open")
                    if role == "security_auditor" and row["model"] not in OWN:
                        self.assertFalse(set(parts[0]) & set("wcd"), "the auditor changes something")
        # a model of which no sample can be made says nothing about records; figures of the dashboard are no records
        unseen = [
            row["model"]
            for row in rows
            if row["model"].startswith(("customer.complaint", "customer.statistic", "dealer.", "staff."))
            and "n" in row["samples"]
            and row["model"] != "customer.complaint.dashboard"
        ]
        self.assertFalse(unseen, "no sample was made")
        registers = set(self.registry.descendants(["customer.register.mixin"], "_inherit"))
        for row in rows:
            if row["model"] in registers:
                letters = set("".join(row[role] for role in ROLES))
                self.assertFalse(letters & set("wd"), f"rows of the register {row['model']} are changed")
