import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const ERROR = "odoo.addons.crm_customer_record.models.crm_lead_closing.ClosingError";

/** Shown when an opportunity may not be lost or won without an answer; one click leads to the dialog that asks. */
export class ClosingDialog extends Component {
    static template = "crm_customer_record.ClosingDialog";
    static components = { Dialog };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.info = this.props.data.context.crm_closing;
    }

    async answer() {
        const { lead_ids, event } = this.info;
        const action = await this.orm.call("crm.lead", "action_ask_closing", [lead_ids, event]);
        this.props.close();
        await this.action.doAction(action, { onClose: () => this.action.doAction("soft_reload") });
    }
}

registry.category("error_dialogs").add(ERROR, ClosingDialog);
