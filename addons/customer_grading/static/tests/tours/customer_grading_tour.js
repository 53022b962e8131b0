import { tour } from "@customer_policy/../tests/tours/steps";

tour("customer_grading_run", () => [
    { content: "score", trigger: "button[name=action_compute]:contains(Score)", run: "click" },
    {
        content: "the proposals",
        trigger: "button[name=action_open_lines]:contains(4)",
        run: "click",
    },
    {
        content: "why not by score",
        trigger: ".o_data_row:contains(at most 25 %)",
    },
    { content: "counted", trigger: ".o_switch_view.o_pivot", run: "click" },
    { content: "the table", trigger: ".o_pivot table:contains(Qualified)" },
    { content: "drawn", trigger: ".o_switch_view.o_graph", run: "click" },
    { content: "the chart", trigger: ".o_graph_renderer canvas" },
    { content: "back to the run", trigger: ".o_back_button a", run: "click" },
    { content: "takes effect", trigger: "button[name=action_apply]", run: "click" },
    { content: "in effect", trigger: ".o_arrow_button_current:contains(In Effect)" },
]);

tour("customer_grading_board", () => [
    { content: "the best", trigger: ".o_kanban_group:contains(VIP) .o_kanban_record:contains(Customer 001)" },
    {
        content: "open it",
        trigger: ".o_kanban_group:contains(Qualified) .o_kanban_record:contains(Customer 002)",
        run: "click",
    },
    { content: "its grade", trigger: ".o_form_view h1:contains(Qualified)" },
]);
