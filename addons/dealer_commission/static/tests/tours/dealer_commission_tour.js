import { at, confirm, noDialog, press, tour } from "@customer_policy/../tests/tours/steps";

const show = (view) => ({ trigger: `.o_cp_switch_buttons .o_switch_view.o_${view}`, run: "click" });

tour("dealer_commission_confirm", () => [
    at("Draft"),
    press("action_compute"),
    { trigger: ".o_field_widget[name=outstanding_amount]:contains(5,000.00)" },
    press("action_confirm"),
    confirm(),
    noDialog(),
    at("Confirmed"),
    { trigger: "button[name=action_view_lines]", run: "click" },
    { trigger: ".o_list_view .o_data_row .o_data_cell:contains(1,000,000.00)" },
]);

tour("dealer_commission_approve", () => [at("Confirmed"), press("action_approve"), at("Approved")]);

tour("dealer_commission_bill", () => [
    at("Approved"),
    press("action_bill"),
    { trigger: ".o_form_view .o_field_widget[name=invoice_line_ids] .o_data_row:contains(5,000.00)" },
]);

tour("dealer_commission_views", () => [
    { trigger: ".o_list_view .o_data_row:contains(5,000.00)" },
    show("kanban"),
    { trigger: ".o_kanban_record:contains(5,000.00)" },
    show("pivot"),
    { trigger: ".o_pivot .o_pivot_cell_value:contains(1,000,000.00)" },
    show("graph"),
    { trigger: ".o_graph_renderer canvas" },
]);
