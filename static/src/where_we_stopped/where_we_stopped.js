import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomer } from "../customer_card/customer_card";

/** Where did we stop? One paragraph of sentences; each opens what it speaks of. */
export class WhereWeStopped extends Component {
    static template = "crm_customer_record.WhereWeStopped";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.state = useState({ sentences: false });
        this.customer = useCustomer({
            clear: () => {
                this.state.sentences = false;
            },
            load: (partnerId) => this.load(partnerId),
        });
    }

    async load(partnerId) {
        if (!partnerId) {
            return;
        }
        let sentences = [];
        try {
            sentences = await this.orm.silent.call("res.partner", "where_we_stopped", [[partnerId]]);
        } catch (error) {
            // It repeats what the card can show elsewhere: without an answer it stays away.
            console.info("Where we stopped could not be read:", error);
        }
        if (partnerId === this.customer.partnerId) {
            this.state.sentences = sentences;
        }
    }

    onClick(ev, { action }) {
        this.action.doAction(action, { newWindow: ev.ctrlKey || ev.metaKey || ev.button === 1 });
    }
}

registry.category("view_widgets").add("crm_where_we_stopped", {
    component: WhereWeStopped,
    additionalClasses: ["w-100", "d-block"],
});
