import { registry } from "@web/core/registry";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:enabled:visible`, run: "click" });

registry.category("web_tour.tours").add("dealer_visit_plan", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=file_id] input", run: "edit Customer 001" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Customer 001)", run: "click" },
        press("action_plan"),
        at("Planned"),
        { trigger: ".o_statusbar_buttons button[name=action_postpone]:visible", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] textarea", run: "edit The buyer is ill" },
        { trigger: ".modal .o_field_widget[name=date_begin] input, .modal .o_field_widget[name=date_begin] button", run: "click" },
        { trigger: ".o_datetime_picker .o_apply, .o_datetime_picker button.o_today, .o_date_item_cell.o_today", run: "click" },
        { trigger: ".modal-footer button[name=action_postpone]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".nav-link[name=postponed]", run: "click" },
        { trigger: ".o_field_widget[name=postponement_ids]:contains(The buyer is ill)" },
    ],
});

registry.category("web_tour.tours").add("dealer_visit_route_on_a_telephone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(Customer 001) a[href^='tel:']" },
        { trigger: ".o_kanban_record:contains(Customer 001) a[href^='https://map.example.com/']" },
        { trigger: ".o_kanban_record:contains(Customer 001) button[name=action_start]", run: "click" },
        { trigger: ".o_kanban_record:contains(Customer 001):contains(Under Way) button[name=action_report]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=data_update] input[data-value=updated]", run: "click" },
        { trigger: ".o_field_widget[name=report] textarea", run: "edit Spoke with the buyer" },
        { trigger: ".o_field_widget[name=next_moves] textarea", run: "edit Builds a hall" },
        { trigger: "button[name=action_close]:visible, .o_cp_action_menus button, .o_statusbar_buttons .dropdown-toggle", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=report]:contains(Spoke with the buyer), .o_statusbar_status:contains(Made)" },
    ],
});

const on = (day) => `.fc-daygrid-day[data-date$='-${day}']`;
const drag = (from, to) => ({ trigger: `${on(from)} .fc-event:contains(Customer 001)`, run: `drag_and_drop ${on(to)} .fc-daygrid-day-events` });

registry.category("web_tour.tours").add("dealer_visit_dragged_in_the_calendar", {
    steps: () => [
        { trigger: ".o_switch_view.o_calendar", run: "click" },
        { trigger: ".scale_button_selection", run: "click" },
        { trigger: ".o_scale_button_month", run: "click" },
        { trigger: ".fc-dayGridMonth-view" },
        drag(15, 12),
        { trigger: `body:not(:has(${on(15)} .fc-event)) ${on(12)} .fc-event:contains(Customer 001)` },
        // to a later day it is put off, and that takes a reason
        drag(12, 20),
        { trigger: ".modal:contains(is planned: postpone it with its button and say why)" },
        { trigger: ".modal-footer button", run: "click" },
        { trigger: `body:not(:has(.modal)):not(:has(${on(20)} .fc-event)) ${on(12)} .fc-event:contains(Customer 001)` },
    ],
});

registry.category("web_tour.tours").add("dealer_visit_questions_of_a_purpose", {
    steps: () => [
        { trigger: ".o_data_row:contains(Survey) td[name=name]", run: "click" },
        { trigger: ".o_statusbar_buttons button[name=action_edit_questions]", run: "click" },
        { trigger: ".modal .o_data_row:contains(Wish)" },
        { trigger: ".modal .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".modal .o_selected_row .o_field_widget[name=string] input", run: "edit How many beds" },
        { trigger: ".modal .o_selected_row .o_field_widget[name=type] input, .modal .o_selected_row .o_field_widget[name=type] select", run: "click" },
        { trigger: ".o_select_menu_item:contains(Whole Number)", run: "click" },
        { trigger: ".modal-footer button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal)) .o_field_widget[name=question_names]:contains(Wish, How many beds)" },
    ],
});

registry.category("web_tour.tours").add("dealer_visit_rule_whose_customers_are_not_read", {
    steps: () => [
        { trigger: "tr.o_data_row:first-child td[name=name]", run: "click" },
        { trigger: ".o_field_widget[name=domain] .o_facet_values", run: "click" },
        // it is neither counted nor called invalid
        { trigger: ".o_field_widget[name=domain] .o_field_domain_panel:not(:has(.fa-spin, .text-warning, .o_domain_show_selection_button))" },
    ],
});
