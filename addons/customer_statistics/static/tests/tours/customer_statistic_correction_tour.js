import { add, at, fill, noDialog, page, pick, press, tour } from "@customer_policy/../tests/tours/steps";

const save = () => [
    { trigger: ".o_form_button_save:enabled", run: "click" },
    { trigger: ".o_form_view .o_form_saved" },
];

/** From an issued report: report an error, and say what is right. */
const report = (error, figure, value) => [
    at("Issued"),
    press("action_report_error"),
    at("Reported"),
    fill("error", error),
    add("line_ids"),
    ...pick("figure_id", figure),
    fill("new_value", value),
    fill("explanation", "Two lists were added up"),
];
/** Back to the report, where what was issued stands struck through. */
const onReport = (old, now) => [
    { trigger: ".o_field_widget[name=report_id] a", run: "click" },
    at("Issued"),
    { trigger: `.o_field_widget[name=total_ids] .o_data_row:contains(${now})` },
    { trigger: `.o_field_widget[name=total_ids] .o_data_row s:contains(${old})` },
];

// found the same day: told by telephone, and logged
tour("customer_statistic_correct_orally", () => [
    ...report("Counted twice", "New Customers", "1190"),
    { trigger: ".o_field_widget[name=channel]:contains(By Telephone or Orally)" },
    ...save(),
    press("action_tell"),
    { trigger: ".modal .o_field_widget[name=user_ids] input", run: "edit Reader" },
    { trigger: ".o-autocomplete--dropdown-item:contains(Reader)", run: "click" },
    { trigger: ".modal .o_field_widget[name=note] input", run: "edit 1190 it is" },
    { trigger: ".modal button[name=action_log]:enabled", run: "click" },
    noDialog(),
    press("action_submit"),
    at("Corrected"),
    page("told"),
    { trigger: ".o_field_widget[name=receipt_ids] .o_data_row:contains(Reader):contains(By Telephone)" },
    ...onReport("1,200", "1,190"),
]);

// found on a later day: the report of that day explains it
tour("customer_statistic_correct_by_note", () => [
    ...report("Counted twice", "New Customers", "1190"),
    { trigger: ".o_field_widget[name=channel]:contains(Note on the Report of the Day)" },
    ...save(),
    press("action_submit"),
    at("Corrected"),
    { trigger: ".o_field_widget[name=note_report_id] a", run: "click" },
    at("Draft"),
    page("notes"),
    { trigger: ".o_field_widget[name=note_ids] .o_data_row:contains(Counted twice)" },
]);

// a major error: a numbered slip, with the totals that depend on it, approved by the supervisor
tour("customer_statistic_correct_by_slip", () => [
    ...report("Counted twice", "New Customers / East", "20"),
    { trigger: ".o_field_widget[name=is_major] input", run: "click" },
    { trigger: ".o_field_widget[name=channel]:contains(Correction Slip)" },
    ...save(),
    press("action_propose"),
    { trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Total of It):contains(1,020)" },
    press("action_submit"),
    at("To Approve"),
    { trigger: ".o_field_widget[name=number]:contains(DZ)" },
]);

tour("customer_statistic_approve_slip", () => [
    at("To Approve"),
    press("action_decide"),
    { trigger: ".modal footer button.btn-primary:enabled, .modal-footer button.btn-primary:enabled", run: "click" },
    noDialog(),
    at("Corrected"),
    { trigger: ".o_field_widget[name=report_id] a", run: "click" },
    at("Issued"),
    { trigger: ".o_field_widget[name=total_ids] .o_data_row:contains(1,020)" },
    page("corrections"),
    { trigger: ".o_field_widget[name=correction_ids] .o_data_row:contains(DZ)" },
]);
