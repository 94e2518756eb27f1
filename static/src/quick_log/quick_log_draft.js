import { browser } from "@web/core/browser/browser";
import { user } from "@web/core/user";

const keyOf = (partnerId) => `crm_customer_record.draft.${user.userId}.${partnerId}`;

/** What was typed about a customer and not saved yet; it outlives leaving the form and a reload of the page. */
export const draft = {
    read(partnerId) {
        return browser.sessionStorage.getItem(keyOf(partnerId)) || "";
    },
    write(partnerId, text) {
        if (text) {
            browser.sessionStorage.setItem(keyOf(partnerId), text);
        } else {
            browser.sessionStorage.removeItem(keyOf(partnerId));
        }
    },
};
