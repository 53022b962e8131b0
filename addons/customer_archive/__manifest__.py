{
    "name": "Customer Archive",
    "summary": "Documents filed in volumes, kept, inspected, consulted and lent, and destroyed by the rules",
    "version": "19.0.1.0.0",
    "category": "Sales/Customer Policy",
    "author": "Customer Policy Project",
    "license": "LGPL-3",
    "depends": ["customer_file"],
    "data": [
        "security/ir.model.access.csv",
        "security/customer_archive_rules.xml",
        "data/customer_archive_data.xml",
        "views/customer_archive_menus.xml",
    ],
    "post_init_hook": "post_init_hook",
}
