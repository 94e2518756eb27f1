import { Component, useState, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { useCustomerCard, useFormReload } from "../customer_card/customer_card";
import { Timeline } from "./timeline";

/** The timeline on a form: of the customer, or of the opportunity with a switch to its customer. */
export class TimelineWidget extends Component {
    static template = xml`<Timeline partnerId="state.partnerId" leadId="state.leadId"/>`;
    static components = { Timeline };
    static props = { ...standardWidgetProps };

    setup() {
        this.state = useState({ partnerId: false, leadId: false });
        const card = useCustomerCard();
        useFormReload(() => card.trigger("reloaded"));
        useRecordObserver((record) => {
            const resId = record.resId || false;
            const isLead = record.resModel === "crm.lead";
            this.state.leadId = isLead && resId;
            this.state.partnerId = isLead ? (resId && record.data.partner_id?.id) || false : resId;
        });
    }
}

registry.category("view_widgets").add("crm_timeline", {
    component: TimelineWidget,
    additionalClasses: ["w-100"],
});
