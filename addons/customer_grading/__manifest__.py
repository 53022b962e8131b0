{
    "name": "Customer Grading",
    "summary": "Admission, grades with caps, reviews and blacklists, acting on quotations, orders and invoices",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "depends": ["customer_file", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_blacklist_rules.xml",
        "views/customer_business_rule_views.xml",
        "views/customer_blacklist_entry_views.xml",
        "views/crm_team_views.xml",
        "views/account_move_views.xml",
        "views/customer_grading_menus.xml",
    ],
}
