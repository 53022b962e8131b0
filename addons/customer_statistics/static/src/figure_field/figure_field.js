import { registry } from "@web/core/registry";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";
import { FloatField, floatField } from "@web/views/fields/float/float_field";

/**
 * A figure of a statistics report: with the digits and the sign of its indicator, nothing where there is no figure,
 * and the value that was issued struck through beside the corrected one.
 */
export class FigureField extends FloatField {
    static template = "customer_statistics.FigureField";
    static props = {
        ...FloatField.props,
        flag: { type: String, optional: true },
        corrected: { type: Boolean, optional: true },
    };

    get isEmpty() {
        return Boolean(this.props.flag) && !this.props.record.data[this.props.flag];
    }

    get isCorrected() {
        return Boolean(this.props.corrected) && this.props.record.data.is_corrected;
    }

    get formattedValue() {
        return this.format(this.value);
    }

    get correctedValue() {
        return this.format(this.props.record.data.corrected_value);
    }

    get sign() {
        return this.props.record.data.unit === "percent" ? " %" : "";
    }

    format(value) {
        const decimals = this.props.record.data.decimals || 0;
        return formatFloat(value, { digits: [16, decimals] }) + (this.props.readonly ? this.sign : "");
    }
}

export const figureField = {
    ...floatField,
    component: FigureField,
    displayName: _t("Statistics Figure"),
    supportedOptions: [
        { label: _t("Field that says whether there is one"), name: "flag", type: "field", availableTypes: ["boolean"] },
        { label: _t("With the correction"), name: "corrected", type: "boolean" },
    ],
    supportedTypes: ["float"],
    isEmpty: () => false,
    extractProps: (info) => ({
        ...floatField.extractProps(info),
        flag: info.options.flag,
        corrected: Boolean(info.options.corrected),
    }),
    fieldDependencies: ({ options }) => [
        { name: "unit", type: "selection" },
        { name: "decimals", type: "integer" },
        ...(options.flag ? [{ name: options.flag, type: "boolean" }] : []),
        ...(options.corrected
            ? [
                  { name: "is_corrected", type: "boolean" },
                  { name: "corrected_value", type: "float" },
              ]
            : []),
    ],
};

registry.category("fields").add("customer_statistic_figure", figureField);
