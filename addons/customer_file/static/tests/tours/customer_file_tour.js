import { at, page, tour } from "@customer_policy/../tests/tours/steps";
import { stepUtils } from "@web_tour/tour_utils";

tour("customer_file_from_first_contact_to_filed", () => [
    { content: "open a new file", trigger: ".o_kanban_view .o-kanban-button-new", run: "click" },
    { trigger: ".o_field_widget[name=partner_id] input", run: "edit Tour Mill" },
    { trigger: ".o-autocomplete--dropdown-item a:contains('Create \"Tour Mill\"')", run: "click" },
    { trigger: ".o_field_widget[name=kind_id] input", run: "edit End Cust" },
    { trigger: ".o-autocomplete--dropdown-item a:contains(End Customer)", run: "click" },
    page("characteristics"),
    { trigger: ".o_field_widget[name=need] textarea", run: "edit carton" },
    ...stepUtils.saveForm(),
    { content: "the need was missing and no longer is", trigger: ".o_field_widget[name=completeness_label]:contains(2/3)" },
    { content: "a file with a gap is not submitted", trigger: "button[name=action_submit]", run: "click" },
    { trigger: ".modal:contains(Missing: Legal Representative):contains(Why?)" },
    { trigger: ".modal .btn-primary", run: "click" },
    page("standard"),
    { trigger: ".o_field_widget[name=legal_representative] input", run: "edit Wang" },
    { trigger: "button[name=action_submit]", run: "click" },
    at("Waiting for Review"),
    { content: "nobody reviews the own file", trigger: ".o_form_view:not(:has(button[name=action_review]))" },
]);

tour("customer_file_review_and_sort", () => [
    { trigger: "button[name=action_review]", run: "click" },
    at("To Sort"),
    { trigger: "button[name=action_sort]", run: "click" },
    at("Filed"),
    { trigger: "button[name=action_view_events]", run: "click" },
    { trigger: ".o_list_view, .o_view_nocontent" },
]);

tour("customer_import_list", () => [
    { trigger: "button[name=action_read_columns]", run: "click" },
    { trigger: ".o_field_widget[name=column_ids] .o_data_row:contains(客户名称)" },
    { trigger: "button[name=action_check]", run: "click" },
    { trigger: ".o_field_widget[name=summary]:contains('New: 2'):contains('Refused: 1')" },
    { trigger: "button[name=action_start]", run: "click" },
    at("Done"),
    { trigger: "button[name=action_view_lines]", run: "click" },
    { content: "every refused row says why", trigger: ".o_list_view .o_group_name:contains(Refused)", run: "click" },
    { trigger: ".o_data_row:contains(The name of the customer is missing)" },
]);
