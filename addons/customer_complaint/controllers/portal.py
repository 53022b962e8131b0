"""Customers file complaints, follow them, answer, and accept or refuse the result.

Portal users have no rights on any model of complaints. Every page looks a case up among those of the user's own
company, or by the link of that one case, and shows what ``customer_complaint_customer`` returns for customers.
"""

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route
from odoo.tools.mimetypes import guess_mimetype

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

URL = "/my/complaints"

# of one form
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_SUBJECT = 200
MAX_TEXT = 5000
#: what a file is, is read from its content and not from its name
FILE_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf"}
# of one customer
MAX_NEW_PER_DAY = 20


class CustomerComplaintPortal(CustomerPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            values["complaint_count"] = self._complaints().search_count(self._complaints_domain())
        return values

    # which cases

    def _complaints(self):
        # sudo: customers have no rights on cases; what is looked up is theirs by the domain or by the link of the case
        return request.env["customer.complaint"].sudo()

    def _complaints_domain(self):
        return self._complaints()._customer_domain(request.env.user.partner_id)

    def _complaint(self, complaint_id: int, token=None):
        """Return the case, with superuser rights: one of the user's company, or the one the link is of."""
        user = request.env.user
        if not user._is_public():
            domain = [*self._complaints_domain(), ("id", "=", complaint_id)]
            if complaint := self._complaints().search(domain, limit=1):
                return complaint
        complaint = self._complaints().browse(complaint_id).exists()
        if complaint and complaint._is_customer_token(token):
            return complaint
        raise request.not_found()

    def _complaint_partner(self, complaint):
        """Return who acts: the user, or the customer who got the link."""
        user = request.env.user
        if not user._is_public() and user.partner_id.commercial_partner_id == complaint.commercial_partner_id:
            # sudo: the own contact
            return user.partner_id.sudo()
        return complaint.partner_id

    def _complaint_types(self):
        """Return the types of complaint that the company offers to customers."""
        types = request.env["customer.complaint.type"]._in_force(request.env.company)
        return types.filtered("on_portal")

    # pages

    @route([URL, f"{URL}/page/<int:page>"], type="http", auth="user", website=True, readonly=True, sitemap=False)
    def portal_my_complaints(self, page=1, **kwargs):
        complaints, domain = self._complaints(), self._complaints_domain()
        pager = portal_pager(url=URL, total=complaints.search_count(domain), page=page, step=self._items_per_page)
        found = complaints.search(domain, order="id desc", limit=self._items_per_page, offset=pager["offset"])
        values = {"page_name": "complaints", "complaints": found, "pager": pager, "default_url": URL}
        return self._render_complaints("customer_complaint.portal_my_complaints", values)

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False)
    def portal_new_complaint(self, **kwargs):
        return self._render_new_complaint({})

    @route(f"{URL}/new", type="http", auth="user", website=True, methods=["POST"], sitemap=False)
    def portal_file_complaint(self, **post):
        """Make a draft of what was typed; when that is not possible, show the form again with it."""
        typed = {name: (post.get(name) or "").strip() for name in ("name", "type_id", "order", "description", "demand")}
        try:
            with request.env.cr.savepoint():
                complaint = self._file_complaint(typed)
        except UserError as refusal:
            return self._render_new_complaint(typed, str(refusal))
        return request.redirect(f"{URL}/{complaint.id}?sent=1")

    @route(f"{URL}/<int:complaint_id>", type="http", auth="public", website=True, methods=["GET"], sitemap=False)
    def portal_complaint(self, complaint_id, token=None, sent=None, **kwargs):
        return self._render_complaint(self._complaint(complaint_id, token), token, sent=bool(sent))

    @route(
        f"{URL}/<int:complaint_id>/<string:verb>",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
        sitemap=False,
    )
    def portal_answer_complaint(self, complaint_id, verb, token=None, text="", satisfaction="", **post):
        """Answer, or accept or refuse the result."""
        complaint = self._complaint(complaint_id, token)
        partner = self._complaint_partner(complaint)
        shown = complaint
        try:
            with request.env.cr.savepoint():
                text, files = self._read_text(text), self._read_files()
                if verb == "answer":
                    if not text and not files:
                        raise UserError(request.env._("Please write something, or choose a file."))
                    complaint._customer_says(partner, text, files)
                    complaint._customer_wrote("")
                elif verb == "accept":
                    complaint._customer_accepts(partner, satisfaction, text)
                elif verb == "refuse":
                    shown = complaint._customer_refuses(partner, text, files)
                else:
                    raise request.not_found()
        except UserError as refusal:
            return self._render_complaint(complaint, token, error=str(refusal), text=text)
        if shown != complaint and request.env.user._is_public():
            token = shown._customer_url().partition("token=")[2]
        query = f"&token={token}" if token else ""
        return request.redirect(f"{URL}/{shown.id}?sent=1{query}")

    @route(f"{URL}/<int:complaint_id>/file/<int:attachment_id>", type="http", auth="public", sitemap=False)
    def portal_complaint_file(self, complaint_id, attachment_id, token=None, **kwargs):
        """Give a file of this case: one of the customer's own or an enclosure of a reply, and no other."""
        complaint = self._complaint(complaint_id, token)
        attachment = complaint._customer_attachments().filtered(lambda file: file.id == attachment_id)
        if not attachment:
            raise request.not_found()
        content = attachment.raw or b""
        kind = guess_mimetype(content)
        headers = [
            ("Content-Type", kind if kind in FILE_TYPES else "application/octet-stream"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'"),
            ("Content-Length", str(len(content))),
        ]
        if not kind.startswith("image/") or kind not in FILE_TYPES:
            headers.append(("Content-Disposition", content_disposition(attachment.name)))
        return request.make_response(content, headers)

    # what is shown

    def _render_complaints(self, template: str, values: dict):
        response = request.render(template, {**self._prepare_portal_layout_values(), **values})
        # as core does for its own form under /my: no other site may frame it
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        # the address of a page can hold the link of a case: it is not passed on to other sites
        response.headers["Referrer-Policy"] = "same-origin"
        return response

    def _render_new_complaint(self, typed: dict, error=""):
        values = {
            "page_name": "complaint_new",
            "types": self._complaint_types(),
            "typed": typed,
            "error": error,
            "max_files": MAX_FILES,
            "max_megabytes": MAX_FILE_BYTES // 1024 // 1024,
            "accept": ",".join(sorted(FILE_TYPES)),
        }
        return self._render_complaints("customer_complaint.portal_new_complaint", values)

    def _render_complaint(self, complaint, token=None, *, error="", text="", sent=False):
        satisfaction = complaint._fields["satisfaction"]._description_selection(request.env)
        values = {
            "page_name": "complaint",
            "complaint": complaint,
            "title": complaint.number or complaint.name,
            "letters": complaint._customer_letters(),
            "may_decide": complaint._may_customer_decide(),
            "may_answer": complaint.state != "void",
            "satisfaction": list(reversed(satisfaction)),
            "query": f"?token={token}" if token else "",
            "url": f"{URL}/{complaint.id}",
            "error": error,
            "text": text,
            "sent": sent,
            "accept": ",".join(sorted(FILE_TYPES)),
        }
        return self._render_complaints("customer_complaint.portal_complaint", values)

    # what is sent

    def _file_complaint(self, typed: dict):
        partner = request.env.user.partner_id
        today = [*self._complaints_domain(), ("channel", "=", "portal"), ("create_date", ">=", "today -1d")]
        if self._complaints().search_count(today) >= MAX_NEW_PER_DAY:
            raise UserError(request.env._("Too many complaints in one day. Please call us."))
        if not typed["name"] or not typed["description"]:
            raise UserError(request.env._("Please say what you complain about, and what happened."))
        if len(typed["name"]) > MAX_SUBJECT:
            raise UserError(request.env._("The subject is longer than %s characters.", MAX_SUBJECT))
        types = self._complaint_types()
        kind = types.filtered(lambda one: str(one.id) == typed["type_id"])
        if types and not kind:
            raise UserError(request.env._("Please choose what kind of complaint it is."))
        description = self._read_text(typed["description"])
        if typed["order"]:
            order = request.env._("Order: %s", typed["order"][:MAX_SUBJECT])
            description = f"{order}\n{description}"
        values = {"name": typed["name"], "type_id": kind.id, "demand": self._read_text(typed["demand"])}
        # sudo: the customer's own contact
        return self._complaints()._customer_files(
            partner.sudo(), request.env.company, description, values, self._read_files()
        )

    def _read_text(self, text: str) -> str:
        text = (text or "").strip()
        if len(text) > MAX_TEXT:
            raise UserError(request.env._("The text is longer than %s characters.", MAX_TEXT))
        return text

    def _read_files(self) -> list[tuple[str, bytes]]:
        """Return name and content of the files that were sent.

        :raises UserError: when there are too many, or one is too large or neither a photograph nor a PDF
        """
        uploads = [upload for upload in request.httprequest.files.getlist("files") if upload.filename]
        if len(uploads) > MAX_FILES:
            raise UserError(request.env._("Please send no more than %s files at once.", MAX_FILES))
        files = []
        for upload in uploads:
            content = upload.stream.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                raise UserError(
                    request.env._(
                        "%(file)s is larger than %(size)s MB.",
                        file=upload.filename,
                        size=MAX_FILE_BYTES // 1024 // 1024,
                    )
                )
            if guess_mimetype(content) not in FILE_TYPES:
                raise UserError(request.env._("%s is neither a photograph nor a PDF.", upload.filename))
            files.append((upload.filename[-100:], content))
        return files
