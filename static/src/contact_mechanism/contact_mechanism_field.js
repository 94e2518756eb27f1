import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";

const ICONS = {
    phone: "fa-phone",
    mobile: "fa-mobile",
    email: "fa-envelope-o",
    telegram: "fa-telegram",
    whatsapp: "fa-whatsapp",
    wechat: "fa-weixin",
    line: "fa-commenting-o",
    skype: "fa-skype",
    fax: "fa-fax",
};

/** A number or address with the icon of its kind, the link to call or write, and a warning when it cannot be right. */
export class ContactMechanismField extends CharField {
    static template = "crm_customer_record.ContactMechanismField";

    get icon() {
        return ICONS[this.props.record.data.kind] || "fa-address-card-o";
    }

    get kindLabel() {
        const { kind } = this.props.record.data;
        const option = this.props.record.fields.kind.selection.find(([key]) => key === kind);
        return option ? option[1] : "";
    }

    get isDoubtful() {
        const { valid, kind } = this.props.record.data;
        return Boolean(kind && this.props.record.data[this.props.name] && !valid);
    }

    get doubt() {
        return this.props.record.data.kind === "email"
            ? _t("This is not a complete email address.")
            : _t("This number is not complete: calls are recognised only by its last digits.");
    }
}

registry.category("fields").add("contact_mechanism", {
    ...charField,
    component: ContactMechanismField,
    displayName: _t("Number or Address"),
    fieldDependencies: [
        { name: "kind", type: "selection" },
        { name: "url", type: "char" },
        { name: "valid", type: "boolean" },
    ],
});
