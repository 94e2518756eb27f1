import { EventBus, toRaw, useEnv } from "@odoo/owl";

const cards = new WeakMap();

/**
 * What the parts of one open customer form (strip, quick-log line, timeline) tell each other.
 *
 * Events: `focus-log` (put the cursor in the quick-log line), `changed` (an interaction was logged or
 * taken back; detail `{key}`: the new entry of the timeline, if any. Who shows the history reads it again),
 * `relations-changed` (a relation was entered, changed or removed).
 */
export class CustomerCard extends EventBus {
    /** The line to focus may sit on a notebook page that is still to be rendered. */
    focusRequested = false;

    requestFocus() {
        this.focusRequested = true;
        this.trigger("focus-log");
    }

    /** @returns {boolean} whether someone asked for the cursor; asking again answers no */
    takeFocusRequest() {
        const requested = this.focusRequested;
        this.focusRequested = false;
        return requested;
    }
}

/** @returns {CustomerCard} the one that belongs to the form around the component */
export function useCustomerCard() {
    const model = toRaw(useEnv().model);
    if (!cards.has(model)) {
        cards.set(model, new CustomerCard());
    }
    return cards.get(model);
}
