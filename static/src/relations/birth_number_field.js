import { registry } from "@web/core/registry";
import { IntegerField, integerField } from "@web/views/fields/integer/integer_field";

/** A day or year of birth: nothing when it is not known, and no separator of thousands. */
export class BirthNumberField extends IntegerField {
    get formattedValue() {
        return this.value ? String(this.value) : "";
    }
}

registry.category("fields").add("crm_birth_number", { ...integerField, component: BirthNumberField });
