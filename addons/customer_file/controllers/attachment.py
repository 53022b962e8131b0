from odoo.addons.mail.controllers.attachment import AttachmentController


class ZipController(AttachmentController):
    """Scans of many files in one archive leave like the files."""

    def _make_zip(self, name, attachments):
        attachments._guard_borrowed(["raw"])
        return super()._make_zip(name, attachments)
