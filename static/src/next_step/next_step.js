import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** In the form of an opportunity without a next step: says so, what has worked in its stage, and opens the host's form for it. */
export class NextStep extends Component {
    static template = "crm_customer_record.NextStep";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ suggestion: false });
        useRecordObserver((record) => {
            void record.data.stage_id;
            if (!record.dirty) {
                this.load(record);
            }
        });
    }

    async load(record) {
        const leadId = record.resId;
        const isMissing = leadId && record.data.next_step_state === "missing";
        const suggestion = isMissing && (await this.orm.silent.call("crm.lead", "suggest_next_step", [[leadId]]));
        if (this.props.record.resId === leadId) {
            this.state.suggestion = suggestion;
        }
    }

    async plan() {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("crm.lead", "action_plan_next_step", [[record.resId]]);
        this.action.doAction(action, { onClose: () => this.action.doAction("soft_reload") });
    }
}

registry.category("view_widgets").add("crm_next_step", {
    component: NextStep,
    additionalClasses: ["w-100", "d-block"],
});
