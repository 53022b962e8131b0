import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/**
 * A chart with its title, and the same numbers as a table for whoever does not see it or wants to read them.
 *
 * `config` is that of Chart.js; `table` has the heads of the columns and rows of text, the first of each the head of
 * its row.
 */
export class StatisticChart extends Component {
    static template = "customer_statistics.Chart";
    static props = {
        name: String,
        title: String,
        note: { type: String, optional: true },
        config: [Object, { value: null }],
        table: Object,
        empty: String,
    };

    setup() {
        this.canvas = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            (config) => {
                if (!config) {
                    return;
                }
                const chart = new Chart(this.canvas.el, config);
                return () => chart.destroy();
            },
            () => [this.props.config]
        );
    }

    /** What a screen reader says instead of the picture. */
    get description() {
        const rows = this.props.table.rows.map((row) => row.join(" ").trim());
        return [this.props.title, ...rows].join("; ");
    }
}
