import { registry } from "@web/core/registry";

const press = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:enabled`, run: "click" });
const cell = (name) => `.o_field_widget[name=case_ids] .o_data_row:first .o_data_cell[name=${name}]`;

registry.category("web_tour.tours").add("customer_statistic_case_sheet", {
    steps: () => [
        press("action_compute"),
        { trigger: ".nav-link[name=cases]", run: "click" },
        { trigger: `${cell("liability")}:contains(Workshop 60%)` },
        // nothing is submitted before each case has its improvement
        press("action_submit"),
        { trigger: ".modal .o_error_dialog, .modal:contains(no improvement is proposed yet)" },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: cell("improvement"), run: "click" },
        { trigger: ".o_field_widget[name=case_ids] .o_selected_row [name=improvement] textarea", run: "edit Foil" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: `${cell("improvement")}:contains(Foil)` },
        press("action_submit"),
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Submitted)" },
    ],
});
