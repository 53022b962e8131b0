"""Fill a database with customer files by SQL, for the subject "list" of scripts/bench.

Every stored column has a value that the ORM would have given it; a sample is compared with what Python computes.
"""

from contextlib import contextmanager

import databases
from bench_common import progress
from bench_data import FIRST, PLACES, SECOND, SHUFFLE, TRADES

#: What files point to. Of ten files nine belong to the company whose user is measured.
USERS, DEPARTMENTS, TAGS = 20, 5, 10


def fill(env, count: int) -> dict:
    """Make ``count`` files with their partners; return the company and the user to measure with."""
    company, other = env.company, env["res.company"].create({"name": "Other Company"})
    users = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Clerk {number}",
                    "login": f"clerk{number}",
                    "email": f"clerk{number}@example.com",
                    "group_ids": [(6, 0, [env.ref("customer_policy.group_user").id])],
                    "company_id": company.id,
                    "company_ids": [(6, 0, company.ids)],
                }
                for number in range(USERS)
            ]
        )
    )
    departments = env["hr.department"].create(
        [{"name": f"Sales {number}", "company_id": company.id} for number in range(DEPARTMENTS)]
    )
    tags = env["customer.file.tag"].create([{"name": f"Tag {number}", "color": number} for number in range(TAGS)])
    lists = {
        "users": users.ids,
        "departments": departments.ids,
        "kinds": env["customer.file.kind"].search([("company_id", "=", company.id)]).ids,
        "other_kinds": env["customer.file.kind"].search([("company_id", "=", other.id)]).ids,
        "sources": env["customer.collection.method"].search([("company_id", "=", company.id)]).ids,
        "states": env["res.country.state"].search([("country_id.code", "=", "CN")]).ids,
        "industries": env["res.partner.industry"].search([]).ids,
        "tags": tags.ids,
        "places": PLACES,
        "first": list(FIRST),
        "second": list(SECOND),
        "trades": TRADES,
    }
    scalars = {
        "company": company.id,
        "other": other.id,
        "count": count,
        "currency": company.currency_id.id,
        "china": env.ref("base.cn").id,
        "activity_type": env.ref("mail.mail_activity_data_todo").id,
        "model": env["ir.model"]._get_id("customer.file"),
        "shuffle": SHUFFLE,
    }
    env.cr.commit()
    for table, statements in FILLING.items():
        with without_indexes(env.cr, table):
            for statement in statements:
                progress(f"filling {table}")
                env.cr.execute(statement, {**lists, **scalars})
        env.cr.commit()
    for table in FILLING:
        databases.query(f"VACUUM (ANALYZE) {table}", database=env.cr.dbname)
    check_sample(env)
    return {"company": company.id, "uid": users[0].id}


def pick(words: str, number: str = "n") -> str:
    """SQL that takes a word of a list by a number."""
    return f"(%({words})s)[1 + ({number}) %% cardinality(%({words})s)]"


