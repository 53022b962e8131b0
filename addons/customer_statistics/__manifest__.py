{
    "name": "Customer Statistics",
    "summary": "Periodic reports that are approved, issued and frozen: indicators by rule, corrections, xlsx and PDF",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "depends": ["customer_file", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_statistic_rules.xml",
        "data/ir_cron_data.xml",
    ],
}
