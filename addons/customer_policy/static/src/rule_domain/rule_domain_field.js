import { registry } from "@web/core/registry";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";

/**
 * The condition of a rule. Whoever sets the rules need not read the documents that they are about: core then says
 * "Invalid domain", since it cannot count them. Here such a condition has no count, and only a wrong one is called invalid.
 */
export class RuleDomainField extends DomainField {
    static template = "customer_policy.RuleDomainField";

    async checkProps(props = this.props) {
        const evaluated = this.getResModel(props) && this.getEvaluatedDomain(props);
        await super.checkProps(props);
        if (this.state.isValid === false && !evaluated.isInvalid && (await this.quickValidityCheck(props))) {
            this.updateState({ isValid: true });
        }
    }
}

registry.category("fields").add("customer_rule_domain", { ...domainField, component: RuleDomainField });