CUSTOMERS = f"""
    SELECT n, {pick("places", "mixed")} || {pick("first", "mixed / 20")} || {pick("second", "mixed / 1000")}
              || {pick("trades", "mixed / 50000")} AS key,
           {pick("places", "mixed")} || '市' AS city, {pick("states", "mixed")} AS state_id, {pick("industries")} AS industry_id,
           CASE WHEN n %% 5 < 3 THEN '026-8' ELSE '1540' END || lpad(digits::text, 7, '0') AS phone,
           '91999901MA' || lpad(n::text, 7, '0') || substr('0123456789ABCDEFGH', 1 + n %% 18, 1) AS code,
           now() AT TIME ZONE 'UTC' - (%(count)s - n) * interval '1 minute' AS moment
    FROM (
        SELECT n, n::bigint * %(shuffle)s %% 1000000 AS mixed, n::bigint * %(shuffle)s %% 10000000 AS digits
        FROM generate_series(1, %(count)s) n
    ) numbers
"""  # noqa: E501
FILLING = {
    "res_partner": [
        f"""
        INSERT INTO res_partner (name, complete_name, vat, phone, phone_sanitized, city, street, zip, state_id, country_id,
            industry_id, email, email_normalized, website, commercial_partner_id, commercial_company_name, type, lang,
            is_company, active, partner_share, employee, color, customer_rank, supplier_rank, autopost_bills,
            create_uid, write_uid, create_date, write_date)
        SELECT key || '有限公司', key || '有限公司', code, phone, '+86' || regexp_replace(phone, '^0|-', '', 'g'), city,
            city || '大路' || n %% 900 || '号', '999' || lpad((n %% 1000)::text, 3, '0'), state_id, %(china)s, industry_id,
            'office' || n || '@example.com', 'office' || n || '@example.com', 'http://www.c' || n || '.example.com',
            NULL, key || '有限公司', 'contact', 'en_US', true, true, true, false, 0, 0, 0,
            'ask', 1, 1, moment, moment
        FROM ({CUSTOMERS}) customers ORDER BY n
        """,  # noqa: E501
        "UPDATE res_partner SET commercial_partner_id = id WHERE vat LIKE '91999901MA%%'",
    ],
    "customer_file": [
        f"""
        INSERT INTO customer_file (partner_id, company_id, number, name, name_key, phone, phone_key, credit_code, code_key,
            city, state_id, industry_id, kind_id, nature, responsible_id, department_id, custodian_id, source_id,
            currency_id, active, is_important, state, life_status, completeness, required_count, filled_count,
            registered_capital, annual_turnover, employee_count, legal_representative, business_scope, need, ownership,
            founding_date, first_contact_date, opening_date, submitted_late, last_check_date, next_check_date,
            last_contact_date, submitted_by_id, submitted_date, create_uid, write_uid, create_date, write_date)
        SELECT partner.id, owner, 'CF' || lpad(n::text, 7, '0'), customers.key || '有限公司', customers.key, customers.phone,
            regexp_replace(customers.phone, '\\D', '', 'g'), customers.code, customers.code, customers.city, customers.state_id,
            customers.industry_id, kind.id, kind.nature, {pick("users", "n / 3")}, {pick("departments", "n / 3")},
            CASE WHEN n %% 2 = 0 THEN {pick("users")} END, CASE WHEN n %% 4 > 0 THEN {pick("sources")} END,
            %(currency)s, n %% 33 > 0, n %% 20 = 0,
            (ARRAY['filed', 'filed', 'filed', 'filed', 'filed', 'filed', 'filed', 'collected', 'to_review', 'to_sort'])[1 + n %% 10],
            (ARRAY['potential', 'cooperating', 'cooperating', 'not_cooperating', 'near_lost', 'lost'])[1 + n %% 6],
            n %% 101, 10, n %% 11, n %% 500 * 10000, n %% 900 * 10000, n %% 700, '赵甲', '批发零售及相关服务，编号' || n,
            '常年采购', 'private', date '2000-01-01' + n %% 5000, moment::date, moment::date, false, moment::date,
            CASE WHEN n %% 3 > 0 THEN moment::date + 180 END, CASE WHEN n %% 2 = 0 THEN moment END,
            {pick("users", "n / 3")}, moment, {pick("users", "n / 3")}, {pick("users", "n / 3")}, moment, moment
        FROM (SELECT *, CASE WHEN n %% 10 = 9 THEN %(other)s ELSE %(company)s END AS owner FROM ({CUSTOMERS}) customers) customers
        JOIN res_partner partner ON partner.vat = customers.code
        JOIN customer_file_kind kind ON kind.id = CASE WHEN n %% 10 = 9 THEN {pick("other_kinds")} ELSE {pick("kinds")} END
        ORDER BY n
        """,  # noqa: E501
        "UPDATE customer_file SET department_id = NULL, source_id = NULL WHERE company_id = %(other)s",
    ],
    "customer_file_customer_file_tag_rel": [
        f"""
        INSERT INTO customer_file_customer_file_tag_rel (customer_file_id, customer_file_tag_id)
        SELECT id, {pick("tags", "id / 3")} FROM customer_file WHERE id %% 3 = 0
        """
    ],
    "mail_activity": [
        f"""
        INSERT INTO mail_activity (res_model, res_model_id, res_id, res_name, activity_type_id, user_id, date_deadline,
            summary, automated, active, create_uid, write_uid, create_date, write_date)
        SELECT 'customer.file', %(model)s, id, name, %(activity_type)s, {pick("users", "id")},
            current_date + (id %% 60 - 20)::int, 'Call', false, true, 1, 1, create_date, create_date
        FROM customer_file WHERE id %% 50 = 0 AND active
        """
    ],
}


@contextmanager
def without_indexes(cr, table: str):
    """Drop the foreign keys and the indexes of a table while it is filled."""
    cr.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = %s::regclass AND contype IN ('f', 'u')""",
        [table],
    )
    constraints = cr.fetchall()
    for name, _definition in constraints:
        cr.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    cr.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
        WHERE indrelid = %s::regclass AND NOT indisprimary""",
        [table],
    )
    indexes = cr.fetchall()
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    yield
    cr.execute("SET LOCAL maintenance_work_mem = '512MB'")
    for number, (name, definition) in enumerate(indexes, 1):
        progress(f"{table}: index {number} of {len(indexes)}, {name}")
        cr.execute(definition)
    for name, definition in constraints:
        cr.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


def check_sample(env):
    """Compare some files with what the ORM computes for them."""
    from odoo.addons.customer_file.tools import normalise

    files = env["customer.file"].with_context(active_test=False).search([], limit=200, order="id desc")
    for file in files:
        wanted = {
            "name": file.partner_id.name,
            "phone": file.partner_id.phone,
            "credit_code": file.partner_id.vat,
            "city": file.partner_id.city,
            "name_key": normalise.name_key(file.name),
            "phone_key": normalise.phone_key(file.phone),
            "code_key": normalise.credit_code(file.credit_code),
            "nature": file.kind_id.nature,
        }
        for name, value in wanted.items():
            assert file[name] == value, f"{file.number}: {name} is {file[name]!r}, not {value!r}"
