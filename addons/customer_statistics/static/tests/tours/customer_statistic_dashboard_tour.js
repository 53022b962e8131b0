import { tour } from "@customer_policy/../tests/tours/steps";

const tile = (name) => `.o_statistic_tile[data-indicator="${name}"]`;
const chart = (name) => `.o_statistic_chart[data-chart=${name}]`;
const drawn = (name) => ({ trigger: `${chart(name)} canvas` });
/** The table under a chart holds what the chart shows. */
const says = (name, text) => ({ trigger: `${chart(name)} canvas[aria-label*="${text}"]` });

tour("customer_statistic_dashboard", () => [
    { trigger: `${tile("New Customers")} .o_statistic_value:contains(150)` },
    { trigger: `${tile("New Customers")} .o_statistic_worse:contains(75.0%)` },
    { trigger: `${tile("New Customers")} .o_statistic_better:contains(+50.0%)` },
    // fewer complaints are better: two more are worse
    { trigger: `${tile("Complaints")} .o_statistic_worse:contains(+10.0%)` },
    ...["groups", "periods", "completion", "share"].map(drawn),
    says("groups", "North (last) 20"),
    says("share", "Dealer 120 80.0%"),
    { trigger: `${chart("groups")} summary`, run: "click" },
    { trigger: `${chart("groups")} td:contains(90)` },
    // by keyboard: a tile is a button
    {
        trigger: tile("Closing Rate"),
        run: ({ anchor }) => {
            anchor.focus();
            if (document.activeElement !== anchor) {
                throw new Error("a tile takes the focus");
            }
            anchor.click();
        },
    },
    { trigger: `${tile("Closing Rate")}[aria-pressed=true]` },
    says("share", "Factory 30.0%"),
    { trigger: ".o_statistic_dashboard select[name=report]", run: "selectByIndex 1" },
    { trigger: `${tile("New Customers")} .o_statistic_value:contains(100)` },
    { trigger: "button[name=open_report]", run: "click" },
    { trigger: ".o_form_view" },
    { trigger: ".o_back_button", run: "click" },
    // the same period as before
    { trigger: `${tile("New Customers")} .o_statistic_value:contains(100)` },
]);

tour("customer_statistic_dashboard_empty", () => [{ trigger: ".o_statistic_dashboard .o_nocontent_help:contains(No report to show yet)" }]);
