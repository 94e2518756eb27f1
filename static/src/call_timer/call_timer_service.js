import { reactive } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { draft } from "../quick_log/quick_log_draft";

const PLACE = "call";
const SETTING = "crm_call_timer";
const LONGEST = 12 * 3600; // forgotten over night: not the length of a call

function stored() {
    try {
        return JSON.parse(draft.read(PLACE)) || null;
    } catch {
        return null;
    }
}

/**
 * A call dialled from a `tel:` link: who, since when. One at a time; it survives a reload. The link itself works as ever.
 */
export const callTimerService = {
    dependencies: ["orm", "notification", "action", "ui"],
    start(env, { orm, notification, action, ui }) {
        const state = reactive({ call: stored() });

        function keep(call) {
            state.call = call;
            draft.write(PLACE, call ? JSON.stringify(call) : "");
        }

        function isEnabled() {
            return session.crm_may_log && user.settings[SETTING] !== false;
        }

        /** Of the form that is shown. */
        function shownRecord() {
            const { resModel, resId } = action.currentController?.props || {};
            return { model: resId ? resModel : false, res_id: resId || false };
        }

        async function begin(number) {
            const running = state.call;
            const startedAt = Date.now();
            let partner;
            try {
                partner = await orm.silent.call("crm.interaction", "call_partner", [number], shownRecord());
            } catch (error) {
                console.info("Who is called could not be found out:", error);
            }
            if (!partner) {
                return;
            }
            if (running && running.partnerId !== partner.id) {
                keep({ ...running, minimised: false });
                notification.add(_t("The call with %s is still open. Save or discard it first.", running.name), { type: "warning" });
                return;
            }
            keep({
                partnerId: partner.id, name: partner.name, account: partner.account, outcomes: partner.outcomes, number,
                // On a phone the telephone takes the screen now; what was said is entered after it.
                startedAt, minimised: ui.isSmall,
            });
        }

        function onClick(ev) {
            const link = ev.target.closest?.("a[href^='tel:']");
            if (link && ev.button === 0 && isEnabled()) {
                begin(decodeURIComponent(link.getAttribute("href").slice(4)));
            }
        }

        /** @returns {number} seconds since the link was clicked */
        function elapsed() {
            return state.call ? Math.min((Date.now() - state.call.startedAt) / 1000, LONGEST) : 0;
        }

        async function save(text, { ignore = [], outcomeId = false } = {}) {
            const { partnerId } = state.call;
            const result = await orm.silent.call("crm.interaction", "quick_log_call", [partnerId, text, elapsed()], {
                ignore, outcome_id: outcomeId,
            });
            keep(null);
            env.bus.trigger("crm_customer_record:changed", { key: `${result.made.model},${result.made.id}` });
            return result;
        }

        document.addEventListener("click", onClick, { capture: true });
        return {
            state,
            begin,
            elapsed,
            save,
            discard: () => keep(null),
            minimise: (minimised) => keep({ ...state.call, minimised }),
            isEnabled,
        };
    },
};

registry.category("services").add("crm_call_timer", callTimerService);

registry.category("user_menuitems").add("crm_call_timer", () => {
    const isOn = user.settings[SETTING] !== false;
    return {
        type: "item",
        id: "crm_call_timer",
        description: isOn ? _t("Log form for calls: on") : _t("Log form for calls: off"),
        callback: () => user.setUserSettings(SETTING, !isOn),
        show: () => Boolean(session.crm_may_log),
        sequence: 55,
    };
});
