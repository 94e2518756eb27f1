/**
 * Where somebody was in a timeline when they opened one of its records, so that going back ends there.
 * Kept for one customer, used once.
 */
let place;

/** @param {{subject: string, filters: Object, depth: number, key: string, scrollTop: number}} newPlace */
export function rememberPlace(newPlace) {
    place = newPlace;
}

/** @returns {Object|undefined} the place remembered for the customer or deal, which is then forgotten */
export function takePlace(subject) {
    const found = place?.subject === subject ? place : undefined;
    place = undefined;
    return found;
}
