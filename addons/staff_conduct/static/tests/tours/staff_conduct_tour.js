import { registry } from "@web/core/registry";

const state = (label) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})` });
const pick = (field, typed, name) => [
    { trigger: `.o_field_widget[name=${field}] input`, run: `edit ${typed}` },
    { trigger: `.o-autocomplete--dropdown-item a:contains(${name})`, run: "click" },
];

// a colleague, who has no right on employees' files and none on cases
registry.category("web_tour.tours").add("staff_conduct_report", {
    steps: () => [
        { content: "report a violation", trigger: ".o_list_button_add", run: "click" },
        ...pick("employee_id", "Tour W", "Tour Wang"),
        ...pick("rule_id", "Tour r", "Tour rudeness"),
        { trigger: ".o_field_widget[name=facts] textarea", run: "edit The customer was left standing" },
        { trigger: ".o_field_widget[name=remark] textarea", run: "edit I stood beside them" },
        { trigger: "button[name=action_hand_in]", run: "click" },
        { content: "it cannot be changed", trigger: ".o_field_widget[name=employee_id].o_readonly_modifier" },
    ],
});

registry.category("web_tour.tours").add("staff_conduct_hear", {
    steps: () => [
        { content: "cases by step", trigger: ".o_kanban_record:contains(Tour Wang)", run: "click" },
        state("Proposed"),
        { content: "the double of a second time", trigger: ".o_field_widget[name=proposed_amount]:contains(100)" },
        { trigger: ".nav-link[name=reports]", run: "click" },
        { content: "who reported", trigger: ".o_field_widget[name=report_ids]:contains(I stood beside them)" },
        { trigger: "button[name=action_hear]", run: "click" },
        state("Statement Asked"),
    ],
});

registry.category("web_tour.tours").add("staff_conduct_statement", {
    steps: () => [
        { content: "my cases", trigger: ".o_data_row .o_data_cell:contains(Tour rudeness)", run: "click" },
        { content: "nothing in confidence", trigger: ".o_form_view:not(:has(.nav-link[name=reports]))" },
        { trigger: "button[name=action_write_statement]:contains(Statement)", run: "click" },
        { trigger: ".modal .o_field_widget[name=text] textarea", run: "edit I was on the telephone" },
        { trigger: ".modal button[name=action_confirm]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=statement]", run: "click" },
        { trigger: ".o_field_widget[name=statement]:contains(I was on the telephone)" },
    ],
});

registry.category("web_tour.tours").add("staff_conduct_submit", {
    steps: () => [
        { trigger: "button[name=action_submit]", run: "click" },
        state("Decision Requested"),
        { trigger: ".o_field_widget[name=approval_state]:contains(Pending)" },
    ],
});

registry.category("web_tour.tours").add("staff_conduct_decided", {
    steps: () => [
        state("Decided"),
        { trigger: ".nav-link[name=decisions]", run: "click" },
        { trigger: ".o_field_widget[name=decision_ids] .o_data_row:contains(100)" },
        { trigger: "button:contains(Print the Notice)" },
    ],
});

registry.category("web_tour.tours").add("staff_conduct_announce", {
    steps: () => [
        { content: "open it", trigger: ".o_data_row .o_data_cell:contains(Personnel announcement)", run: "click" },
        { trigger: ".o_field_widget[name=waiting_ids]:contains(Tour Wang)" },
        { trigger: "button[name=action_publish]", run: "click" },
        state("Published"),
        { trigger: ".o_field_widget[name=line_ids]:contains(Tour Wang)" },
    ],
});
