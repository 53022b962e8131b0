{
    "name": "Customer Grading: CRM",
    "summary": "No opportunity with customers who are not admitted or on a blacklist, where a rule says so",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["crm", "customer_grading"],
    "data": [
        "views/crm_lead_views.xml",
    ],
}
