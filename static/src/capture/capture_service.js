import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";
import { errorMessage } from "../customer_card/error_message";

const AFTER_START = 3000; // the screen comes first
const MODEL = "crm.interaction.question";
const TIME_TO_UNDO = 8000;

/**
 * Questions about talks that nobody has to type: meetings that ended, activities marked as done.
 *
 * `state.questions` is what the user is asked; they wait in the systray, and new ones also show as a card once. One that was
 * answered in the list stays there with `answered` (in words) and `takeBack` until `forgetAnswered`: nothing moves under the hand.
 */
export const captureService = {
    dependencies: ["orm", "notification", "bus_service", "multi_tab", "action"],
    start(env, { orm, notification, bus_service, multi_tab, action }) {
        const state = reactive({ questions: [] });

        async function load() {
            try {
                state.questions = await orm.silent.call(MODEL, "pending", []);
            } catch (error) {
                console.info("The questions could not be read:", error);
            }
        }

        function changed(detail) {
            env.bus.trigger("crm_customer_record:changed", detail);
        }

        function tell(message, { made, takeBack }) {
            const then = (callback) => () => {
                close();
                return callback();
            };
            const close = notification.add(message, {
                type: "success",
                autocloseDelay: TIME_TO_UNDO,
                buttons: [
                    { name: _t("Undo"), onClick: then(takeBack) },
                    {
                        name: _t("Open"),
                        onClick: then(() =>
                            action.doAction({
                                type: "ir.actions.act_window", res_model: made.model, res_id: made.id, views: [[false, "form"]],
                            })
                        ),
                    },
                ],
            });
        }

        function remove(question) {
            state.questions = state.questions.filter(({ id }) => id !== question.id);
        }

        /** @param {{inPlace: boolean}} options whether the question stays in the list and says itself what became of it */
        async function answer(question, outcomeId, text = "", { inPlace = false } = {}) {
            if (inPlace) {
                question.answered = question.outcomes.find(({ id }) => id === outcomeId).name;
            } else {
                remove(question);
            }
            try {
                const { made, message } = await orm.silent.call(MODEL, "answer", [[question.id]], { outcome_id: outcomeId, text });
                const takeBack = async () => {
                    await orm.call(MODEL, "take_back", [[question.id]]);
                    changed({});
                    await load();
                };
                changed({ key: `${made.model},${made.id}` });
                if (inPlace) {
                    question.takeBack = takeBack;
                } else {
                    tell(message, { made, takeBack });
                }
            } catch (error) {
                notification.add(errorMessage(error), { type: "danger" });
                await load();
            }
        }

        function forgetAnswered() {
            state.questions = state.questions.filter(({ answered }) => !answered);
        }

        async function dismiss(question) {
            remove(question);
            await orm.silent.call(MODEL, "dismiss", [[question.id]]);
        }

        /** One click on the card of a new question; the others wait in the systray. */
        function ask(question) {
            const then = (callback) => () => {
                close();
                return callback();
            };
            const close = notification.add(question.name, {
                title: question.title,
                type: "info",
                sticky: true,
                className: "o_crm_question_card",
                buttons: [
                    ...question.outcomes.slice(0, 4).map(({ id, name }) => ({ name, onClick: then(() => answer(question, id)) })),
                    { name: _t("Not a talk"), onClick: then(() => dismiss(question)) },
                ],
            });
        }

        async function onMessage({ made, message, questions }) {
            if (made) {
                changed({ key: `${made.model},${made.id}` });
                if (await multi_tab.isOnMainTab()) {
                    tell(message, {
                        made,
                        takeBack: async () => {
                            await orm.unlink(made.model, [made.id]);
                            changed({});
                        },
                    });
                }
                return;
            }
            await load();
            const fresh = state.questions.find(({ id }) => questions.includes(id));
            if (fresh && (await multi_tab.isOnMainTab())) {
                ask(fresh);
            }
        }

        if (session.crm_may_log) {
            bus_service.subscribe("crm_customer_record.capture", onMessage);
            browser.setTimeout(load, AFTER_START);
        }
        return { state, load, answer, dismiss, forgetAnswered };
    },
};

registry.category("services").add("crm_capture", captureService);
