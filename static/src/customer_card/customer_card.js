import { EventBus, toRaw, useEffect, useEnv, useState } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";

const cards = new WeakMap();

/**
 * What the parts of one open customer form (strip, quick-log line, timeline) tell each other.
 *
 * Events: `focus-log` (put the cursor in the quick-log line), `changed` (an interaction was logged or
 * taken back; detail `{key}`: the new entry of the timeline, if any. Who shows the history reads it again),
 * `relations-changed` (a relation was entered, changed or removed), `reloaded` (the form read its record again).
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

/**
 * Call back when the form read its record again, which buttons and dialogs ask for: what they did may show elsewhere, too.
 * Another record is no reading again.
 */
export function useFormReload(callback) {
    let shown;
    useRecordObserver((record) => {
        const before = shown;
        shown = { record: toRaw(record), resId: record.resId };
        if (before && before.record !== shown.record && before.resId === shown.resId) {
            callback();
        }
    });
}

/**
 * For a part of the card that reads something of its own about the customer: has it read again whenever the form shows
 * another customer, was saved or read again, or something was logged.
 *
 * @param {Object} options
 * @param {() => void} options.clear forget what was shown; called before another customer is read
 * @param {(partnerId: number|false) => void} options.load
 * @returns {{partnerId: number|false, dirty: boolean}} reactive
 */
export function useCustomer({ clear, load }) {
    const card = useCustomerCard();
    const customer = useState({ partnerId: false, dirty: false });
    useRecordObserver((record) => {
        customer.partnerId = record.resId || false;
        customer.dirty = record.dirty;
    });
    useEffect(
        (partnerId) => {
            clear();
            load(partnerId);
        },
        () => [customer.partnerId]
    );
    let wasDirty = false;
    useEffect(
        (dirty) => {
            if (wasDirty && !dirty) {
                load(customer.partnerId);
            }
            wasDirty = dirty;
        },
        () => [customer.dirty]
    );
    useFormReload(() => load(customer.partnerId));
    useBus(card, "changed", () => load(customer.partnerId));
    return customer;
}
