import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

/** The name of an icon, shown as it looks on the timeline. */
export class TimelineIconField extends CharField {
    static template = "crm_customer_record.TimelineIconField";
    static props = { ...CharField.props, colorField: { type: String, optional: true } };

    get icon() {
        return this.props.record.data[this.props.name] || "fa-circle";
    }

    get kind() {
        return this.props.record.data.kind || "";
    }

    get style() {
        const color = this.props.record.data[this.props.colorField];
        return color ? `background-color: ${color}` : "";
    }
}

registry.category("fields").add("crm_timeline_icon", {
    ...charField,
    component: TimelineIconField,
    extractProps: (info, dynamicInfo) => ({
        ...charField.extractProps(info, dynamicInfo),
        colorField: info.options.color_field,
    }),
});
