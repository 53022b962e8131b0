"""scripts/screenshots: see its --help."""

import argparse
from typing import NamedTuple

from databases import ROOT, say
from playwright.sync_api import sync_playwright


class Picture(NamedTuple):
    name: str
    login: str
    path: str
    #: shown before the picture is taken
    ready: str
    click: str = ""
    size: tuple[int, int] = (1280, 800)


PASSWORDS = {"admin": "admin"}
TELEPHONE = (390, 844)
PICTURES = [
    Picture("customer_file/files", "admin", "/odoo/customer-files", ".o_kanban_record"),
    Picture("customer_file/list_zh", "liu.gang@paper.example", "/odoo/customer-list", ".o_data_row"),
    Picture(
        "customer_file/file_zh",
        "liu.gang@paper.example",
        "/odoo/customer-list",
        ".o_form_view .o_field_widget",
        ".o_data_row td.o_data_cell",
    ),
    Picture(
        "customer_file/index_zh",
        "li.na@paper.example",
        "/odoo/customer-file-index",
        ".o_data_row",
        "th[data-name=secrecy_level_id]",
    ),
    Picture("customer_file/by_kind", "admin", "/odoo/customers-by-kind", ".o_pivot table"),
    Picture(
        "customer_file/telephone_zh",
        "liu.gang@paper.example",
        "/odoo/customer-files",
        ".o_kanban_record",
        size=TELEPHONE,
    ),
    Picture("customer_complaint/board_zh", "liu.gang@paper.example", "/odoo/complaints", ".o_kanban_record"),
    Picture(
        "customer_complaint_sale/settlement_zh",
        "liu.gang@paper.example",
        "/odoo/complaint-settlements",
        ".o_form_view .o_field_widget",
        ".o_data_row td.o_data_cell",
    ),
    Picture("customer_grading/grades_zh", "liu.gang@paper.example", "/odoo/customer-grades", ".o_kanban_record"),
    Picture(
        "customer_statistics/report_zh",
        "liu.gang@paper.example",
        "/odoo/customer-statistics-cards",
        ".o_form_view .o_field_widget",
        ".o_kanban_group:last-child .o_kanban_record",
    ),
    Picture(
        "customer_statistics/dashboard_zh",
        "liu.gang@paper.example",
        "/odoo/customer-statistics-dashboard",
        ".o_statistic_tiles",
    ),
    Picture("dealer_visit/route_zh", "li.na@paper.example", "/odoo/visit-route", ".o_kanban_record", size=TELEPHONE),
    Picture(
        "dealer_visit/calendar_zh",
        "li.na@paper.example",
        "/odoo/visits",
        ".o_calendar_view .fc-event",
        ".o_switch_view.o_calendar",
    ),
    Picture(
        "crm_lead_card/card_zh",
        "li.na@paper.example",
        "/odoo/my-lead-cards",
        ".o_form_view .o_field_widget",
        ".o_kanban_record:has-text('丹枫') .fw-bold",
    ),
]


def take(browser, url: str, picture: Picture, login: str):
    # the demo companies are in China: their days and hours are those of there
    page = browser.new_page(viewport={"width": picture.size[0], "height": picture.size[1]}, timezone_id="Asia/Shanghai")
    page.goto(f"{url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", PASSWORDS.get(login, "demo"))
    page.click("button[type=submit]")
    page.wait_for_selector(".o_web_client")
    page.goto(url + picture.path)
    if picture.click:
        page.click(picture.click)
    page.wait_for_selector(picture.ready)
    page.mouse.move(0, 0)  # no tooltip
    page.wait_for_timeout(2500)  # pictures of people, animations
    addon, name = picture.name.split("/")
    target = ROOT / "addons" / addon / "static/description" / f"{name}.png"
    page.screenshot(path=target)
    say(f"{target.relative_to(ROOT)}")
    page.close()


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--url", default="http://127.0.0.1:8069")
    parser.add_argument("--only")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for picture in PICTURES:
            if options.only in (None, picture.name.split("/")[1]):
                take(browser, options.url, picture, picture.login)


main()
