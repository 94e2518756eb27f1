import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";

// What the server says in these is written for the user; anything else is a defect and stays in the log.
const FOR_USERS = /^odoo\.exceptions\.(UserError|ValidationError|AccessError|MissingError|AccessDenied)$/;

/**
 * @param {Error} error of a call to the server
 * @returns {string} one sentence for the user
 */
export function errorMessage(error) {
    if (error instanceof ConnectionLostError) {
        return _t("The server cannot be reached. Check your connection and try again.");
    }
    if (error instanceof RPCError && FOR_USERS.test(error.exceptionName || "")) {
        return error.data?.message || error.message;
    }
    return _t("Something went wrong on the server. Try again in a moment.");
}
