import { Component, useEffect, useRef, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const OPEN_IN = ["draft", "preview"];

/** Once rows are written, what a step of the page asked is folded: progress and result are what people came for. */
export class ImportFold extends Component {
    static template = "crm_customer_record.ImportFold";
    static props = { ...standardWidgetProps };

    setup() {
        this.root = useRef("root");
        this.state = useState({ isShown: false });
        useEffect(
            (el, isFolded) => {
                el.closest("section").classList.toggle("o_crm_import_folded", isFolded);
            },
            () => [this.root.el, this.isLate && !this.state.isShown]
        );
    }

    get isLate() {
        return !OPEN_IN.includes(this.props.record.data.state);
    }

    toggle() {
        this.state.isShown = !this.state.isShown;
    }
}

registry.category("view_widgets").add("crm_import_fold", {
    component: ImportFold,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
