import { Component, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { RequirementList } from "./requirement_list";

/** What is needed before the next stage, in the form of an opportunity. */
export class StageChecklist extends Component {
    static template = "crm_customer_record.StageChecklist";
    static components = { RequirementList };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ items: [], showLater: false });
        // The record is observed, not only its number: what it needs follows what was saved.
        useRecordObserver((record) => {
            void record.data.stage_id;
            if (!record.dirty) {
                this.load(record);
            }
        });
    }

    get next() {
        return this.state.items.filter((item) => item.is_next);
    }

    get later() {
        return this.state.items.filter((item) => !item.is_next && !item.is_here);
    }

    get left() {
        return this.next.filter((item) => !item.met).length;
    }

    async load(record = this.props.record) {
        const leadId = record.resId;
        const items = leadId
            ? await this.orm.silent.call("crm.lead", "requirement_status", [[leadId]])
            : [];
        if (this.props.record.resId === leadId) {
            this.state.items = items;
        }
    }

    toggleLater() {
        this.state.showLater = !this.state.showLater;
    }

    /** A field is filled in right here; everything else opens, and is looked at again when it closes. */
    onAction(item, action) {
        if (item.kind === "field") {
            const field = document.querySelector(`.o_form_view .o_field_widget[name="${item.field}"]`);
            const input = field?.querySelector("input, textarea, .odoo-editor-editable");
            if (field?.offsetParent) {
                field.scrollIntoView({ block: "center" });
                input?.focus();
                return;
            }
        }
        if (item.kind !== "field" && item.kind !== "domain") {
            this.action.doAction(action, { onClose: () => this.props.record.load() });
        }
    }
}

registry.category("view_widgets").add("crm_stage_checklist", {
    component: StageChecklist,
    additionalClasses: ["w-100", "d-block"],
});
