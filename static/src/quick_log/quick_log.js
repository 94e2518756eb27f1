import { Component, onMounted, onWillUpdateProps, status, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useAutoresize } from "@web/core/utils/autoresize";
import { KeepLast } from "@web/core/utils/concurrency";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { CustomerCard, useCustomerCard } from "../customer_card/customer_card";
import { errorMessage } from "../customer_card/error_message";
import { draft } from "./quick_log_draft";
import { useTemplates } from "./quick_log_templates";

const { DateTime } = luxon;

const PREVIEW_DELAY = 250;
const TIME_TO_UNDO = 8000;

let lastId = 0;

/**
 * One line that logs a talk: type, Enter. What was understood shows below and can be taken away.
 *
 * On a customer's card it talks to the card. Elsewhere give a `bus`, the `place` of its draft, the `kind` of a talk that is
 * going on, and `save` which gets the text and the pieces to leave as text, and answers as `crm.interaction.quick_log` does.
 */
export class QuickLog extends Component {
    static template = "crm_customer_record.QuickLog";
    static props = {
        partnerId: Number,
        bus: { type: CustomerCard, optional: true },
        place: { type: String, optional: true },
        kind: { type: String, optional: true },
        save: { type: Function, optional: true },
        slots: { type: Object, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.card = this.props.bus || useCustomerCard();
        this.id = `o_crm_quick_log_${++lastId}`;
        this.input = useRef("input");
        this.latestPreview = new KeepLast();
        this.previewLater = useDebounced(() => this.preview(), PREVIEW_DELAY);
        this.templates = useTemplates(() => this.input.el, (text) => {
            this.setText(text);
            this.preview();
        });
        this.state = useState({ ...this.blank(), ...this.restored(this.props) });
        useAutoresize(this.input, { minimumHeight: 20 });
        useBus(this.card, "focus-log", () => this.focusIfAsked());
        if (!this.props.bus) {
            useBus(this.env.bus, "crm_customer_record:changed", ({ detail }) => this.card.trigger("changed", detail));
        }
        onMounted(() => {
            this.focusIfAsked();
            this.preview();
        });
        onWillUpdateProps((props) => {
            if (this.placeOf(props) !== this.placeOf(this.props)) {
                this.previewLater.cancel();
                this.templates.close();
                Object.assign(this.state, this.blank(), this.restored(props));
            }
        });
    }

    blank() {
        return {
            text: "", chips: [], hints: [], plan: false, ignored: [], saving: false, error: "", cleared: "", draftTime: "",
            saved: null,
        };
    }

    placeOf({ place, partnerId }) {
        return place || String(partnerId);
    }

    get saveLabel() {
        return _t("Save");
    }

    get planLabel() {
        return _t("Plan");
    }

    get place() {
        return this.placeOf(this.props);
    }

    /** The draft, and when it was typed: who comes back must see that it is not from now. */
    restored(props) {
        const place = this.placeOf(props);
        const text = draft.read(place);
        const time = text && draft.time(place);
        return { text, draftTime: time ? DateTime.fromMillis(time).toRelative() : "" };
    }

    /** What a screen reader says after the typing stops. */
    get announcement() {
        const { text, chips, hints, plan, saved } = this.state;
        if (!text) {
            return saved ? saved.message : "";
        }
        if (!chips.length && !hints.length) {
            return "";
        }
        const pieces = chips.map(({ label }) => label).join(", ");
        const understood = plan ? _t("Only planned, nothing is logged: %s", pieces) : _t("Understood: %s", pieces);
        return [pieces && understood, ...hints].filter(Boolean).join(". ");
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
        this.templates.update();
    }

    setText(text) {
        Object.assign(this.state, { text, cleared: "", error: "", draftTime: "", saved: null });
        draft.write(this.place, text);
    }

    onKeydown(ev) {
        // While an input method is composing, Enter and Escape belong to it.
        if (ev.isComposing || this.templates.onKeydown(ev)) {
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
        } else if (ev.key === "z" && (ev.ctrlKey || ev.metaKey) && !ev.shiftKey && !this.state.text && this.state.saved?.mayUndo) {
            ev.preventDefault();
            this.undoSaved();
        }
    }

    clear() {
        const cleared = this.state.text;
        this.previewLater.cancel();
        draft.write(this.place, "");
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
            Object.assign(this.state, { chips: [], hints: [], plan: false, ignored: [] });
            return;
        }
        try {
            const { chips, hints, plan } = await this.latestPreview.add(
                this.orm.silent.call("crm.interaction", "quick_log_preview", [this.props.partnerId, text], {
                    ignore: ignored.map(({ key }) => key),
                    ...(this.props.kind ? { kind: this.props.kind } : {}),
                })
            );
            if (text === this.state.text) {
                Object.assign(this.state, { chips, hints: hints || [], plan: Boolean(plan) });
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
        const place = this.place;
        if (saving || !text.trim()) {
            return;
        }
        this.templates.close();
        Object.assign(this.state, { saving: true, error: "" });
        this.previewLater.cancel();
        try {
            const result = await this.send(partnerId, text, ignored.map(({ key }) => key));
            const { made } = result;
            const mayUndo = await user.checkAccessRight(made.model, "unlink");
            draft.write(place, "");
            if (place === this.place) {
                Object.assign(this.state, this.blank(), { saved: { made, text, mayUndo, message: result.message } });
            }
            this.card.trigger("changed", { key: `${made.model},${made.id}` });
            if (this.props.bus || status(this) !== "mounted" || place !== this.place) {
                this.notifySaved({ ...result, mayUndo, text, place });
            }
        } catch (error) {
            console.info("The talk could not be logged:", error);
            this.showFailure(place, errorMessage(error));
        } finally {
            this.state.saving = false;
        }
    }

    send(partnerId, text, ignore) {
        // Not the protected service: the answer counts even when the form was left meanwhile.
        return this.props.save
            ? this.props.save(text, ignore)
            : this.env.services.orm.silent.call("crm.interaction", "quick_log", [partnerId, text], { ignore });
    }

    /** The text stays in the line; who went elsewhere meanwhile is told where it waits. */
    showFailure(place, message) {
        if (status(this) === "mounted" && place === this.place) {
            this.state.error = message;
        } else {
            this.env.services.notification.add(message, {
                title: _t("Your talk was not saved; its text waits on the card."),
                type: "danger",
                sticky: true,
            });
        }
    }

    /** For who does not see the line any more, which tells it otherwise. */
    notifySaved({ made, message, mayUndo, text, place }) {
        const then = (callback) => () => {
            close();
            return callback();
        };
        const close = this.env.services.notification.add(message, {
            type: "success",
            autocloseDelay: TIME_TO_UNDO,
            buttons: [
                ...(mayUndo ? [{ name: _t("Undo"), onClick: then(() => this.undo(made, place, text)) }] : []),
                { name: _t("Open"), onClick: then(() => this.open(made)) },
            ],
        });
        this.closeNotification = close;
    }

    open({ model, id }) {
        return this.env.services.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    undoSaved() {
        const { made, text } = this.state.saved;
        this.state.saved = null;
        this.closeNotification?.();
        return this.undo(made, this.place, text);
    }

    /** Take back what was made and give the text back to whoever still looks at the line. */
    async undo({ model, id }, place, text) {
        await this.env.services.orm.unlink(model, [id]);
        if (!draft.read(place)) {
            draft.write(place, text);
            if (place === this.place && status(this) === "mounted") {
                Object.assign(this.state, { text, saved: null });
                this.preview();
                this.input.el?.focus();
            }
        }
        this.card.trigger("changed", {});
    }
}
