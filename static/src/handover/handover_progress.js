import { Component, useEffect, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const INTERVAL = 2000; // ms
const WORKING = ["queued", "running"];

/** Shows a hand-over anew while the scheduler works on it; nothing is asked once it stands still. */
export class HandoverProgress extends Component {
    static template = xml`<span role="status" class="visually-hidden" t-esc="props.record.data.progress"/>`;
    static props = { ...standardWidgetProps };

    setup() {
        useEffect(
            (state) => {
                if (!WORKING.includes(state)) {
                    return;
                }
                const timer = setInterval(() => this.refresh(), INTERVAL);
                return () => clearInterval(timer);
            },
            () => [this.props.record.data.state]
        );
    }

    async refresh() {
        if (this.isLoading || document.hidden) {
            return;
        }
        this.isLoading = true;
        try {
            await this.props.record.load();
        } finally {
            this.isLoading = false;
        }
    }
}

registry.category("view_widgets").add("crm_handover_progress", { component: HandoverProgress });
