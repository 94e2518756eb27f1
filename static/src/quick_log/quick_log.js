import { Component, onMounted, onWillUpdateProps, status, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useAutoresize } from "@web/core/utils/autoresize";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useCustomerCard } from "../customer_card/customer_card";
import { errorMessage } from "../customer_card/error_message";
import { draft } from "./quick_log_draft";

const PREVIEW_DELAY = 250;
const TIME_TO_UNDO = 8000;

/** One line that logs a talk: type, Enter. What was understood shows below and can be taken away. */
export class QuickLog extends Component {
    static template = "crm_customer_record.QuickLog";
    static props = { partnerId: Number };

    setup() {
        this.orm = useService("orm");
        this.card = useCustomerCard();
        this.input = useRef("input");
        this.latestPreview = new KeepLast();
        this.previewLater = useDebounced(() => this.preview(), PREVIEW_DELAY);
        this.state = useState({ ...this.blank(), text: draft.read(this.props.partnerId) });
        useAutoresize(this.input, { minimumHeight: 20 });
        useBus(this.card, "focus-log", () => this.focusIfAsked());
        onMounted(() => {
            this.focusIfAsked();
            this.preview();
        });
        onWillUpdateProps(({ partnerId }) => {
            if (partnerId !== this.props.partnerId) {
                this.previewLater.cancel();
                Object.assign(this.state, this.blank(), { text: draft.read(partnerId) });
            }
        });
    }

    blank() {
        return { text: "", chips: [], ignored: [], saving: false, error: "", cleared: "" };
    }

    focusIfAsked() {
        if (this.input.el && this.card.takeFocusRequest()) {
            this.input.el.scrollIntoView({ block: "center" });
            this.input.el.focus();
        }
    }

    onInput(ev) {
        this.setText(ev.target.value);
        this.previewLater();
    }

    setText(text) {
        Object.assign(this.state, { text, cleared: "", error: "" });
        draft.write(this.props.partnerId, text);
    }

    onKeydown(ev) {
        // While an input method is composing, Enter and Escape belong to it.
        if (ev.isComposing) {
            return;
        }
        if (ev.key === "Enter" && !ev.shiftKey) {
            ev.preventDefault();
            ev.stopPropagation();
            this.save();
        } else if (ev.key === "Escape" && this.state.text) {
            ev.preventDefault();
            ev.stopPropagation();
            this.clear();
        }
    }

    clear() {
        const cleared = this.state.text;
        this.previewLater.cancel();
        draft.write(this.props.partnerId, "");
        Object.assign(this.state, this.blank(), { cleared });
    }

    restore() {
        this.setText(this.state.cleared);
        this.preview();
        this.input.el.focus();
    }

    /** Ask the server how it reads the text. A help for the eye only: without an answer the line still saves. */
    async preview() {
        const { text, ignored } = this.state;
        if (!text.trim()) {
            Object.assign(this.state, { chips: [], ignored: [] });
            return;
        }
        try {
            const { chips } = await this.latestPreview.add(
                this.orm.silent.call("crm.interaction", "quick_log_preview", [this.props.partnerId, text], {
                    ignore: ignored.map(({ key }) => key),
                })
            );
            if (text === this.state.text) {
                this.state.chips = chips;
            }
        } catch (error) {
            console.info("The text could not be previewed:", error);
            this.state.chips = [];
        }
    }

    /** Leave a piece as plain text. */
    ignore(chip) {
        this.state.ignored.push({ key: chip.key, label: chip.label });
        this.state.chips = this.state.chips.filter(({ key }) => key !== chip.key);
        this.preview();
        this.input.el.focus();
    }

    /** Read a piece again that was to stay plain text. */
    understand(chip) {
        this.state.ignored = this.state.ignored.filter(({ key }) => key !== chip.key);
        this.preview();
        this.input.el.focus();
    }

    async save() {
        const { text, ignored, saving } = this.state;
        const { partnerId } = this.props;
        if (saving || !text.trim()) {
            return;
        }
        Object.assign(this.state, { saving: true, error: "" });
        this.previewLater.cancel();
        try {
            // Not the protected service: the answer counts even when the form was left meanwhile.
            const { id } = await this.env.services.orm.silent.call("crm.interaction", "quick_log", [partnerId, text], {
                ignore: ignored.map(({ key }) => key),
            });
            draft.write(partnerId, "");
            if (partnerId === this.props.partnerId) {
                Object.assign(this.state, this.blank());
            }
            this.card.trigger("changed", { key: `crm.interaction,${id}` });
            await this.notifySaved(id, partnerId, text);
        } catch (error) {
            console.info("The talk could not be logged:", error);
            this.showFailure(partnerId, errorMessage(error));
        } finally {
            this.state.saving = false;
        }
    }

    /** The text stays in the line; who went elsewhere meanwhile is told where it waits. */
    showFailure(partnerId, message) {
        if (status(this) === "mounted" && partnerId === this.props.partnerId) {
            this.state.error = message;
        } else {
            this.env.services.notification.add(message, {
                title: _t("Your talk was not saved; its text waits on the card."),
                type: "danger",
                sticky: true,
            });
        }
    }

    async notifySaved(id, partnerId, text) {
        const mayUndo = await user.checkAccessRight("crm.interaction", "unlink");
        const then = (callback) => () => {
            close();
            return callback();
        };
        const close = this.env.services.notification.add(_t("Logged on the timeline."), {
            type: "success",
            autocloseDelay: TIME_TO_UNDO,
            buttons: [
                ...(mayUndo ? [{ name: _t("Undo"), onClick: then(() => this.undo(id, partnerId, text)) }] : []),
                { name: _t("Open"), onClick: then(() => this.open(id)) },
            ],
        });
    }

    open(id) {
        return this.env.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.interaction",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Take the talk back and give the text back to whoever still looks at the line. */
    async undo(id, partnerId, text) {
        await this.env.services.orm.unlink("crm.interaction", [id]);
        if (!draft.read(partnerId)) {
            draft.write(partnerId, text);
            if (partnerId === this.props.partnerId) {
                this.state.text = text;
                this.preview();
                this.input.el?.focus();
            }
        }
        this.card.trigger("changed", {});
    }
}
