"""Customers see their own data, as far as the company's portal form asks for them, and propose corrections."""

from typing import NamedTuple

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.http import request, route
from odoo.models import BaseModel
from odoo.tools.misc import format_date, formatLang

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools import normalise

URL = "/my/customer-file"

# characters of one answer
MAX_LENGTH = 500
MAX_TEXT_LENGTH = 5000

# lists that are shown to customers: the same for everybody, nothing of the company in them
PUBLIC_LISTS = ("res.country", "res.country.state", "res.partner.industry")
MAX_OPTIONS = 300

SHOWN_PROPOSALS = 20


class Page(NamedTuple):
    """What one company lets the customer see; all records are superuser's."""

    company: BaseModel
    form: BaseModel
    file: BaseModel


class CustomerFilePortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:  # the page itself, not its counters; plain data, since counters travel as JSON
            values["customer_file_cards"] = [
                (f"{URL}?company={page.company.id}", self._customer_file_title(page))
                for page in self._customer_file_pages()
            ]
        return values

    @route(URL, type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def portal_my_customer_file(self, company=None, sent=None, **kwargs):
        page = self._customer_file_page(company)
        return self._render_customer_file(page, self._customer_file_questions(page), sent=bool(sent))

    @route(URL, type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def portal_propose_customer_file(self, company=None, **post):
        """Make one proposal of the changes; when that is not possible, show the page again with what was typed."""
        page = self._customer_file_page(company)
        questions = self._customer_file_questions(page)
        changes = self._read_customer_file_answers(page, questions, post)
        error = self._customer_file_obstacle(page, questions, changes)
        if not error:
            try:
                with request.env.cr.savepoint():
                    self._create_customer_file_proposal(page, changes)
                return request.redirect(f"{URL}?company={page.company.id}&sent=1")
            except UniqueViolation:  # a colleague was faster by less than a second
                error = self._customer_file_waiting_message()
            except UserError as refusal:
                error = str(refusal)
        return self._render_customer_file(page, questions, error=error, editable=True)

    # which page

    def _customer_file_pages(self) -> list[Page]:
        """Return the pages of this company and those with a file of the customer, where a form is in force.

        Everything comes from the user's own commercial partner; nothing a client sends has a part in it.
        """
        user = request.env.user
        if not user._is_portal():
            return []  # staff read files under their record rules, not here
        # sudo: portal users have no rights on files; the domain is the file of their own commercial partner
        Files = request.env["customer.file"].sudo()
        partner = user.partner_id.commercial_partner_id
        files = Files.search([("partner_id", "=", partner.id), *Files._living_domain()])
        by_company = {file.company_id: file for file in files}
        pages = []
        # sudo: the name of the company the customer deals with is no secret to the customer
        for company in request.env.company.sudo() | files.company_id:
            forms = request.env["customer.collection.form"]._in_force(company)
            form = forms.filtered(lambda form: form.on_portal and form.mode == "enforce")[:1]
            if form:
                pages.append(Page(company, form, by_company.get(company, Files).with_company(company)))
        return pages

    def _customer_file_page(self, company: str | None) -> Page:
        """Return the page of ``company``, an id as text that must be one of the customer's; without one the first."""
        for page in self._customer_file_pages():
            if company in (None, "", str(page.company.id)):
                return page
        raise request.not_found()

    def _customer_file_title(self, page: Page) -> str:
        return request.env._("Our data at %(company)s", company=page.company.name)

    # what is shown

    def _render_customer_file(self, page: Page, questions: list[dict], *, error="", editable=False, sent=False):
        waiting = self._customer_file_open_proposals(page)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "customer_file",
            "title": self._customer_file_title(page),
            "company_id": page.company.id,
            "other_pages": [
                (f"{URL}?company={other.company.id}", other.company.name)
                for other in self._customer_file_pages()
                if other.company != page.company
            ],
            "no_file": not page.file
            and request.env._("%(company)s keeps no customer file about you yet.", company=page.company.name),
            "number": page.file.number,
            "introduction": page.form.introduction,
            "questions": questions,
            "first_error": next((question["name"] for question in questions if question["error"]), None),
            "proposals": self._customer_file_proposals(page, questions),
            "error": error,
            "sent": sent and waiting,
            "waiting": waiting and self._customer_file_waiting_message(),
            "editable": bool(page.file) and (editable or not waiting),
            "form_url": f"{URL}?company={page.company.id}",
        }
        response = request.render("customer_file.portal_my_customer_file", values)
        # as core does for its own form under /my: no other site may frame it
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response

    def _customer_file_questions(self, page: Page) -> list[dict]:
        """Return each question of the form with the value the file has now: all that is ever read of the file."""
        if not page.file:
            return []
        known = page.file._scalar_fields()
        questions = []
        for line in page.form.line_ids:
            field = page.file._fields.get(line.field_id.name)
            if not field or field.name not in known:
                continue
            if field.type == "many2one" and field.comodel_name not in PUBLIC_LISTS:
                continue
            shown, formatted = self._customer_file_shown_value(page.file, field)
            questions.append(
                {
                    "name": field.name,
                    "label": field._description_string(request.env),
                    "type": field.type,
                    "options": self._customer_file_options(page.file, field, shown),
                    "suggestions": self._customer_file_suggestions(page.file, field),
                    "unit": page.file.currency_id.name if field.type == "monetary" else "",
                    # a customer without a name is not possible, whatever the form says
                    "required": line.is_required or field.name == "name",
                    "shown": shown,
                    "formatted": formatted,
                    "typed": shown,
                    "error": "",
                }
            )
        return questions

    def _customer_file_shown_value(self, file, field) -> tuple[str, str]:
        """Return the value of ``field`` as one types it, and as one reads it."""
        env, value = request.env, file[field.name]
        if not value:
            return "", ""
        if field.type == "many2one":
            return value.display_name, value.display_name
        if field.type == "selection":
            label = dict(field._description_selection(env)).get(value, "")
            return label, label
        if field.type == "date":
            return value.isoformat(), format_date(env, value)
        if field.type == "monetary":
            return normalise.text(value), formatLang(env, value, currency_obj=file.currency_id)
        if field.type in ("integer", "float"):
            return normalise.text(value), formatLang(env, value, digits=0 if field.type == "integer" else 2)
        return value, value

    def _customer_file_options(self, file, field, shown: str) -> list[str]:
        """Return the labels to choose from, or nothing when the answer is typed."""
        if field.type == "selection":
            return [label for _key, label in field._description_selection(request.env)]
        if field.type != "many2one":
            return []
        # with the superuser rights of the file: see PUBLIC_LISTS
        records = file.env[field.comodel_name].search([], limit=MAX_OPTIONS)
        if len(records) == MAX_OPTIONS:
            return []
        labels = records.mapped("display_name")
        return labels if shown in ("", *labels) else [shown, *labels]

    def _customer_file_suggestions(self, file, field) -> list[str]:
        """Return spellings to help with a region, which is typed since there are too many in the world."""
        country = file.partner_id.country_id or file.company_id.country_id
        return country.state_ids.mapped("display_name") if field.comodel_name == "res.country.state" else []

    def _customer_file_proposal_domain(self, page: Page) -> list:
        # by partner, not by file: proposals stay with a file that was merged into this one
        return [
            ("from_customer", "=", True),
            ("company_id", "=", page.company.id),
            ("file_id.partner_id", "=", page.file.partner_id.id),
        ]

    def _customer_file_open_proposals(self, page: Page) -> bool:
        """Say whether a proposal with this form waits for a decision; a returned one waits too, for the company."""
        if not page.file:
            return False
        waiting = [("form_id", "=", page.form.id), ("state", "in", ("draft", "submitted"))]
        # sudo: see _customer_file_pages; proposals of the customer's own file, and only whether there is one
        Surveys = request.env["customer.information.survey"].sudo()
        return bool(Surveys.search_count([*self._customer_file_proposal_domain(page), *waiting], limit=1))

    def _customer_file_proposals(self, page: Page, questions: list[dict]) -> list[dict]:
        """Return what was proposed lately and what became of it; only answers to questions of the form."""
        if not page.file:
            return []
        env = request.env
        states = {
            "accepted": (env._("Accepted"), "text-bg-success"),
            "refused": (env._("Not accepted"), "text-bg-danger"),
        }
        labels = {question["name"]: question["label"] for question in questions}
        # sudo: see _customer_file_pages; proposals the customer's own people made
        surveys = env["customer.information.survey"].sudo()
        proposals = []
        for survey in surveys.search(self._customer_file_proposal_domain(page), limit=SHOWN_PROPOSALS):
            state, style = states.get(survey.state, (env._("Waiting for a decision"), "text-bg-warning"))
            proposals.append(
                {
                    "state": state,
                    "style": style,
                    "heading": env._(
                        "Proposed on %(date)s by %(person)s",
                        date=self._customer_file_day(survey.submitted_date),
                        person=survey.collector_id.name,
                    ),
                    "decided": survey.decided_date
                    and env._("Decided on %(date)s", date=self._customer_file_day(survey.decided_date)),
                    "answers": [
                        (labels[line.field_name], line.value) for line in survey.line_ids if line.field_name in labels
                    ],
                }
            )
        return proposals

    def _customer_file_day(self, moment) -> str:
        return format_date(request.env, Datetime.context_timestamp(request.env.user, moment))

    # what is proposed

    def _read_customer_file_answers(self, page: Page, questions: list[dict], post: dict) -> dict[str, str]:
        """Return the changed answers by field name; keep what was typed, and errors, with each question.

        An answer counts as changed when it differs from what the customer saw, so that what the company
        changed in the meantime is not proposed back.
        """
        changes = {}
        for question in questions:
            typed = self._customer_file_text(post.get(question["name"]))
            seen = self._customer_file_text(post.get(f"shown.{question['name']}"))
            if typed is None or typed == (question["shown"] if seen is None else seen):
                typed = question["typed"]
            question["typed"] = typed
            try:
                if self._is_customer_file_change(page.file, question):
                    changes[question["name"]] = typed
            except ValidationError as error:
                question["error"] = str(error)
        return changes

    def _customer_file_text(self, value) -> str | None:
        """Return the text of a posted field; None for anything else a client may send, a file for instance."""
        if not isinstance(value, str):
            return None
        return value.replace("\r\n", "\n").replace("\x00", "").strip()

    def _is_customer_file_change(self, file, question: dict) -> bool:
        """Say whether the typed answer is another value than the file has.

        :raises ValidationError: in words the customer understands, when it cannot be a value
        """
        env, name, typed = request.env, question["name"], question["typed"]
        present = file._fields[name].convert_to_write(file[name], file) or False
        if isinstance(present, str):
            present = normalise.text(present) or False
        new = present
        if typed != self._customer_file_text(question["shown"]):
            limit = MAX_TEXT_LENGTH if question["type"] == "text" else MAX_LENGTH
            if len(typed) > limit:
                raise ValidationError(
                    env._("This is too long: %(length)s characters, at most %(limit)s.", length=len(typed), limit=limit)
                )
            new = file._value_from_text(name, typed)
        if question["required"] and new is False:
            raise ValidationError(env._("This is required."))
        return (new or False) != present

    def _customer_file_obstacle(self, page: Page, questions: list[dict], changes: dict[str, str]) -> str:
        """Say why no proposal can be made of ``changes``, or return an empty string."""
        if not page.file:
            return request.env._("There is no file whose data could be corrected.")
        if self._customer_file_open_proposals(page):
            return self._customer_file_waiting_message()
        if any(question["error"] for question in questions):
            return request.env._("Nothing was sent yet: please look at the marked answers.")
        if not changes:
            return request.env._("Nothing was sent: no value was changed.")
        return ""

    def _customer_file_waiting_message(self) -> str:
        return request.env._("A proposal waits for a decision. You can make the next one after it.")

    def _create_customer_file_proposal(self, page: Page, changes: dict[str, str]):
        """Create and submit a survey with the changed answers; the file stays as it is until the survey is accepted."""
        # sudo: portal users have no rights on surveys; file and form are the customer's own, the fields the form's
        surveys = request.env["customer.information.survey"].sudo().with_company(page.company)
        names = {line.field_id.id: line.field_id.name for line in page.form.line_ids}
        answers = [
            {**vals, "value": changes[names[vals["field_id"]]]}
            for vals in surveys._prepare_line_vals(page.form)
            if names[vals["field_id"]] in changes
        ]
        survey = surveys.create(
            {
                "name": page.file.name,
                "file_id": page.file.id,
                "company_id": page.company.id,
                "form_id": page.form.id,
                "collector_id": request.env.uid,
                "line_ids": [(0, 0, vals) for vals in answers],
            }
        )
        survey._write_protected({"from_customer": True})
        survey.action_submit()
        return survey
