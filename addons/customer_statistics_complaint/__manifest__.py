{
    "name": "Customer Statistics: Complaints",
    "summary": "Complaints by cause, cost and time, and the monthly sheet of closed cases",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_statistics", "customer_complaint"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_statistic_case_rules.xml",
        "views/customer_statistic_case_views.xml",
        "views/customer_statistic_kind_views.xml",
        "views/customer_statistic_report_views.xml",
        "report/customer_statistic_case_reports.xml",
    ],
    "assets": {
        "web.assets_tests": ["customer_statistics_complaint/static/tests/tours/**/*"],
    },
}
