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
        "security/customer_grade_rules.xml",
        "data/customer_grade_cron.xml",
        "views/customer_grade_scheme_views.xml",
        "views/customer_grading_run_views.xml",
        "views/customer_file_grade_views.xml",
        "views/customer_grade_change_views.xml",
        "views/customer_grade_review_views.xml",
        "views/customer_grade_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["customer_grading/static/tests/tours/**/*"],
    },
}
