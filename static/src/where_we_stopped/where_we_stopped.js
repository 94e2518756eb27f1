import { Component, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomerCard } from "../customer_card/customer_card";

/** Where did we stop? One paragraph of sentences; each opens what it speaks of. */
export class WhereWeStopped extends Component {
    static template = "crm_customer_record.WhereWeStopped";
    static props = { ...standardWidgetProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.card = useCustomerCard();
        this.state = useState({ partnerId: false, dirty: false, sentences: false });
        useRecordObserver((record) => {
            this.state.partnerId = record.resId || false;
            this.state.dirty = record.dirty;
        });
        useEffect(
            (partnerId) => {
                this.state.sentences = false;
                this.load(partnerId);
            },
            () => [this.state.partnerId]
        );
        let wasDirty = false;
        useEffect(
            (dirty) => {
                if (wasDirty && !dirty) {
                    this.load(this.state.partnerId);
                }
                wasDirty = dirty;
            },
            () => [this.state.dirty]
        );
        useBus(this.card, "changed", () => this.load(this.state.partnerId));
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
        if (partnerId === this.state.partnerId) {
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
