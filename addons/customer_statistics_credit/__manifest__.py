{
    "name": "Customer Statistics: Credit",
    "summary": "Credit by level: limits, open receivables and what is overdue",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_statistics", "customer_credit"],
}
