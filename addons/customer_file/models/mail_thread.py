from odoo import models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _thread_to_store(self, store, fields, *, request_list=None):
        # followers, suggested recipients, attachments and activities, of any number of records in one request
        if request_list and self._is_customer_data():
            self._guard_one_by_one()
        return super()._thread_to_store(store, fields, request_list=request_list)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Tell nobody of a record with a secrecy level who may not read it.

        Of people outside, those stay whom the writer chose; followers do not.
        """
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if len(self) != 1 or "own_secrecy_level_id" not in self._fields:
            return recipients
        # sudo: whether there is a level, to find out who may be told
        if not self.sudo().secrecy_level_id:
            return recipients
        values = msg_vals or {}
        # sudo: of the message that is being sent
        chosen = set(values["partner_ids"] if "partner_ids" in values else message.sudo().partner_ids.ids)
        return [recipient for recipient in recipients if self._may_be_told(recipient, chosen)]

    def _may_be_told(self, recipient: dict, chosen: set[int]) -> bool:
        if not recipient["uid"]:
            return recipient["id"] in chosen
        # sudo: the rights of the one who would be told
        return self.with_user(self.env["res.users"].sudo().browse(recipient["uid"])).has_access("read")
