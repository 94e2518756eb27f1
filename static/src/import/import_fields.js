import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useOpenCandidate } from "./import_open";
import { isRowOpen, ROW_STATES } from "./import_row_open";

/** Label and value of each cell; a cell of the file can be corrected, the row is then read anew. */
export class ImportValues extends Component {
    static template = "crm_customer_record.ImportValues";
    static props = { ...standardFieldProps, correctable: { type: Boolean, optional: true } };

    setup() {
        this.orm = useService("orm");
    }

    get values() {
        return this.props.record.data[this.props.name] || [];
    }

    get isCorrectable() {
        return this.props.correctable && isRowOpen(this.props.record);
    }

    async onChange(position, ev) {
        const { record } = this.props;
        await this.orm.call("crm.import.row", "action_correct", [[record.resId], position, ev.target.value]);
        await record.load();
    }
}

/** Known customers that a row may be, with the reasons, and a button to say which one it is. */
export class ImportCandidates extends Component {
    static template = "crm_customer_record.ImportCandidates";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.open = useOpenCandidate();
    }

    get candidates() {
        return this.props.record.data[this.props.name] || [];
    }

    get isOpen() {
        return isRowOpen(this.props.record);
    }

    isChosen(candidate) {
        const { match_account_id: account, match_partner_id: partner } = this.props.record.data;
        const chosen = candidate.part === "company" ? account : partner;
        return Boolean(chosen) && chosen.id === candidate.id;
    }

    scoreLabel(candidate) {
        return `${Math.round(candidate.score * 100)} %`;
    }

    partLabel(candidate) {
        return candidate.part === "company" ? _t("Company") : _t("Person");
    }

    async use(candidate) {
        const { record } = this.props;
        await this.orm.call("crm.import.row", "action_use", [[record.resId], candidate.part, candidate.id]);
        await record.load();
    }
}

registry.category("fields").add("crm_import_values", {
    component: ImportValues,
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ correctable: Boolean(options.correctable) }),
    fieldDependencies: ROW_STATES,
});
registry.category("fields").add("crm_import_candidates", {
    component: ImportCandidates,
    supportedTypes: ["json"],
    fieldDependencies: [
        ...ROW_STATES,
        { name: "match_account_id", type: "many2one", relation: "res.partner" },
        { name: "match_partner_id", type: "many2one", relation: "res.partner" },
    ],
});
