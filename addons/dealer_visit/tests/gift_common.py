import base64

from odoo import Command

from .common import PHOTO, VisitCase

#: a signature as the widget sends it
PICTURE = base64.b64encode(PHOTO)


class GiftCase(VisitCase):
    """Gifts that two people approve, marketing registers, and the sales manager lets go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.marketing = cls._worker("marketing", cls.west, "information_administrator")
        cls.east.manager_id = cls.chief.employee_id
        cls.vase = cls.env["product.product"].create({"name": "Vase", "type": "service", "list_price": 150})
        (cls.file,) = cls._customers(1)
        cls.gift_rule = cls._rule(
            "dealer.gift.rule",
            price_multiple=10,
            conduct_code="gift",
            register_group_id=cls.env.ref("customer_policy.group_information_administrator").id,
        )
        cls._approval("dealer.gift", "information_administrator", "manager")

    @classmethod
    def _approval(cls, model, *groups, **values):
        levels = [
            {"sequence": number, "group_id": cls.env.ref(f"customer_policy.group_{group}").id}
            for number, group in enumerate(groups)
        ]
        return cls._rule(
            "customer.approval.rule",
            document_model=model,
            **{"level_ids": [Command.create(level) for level in levels], **values},
        )

    @classmethod
    def _slip_rule(cls):
        return cls._approval(
            "dealer.gift", operation="slip", level_ids=[Command.create({"decided_by": "manager", "manager_rank": 1})]
        )

    @classmethod
    def _gift(cls, user=None, **values):
        user = user or cls.seller
        gifts = cls.env["dealer.gift"].with_user(user).with_context(allowed_company_ids=cls.company.ids)
        whom = {} if values.get("kind") == "event" else {"file_id": cls.file.id}
        return gifts.create({"product_id": cls.vase.id, **whom, **values})

    def _decide(self, document, *users, operation=""):
        for user in users:
            approval = document.sudo()._current_approvals(operation)
            self.as_user(user, approval).action_approve()

    def _approved(self, **values):
        gift = self._gift(**values)
        gift.action_request()
        self._decide(gift, self.marketing, self.head)
        return gift

    def _issued(self, **values):
        gift = self._approved(**values)
        self.as_user(self.marketing, gift).action_register()
        gift.action_issue()
        return gift
