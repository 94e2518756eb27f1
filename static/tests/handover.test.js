import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, getService, models, mountView, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";

class Handover extends models.Model {
    _name = "crm.handover";
    overview = fields.Json();
}
defineMailModels();
defineModels([Handover]);

const COLUMNS = [
    { key: "customer", label: "Customers" },
    { key: "activity", label: "Activities" },
];

async function showTable(overview) {
    Handover._records = [{ id: 1, overview }];
    await mountView({
        type: "form", resModel: "crm.handover", resId: 1,
        arch: `<form><field name="overview" widget="crm_handover_table"/></form>`,
    });
}

test("who would get what, what stays and what cannot go", async () => {
    await showTable({
        columns: COLUMNS,
        rows: [
            { user: { id: 1, name: "Anna" }, counts: { customer: 3, activity: 1 }, note: "" },
            { user: { id: 2, name: "Boris" }, counts: {}, note: "archived" },
        ],
        rest: { customer: 4 },
        refused: [{ reason: "Wrong company", count: 2, examples: ["Oak"] }],
        total: 4,
        background: true,
    });
    expect(queryAllTexts(".o_crm_handover_table th[scope=col]")).toEqual(["To Whom", "Customers", "Activities"]);
    expect(queryAllTexts("tr[data-user='1'] td")).toEqual(["3", "1"]);
    expect("tr[data-user='2']").toHaveText(/Boris\s*archived\s*0\s*0/);
    expect(queryAllTexts(".o_crm_handover_rest td")).toEqual(["4", "0"]);
    expect(queryAllTexts(".o_crm_handover_table tfoot td")).toEqual(["3", "1"]);
    expect(".o_crm_handover_refused").toHaveText(/2 not handed over: Wrong company\.\s*Oak/);
    expect(".o_crm_handover_table").toHaveText(/in the background/);
});

test("without a plan it says what to do", async () => {
    await showTable(false);
    expect(".o_crm_handover_table").toHaveCount(0);
    expect(".o_field_crm_handover_table").toHaveText(/Choose from whom and to whom/);
});

test("who archives somebody is warned, with the wizard at hand", async () => {
    await mountWithCleanup(WebClient);
    const wizard = { type: "ir.actions.act_window", res_model: "crm.handover.wizard", views: [[false, "form"]], target: "new" };
    const params = { title: "Customers without an owner", message: "Nina (Customers: 3)", action: wizard };
    await getService("action").doAction({ type: "ir.actions.client", tag: "crm_handover_warning", params }, {
        onClose: () => expect.step("the form is read again"),
    });
    await animationFrame();
    expect.verifySteps(["the form is read again"]);
    expect(".o_notification.o_crm_handover_warning").toHaveText(/Nina \(Customers: 3\)/);
    getService("action").doAction = (action) => expect.step(action.res_model);
    await contains(".o_notification_buttons button").click();
    expect.verifySteps(["crm.handover.wizard"]);
    expect(".o_notification").toHaveCount(0);
});

test("who may not hand over is warned without a button", async () => {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client", tag: "crm_handover_warning", params: { title: "T", message: "M", action: false },
    });
    await animationFrame();
    expect(".o_notification").toHaveCount(1);
    expect(".o_notification_buttons button").toHaveCount(0);
});
