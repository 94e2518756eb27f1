import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { standardErrorDialogProps } from "@web/core/errors/error_dialogs";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { patch } from "@web/core/utils/patch";
import "@crm/views/crm_form/crm_form";
import { RequirementList } from "./requirement_list";

const ERROR = "odoo.addons.crm_customer_record.models.crm_stage_requirement.StageRequirementError";

/** Shown instead of a bare message when an opportunity may not enter a stage yet. */
export class RequirementDialog extends Component {
    static template = "crm_customer_record.RequirementDialog";
    static components = { Dialog, RequirementList };
    static props = { ...standardErrorDialogProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.info = this.props.data.context.crm_stage_requirement;
        this.id = "o_crm_override_reason";
        this.state = useState({ reason: "" });
    }

    /** Buttons are for one opportunity; several are told by name. */
    get leadId() {
        return this.info.lead_ids.length === 1 && this.info.lead_ids[0];
    }

    onAction(item, action) {
        this.props.close();
        this.action.doAction(action, { onClose: () => this.action.doAction("soft_reload") });
    }

    onDone() {
        this.props.close();
        this.action.doAction("soft_reload");
    }

    async override() {
        const { lead_ids, stage_id } = this.info;
        await this.orm.call("crm.lead", "action_override_requirements", [lead_ids, stage_id, this.state.reason]);
        this.onDone();
    }
}

registry.category("error_dialogs").add(ERROR, RequirementDialog);

/** What tells two values of a field apart: of a record its number, of a date its moment. */
const identity = (value) => value?.id ?? value?.valueOf() ?? false;

/** A form whose new stage was refused shows the stage it is in; whatever else was typed stays. */
patch(registry.category("views").get("crm_form").Model.Record.prototype, {
    async _save() {
        try {
            return await super._save(...arguments);
        } catch (error) {
            const { crm_stage_requirement: stage, crm_closing: closing } = error.data?.context || {};
            if ((stage || closing) && this.resId && "stage_id" in this._changes) {
                await this._leaveRefusedStage();
            }
            throw error;
        }
    },

    async _leaveRefusedStage() {
        await this._update({ stage_id: this._values.stage_id });
        // What followed the stage is as it was; saved later, it would take back what happened meanwhile.
        for (const name of Object.keys(this._changes)) {
            if (identity(this._changes[name]) === identity(this._values[name])) {
                delete this._changes[name];
            }
        }
        if (!Object.keys(this._getChanges()).length) {
            this._discard();
        }
    },
});
