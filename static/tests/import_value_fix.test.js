import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { ImportValueFix } from "@crm_customer_record/import/import_value_fix";
import { expect, test } from "@odoo/hoot";
import { animationFrame, press, queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const line = (value, values = {}) => ({
    column_id: 1, header: "E-mail", value, code: "email_invalid", text: "no e-mail address", count: 1, replacement: false, suggestion: false, ...values,
});

async function start(lines) {
    onRpc("crm.import.column", "replacement_choices", () => []);
    onRpc("crm.import.column", "action_replace", ({ args }) => {
        expect.step(args.slice(1).join(" -> "));
        return true;
    });
    await mountWithCleanup(ImportValueFix, { props: { lines, isOpen: true, onChanged: () => {} } });
}

test("the first five are shown, the others on demand", async () => {
    await start([..."abcdefgh"].map((value) => line(value)));
    expect(queryAllTexts(".o_crm_import_fix b")).toEqual([..."abcde"]);
    expect(".o_crm_import_fix_more").toHaveText("Show 3 more");
    await contains(".o_crm_import_fix_more").click();
    expect(".o_crm_import_fix b").toHaveCount(8);
    expect(".o_crm_import_fix_more").toHaveCount(0);
});

test("what was probably meant is offered, and needs one key", async () => {
    await start([line("a@gmial.com", { suggestion: "a@gmail.com" }), line("b@")]);
    expect(".o_crm_import_fix input:first").toHaveValue("a@gmail.com");
    await contains(".o_crm_import_fix tr:nth-child(2) input").click();
    await press("Enter");
    await animationFrame();
    expect(".o_crm_import_fix tr:nth-child(2) .btn-primary").not.toBeEnabled();
    expect.verifySteps([]);
    await contains(".o_crm_import_fix tr:nth-child(1) input").click();
    await press("Enter");
    await animationFrame();
    expect.verifySteps(["a@gmial.com -> a@gmail.com"]);
});

test("what is typed goes before what was meant", async () => {
    await start([line("a@gmial.com", { suggestion: "a@gmail.com" })]);
    await contains(".o_crm_import_fix input").edit("a@mail.example", { confirm: false });
    await contains(".o_crm_import_fix .btn-primary").click();
    expect.verifySteps(["a@gmial.com -> a@mail.example"]);
});
