{
    "name": "Customer Statistics: Archive",
    "summary": "Issued reports are kept for a term, lent out on request, and destroyed by three approvals",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_statistics", "customer_archive"],
    "data": [
        "views/customer_statistic_kind_views.xml",
        "views/customer_statistic_report_views.xml",
        "views/customer_destruction_request_views.xml",
        "views/customer_legal_hold_views.xml",
        "views/customer_access_request_views.xml",
    ],
}
