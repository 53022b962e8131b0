"""By hand: the SQL of the report that the subject "statistics" of scripts/bench measures."""

#: the report of one month, and one over all the days there are data of
PERIODS = {"month": ("2026-05-01", "2026-05-31", "month", 1), "all": ("2024-01-01", "2027-12-31", "year", 4)}
#: by hand: for each source the rows of a customer, what is made of them by group, and how the file is found
BY_PARTNER = """LEFT JOIN customer_file file ON file.partner_id = item.partner_id AND file.company_id = 1
    AND file.merged_into_id IS NULL AND file.state != 'destroyed'"""
BY_FILE = "LEFT JOIN customer_file file ON file.id = item.file_id"
ORDERED = """sale.state = 'sale' AND sale.company_id = 1
    AND sale.date_order >= '{first}' AND sale.date_order < date '{last}' + 1"""
SOURCES = {
    "file": (
        """
        SELECT file.*, file.active AND merged_into_id IS NULL AND file.state != 'destroyed'
                   AND file.life_status IN ('cooperating', 'near_lost') AS is_one,
               opening_date < '{first}' AND file.active AND merged_into_id IS NULL AND file.state != 'destroyed'
                   AND file.life_status IN ('cooperating', 'near_lost') AS was_one,
               file.active AND merged_into_id IS NULL AND file.state != 'destroyed' AS is_present
          FROM customer_file file WHERE company_id = 1 AND opening_date <= '{last}'""",
        [
            "count(*) FILTER (WHERE is_present)",
            *(f"count(*) FILTER (WHERE is_present AND life_status = '{status}')"
              for status in ("potential", "cooperating", "near_lost", "lost")),
            "count(*) FILTER (WHERE opening_date >= '{first}' AND merged_into_id IS NULL)",
            "count(*) FILTER (WHERE is_one AND NOT was_one)",
            "count(*) FILTER (WHERE was_one AND NOT is_one)",
            "count(*) FILTER (WHERE is_present AND next_check_date <= '{last}')",
        ],
        None,
    ),
    "event": (
        """
        SELECT file_id, count(*) FILTER (WHERE type = 'check') AS a, count(*) FILTER (WHERE type = 'change') AS b
          FROM customer_file_event
         WHERE company_id = 1 AND date BETWEEN '{first}' AND '{last}' AND type IN ('check', 'change', 'rename')
         GROUP BY 1""",
        ["count(*) FILTER (WHERE a > 0)", "count(*) FILTER (WHERE b > 0)"],
        BY_FILE,
    ),
    "contact": (
        """
        SELECT file_id, count(*) AS a, sum(duration / 60.0) AS b,
               count(*) FILTER (WHERE type = 'call') AS c, count(*) FILTER (WHERE type = 'visit') AS d,
               count(*) FILTER (WHERE type = 'letter') AS e, count(*) FILTER (WHERE type = 'email') AS f,
               count(*) FILTER (WHERE type = 'meeting') AS g, count(*) FILTER (WHERE type = 'message') AS h
          FROM customer_file_interaction
         WHERE company_id = 1 AND date >= '{first}' AND date < date '{last}' + 1 GROUP BY 1""",
        ["sum(a)", "sum(b)", "sum(c)", "sum(d)", "sum(e)", "sum(f)", "sum(g)", "sum(h)", "count(*)"],
        BY_FILE,
    ),
    "order": (
        f"""
        SELECT partner.commercial_partner_id AS partner_id, count(*) AS a, sum(amount_untaxed / currency_rate) AS b
          FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id WHERE {ORDERED} GROUP BY 1""",
        ["sum(a)", "sum(b)", "count(*)"],
        BY_PARTNER,
    ),
    "order_line": (
        f"""
        SELECT partner.commercial_partner_id AS partner_id, sum(price_subtotal / currency_rate) AS a
          FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
          JOIN sale_order_line line ON line.order_id = sale.id AND display_type IS NULL WHERE {ORDERED} GROUP BY 1""",
        ["sum(a)", "count(*)"],
        BY_PARTNER,
    ),
    "invoice": (
        """
        SELECT commercial_partner_id AS partner_id, sum(amount_untaxed_signed) AS a,
               count(*) FILTER (WHERE move_type != 'out_refund') AS b,
               count(*) FILTER (WHERE move_type = 'out_refund') AS c,
               sum(-amount_untaxed_signed) FILTER (WHERE move_type = 'out_refund') AS d
          FROM account_move
         WHERE state = 'posted' AND company_id = 1 AND invoice_date BETWEEN '{first}' AND '{last}'
           AND move_type IN ('out_invoice', 'out_refund', 'out_receipt') GROUP BY 1""",
        ["sum(a)", "sum(b)", "sum(c)", "sum(d)", "count(*) FILTER (WHERE b > 0)"],
        BY_PARTNER,
    ),
    "payment": (
        """
        SELECT move.commercial_partner_id AS partner_id, sum(settled.day - move.invoice_date) AS a, count(*) AS b
          FROM (SELECT debit_move_id, max(max_date) AS day FROM account_partial_reconcile
                 WHERE max_date BETWEEN '{first}' AND '{last}' GROUP BY 1) settled
          JOIN account_move_line line ON line.id = settled.debit_move_id AND line.amount_residual = 0
          JOIN account_account account ON account.id = line.account_id AND account_type = 'asset_receivable'
          JOIN account_move move ON move.id = line.move_id AND move.move_type IN ('out_invoice', 'out_receipt')
               AND move.state = 'posted'
         WHERE line.company_id = 1 AND NOT EXISTS (
               SELECT FROM account_partial_reconcile later
                WHERE later.debit_move_id = line.id AND later.max_date > '{last}')
           AND EXISTS (
               SELECT FROM account_partial_reconcile part
                 JOIN account_move_line credit ON credit.id = part.credit_move_id
                 JOIN account_move other ON other.id = credit.move_id AND other.move_type != 'out_refund'
                WHERE part.debit_move_id = line.id)
         GROUP BY 1""",
        ["sum(a)", "sum(b)"],
        BY_PARTNER,
    ),
    "quotation": (
        """
        SELECT partner.commercial_partner_id AS partner_id, sum(sale.amount_untaxed / currency_rate) AS a
          FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
         WHERE sale.state IN ('draft', 'sent') AND sale.company_id = 1
           AND sale.date_order >= '{first}' AND sale.date_order < date '{last}' + 1 GROUP BY 1""",
        ["sum(a)"],
        BY_PARTNER,
    ),
}  # fmt: skip
PEER = """
    SELECT partner.state_id, template.categ_id, count(*), sum(line.price_subtotal / sale.currency_rate)
      FROM sale_order sale JOIN res_partner partner ON partner.id = sale.partner_id
      JOIN sale_order_line line ON line.order_id = sale.id AND display_type IS NULL
      JOIN product_product product ON product.id = line.product_id
      JOIN product_template template ON template.id = product.product_tmpl_id
     WHERE sale.company_id = 1 AND sale.state = 'sale' GROUP BY 1, 2"""


def floor_sql(name: str) -> list[str]:
    """Return a statement for each source: by customer, by group, and all totals of the groups."""
    first, last, *_unit = PERIODS[name]
    found = []
    for rows, values, join in SOURCES.values():
        named = [f"{value} AS n{number}" for number, value in enumerate(values)]
        totals = [f"sum(n{number})" for number in range(len(values))]
        item = f"({rows}) {'item ' + join if join else 'file'}"
        sql = f"""
            SELECT GROUPING(state_id, kind_id), state_id, kind_id, {", ".join(totals)} FROM (
                SELECT file.state_id, file.kind_id, {", ".join(named)} FROM {item} GROUP BY 1, 2
            ) cell GROUP BY GROUPING SETS ((), (1), (2), (1, 2))"""
        sql = sql.replace("((), (1), (2), (1, 2))", "((), (state_id), (kind_id), (state_id, kind_id))")
        found.append(sql.format(first=first, last=last))
    return found


#: what the report stores, replaced by the same rows
STORED = """
    DELETE FROM customer_statistic_figure WHERE report_id = {report};
    INSERT INTO customer_statistic_figure ({columns}) SELECT {columns} FROM bench_figures WHERE report_id = {report}"""
