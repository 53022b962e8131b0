import { at, confirm, noDialog, page, press, tour } from "@customer_policy/../tests/tours/steps";

const cell = (name) => `.o_field_widget[name=case_ids] .o_data_row:first .o_data_cell[name=${name}]`;

tour("customer_statistic_case_sheet", () => [
    press("action_compute"),
    page("cases"),
    { trigger: `${cell("liability")}:contains(Workshop 60%)` },
    // nothing is submitted before each case has its improvement
    press("action_submit"),
    { trigger: ".modal .o_error_dialog, .modal:contains(no improvement is proposed yet)" },
    confirm(),
    noDialog(),
    { trigger: cell("improvement"), run: "click" },
    { trigger: ".o_field_widget[name=case_ids] .o_selected_row [name=improvement] textarea", run: "edit Foil" },
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: `${cell("improvement")}:contains(Foil)` },
    press("action_submit"),
    at("Submitted"),
]);
