import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { useDropdownState } from "@web/core/dropdown/dropdown_hooks";
import { deserializeDateTime } from "@web/core/l10n/dates";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** What the user is asked about talks; absent while nothing is asked. */
export class QuestionMenu extends Component {
    static template = "crm_customer_record.QuestionMenu";
    static components = { Dropdown };
    static props = {};

    setup() {
        this.capture = useService("crm_capture");
        this.state = useState(this.capture.state);
        this.texts = {};
        this.dropdown = useDropdownState();
    }

    when({ date }) {
        return deserializeDateTime(date).toRelative();
    }

    answer(question, outcomeId) {
        this.closeAfterLast();
        return this.capture.answer(question, outcomeId, this.texts[question.id]);
    }

    dismiss(question) {
        this.closeAfterLast();
        return this.capture.dismiss(question);
    }

    closeAfterLast() {
        if (this.state.questions.length === 1) {
            this.dropdown.close();
        }
    }
}

registry.category("systray").add("crm_customer_record.questions", { Component: QuestionMenu }, { sequence: 21 });
