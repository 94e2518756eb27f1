import { Component, onWillStart, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatInteger } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useRefresh } from "../record_refresh/refresh_hook";

const BUS = "crm_customer_record.import";
// Only for servers whose bus does not reach the browser.
const INTERVAL = 15000; // ms
const WORKING = ["queued", "running", "cancelling", "undoing"];

/**
 * How far an import is: as the record says after a (re)load, then as the server tells, in every tab that shows it.
 *
 * The record is read anew when the state changes, not for every message.
 */
export class ImportProgress extends Component {
    static template = "crm_customer_record.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.bus = useService("bus_service");
        this.state = useState({ id: false, told: null, progress: 0, left: 0 });
        const onMessage = (message) => this.onMessage(message);
        onWillStart(() => this.bus.subscribe(BUS, onMessage));
        onWillUnmount(() => this.bus.unsubscribe(BUS, onMessage));
        useEffect(
            (id) => {
                if (!id) {
                    return;
                }
                const channel = `${BUS}_${id}`;
                this.bus.addChannel(channel);
                return () => this.bus.deleteChannel(channel);
            },
            () => [this.props.record.resId]
        );
        this.refresh = useRefresh(WORKING, INTERVAL);
    }

    get isTakingBack() {
        const { state, undo_left_count: left } = this.props.record.data;
        return Boolean(left) || ["cancelling", "undoing"].includes(state);
    }

    /** Changes that are still to be taken back. */
    get left() {
        const { data, resId } = this.props.record;
        // What was told while rows were still written says nothing of taking back.
        const isTold = this.state.id === resId && this.state.told === data.state;
        return isTold ? this.state.left : data.undo_left_count || 0;
    }

    get progress() {
        const { data, resId } = this.props.record;
        if (this.isTakingBack) {
            const over = (data.undo_reversed_count || 0) + (data.undo_kept_count || 0) + (data.undo_failed_count || 0);
            const total = over + (data.undo_left_count || 0);
            return total ? Math.round((100 * Math.max(0, total - this.left)) / total) : 0;
        }
        const told = this.state.id === resId && WORKING.includes(data.state) ? this.state.progress : 0;
        // Messages of several workers may overtake each other: a bar that goes back would be taken for a loss.
        return Math.round(Math.max(told, data.progress || 0));
    }

    get label() {
        if (this.isTakingBack) {
            return this.left ? _t("%s changes are still to be taken back", formatInteger(this.left)) : "";
        }
        const total = this.props.record.data.write_total || 0;
        return `${formatInteger(Math.floor((total * this.progress) / 100))} / ${formatInteger(total)}`;
    }

    get isWorking() {
        return this.isTakingBack || WORKING.includes(this.props.record.data.state);
    }

    async onMessage({ id, state, progress, left }) {
        const { record } = this.props;
        if (id !== record.resId) {
            return;
        }
        Object.assign(this.state, { id, told: state, left, progress: this.state.id === id ? Math.max(this.state.progress, progress) : progress });
        if (state !== record.data.state || Boolean(left) !== Boolean(record.data.undo_left_count)) {
            this.state.progress = progress;
            await this.refresh();
        }
    }
}

registry.category("view_widgets").add("crm_import_progress", {
    component: ImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "progress", type: "float" },
        { name: "write_total", type: "integer" },
        { name: "undo_left_count", type: "integer" },
        { name: "undo_reversed_count", type: "integer" },
        { name: "undo_kept_count", type: "integer" },
        { name: "undo_failed_count", type: "integer" },
    ],
});
