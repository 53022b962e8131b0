{
    "name": "Customer Credit: Complaints",
    "summary": "Receivables in dispute stay out of the overdue ladder",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["customer_credit", "customer_complaint_sale"],
}
