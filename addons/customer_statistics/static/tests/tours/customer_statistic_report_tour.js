import { tour } from "@customer_policy/../tests/tours/steps";

const row = (name) => `.o_field_widget[name=total_ids] .o_data_row:contains(${name})`;

tour("customer_statistic_unit", () => [
    { content: "what can be counted is counted", trigger: "button[name=action_compute]:contains(Compute)", run: "click" },
    { content: "computed", trigger: ".o_arrow_button_current:contains(Computed)" },
    { content: "one is entered by hand", trigger: `${row("Fairs")} td[name=value]:contains(–)`, run: "click" },
    { content: "enter it", trigger: `${row("Fairs")} td[name=value] input`, run: "edit 40" },
    { content: "save it", trigger: ".o_form_button_save", run: "click" },
    { content: "saved", trigger: `.o_form_saved ${row("Fairs")} td[name=value]:contains(40)` },
    { content: "submit", trigger: "button[name=action_submit]", run: "click" },
    { content: "submitted", trigger: ".o_arrow_button_current:contains(Submitted)" },
]);

tour("customer_statistic_explain", () => [
    { content: "add up", trigger: "button[name=action_compute]:contains(Compute)", run: "click" },
    { content: "the sum of the units", trigger: `${row("Fairs")} td[name=value]:contains(100)` },
    { content: "75 % of the plan", trigger: `${row("Customers")}.text-danger td[name=completion]:contains(75.0)` },
    { content: "submit", trigger: "button[name=action_submit]", run: "click" },
    { content: "submitted", trigger: ".o_arrow_button_current:contains(Submitted)" },
    { content: "cannot be issued yet", trigger: ".o_statusbar_buttons:not(:has(button[name=action_issue]))" },
    { content: "explain", trigger: ".o_notebook .nav-link:contains(Explanation)", run: "click" },
    {
        content: "as a whole",
        trigger: ".o_field_widget[name=explanation] textarea",
        run: "edit The fair was later than planned",
    },
    {
        content: "the indicator with a problem",
        trigger: ".o_field_widget[name=explanation_ids] .o_field_x2many_list_row_add a",
        run: "click",
    },
    { content: "choose it", trigger: "td[name=indicator_id] input", run: "edit Customers" },
    { content: "take it", trigger: ".o-autocomplete--dropdown-item:contains(New Customers)", run: "click" },
    { content: "cause", trigger: "td[name=cause] textarea", run: "edit The fair" },
    { content: "effect", trigger: "td[name=effect] textarea", run: "edit Fewer files" },
    { content: "consequence", trigger: "td[name=consequence] textarea", run: "edit Fewer orders" },
    { content: "save", trigger: ".o_form_button_save", run: "click" },
    { content: "saved", trigger: ".o_form_saved" },
    { content: "ask", trigger: "button[name=action_request_approval]", run: "click" },
    { content: "asked", trigger: ".o_field_widget[name=approval_state]:contains(Pending)" },
]);

tour("customer_statistic_approve", () => [
    { content: "decide", trigger: "button[name=action_decide]", run: "click" },
    { content: "approve", trigger: ".modal button[name=action_decide]:contains(Approve)", run: "click" },
    { content: "decided", trigger: "body:not(:has(.modal)) .o_form_view" },
]);

tour("customer_statistic_issue", () => [
    { content: "issue", trigger: "button[name=action_issue]", run: "click" },
    { content: "it stays", trigger: ".modal .btn-primary", run: "click" },
    { content: "issued", trigger: ".o_arrow_button_current:contains(Issued)" },
    { content: "verify", trigger: "button[name=action_verify]", run: "click" },
    { content: "intact", trigger: ".o_notification:contains(are those that were issued)" },
]);

tour("customer_statistic_cards", () => [
    {
        content: "the card of May",
        trigger: ".o_kanban_group:contains(May 2026) .o_kanban_record:contains(New Customers)",
        run: "click",
    },
    { content: "its report", trigger: ".o_form_view h3:contains(2026-05)" },
]);
