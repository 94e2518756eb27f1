import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { SelectionField, selectionField } from "@web/views/fields/selection/selection_field";

/** Where a column goes: only the fields of what the file holds, in groups. */
export class ImportTarget extends SelectionField {
    static template = "crm_customer_record.ImportTarget";

    setup() {
        super.setup();
        const orm = useService("orm");
        this.groups = [];
        onWillStart(async () => {
            // The same for every column: asked once.
            this.groups = await orm.cache().call("crm.import", "field_choices", [this.props.record.data.import_kind]);
        });
    }
}

registry.category("fields").add("crm_import_target", {
    ...selectionField,
    component: ImportTarget,
    fieldDependencies: [{ name: "import_kind", type: "selection" }],
});
