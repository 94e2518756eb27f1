import { QuestionMenu } from "@crm_customer_record/capture/question_menu";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import { contains, getService, makeServerError, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const QUESTION = {
    id: 5, kind: "meeting", title: "How was the meeting with Anna?", name: "Samples", date: "2026-11-22 10:00:00", partner_id: 3,
    outcomes: [{ id: 1, name: "Held" }, { id: 2, name: "Postponed" }],
};
let questions;

beforeEach(() => {
    questions = [QUESTION];
    onRpc("crm.interaction.question", "pending", () => questions);
});

async function openMenu() {
    await mountWithCleanup(QuestionMenu);
    expect(".o_crm_questions_toggle").toHaveCount(0, { message: "nothing is asked, nothing is there" });
    await getService("crm_capture").load();
    await animationFrame();
    await contains(".o_crm_questions_toggle").click();
}

test("an outcome answers in one click, with what was said", async () => {
    onRpc("crm.interaction.question", "answer", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.outcome_id, kwargs.text]);
        return { made: { model: "crm.interaction", id: 9 }, message: "Logged on the timeline." };
    });
    await openMenu();
    expect(".o_crm_question strong").toHaveText("How was the meeting with Anna?");
    expect(queryAllTexts(".o_crm_question .btn-sm")).toEqual(["Held", "Postponed"]);
    await contains(".o_crm_question_text").edit("Wants ten", { confirm: false });
    await contains(".o_crm_question .btn-sm:contains(Held)").click();
    await animationFrame();
    expect.verifySteps([[[5], 1, "Wants ten"]]);
    expect(".o_crm_questions_toggle").toHaveCount(0);
    expect(".o_notification").toHaveText(/Logged on the timeline/);
});

test("with more to come, what was answered says so in its place and can be taken back there", async () => {
    questions = [QUESTION, { ...QUESTION, id: 6, title: "How was the meeting with Bob?" }];
    onRpc("crm.interaction.question", "answer", ({ args, kwargs }) => {
        expect.step([args[0], kwargs.outcome_id]);
        return { made: { model: "crm.interaction", id: 9 }, message: "Logged on the timeline." };
    });
    onRpc("crm.interaction.question", "take_back", ({ args }) => {
        expect.step(["take back", args[0]]);
        return true;
    });
    await openMenu();
    await contains(".o_crm_question:first .btn-sm:contains(Postponed)").click();
    await animationFrame();
    expect(".o_notification").toHaveCount(0);
    expect(".o_crm_question").toHaveCount(2);
    expect(".o_crm_question:first .o_crm_question_answered").toHaveText(/Postponed/);
    expect(".o_crm_questions_toggle .badge").toHaveText("1");
    await contains(".o_crm_question_answered button:contains(Undo)").click();
    await animationFrame();
    expect(".o_crm_question_answered").toHaveCount(0);
    await contains(".o_crm_question:first .btn-sm:contains(Held)").click();
    await contains(".o_crm_questions_toggle").click();
    await animationFrame();
    await contains(".o_crm_questions_toggle").click();
    expect(".o_crm_question").toHaveCount(1, { message: "forgotten with the list" });
    expect.verifySteps([[[5], 2], ["take back", [5]], [[5], 1]]);
});

test("what failed is asked again, what is no talk is not", async () => {
    onRpc("crm.interaction.question", "answer", () => {
        throw makeServerError({ type: "UserError", message: "Not now." });
    });
    onRpc("crm.interaction.question", "dismiss", ({ args }) => {
        expect.step(args[0]);
        return true;
    });
    await openMenu();
    await contains(".o_crm_question .btn-sm:contains(Held)").click();
    await animationFrame();
    expect(".o_notification").toHaveText(/Not now/);
    expect(".o_crm_questions_toggle").toHaveCount(1);
    await contains(".o_crm_questions_toggle").click();
    await contains(".o_crm_question .btn-close").click();
    expect.verifySteps([[5]]);
    expect(".o_crm_questions_toggle").toHaveCount(0);
});
