import { useService } from "@web/core/utils/hooks";

/** How to look at a known customer beside the row that may be the same, without leaving the page: `open(candidate)`. */
export function useOpenCandidate() {
    const action = useService("action");
    return ({ id }) =>
        action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
            target: "new",
        });
}
