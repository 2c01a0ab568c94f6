// The server's clock: all times on the page are its, whatever the browser's own clock says.

const LISTEN_AGAIN = 60_000;

let offset = 0;
let uncertain = Infinity;
let heard = -Infinity;

/** The server's time now, in seconds since 1970. */
export function now() {
    return Date.now() / 1000 + offset;
}

/**
 * Learns from a time that the server said while a request was under way (both in seconds, by the browser's clock). The
 * quickest answer of a minute counts; but a clock that was set, here or there, is believed at once.
 */
export function heardTime(server, sent, received) {
    const doubt = (received - sent) / 2;
    const seen = server - (sent + received) / 2;
    const wrong = Math.abs(seen - offset) > doubt + uncertain + 1;
    if (!wrong && doubt > uncertain && performance.now() - heard < LISTEN_AGAIN) return;
    offset = seen;
    uncertain = doubt;
    heard = performance.now();
}

/** Learns from the Date of an answer, which is cut to the second: only where that shows that the clock is off. */
export function heardDate(header, sent, received) {
    const date = Date.parse(header ?? "") / 1000;
    if (!date) return;
    const early = date - received;
    const late = date + 1 - sent;
    if (offset < early - 1 || offset > late + 1) {
        heardTime(date + 0.5, sent, received);
        uncertain += 0.5;
    }
}
