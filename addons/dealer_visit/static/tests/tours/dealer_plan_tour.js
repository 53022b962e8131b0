import { registry } from "@web/core/registry";

const at = (state) => ({ trigger: `.o_statusbar_status .o_arrow_button_current:contains(${state})` });
const press = (name) => ({ trigger: `.o_statusbar_buttons button[name=${name}]:enabled:visible`, run: "click" });

registry.category("web_tour.tours").add("dealer_visit_plan_made", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=user_ids] input", run: "edit seller" },
        { trigger: ".o-autocomplete--dropdown-item:contains(seller)", run: "click" },
        press("action_generate"),
        at("Proposed"),
        { trigger: "button[name=action_view_issues]:contains(1)", run: "click" },
        { trigger: ".o_data_row:contains(It was due before the plan begins)" },
        { trigger: ".breadcrumb-item a:last, .o_back_button a", run: "click" },
        press("action_apply"),
        at("In Effect"),
        { trigger: "button[name=action_view_visits]", run: "click" },
        { trigger: ".o_calendar_view .fc-event:contains(Customer)" },
    ],
});

registry.category("web_tour.tours").add("dealer_roadshow_held", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=site] input", run: "edit Market square" },
        { trigger: ".o_field_widget[name=consultant_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_field_widget[name=consultant_ids] .o_selected_row .o_field_widget[name=user_id] input", run: "edit seller" },
        { trigger: ".o-autocomplete--dropdown-item:contains(seller)", run: "click" },
        press("action_confirm"),
        at("Confirmed"),
        { trigger: ".o_data_row td[name=collected_cards]", run: "click" },
        { trigger: ".o_selected_row .o_field_widget[name=collected_cards] input", run: "edit 3" },
        press("action_hold"),
        at("Held"),
        { trigger: ".alert:contains(does not count)" },
    ],
});

registry.category("web_tour.tours").add("dealer_quota_board", {
    steps: () => [
        { trigger: ".o_kanban_group:contains(seller) .o_kanban_record:contains(Potential Customers Phoned):contains(0 / 5)" },
        { trigger: ".o_switch_view.o_graph", run: "click" },
        { trigger: ".o_graph_view canvas" },
    ],
});

registry.category("web_tour.tours").add("dealer_promotion_done", {
    steps: () => [
        { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit Leaflets of June" },
        { trigger: ".o_field_widget[name=helper_ids] .o_field_x2many_list_row_add a", run: "click" },
        { trigger: ".o_field_widget[name=helper_ids] .o_selected_row .o_field_widget[name=user_id] input", run: "edit other_seller" },
        { trigger: ".o-autocomplete--dropdown-item:contains(other_seller)", run: "click" },
        { trigger: ".o_field_widget[name=helper_ids] .o_selected_row .o_field_widget[name=task] input", run: "edit Put them in" },
        press("action_announce"),
        at("Announced"),
        press("action_begin"),
        at("Under Way"),
        { trigger: ".o_data_row button[name=action_done]", run: "click" },
        { trigger: ".o_field_widget[name=bonus_total]:contains(20)" },
        press("action_finish"),
        at("Done"),
    ],
});
