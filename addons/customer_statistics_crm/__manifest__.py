{
    "name": "Customer Statistics: CRM",
    "summary": "Leads and deals by salesperson, for closing, contact-left and test-drive rates",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["crm", "customer_statistics"],
}
