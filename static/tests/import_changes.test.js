import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { ImportChanges } from "@crm_customer_record/import/import_changes";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";

defineMailModels();

const line = (column, rule, kind) => ({
    column_id: column, position: column, header: `Column ${column}`, rule, label: rule, kind, count: 2, fixed: false, examples: [["a", "b"]],
});

async function mount(lines) {
    onRpc("crm.import.column", "action_answer_rule", ({ args }) => {
        expect.step(`${args[0][0]} ${args[1]} ${args[2]}`);
        return true;
    });
    await mountWithCleanup(ImportChanges, { props: { lines, isOpen: true, onChanged: () => expect.step("read again") } });
}

test("all proposals are accepted at once, what was done already is left alone", async () => {
    await mount([line(1, "spaces", "applied"), line(2, "email_typo", "proposed"), line(3, "email_typo", "proposed"), line(4, "zip_zero", "refused")]);
    expect(queryAllTexts("li b").slice(0, 2)).toEqual(["Column 2", "Column 3"]);
    await contains(".o_crm_import_accept_all").click();
    expect.verifySteps(["2 email_typo true", "3 email_typo true", "read again"]);
    await contains(".btn:contains(Refuse all proposals)").click();
    expect.verifySteps(["2 email_typo false", "3 email_typo false", "read again"]);
});

test("a single proposal needs no button for all", async () => {
    await mount([line(1, "spaces", "applied"), line(2, "email_typo", "proposed")]);
    expect(".o_crm_import_accept_all").toHaveCount(0);
});
