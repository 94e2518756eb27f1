import { Component, useEffect, useRef, useState } from "@odoo/owl";

/** Text of several lines, cut after a few, with "More" only where something was cut. */
export class ExpandableText extends Component {
    static template = "crm_customer_record.ExpandableText";
    static props = { text: String };

    setup() {
        this.text = useRef("text");
        this.state = useState({ expanded: false, cut: false });
        useEffect(
            (el) => {
                this.state.cut = !this.state.expanded && el.scrollHeight > el.clientHeight + 1;
            },
            () => [this.text.el, this.props.text]
        );
    }

    /** Few lines show: none of them empty. */
    get shownText() {
        return this.state.expanded ? this.props.text : this.props.text.replace(/\n\s*\n/g, "\n");
    }
}
