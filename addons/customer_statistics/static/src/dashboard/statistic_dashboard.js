import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { StatisticChart } from "./statistic_chart";
import { barChart, completionChart, lineChart, shareChart } from "./statistic_charts";
import { formatChange, formatPercent, formatValue, NOTHING } from "./statistic_format";

/** The page for one period: tiles with what was reached, charts of the indicator whose tile is pressed. */
export class StatisticDashboard extends Component {
    static template = "customer_statistics.Dashboard";
    static components = { Layout, StatisticChart };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Statistics at a Glance");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.state = useState({ page: null, charts: [] });
        onWillStart(() => {
            // where one was before, or the report one comes from
            const { kindId, reportId, indicatorId } = this.props.state || this.props.action.params || {};
            return this.load(kindId, reportId, indicatorId);
        });
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({
                kindId: this.page.kind_id,
                reportId: this.page.report?.id,
                indicatorId: this.page.indicator_id,
            }),
        });
    }

    get page() {
        return this.state.page;
    }

    async load(kindId, reportId, indicatorId) {
        const wanted = [kindId || false, reportId || false, indicatorId || false];
        const page = await this.keepLast.add(this.orm.call("customer.statistic.report", "get_dashboard", wanted));
        this.state.page = page;
        this.state.charts = page.report ? this.prepareCharts(page) : [];
    }

    onKind(event) {
        return this.load(Number(event.target.value));
    }

    onReport(event) {
        return this.load(this.page.kind_id, Number(event.target.value), this.page.indicator_id);
    }

    onIndicator(tile) {
        return this.load(this.page.kind_id, this.page.report.id, tile.id);
    }

    openReport() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.statistic.report",
            res_id: this.page.report.id,
            views: [[false, "form"]],
        });
    }

    // tiles

    value(tile) {
        return formatValue(tile.value, tile, this.page.report.currency_id);
    }

    /** The lines under the number of a tile: the plan, and what was before. */
    notes(tile) {
        const notes = [];
        if (tile.completion !== null) {
            notes.push({
                label: _t("Plan"),
                text: formatPercent(tile.completion),
                title: formatValue(tile.plan, tile, this.page.report.currency_id),
                tone: tile.is_problem ? "worse" : "",
                mark: tile.is_problem ? _t("missed") : "",
            });
        }
        notes.push(this.changeNote(tile, _t("Last period"), tile.change, tile.previous));
        notes.push(this.changeNote(tile, _t("Last year"), tile.change_last_year, tile.last_year));
        return notes;
    }

    changeNote(tile, label, change, before) {
        const way = change ? Math.sign(change.value) : 0;
        const better = tile.higher_is === "neither" ? 0 : way * (tile.higher_is === "worse" ? -1 : 1);
        return {
            label,
            text: formatChange(change, tile),
            title: formatValue(before, tile, this.page.report.currency_id),
            icon: { 1: "fa-arrow-up", [-1]: "fa-arrow-down" }[way],
            tone: { 1: "better", [-1]: "worse" }[better] || "",
            mark: { 1: _t("better"), [-1]: _t("worse") }[better] || "",
        };
    }

    hint(tile) {
        return tile.value === null ? _t("Not counted, or of so few customers that it is not shown.") : "";
    }

    get nothing() {
        return NOTHING;
    }

    // charts

    get indicator() {
        return this.page.tiles.find((tile) => tile.id === this.page.indicator_id);
    }

    prepareCharts(page) {
        const indicator = page.tiles.find((tile) => tile.id === page.indicator_id);
        const currencyId = page.report.currency_id;
        const of = (what) => (what ? _t("%(indicator)s by %(group)s", { indicator: indicator?.name, group: what }) : "");
        if (!indicator) {
            return [];
        }
        return [
            {
                name: "groups",
                title: of(page.by_one.name) || indicator.name,
                note: page.by_one.more ? _t("%s more groups are in the report.", page.by_one.more) : "",
                empty: _t("The report has no first breakdown, or no part of it is for you."),
                ...barChart(page.by_one, indicator, currencyId),
            },
            {
                name: "periods",
                title: _t("%s over the issued periods", indicator.name),
                note: "",
                empty: _t("No period of it is issued yet."),
                ...lineChart(page.periods, indicator, currencyId),
            },
            {
                name: "completion",
                title: _t("Completion of the plan"),
                note: "",
                empty: _t("Nothing was planned for this period."),
                ...completionChart(page.tiles),
            },
            {
                name: "share",
                title: of(page.by_two.name) || _t("Shares of %s", indicator.name),
                note: "",
                empty: _t("The report has no second breakdown, or no part of it is for you."),
                ...shareChart(page.by_two, indicator, currencyId),
            },
        ].map((chart) => ({ ...chart, config: chart.config || null }));
    }
}

registry.category("actions").add("customer_statistics.dashboard", StatisticDashboard);
