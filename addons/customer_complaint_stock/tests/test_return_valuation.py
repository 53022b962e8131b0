from .return_common import ReturnCase


class TestReturnValuation(ReturnCase):
    """Goods valued as they move: what the stock is worth and what the ledger says go the same way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()

        def account(code, name, type_):
            vals = {"code": code, "name": name, "account_type": type_, "company_ids": cls.company.ids}
            return cls.env["account.account"].create(vals)

        cls.valuation = account("140500", "Goods", "asset_current")
        cls.cost = account("640100", "Cost of Goods", "expense_direct_cost")
        category = cls.env["product.category"].create(
            {
                "name": "Valued",
                "property_valuation": "real_time",
                "property_cost_method": "standard",
                "property_stock_valuation_account_id": cls.valuation.id,
                "property_account_expense_categ_id": cls.cost.id,
            }
        )
        cls.company.anglo_saxon_accounting = True
        cls.goods = cls._goods("Valued film", categ_id=category.id, standard_price=5)
        cls.sold = cls._order((cls.goods, 200))
        cls.shipped = cls._ship(cls.sold)
        cls.invoice = cls._invoice(cls.sold)

    def _balance(self, account):
        lines = self.env["account.move.line"].search([("account_id", "=", account.id), ("parent_state", "=", "posted")])
        return sum(lines.mapped("balance"))

    def _on_hand(self):
        self.goods.invalidate_recordset()
        return self.goods.qty_available * self.goods.standard_price

    def test_a_return_takes_back_the_cost_of_what_came(self):
        self.assertEqual((self._balance(self.valuation), self._balance(self.cost)), (-1000, 1000))
        worth = self._on_hand()
        note = self._note(100)
        self._receive(note, 96)
        self._credit(note).action_post()
        self.assertEqual(self._on_hand() - worth, 480)
        self.assertEqual((self._balance(self.valuation), self._balance(self.cost)), (-520, 520))

    def test_money_for_goods_that_stay_leaves_their_cost(self):
        note = self._settle(self._case(self.sold, (0, {"kind": "allowance", "amount": 300})))
        self._credit(note).action_post()
        self.assertEqual((self._balance(self.valuation), self._balance(self.cost)), (-1000, 1000))

    def test_less_than_charged_for_what_came_back_takes_back_the_whole_cost(self):
        note = self._note(100, amount=450)
        self._receive(note)
        credit = self._credit(note)
        self.assertEqual(credit.amount_untaxed, 450)
        credit.action_post()
        self.assertEqual((self._balance(self.valuation), self._balance(self.cost)), (-500, 500))

    def test_a_replacement_costs_what_it_takes_out(self):
        worth = self._on_hand()
        note = self._note(100, kind="replacement")
        self._receive(note)
        note.action_deliver_replacement()
        self._validate(note.sudo().action_ids._sent_moves().picking_id.with_env(self.env))
        self.assertEqual(self._on_hand(), worth)
        self.assertEqual(self._balance(self.valuation), -1000)
