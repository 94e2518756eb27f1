import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** The first hundred rows as customers, from a trial of the import that is taken back. */
export class ImportResults extends Component {
    static template = "crm_customer_record.ImportResults";
    static props = { resId: Number, stamp: { optional: true }, isOpen: Boolean };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ results: null, isBusy: false });
        onWillUpdateProps(({ stamp }) => {
            if (this.state.results && stamp?.toMillis?.() !== this.props.stamp?.toMillis?.()) {
                // What is shown would be wrong now.
                this.state.results = null;
            }
        });
    }

    async load() {
        this.state.isBusy = true;
        try {
            this.state.results = await this.orm.call("crm.import", "preview_results", [[this.props.resId]]);
        } finally {
            this.state.isBusy = false;
        }
    }
}
