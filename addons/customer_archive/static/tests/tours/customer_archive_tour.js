import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

const state = (label) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${label})` });

registry.category("web_tour.tours").add("customer_archive_file_a_document", {
    steps: () => [
        { content: "enter a document", trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] textarea, .o_field_widget[name=name] input", run: "edit Contract of the tour" },
        { trigger: ".o_field_widget[name=class_id] input", run: "edit Tour contr" },
        { trigger: ".o-autocomplete--dropdown-item a:contains(Tour contracts)", run: "click" },
        ...stepUtils.saveForm(),
        { trigger: "button[name=action_hand_in]", run: "click" },
        state("Handed In"),
        { trigger: "button[name=action_file]", run: "click" },
        state("Filed"),
        { content: "what is filed is closed", trigger: ".o_field_widget[name=name].o_readonly_modifier" },
        { trigger: ".nav-link[name=keeping]", run: "click" },
        { trigger: ".o_field_widget[name=volume_id] a:contains(Tour contracts)", run: "click" },
        { content: "the volume it lies in", trigger: "button[name=action_list_contents]", run: "click" },
        { trigger: "button[name=action_print_contents]" },
        { trigger: ".nav-link[name=checks]", run: "click" },
        { trigger: ".o_field_widget[name=check_ids] button[name=action_toggle]", run: "click" },
        { trigger: ".o_field_widget[name=check_ids] .o_data_row .o_boolean_toggle input:checked, .o_field_widget[name=check_ids] .o_data_row input:checked" },
        { trigger: "button[name=action_close]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        state("Closed"),
    ],
});

registry.category("web_tour.tours").add("customer_archive_destroy", {
    steps: () => [
        { content: "what stands against it", trigger: ".alert-warning:contains(is kept until)" },
        { trigger: ".o_field_widget[name=document_ids] .o_data_row" },
        { trigger: "button[name=action_request_approval]", run: "click" },
        { trigger: ".o_field_widget[name=approval_state]:contains(Pending), .o_field_widget[name=approval_state]:contains(Waiting)" },
    ],
});

registry.category("web_tour.tours").add("customer_archive_certificate", {
    steps: () => [
        { trigger: ".o_field_widget[name=content_text]:contains(SHA-256)" },
        { trigger: ".o_field_widget[name=witness_name]" },
    ],
});

registry.category("web_tour.tours").add("customer_archive_take_snapshot", {
    steps: () => [
        { trigger: "button[name=action_take_snapshot]", run: "click" },
        { content: "it is taken once the buttons can be used again", trigger: "button[name=action_take_snapshot]:not(:disabled)" },
    ],
});

registry.category("web_tour.tours").add("customer_archive_read_snapshot", {
    steps: () => [
        { trigger: ".o_data_row .o_data_cell:contains(Tour Mill)", run: "click" },
        { trigger: ".o_field_widget[name=content_html]:contains(Tour Mill)" },
    ],
});
