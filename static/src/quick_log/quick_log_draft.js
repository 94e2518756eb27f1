import { browser } from "@web/core/browser/browser";

const PREFIX = "crm_customer_record.draft.";

/** What was typed about a customer and not saved yet; it outlives leaving the form and a reload of the page. */
export const draft = {
    read(partnerId) {
        return browser.sessionStorage.getItem(PREFIX + partnerId) || "";
    },
    write(partnerId, text) {
        if (text) {
            browser.sessionStorage.setItem(PREFIX + partnerId, text);
        } else {
            browser.sessionStorage.removeItem(PREFIX + partnerId);
        }
    },
};
