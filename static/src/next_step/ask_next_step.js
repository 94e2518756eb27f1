import { Activity } from "@mail/core/common/activity_model";
import "@mail/core/web/activity_model_patch";
import { patch } from "@web/core/utils/patch";

/**
 * Ask for the next step of an opportunity whose last planned one was done. Escape leaves it at that.
 *
 * Whatever goes wrong here never keeps an activity from being done.
 */
export async function askNextStep({ services }, leadId) {
    let action = false;
    try {
        action = await services.orm.silent.call("crm.lead", "ask_next_step", [[leadId]]);
    } catch (error) {
        console.info("Nobody was asked for the next step:", error);
    }
    if (action) {
        await new Promise((resolve) => services.action.doAction(action, { onClose: resolve }));
    }
}

/** On every screen of the host on which activities are marked as done; what it shows is read anew afterwards. */
patch(Activity.prototype, {
    async markAsDone() {
        const { res_model: model, res_id: id } = this;
        await super.markAsDone(...arguments);
        if (model === "crm.lead") {
            await askNextStep(this.store.env, id);
        }
    },
});
