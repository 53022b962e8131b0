import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dealer_gift_apply", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=file_id] input", run: "edit Customer 001" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Customer 001)", run: "click" },
        { trigger: ".o_field_widget[name=product_id] input", run: "edit Vase" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Vase)", run: "click" },
        { trigger: ".o_field_widget[name=quantity] input", run: "edit 2" },
        { trigger: ".o_field_widget[name=reason] textarea", run: "edit New year" },
        { trigger: ".o_statusbar_buttons button[name=action_request]:visible", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied for)" },
        { trigger: ".o_field_widget[name=amount]:contains(300)" },
    ],
});

registry.category("web_tour.tours").add("dealer_gift_sign_on_a_telephone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Customer 001) button[name=action_open_sign]", run: "click" },
        { trigger: ".modal .o_field_widget[name=signed_name] input", run: "edit Li Customer" },
        { trigger: ".modal .o_field_widget[name=signature] .o_signature", run: "click" },
        { trigger: ".modal .o_web_sign_name_and_signature .o_web_sign_signature canvas", run: "click" },
        { trigger: ".modal:has(.o_web_sign_name_and_signature) .modal-footer .btn-primary:enabled", run: "click" },
        { trigger: "body:not(:has(.o_web_sign_name_and_signature))" },
        { trigger: ".modal .o_field_widget[name=signature] img" },
        { trigger: ".modal-footer button[name=action_sign]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_kanban_renderer" },
    ],
});
