import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

import { formatPercent, formatValue } from "./statistic_format";

const scheme = cookie.get("color_scheme");
const TEXT = getCustomColor(scheme, "#111827", "#f3f4f6");
const GRID = getCustomColor(scheme, "rgba(0, 0, 0, .12)", "rgba(255, 255, 255, .2)");
// told apart also by those who do not see red and green, and by how light they are
const ACTUAL = getCustomColor(scheme, "#0b5394", "#7cc4f8");
const BEFORE = getCustomColor(scheme, "#b8c4d0", "#5d6b7a");
const PLAN = getCustomColor(scheme, "#b45309", "#f5b041");
const MISSED = getCustomColor(scheme, "#b45309", "#f5b041");
const PARTS = ["#0b5394", "#e69f00", "#56b4e9", "#a8430a", "#009e73", "#cc79a7", "#f0e442", "#6b7280"];

/** Return stripes of `color`: what is marked shows without colour too. */
function striped(color) {
    const tile = document.createElement("canvas");
    tile.width = tile.height = 8;
    const brush = tile.getContext("2d");
    brush.strokeStyle = color;
    brush.lineWidth = 3;
    for (const shift of [-8, 0, 8]) {
        brush.moveTo(shift, 8);
        brush.lineTo(shift + 8, 0);
    }
    brush.stroke();
    return brush.createPattern(tile, "repeat");
}

/** Return the options that all charts share: text of the page, no animation, numbers in their unit. */
function options(format, { legend = true, horizontal = false, scales = true, decimals } = {}) {
    const values = {
        beginAtZero: true,
        grid: { color: GRID },
        // no two ticks that read the same
        ticks: { color: TEXT, callback: format, maxTicksLimit: 6, precision: decimals },
    };
    const names = { grid: { display: false }, ticks: { color: TEXT, autoSkip: !horizontal } };
    return {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: horizontal ? "y" : "x",
        scales: scales ? { x: horizontal ? values : names, y: horizontal ? names : values } : {},
        plugins: {
            legend: { display: legend, position: "bottom", labels: { color: TEXT, usePointStyle: true } },
            tooltip: {
                callbacks: {
                    label: (item) => `${item.dataset.label || item.label}: ${format(item.raw)}`,
                },
            },
        },
    };
}

/** The groups of the first breakdown as bars, beside those of the last period. */
export function barChart(groups, indicator, currencyId) {
    const format = (value) => formatValue(value, indicator, currencyId);
    const actual = {
        label: _t("Actual"),
        data: groups.rows.map((row) => row.value),
        backgroundColor: groups.rows.map((row) => (row.is_last ? striped(PLAN) : ACTUAL)),
        borderColor: groups.rows.map((row) => (row.is_last ? PLAN : ACTUAL)),
        borderWidth: 1,
    };
    const before = {
        label: _t("Last period"),
        data: groups.rows.map((row) => row.previous),
        backgroundColor: BEFORE,
    };
    const hasBefore = groups.rows.some((row) => row.previous !== null);
    return {
        config: groups.rows.length && {
            type: "bar",
            data: {
                labels: groups.rows.map((row) => (row.is_last ? _t("%s (last)", row.label) : row.label)),
                datasets: hasBefore ? [actual, before] : [actual],
            },
            options: options(format, { legend: hasBefore, decimals: indicator.decimals }),
        },
        table: {
            heads: [groups.name || _t("Group"), _t("Actual"), _t("Last period"), _t("Plan")],
            rows: groups.rows.map((row) => [
                row.is_last ? _t("%s (last)", row.label) : row.label,
                ...[row.value, row.previous, row.plan].map(format),
            ]),
        },
    };
}

/** The issued periods as a line, with the plan as a dashed one. */
export function lineChart(periods, indicator, currencyId) {
    const format = (value) => formatValue(value, indicator, currencyId);
    const plan = {
        label: _t("Plan"),
        data: periods.map((period) => period.plan),
        borderColor: PLAN,
        backgroundColor: PLAN,
        borderDash: [6, 4],
        pointStyle: "rect",
    };
    const actual = {
        label: _t("Actual"),
        data: periods.map((period) => period.value),
        borderColor: ACTUAL,
        backgroundColor: ACTUAL,
        // what is not issued yet may still change: hollow
        pointBackgroundColor: periods.map((period) => (period.is_issued ? ACTUAL : "transparent")),
        pointRadius: 4,
    };
    const hasPlan = periods.some((period) => period.plan !== null);
    return {
        config: periods.some((period) => period.value !== null) && {
            type: "line",
            data: {
                labels: periods.map((period) => period.label),
                datasets: hasPlan ? [actual, plan] : [actual],
            },
            options: options(format, { legend: hasPlan, decimals: indicator.decimals }),
        },
        table: {
            heads: [_t("Period"), _t("Actual"), _t("Plan")],
            rows: periods.map((period) => [
                period.is_issued ? period.label : _t("%s (not issued)", period.label),
                format(period.value),
                format(period.plan),
            ]),
        },
    };
}

/** How far the plan of each indicator is fulfilled, lying bars in percent. */
export function completionChart(tiles) {
    const planned = tiles.filter((tile) => tile.completion !== null);
    const format = (value) => formatPercent(value);
    return {
        config: planned.length && {
            type: "bar",
            data: {
                labels: planned.map((tile) => tile.name),
                datasets: [
                    {
                        label: _t("Completion"),
                        data: planned.map((tile) => tile.completion),
                        backgroundColor: planned.map((tile) => (tile.is_problem ? striped(MISSED) : ACTUAL)),
                        borderColor: planned.map((tile) => (tile.is_problem ? MISSED : ACTUAL)),
                        borderWidth: 1,
                    },
                ],
            },
            options: options(format, { legend: false, horizontal: true }),
        },
        table: {
            heads: [_t("Indicator"), _t("Completion")],
            rows: planned.map((tile) => [
                tile.is_problem ? _t("%s (plan missed)", tile.name) : tile.name,
                format(tile.completion),
            ]),
        },
    };
}

/** The groups of the second breakdown: as shares where they are parts of a whole, as bars otherwise. */
export function shareChart(groups, indicator, currencyId) {
    if (!groups.is_share) {
        return barChart(groups, indicator, currencyId);
    }
    const whole = groups.rows.reduce((sum, row) => sum + row.value, 0);
    const share = (row) => formatPercent(whole ? (100 * row.value) / whole : null);
    const format = (value) => formatValue(value, indicator, currencyId);
    return {
        config: groups.rows.length && {
            type: "doughnut",
            data: {
                labels: groups.rows.map((row) => `${row.label} ${share(row)}`),
                datasets: [
                    {
                        data: groups.rows.map((row) => row.value),
                        backgroundColor: groups.rows.map((_row, index) => PARTS[index % PARTS.length]),
                    },
                ],
            },
            options: options(format, { scales: false }),
        },
        table: {
            heads: [groups.name || _t("Group"), _t("Actual"), _t("Share")],
            rows: groups.rows.map((row) => [row.label, format(row.value), share(row)]),
        },
    };
}
