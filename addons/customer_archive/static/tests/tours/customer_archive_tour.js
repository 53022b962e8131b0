import { at, page, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

tour("customer_archive_file_a_document", () => [
    { content: "enter a document", trigger: ".o_list_button_add", run: "click" },
    { trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input", run: "edit Contract of the tour" },
    { trigger: ".o_field_widget[name=class_id] input", run: "edit Tour contr" },
    { trigger: ".o-autocomplete--dropdown-item a:contains(Tour contracts)", run: "click" },
    ...stepUtils.saveForm(),
    { trigger: "button[name=action_hand_in]", run: "click" },
    at("Handed In"),
    { trigger: "button[name=action_file]", run: "click" },
    at("Filed"),
    { content: "what is filed is closed", trigger: ".o_field_widget[name=name].o_readonly_modifier" },
    page("keeping"),
    { trigger: ".o_field_widget[name=volume_id] a:contains(Tour contracts)", run: "click" },
    { content: "the volume it lies in", trigger: "button[name=action_list_contents]", run: "click" },
    { trigger: "button[name=action_print_contents]" },
    page("checks"),
    { trigger: ".o_field_widget[name=check_ids] button[name=action_toggle]", run: "click" },
    { trigger: ".o_field_widget[name=check_ids] .o_data_row .o_boolean_toggle input:checked, .o_field_widget[name=check_ids] .o_data_row input:checked" },
    { trigger: "button[name=action_close]", run: "click" },
    { trigger: ".modal .btn-primary", run: "click" },
    at("Closed"),
]);

tour("customer_archive_destroy", () => [
    { content: "what stands against it", trigger: ".alert-warning:contains(is kept until)" },
    { trigger: ".o_field_widget[name=document_ids] .o_data_row" },
    { trigger: "button[name=action_request_approval]", run: "click" },
    { trigger: ".o_field_widget[name=approval_state]:contains(Pending), .o_field_widget[name=approval_state]:contains(Waiting)" },
]);

tour("customer_archive_certificate", () => [
    { trigger: ".o_field_widget[name=content_text]:contains(SHA-256)" },
    { trigger: ".o_field_widget[name=witness_name]" },
]);

tour("customer_archive_take_snapshot", () => [
    { trigger: "button[name=action_take_snapshot]", run: "click" },
    { content: "it is taken once the buttons can be used again", trigger: "button[name=action_take_snapshot]:not(:disabled)" },
]);

tour("customer_archive_read_snapshot", () => [
    { trigger: ".o_data_row .o_data_cell:contains(Tour Mill)", run: "click" },
    { trigger: ".o_field_widget[name=content_html]:contains(Tour Mill)" },
]);
