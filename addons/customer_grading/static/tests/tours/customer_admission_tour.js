import { at, confirm, fill, noDialog, page, pick, press, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

/** Answer a condition with yes. */
const yes = (condition) => [
    { trigger: `.o_data_row:contains(${condition}) .o_data_cell[name=answer]`, run: "click" },
    // of this row: the one before may still be open for a moment
    { trigger: `.o_selected_row:contains(${condition}) .o_field_widget[name=answer] input`, run: "click" },
    { trigger: ".o_select_menu_item:contains(Yes)", run: "click" },
    { trigger: `.o_selected_row:contains(${condition}) .o_field_widget[name=answer] input:value(Yes)` },
];

tour("customer_admission_blocked_order", () => [
    { content: "it is said before anybody presses a button", trigger: ".alert:contains(Green Valley is not admitted)" },
    press("action_confirm"),
    { trigger: ".modal:contains(is not admitted)" },
    { trigger: ".modal:contains(Why)" },
    confirm(),
    noDialog(),
]);

tour("customer_admission_apply", () => [
    at("Draft"),
    ...pick("partner_id", "Green Valley"),
    ...stepUtils.saveForm(),
    ...yes("Main is right"),
    ...yes("Annex 1 is right"),
    page("sheets"),
    { trigger: ".o_data_row:contains(Annex 1)" },
    page("inspections"),
    { trigger: ".o_field_widget[name=inspection_ids] .o_field_x2many_list_row_add button, .o_field_widget[name=inspection_ids] .o_field_x2many_list_row_add a", run: "click" },
    ...["Address", "Personnel", "Equipment"].flatMap((aspect) => [
        { trigger: ".o_selected_row .o_field_widget[name=aspect_ids] input", run: `edit ${aspect}` },
        { trigger: `.o-autocomplete--dropdown-item:contains(${aspect})`, run: "click" },
        { trigger: `.o_selected_row .o_field_widget[name=aspect_ids] .o_tag:contains(${aspect})` },
    ]),
    ...stepUtils.saveForm(),
    press("action_submit"),
    at("Submitted"),
    { content: "others check it", trigger: ".o_form_view:not(:has(button[name=action_check]))" },
]);

tour("customer_admission_check", () => [
    press("action_check"),
    at("First Check Passed"),
    press("action_admit"),
    confirm(),
    at("Admitted"),
    noDialog(),
]);

tour("customer_admission_order", () => [
    { trigger: ".o_form_view:not(:has(.alert:contains(is not admitted)))" },
    press("action_confirm"),
    at("Sales Order"),
]);

tour("customer_admission_licences", () => [
    { trigger: ".o_list_view .o_data_row:contains(Green Valley)" },
    { trigger: ".o_switch_view.o_kanban", run: "click" },
    { trigger: ".o_kanban_record:contains(Green Valley)", run: "click" },
    press("action_check"),
    { trigger: ".o_form_view:not(:has(button[name=action_check]))" },
]);

tour("customer_admission_take_over", () => [
    fill("reason", "Old customers"),
    ...stepUtils.saveForm(),
    press("action_start"),
    confirm(),
    at("Being Taken Over"),
    noDialog(),
]);

tour("customer_admission_forms", () => [
    { trigger: ".o_field_widget[name=sheet_ids] .o_data_row:first .o_data_cell[name=name]", run: "click" },
    { trigger: ".modal .o_field_widget[name=item_ids] .o_field_x2many_list_row_add button, .modal .o_field_widget[name=item_ids] .o_field_x2many_list_row_add a", run: "click" },
    { trigger: ".modal .o_selected_row .o_field_widget[name=name] input, .modal .o_selected_row .o_field_widget[name=name] textarea", run: "edit New condition" },
    { trigger: ".modal .o_form_button_save", run: "click" },
    noDialog(),
    ...stepUtils.saveForm(),
]);
