import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useRefresh } from "../record_refresh/refresh_hook";

const INTERVAL = 2000; // ms
const WORKING = ["queued", "running"];

/** Shows a hand-over anew while the scheduler works on it; nothing is asked once it stands still. */
export class HandoverProgress extends Component {
    static template = xml`<span role="status" class="visually-hidden" t-esc="props.record.data.progress"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        useRefresh(WORKING, INTERVAL);
    }
}

registry.category("view_widgets").add("crm_handover_progress", { component: HandoverProgress });
