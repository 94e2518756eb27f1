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
        this.dropdown = useDropdownState({ onClose: () => this.capture.forgetAnswered() });
    }

    get waiting() {
        return this.state.questions.filter(({ answered }) => !answered);
    }

    when({ date }) {
        return deserializeDateTime(date).toRelative();
    }

    /** The last one closes the list and is told outside of it; the others say in their place what became of them. */
    answer(question, outcomeId, ev) {
        const isLast = this.waiting.length === 1;
        if (isLast) {
            this.dropdown.close();
        } else {
            question.height = ev.target.closest(".o_crm_question").offsetHeight;
        }
        return this.capture.answer(question, outcomeId, this.texts[question.id], { inPlace: !isLast });
    }

    dismiss(question) {
        if (this.waiting.length === 1) {
            this.dropdown.close();
        }
        return this.capture.dismiss(question);
    }
}

registry.category("systray").add("crm_customer_record.questions", { Component: QuestionMenu }, { sequence: 21 });
