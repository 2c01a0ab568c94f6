// The range in the page's address, so that it can be sent to somebody and "back" goes back.

import { DEFAULT, fromHash, toHash } from "./range.js";

/** The range that the address says, else the default. */
export function addressed() {
    return fromHash(location.hash) ?? DEFAULT;
}

/** Puts a range into the address; `back` comes back from it, unless it takes the place of the one before. */
export function address(range, inPlace = false) {
    const depth = history.state?.depth ?? 0;
    if (inPlace) history.replaceState({ depth }, "", toHash(range));
    else history.pushState({ depth: depth + 1 }, "", toHash(range));
}

/** Goes back to the range before, if there was one on this page. */
export function goBack() {
    const can = (history.state?.depth ?? 0) > 0;
    if (can) history.back();
    return can;
}

/** Calls when the browser changed the address: back, forward, or a new one typed in. */
export function onAddress(listener) {
    addEventListener("popstate", () => listener(addressed()));
}
