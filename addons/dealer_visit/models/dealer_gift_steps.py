import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError

from ..tools.picture import picture_format


class DealerGift(models.Model):
    """How a gift goes from the application to the customer's signature."""

    _inherit = "dealer.gift"

    def _gift_rule(self):
        """Return the rule that counts for gifts of this company."""
        return self.env["dealer.gift.rule"]._counting(self.company_id, bool)

    def _step_obstacle(self, step):
        if step.name == "cancel" and not (self.cancel_reason or "").strip():
            return self.env._("Say why it is cancelled.")
        if step.name == "register":
            return self._registration_obstacle() or super()._step_obstacle(step)
        return super()._step_obstacle(step)

    def _registration_obstacle(self) -> str:
        rule = self._gift_rule()
        group = rule.register_group_id
        if rule.mode != "enforce" or not group or group in self.env.user.all_group_ids:
            return ""
        return self.env._("Gifts are registered by: %(group)s.\n\n%(why)s", group=group.full_name, why=rule._why())

    @api.model
    def _allowed_steps_depends(self):
        return [*super()._allowed_steps_depends(), "cancel_reason"]

    def _before_request(self):
        for gift in self:
            if gift.kind == "customer" and gift.currency_id.is_zero(gift.price):
                raise UserError(self.env._("%s: say what one of it is worth.", gift.display_name))

    def action_request_slip(self):
        """Ask for the consent to the material slip (领料单)."""
        return self.action_request_approval("slip")

    def action_register(self):
        return self._run_step("register")

    def action_register_taken(self):
        """Register what had been picked up already: whoever picked it up is reported (S1.6-sales-05)."""
        self._run_step("register")
        self._write_protected({"is_taken_unregistered": True})
        for gift in self:
            rule = gift._gift_rule()
            if rule.mode == "observe":
                rule._breached_by(gift, self.env._("%s: it was picked up without registration.", gift.display_name))
            elif rule.unregistered_conduct_code:
                # sudo: who somebody's employee is, is no secret
                employee = gift.user_id.sudo().with_company(gift.company_id).employee_id
                self.env["customer.policy.conduct"]._report(rule.unregistered_conduct_code, employee, 1, gift)
        return True

    def action_issue(self):
        return self._run_step("issue")

    def _before_issue(self):
        for gift in self.filtered(lambda gift: gift.state != "registered"):
            rule = gift._gift_rule()
            if rule.needs_registration:
                rule._breached_by(
                    gift, self.env._("%s: it must be registered with marketing first.", gift.display_name)
                )

    def _after_issue(self):
        self.filtered(lambda gift: gift.kind == "customer")._start_deadline("receipt")

    # the customer gets it

    def action_open_sign(self):
        """Let the customer sign on the screen."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dealer_visit.dealer_gift_sign_action")
        return {**action, "context": {"default_gift_id": self.id}}

    def _sign(self, signature, name: str):
        """Take the customer's signature, once: from then on nothing of the gift changes.

        :param signature: a PNG picture in base64
        :raises UserError: for a gift that was not issued, or was signed for already
        """
        self.ensure_one()
        self.check_access("write")
        if self.kind != "customer" or self.state != "issued" or self.signature:
            raise UserError(
                self.env._("%s: only what was issued to a customer is signed for, once.", self.display_name)
            )
        if not (name or "").strip() or not self._is_picture(signature):
            raise UserError(self.env._("%s: the customer signs, and writes the name.", self.display_name))
        self._write_protected({"signature": signature, "signed_name": name.strip()})
        return self._run_step("receive")

    @api.model
    def _is_picture(self, signature) -> bool:
        """Say whether it is a whole picture, of the kind that the widget draws."""
        try:
            data = base64.b64decode(signature or "", validate=True)
        except (binascii.Error, ValueError):
            return False
        return picture_format(data) == "PNG"

    def action_receive(self):
        """Close the handing out at an event."""
        return self._run_step("receive")

    def _before_receive(self):
        for gift in self:
            if gift.kind == "customer" and not gift.signature:
                raise UserError(self.env._("%s: the customer has not signed.", gift.display_name))
            if gift.kind == "customer" and gift.returned_quantity >= gift.quantity:
                raise UserError(self.env._("%s: it is back in stock, and was not received.", gift.display_name))
            if gift.kind == "event" and gift.given_quantity + gift.returned_quantity != gift.quantity:
                raise UserError(
                    self.env._(
                        "%(gift)s: %(given)s of %(issued)s stand in the list of recipients, %(back)s came back.",
                        gift=gift.display_name,
                        given=gift.given_quantity,
                        issued=gift.quantity,
                        back=gift.returned_quantity,
                    )
                )

    def _after_receive(self):
        self._meet_deadline("receipt")

    def action_give_back(self):
        return self._run_step("give_back")

    def _after_give_back(self):
        self._cancel_deadlines(self.env._("The gift came back."))

    def _before_cancel(self):
        self._cancel_approvals(self.env._("The gift was cancelled."))

    def _after_cancel(self):
        self._cancel_deadlines(self.env._("The gift was cancelled."))

    def _report_not_received(self):
        """Propose so many times the price, as the rule says, for gifts that did not reach the customer (S1.6-ka-01b).

        A ready-made action for the step of a deadline rule; the deadline says after how many days.
        """
        # sudo: the step runs as whom the rule names, who need not see gifts; what it proposes is the rule's
        for gift in self.sudo().filtered(lambda gift: gift.state == "issued"):
            rule = gift._gift_rule()
            fine = gift.amount * rule.price_multiple
            if rule.mode == "observe":
                shown = gift.currency_id.format(fine)
                rule._breached_by(
                    gift,
                    self.env._("%(gift)s: a fine of %(fine)s would be proposed.", gift=gift.display_name, fine=shown),
                )
            elif rule.conduct_code and fine:
                employee = gift.user_id.with_company(gift.company_id).employee_id
                self.env["customer.policy.conduct"]._report(rule.conduct_code, employee, fine, gift)
