import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { contains, defineModels, fields, models, mountView, onRpc } from "@web/../tests/web_test_helpers";

class Column extends models.Model {
    _name = "crm.import.column";

    import_kind = fields.Selection({ selection: [["opportunity", "Opportunities"]] });
    field_key = fields.Selection({
        selection: [["company.name", "Company: name"], ["talk.date", "Talk: date"], ["deal.stage", "Opportunity: stage"]],
    });

    _records = [{ id: 1, import_kind: "opportunity", field_key: "company.name" }];
}

defineMailModels();
defineModels([Column]);

test("a column is offered the fields of what the file holds, in groups", async () => {
    onRpc("crm.import", "field_choices", ({ args }) => {
        expect.step(`field_choices ${args[0]}`);
        return [
            { label: "Opportunities", choices: [{ value: "deal.stage", label: "Opportunity: stage" }] },
            { label: "Company", choices: [{ value: "company.name", label: "Company: name" }] },
        ];
    });
    onRpc("web_save", ({ args }) => expect.step(`saved ${args[1].field_key}`));
    await mountView({
        type: "form",
        resModel: "crm.import.column",
        resId: 1,
        arch: `<form><field name="field_key" widget="crm_import_target"/></form>`,
    });
    expect.verifySteps(["field_choices opportunity"]);
    expect(".o_field_widget[name=field_key] input").toHaveValue("Company: name");
    await contains(".o_field_widget[name=field_key] input").click();
    expect(queryAllTexts(".o_select_menu_group")).toEqual(["Opportunities", "Company"]);
    expect(queryAllTexts(".o_select_menu_item")).toEqual(["Opportunity: stage", "Company: name"]);
    await contains(".o_select_menu_item:contains(Opportunity: stage)").click();
    expect(".o_field_widget[name=field_key] input").toHaveValue("Opportunity: stage");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["saved deal.stage"]);
});
