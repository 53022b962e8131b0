{
    "name": "Customer File: CRM",
    "summary": "A new lead or opportunity opens the customer's file, where a rule says so",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["crm", "customer_file"],
    "data": [
        "views/crm_lead_views.xml",
        "views/customer_file_opening_rule_views.xml",
        "views/customer_file_views.xml",
    ],
}
