/** What `isRowOpen` needs of a row, as the dependencies of a field. */
export const ROW_STATES = [
    { name: "state", type: "selection" },
    { name: "import_state", type: "selection" },
];

/** Whether what a row says and becomes can still be changed: it was not written, and its import does not run. */
export function isRowOpen({ data: { state, import_state: importState } }) {
    return ["pending", "rejected"].includes(state) && ["preview", "paused", "done"].includes(importState);
}
