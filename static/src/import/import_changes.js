import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { isRowOpen, ROW_STATES } from "./import_row_open";

/** What cleaning changed or proposes, each with its answer. Lines are those of columns, or of one row (`onAnswer`). */
export class ImportChanges extends Component {
    static template = "crm_customer_record.ImportChanges";
    static props = {
        lines: Array,
        isOpen: Boolean,
        onChanged: { type: Function, optional: true },
        onAnswer: { type: Function, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ isBusy: false });
    }

    /** Proposals wait for an answer: they come first. */
    get lines() {
        return [...this.props.lines].sort((one, other) => (other.kind === "proposed") - (one.kind === "proposed"));
    }

    get proposed() {
        return this.props.lines.filter((line) => line.kind === "proposed");
    }

    rowsLabel(count) {
        return count === 1 ? _t("1 row") : _t("%s rows", count);
    }

    answer(line, accept) {
        return this.say([line], accept);
    }

    answerAll(accept) {
        return this.say(this.proposed, accept);
    }

    async say(lines, accept) {
        this.state.isBusy = true;
        try {
            for (const line of lines) {
                if (this.props.onAnswer) {
                    await this.props.onAnswer(line, accept);
                } else {
                    await this.orm.call("crm.import.column", "action_answer_rule", [[line.column_id], line.rule, accept]);
                }
            }
            await this.props.onChanged?.();
        } finally {
            this.state.isBusy = false;
        }
    }
}

/** The same for one row, in its form. */
export class ImportRowChanges extends Component {
    static template = "crm_customer_record.ImportRowChanges";
    static components = { ImportChanges };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
    }

    get lines() {
        const changes = this.props.record.data[this.props.name] || [];
        return changes.map((change) => ({ ...change, examples: [[change.before, change.after]] }));
    }

    get isOpen() {
        return isRowOpen(this.props.record);
    }

    async answer({ column, rule }, accept) {
        const { record } = this.props;
        await this.orm.call("crm.import.row", "action_answer_change", [[record.resId], column, rule, accept]);
        await record.load();
    }
}

registry.category("fields").add("crm_import_changes", {
    component: ImportRowChanges,
    supportedTypes: ["json"],
    fieldDependencies: ROW_STATES,
});
