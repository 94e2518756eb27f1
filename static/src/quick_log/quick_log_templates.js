import { useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

const WORD = /(^|\s)\/([\p{L}\p{N}_-]*)$/u;

/**
 * Templates offered behind "/", a listbox that the keyboard walks through while the cursor stays in the line.
 *
 * @param {Function} getInput the textarea
 * @param {Function} setText takes the new text
 */
export function useTemplates(getInput, setText) {
    const orm = useService("orm");
    const state = useState({ options: [], active: -1, word: "" });
    let all;

    const close = () => Object.assign(state, { options: [], active: -1 });

    async function load() {
        try {
            return await orm.silent.call("crm.interaction.template", "quick_log_templates", []);
        } catch (error) {
            console.info("The templates could not be read:", error);
            return [];
        }
    }

    function wordAtCursor() {
        const input = getInput();
        const match = input && WORD.exec(input.value.slice(0, input.selectionStart));
        return match ? match[2].toLowerCase() : null;
    }

    async function update() {
        const word = wordAtCursor();
        if (word === null) {
            return close();
        }
        all = all || load();
        const templates = await all;
        if (word !== wordAtCursor()) {
            return;
        }
        const options = templates.filter(
            ({ shortcut, name }) =>
                shortcut.toLowerCase().startsWith(word) ||
                (word.length > 1 && name.toLowerCase().split(/\s+/).some((part) => part.startsWith(word)))
        );
        const isComplete = options.some(({ shortcut }) => shortcut.toLowerCase() === word);
        // A complete shortcut needs no choice: Enter saves.
        Object.assign(state, { word, options: isComplete && options.length === 1 ? [] : options, active: isComplete ? -1 : 0 });
    }

    function choose(option) {
        const input = getInput();
        const before = input.value.slice(0, input.selectionStart).replace(WORD, `$1/${option.shortcut} `);
        const after = input.value.slice(input.selectionStart).trimStart();
        setText(before + after);
        close();
        input.value = before + after;
        input.setSelectionRange(before.length, before.length);
        input.focus();
    }

    /** @returns {boolean} whether the key was for the list */
    function onKeydown(ev) {
        const { options, active } = state;
        if (!options.length) {
            return false;
        }
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            state.active = (active + step + options.length) % options.length;
        } else if (["Enter", "Tab"].includes(ev.key) && !ev.shiftKey && options[active]) {
            choose(options[active]);
        } else if (ev.key === "Escape") {
            close();
        } else {
            return false;
        }
        ev.preventDefault();
        ev.stopPropagation();
        return true;
    }

    return { state, update, choose, close, onKeydown };
}
