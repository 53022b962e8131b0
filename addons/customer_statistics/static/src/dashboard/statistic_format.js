import { formatCurrency } from "@web/core/currency";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";

/** What stands where there is no figure, or none for the reader. */
export const NOTHING = "–";

/** Return `value` as text in the unit of `indicator`; amounts in the currency of the company. */
export function formatValue(value, indicator, currencyId) {
    if (value === null || value === undefined) {
        return NOTHING;
    }
    const digits = [16, indicator.decimals];
    if (indicator.unit === "amount") {
        return formatCurrency(value, currencyId, { digits });
    }
    const number = formatFloat(value, { digits });
    if (indicator.unit === "percent") {
        return formatPercent(value, indicator.decimals);
    }
    if (indicator.unit === "days") {
        return _t("%s days", number);
    }
    return indicator.unit === "hours" ? _t("%s hours", number) : number;
}

export function formatPercent(value, decimals = 1) {
    if (value === null || value === undefined) {
        return NOTHING;
    }
    return `${formatFloat(value, { digits: [16, decimals] })}%`;
}

/** Return a change with its sign: in percent; of a percentage, which has no percent of its own, in points. */
export function formatChange(change, indicator) {
    if (!change) {
        return NOTHING;
    }
    const inPoints = indicator.unit === "percent";
    const value = inPoints ? change.value : change.percent;
    if (value === null) {
        return _t("from zero");
    }
    const sign = value > 0 ? "+" : "";
    const number = formatFloat(value, { digits: [16, 1] });
    return inPoints ? _t("%s points", sign + number) : `${sign}${number}%`;
}
