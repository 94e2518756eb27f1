import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

const PREFIX = "crm_customer_record.draft.";
const KEPT = 14 * 24 * 3600 * 1000;
const own = () => `${PREFIX}${session.db}.${user.userId}.`;

function keys() {
    return Object.keys(browser.localStorage).filter((key) => key.startsWith(PREFIX));
}

function entry(key) {
    try {
        return JSON.parse(browser.localStorage.getItem(key)) || {};
    } catch {
        return {};
    }
}

/**
 * What was typed about a customer and not saved yet. It outlives leaving the form, a reload and closing the tab.
 * Nobody can tell yet how confidential it is: it goes when its writer logs out, or when somebody else logs in here.
 */
export const draft = {
    /** @returns {string} */
    read(place) {
        return entry(own() + place).text || "";
    },
    /** @returns {number|undefined} when it was typed, in milliseconds */
    time(place) {
        return entry(own() + place).at;
    },
    write(place, text) {
        if (text) {
            browser.localStorage.setItem(own() + place, JSON.stringify({ text, at: Date.now() }));
        } else {
            browser.localStorage.removeItem(own() + place);
        }
    },
    /** Remove the drafts of other people on this database, and old ones. */
    tidy() {
        const oldest = Date.now() - KEPT;
        for (const key of keys()) {
            const others = key.startsWith(`${PREFIX}${session.db}.`) && !key.startsWith(own());
            if (others || !(entry(key).at > oldest)) {
                browser.localStorage.removeItem(key);
            }
        }
    },
    /** Remove all of the user. */
    forget() {
        for (const key of keys().filter((name) => name.startsWith(own()))) {
            browser.localStorage.removeItem(key);
        }
    },
};

registry.category("services").add("crm_quick_log_draft", {
    start() {
        draft.tidy();
        const items = registry.category("user_menuitems");
        const logOut = items.get("log_out", false);
        if (logOut && !logOut.forgetsDrafts) {
            const forgetting = (env) => {
                const item = logOut(env);
                return {
                    ...item,
                    callback() {
                        draft.forget();
                        return item.callback();
                    },
                };
            };
            forgetting.forgetsDrafts = true;
            items.add("log_out", forgetting, { force: true });
        }
    },
});
