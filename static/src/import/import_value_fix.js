import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

// Of the values that are wrong; the others are shown on demand.
const SHOWN = 5;

/** Values that are wrong in many rows: what is right is typed or chosen once. */
export class ImportValueFix extends Component {
    static template = "crm_customer_record.ImportValueFix";
    static props = { lines: Array, isOpen: Boolean, onChanged: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ typed: {}, choices: {}, isBusy: false, isWhole: false });
    }

    get lines() {
        return this.state.isWhole || this.props.lines.length <= SHOWN + 1 ? this.props.lines : this.props.lines.slice(0, SHOWN);
    }

    get hiddenCount() {
        return this.props.lines.length - this.lines.length;
    }

    /** What was typed, else what was probably meant. */
    typedOf(line) {
        return this.state.typed[this.keyOf(line)] ?? (line.suggestion || "");
    }

    keyOf(line) {
        return `${line.column_id}/${line.value}`;
    }

    rowsLabel(count) {
        return count === 1 ? _t("1 row") : _t("%s rows", count);
    }

    async loadChoices({ column_id: columnId }) {
        if (!(columnId in this.state.choices)) {
            this.state.choices[columnId] = [];
            this.state.choices[columnId] = await this.orm.call("crm.import.column", "replacement_choices", [[columnId]]);
        }
    }

    /**
     * @param {Object} line
     * @param {string|null} [instead] the typed value when left out; "" leaves the cell empty; null takes a replacement back
     */
    async replace(line, instead = this.typedOf(line)) {
        if (this.state.isBusy) {
            return;
        }
        const choice = (this.state.choices[line.column_id] || []).find(({ label }) => label === instead);
        this.state.isBusy = true;
        try {
            await this.orm.call("crm.import.column", "action_replace", [[line.column_id], line.value, choice ? choice.value : instead]);
            delete this.state.typed[this.keyOf(line)];
            await this.props.onChanged();
        } finally {
            this.state.isBusy = false;
        }
    }
}
