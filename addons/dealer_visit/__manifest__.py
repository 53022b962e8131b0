{
    "name": "Dealers and Visits",
    "summary": "Dealers with their territory and shops, and visits: when they are due, how they are prepared and reported",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "depends": ["customer_grading", "calendar"],
    "data": [
        "security/ir.model.access.csv",
        "security/dealer_visit_rules.xml",
        "views/dealer_visit_purpose_views.xml",
        "views/dealer_visit_rule_views.xml",
        "views/dealer_visit_views.xml",
        "views/customer_file_views.xml",
        "views/dealer_visit_menus.xml",
    ],
    "assets": {
        "web.assets_tests": ["dealer_visit/static/tests/tours/**/*"],
    },
}
