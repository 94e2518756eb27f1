import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { FileInput } from "@web/core/file_input/file_input";

/**
 * What an opportunity needs, line by line, each with one click to do it.
 *
 * Props: `items` as of `crm.lead.requirement_status`, `leadId` (false: without buttons), `onAction` called with an item and
 * what opens or did it, `onDone` called when something was done in place.
 */
export class RequirementList extends Component {
    static template = "crm_customer_record.RequirementList";
    static components = { FileInput };
    static props = {
        items: Array,
        leadId: { type: [Number, Boolean] },
        onAction: Function,
        onDone: Function,
    };

    setup() {
        this.orm = useService("orm");
    }

    icon({ met, blocking }) {
        if (met) {
            return "fa-check-circle text-success";
        }
        return blocking ? "fa-circle-o text-danger" : "fa-circle-o text-muted";
    }

    async onClick(item) {
        const action = await this.orm.call("crm.lead", "action_requirement_remedy", [
            [this.props.leadId],
            item.requirement,
        ]);
        if (action === true) {
            this.props.onDone();
        } else {
            this.props.onAction(item, action);
        }
    }
}
