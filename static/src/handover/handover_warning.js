import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Somebody was archived while customers still belong to them: says so, with a button that opens the hand-over.
 *
 * @param {Object} action its params: `title`, `message`, and `action` to run on a click, or false
 * @returns {Object} what closes the dialog, so that the form behind it is read again
 */
export function handoverWarning(env, { params }) {
    const buttons = [];
    if (params.action) {
        buttons.push({
            name: _t("Hand over"),
            primary: true,
            onClick: () => {
                close();
                env.services.action.doAction(params.action);
            },
        });
    }
    const close = env.services.notification.add(params.message, {
        title: params.title,
        type: "warning",
        sticky: true,
        className: "o_crm_handover_warning",
        buttons,
    });
    return { type: "ir.actions.act_window_close" };
}

registry.category("actions").add("crm_handover_warning", handoverWarning);
