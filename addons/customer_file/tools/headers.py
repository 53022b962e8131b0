"""Headings of customer lists, and the fields they mean."""

from .table_header import header_keys

#: Common spellings of headings by field of the customer file. Labels of the fields are understood too.
SYNONYMS = {
    "name": (
        "客户名称", "客户", "单位名称", "公司名称", "企业名称", "名称", "客户全称",
        "customer", "customer name", "company", "company name", "name",
    ),
    "credit_code": (
        "统一社会信用代码", "社会信用代码", "信用代码", "税号", "纳税人识别号", "credit code", "uscc", "tax id", "vat",
    ),
    "phone": (
        "电话", "联系电话", "电话号码", "手机", "手机号", "手机号码", "联系方式", "phone", "telephone", "tel", "mobile",
    ),
    "fax": ("传真", "传真号码", "fax"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "e-mail", "email", "mail"),
    "website": ("网址", "网站", "website", "url"),
    "street": ("地址", "联系地址", "单位地址", "注册地址", "通讯地址", "address", "street"),
    "zip": ("邮编", "邮政编码", "postcode", "zip", "zip code", "postal code"),
    "city": ("城市", "所在城市", "市", "city"),
    "state_id": ("省", "省份", "地区", "区域", "province", "region", "state"),
    "country_id": ("国家", "country"),
    "industry_id": ("行业", "所属行业", "industry"),
    "legal_representative": ("法定代表人", "法人代表", "法人", "负责人", "legal representative"),
    "agent": ("代理人", "agent"),
    "business_scope": ("经营范围", "主营业务", "business scope"),
    "registered_capital": ("注册资本", "注册资金", "registered capital"),
    "founding_date": ("成立日期", "成立时间", "注册日期", "founding date", "founded", "date of foundation"),
    "registration_number": ("注册号", "工商注册号", "registration number"),
    "ownership": ("企业性质", "单位性质", "性质", "ownership"),
    "annual_turnover": ("年营业额", "营业额", "年销售额", "annual turnover", "turnover"),
    "employee_count": ("员工人数", "职工人数", "人数", "employees"),
    "need": ("需求", "客户需求", "意向", "need", "needs"),
    "credit_description": ("信用情况", "信用状况", "credit standing"),
    "number": ("档案编号", "客户编号", "编号", "file number", "customer number"),
    "kind_id": ("客户类别", "客户类型", "类别", "kind", "customer kind", "type"),
    "life_status": ("客户状态", "状态", "status"),
    "lost_reason": ("流失原因", "reason of loss"),
    "responsible_id": ("业务员", "负责业务员", "客户经理", "责任人", "salesperson", "responsible"),
    "source_id": ("客户来源", "来源", "source"),
    "first_contact_date": ("首次接触日期", "首次联系日期", "first contact", "first contact date"),
}  # fmt: skip


def key(heading: object) -> str:
    """Return the most exact comparison key of a heading.

    >>> key(' 客户 名称：'), key('E-Mail') == key('e-mail')
    ('客户名称', True)
    """
    return next(iter(header_keys(heading)), "")
