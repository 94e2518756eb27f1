import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { ImportChanges } from "./import_changes";
import { ImportResults } from "./import_results";
import { ImportValueFix } from "./import_value_fix";

const SHOWN_IN = ["preview", "paused", "done"];

/** What would happen to a file, before anything is written: what stays outside, what is wrong, what was tidied, how it will look. */
export class ImportPreview extends Component {
    static template = "crm_customer_record.ImportPreview";
    static components = { ImportChanges, ImportResults, ImportValueFix };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ summary: null });
        onWillStart(() => {
            // Not awaited: the form opens at once.
            this.load(this.props);
        });
        onWillUpdateProps((props) => {
            if (this.stampOf(props) !== this.stamp) {
                this.load(props);
            }
        });
    }

    /** What the summary was read for: it is read again when the import was written or is another one. */
    stampOf({ record }) {
        const { state, write_date: writeDate, create_count: created, review_count: unclear, problem_count: problems } = record.data;
        return JSON.stringify([record.resId, state, writeDate && writeDate.toMillis(), created, unclear, problems]);
    }

    async load(props) {
        const stamp = this.stampOf(props);
        this.stamp = stamp;
        if (!props.record.resId || !SHOWN_IN.includes(props.record.data.state)) {
            this.state.summary = null;
            return;
        }
        const summary = await this.orm.silent.call("crm.import", "preview_summary", [[props.record.resId]]);
        if (stamp === this.stamp) {
            this.state.summary = summary;
        }
    }

    /** After something was changed from here: counts and panels are read again. */
    async onChanged() {
        await this.props.record.load();
        await this.load(this.props);
    }

    get openProblems() {
        return this.state.summary.problems.filter((line) => !line.replacement).length;
    }

    get proposed() {
        return this.state.summary.changes.filter((line) => line.kind === "proposed").length;
    }

    async showRows(line) {
        const action = await this.orm.call("crm.import", "action_show_rows", [[this.props.record.resId]]);
        this.action.doAction({ ...action, name: line.text, domain: [...action.domain, ...line.domain] });
    }

    rowsLabel(count) {
        return count === 1 ? _t("1 row") : _t("%s rows", count);
    }
}

registry.category("view_widgets").add("crm_import_preview", {
    component: ImportPreview,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "write_date", type: "datetime" },
        { name: "create_count", type: "integer" },
        { name: "review_count", type: "integer" },
        { name: "problem_count", type: "integer" },
    ],
});
