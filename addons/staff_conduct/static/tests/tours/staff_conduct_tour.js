import { at, noDialog, page, tour } from "@customer_policy/../tests/tours/steps";

const pick = (field, typed, name) => [
    { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${typed}` },
    { trigger: `.o-autocomplete--dropdown-item a:contains(${name})`, run: "click" },
];

// a colleague, who has no right on employees' files and none on cases
tour("staff_conduct_report", () => [
    { content: "report a violation", trigger: ".o_list_button_add", run: "click" },
    ...pick("employee_id", "Tour W", "Tour Wang"),
    ...pick("rule_id", "Tour r", "Tour rudeness"),
    { trigger: ".o_field_widget[name=facts] textarea", run: "edit The customer was left standing" },
    { trigger: ".o_field_widget[name=remark] textarea", run: "edit I stood beside them" },
    { trigger: "button[name=action_hand_in]", run: "click" },
    { content: "it cannot be changed", trigger: ".o_field_widget[name=employee_id].o_readonly_modifier" },
]);

tour("staff_conduct_hear", () => [
    { content: "cases by step", trigger: ".o_kanban_record:contains(Tour Wang)", run: "click" },
    at("Proposed"),
    { content: "the double of a second time", trigger: ".o_field_widget[name=proposed_amount]:contains(100)" },
    page("reports"),
    { content: "who reported", trigger: ".o_field_widget[name=report_ids]:contains(I stood beside them)" },
    { trigger: "button[name=action_hear]", run: "click" },
    at("Statement Asked"),
]);

tour("staff_conduct_statement", () => [
    { content: "my cases", trigger: ".o_data_row .o_data_cell:contains(Tour rudeness)", run: "click" },
    { content: "nothing in confidence", trigger: ".o_form_view:not(:has(.nav-link[name=reports]))" },
    { trigger: "button[name=action_write_statement]:contains(Statement)", run: "click" },
    { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit I was on the telephone" },
    { trigger: ".modal button[name=action_confirm]", run: "click" },
    noDialog(),
    page("statement"),
    { trigger: ".o_field_widget[name=statement]:contains(I was on the telephone)" },
]);

tour("staff_conduct_submit", () => [
    { trigger: "button[name=action_submit]", run: "click" },
    at("Decision Requested"),
    { trigger: ".o_field_widget[name=approval_state]:contains(Pending)" },
]);

tour("staff_conduct_decided", () => [
    at("Decided"),
    page("decisions"),
    { trigger: ".o_field_widget[name=decision_ids] .o_data_row:contains(100)" },
    { trigger: "button:contains(Print the Notice)" },
]);

tour("staff_conduct_announce", () => [
    { content: "open it", trigger: ".o_data_row .o_data_cell:contains(Personnel announcement)", run: "click" },
    { trigger: ".o_field_widget[name=waiting_ids]:contains(Tour Wang)" },
    { trigger: "button[name=action_publish]", run: "click" },
    at("Published"),
    { trigger: ".o_field_widget[name=line_ids]:contains(Tour Wang)" },
]);
