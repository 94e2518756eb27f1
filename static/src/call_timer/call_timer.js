import { Component, onWillUnmount, useEffect, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { CustomerCard } from "../customer_card/customer_card";
import { errorMessage } from "../customer_card/error_message";
import { draft } from "../quick_log/quick_log_draft";
import { QuickLog } from "../quick_log/quick_log";

/** The small form beside a call: who, how long, one line. Enter saves, Escape puts it aside. */
export class CallTimer extends Component {
    static template = "crm_customer_record.CallTimer";
    static components = { QuickLog };
    static props = {};

    setup() {
        this.timer = useService("crm_call_timer");
        this.ui = useService("ui");
        this.notification = useService("notification");
        this.calls = useState(this.timer.state);
        this.clock = useState({ text: "" });
        this.bus = new CustomerCard();
        const tick = () => {
            this.clock.text = this.asText(this.timer.elapsed());
        };
        useEffect(
            (startedAt) => {
                browser.clearInterval(this.interval);
                if (startedAt) {
                    tick();
                    this.interval = browser.setInterval(tick, 1000);
                    this.requestFocus();
                }
            },
            () => [this.calls.call?.startedAt]
        );
        onWillUnmount(() => browser.clearInterval(this.interval));
    }

    asText(seconds) {
        const whole = Math.floor(seconds);
        const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
        return (parts[0] ? parts : parts.slice(1)).map((part) => String(part).padStart(2, "0")).join(":");
    }

    get place() {
        return String(this.calls.call.partnerId);
    }

    onKeydown(ev) {
        const isListOpen = ev.target.getAttribute("aria-expanded") === "true";
        if (ev.key === "Escape" && !ev.isComposing && !isListOpen) {
            ev.preventDefault();
            ev.stopPropagation();
            this.timer.minimise(true);
        }
    }

    open() {
        this.timer.minimise(false);
        this.requestFocus();
    }

    /** Not on a phone: its keyboard would cover the outcomes, of which one tap is mostly enough. */
    requestFocus() {
        if (!this.ui.isSmall) {
            this.bus.requestFocus();
        }
    }

    get saveLine() {
        return (text, ignore) => this.timer.save(text, { ignore });
    }

    async saveOutcome(outcomeId) {
        const place = this.place;
        try {
            const { message } = await this.timer.save(draft.read(place), { outcomeId });
            draft.write(place, "");
            this.notification.add(message, { type: "success" });
        } catch (error) {
            this.notification.add(errorMessage(error), { type: "danger" });
        }
    }
}

registry.category("main_components").add("crm_customer_record.CallTimer", { Component: CallTimer });
