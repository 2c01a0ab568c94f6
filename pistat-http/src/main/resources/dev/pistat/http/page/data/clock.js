// The server's clock, by which all times on the page go, whatever the browser's own clock says.

const ADJUST_AGAIN = 60_000;

let offset = 0;
let uncertain = Infinity;
let adjusted = -Infinity;

/** The server's time now, in seconds since 1970. */
export function now() {
    return Date.now() / 1000 + offset;
}

/**
 * Adjusts the clock to the server's time in an answer (in seconds; `sent` and `received` by the browser's clock). The fastest
 * answer of a minute counts; but a clock that was set, in the browser or on the server, counts at once.
 */
export function adjustClock(server, sent, received) {
    const doubt = (received - sent) / 2;
    const seen = server - (sent + received) / 2;
    const wasSet = Math.abs(seen - offset) > doubt + uncertain + 1;
    if (!wasSet && doubt > uncertain && performance.now() - adjusted < ADJUST_AGAIN) return;
    offset = seen;
    uncertain = doubt;
    adjusted = performance.now();
}

/** Adjusts the clock to the `Date` of an answer, which has whole seconds, if it shows that the clock is off. */
export function adjustClockToDate(header, sent, received) {
    const date = Date.parse(header ?? "") / 1000;
    if (!date) return;
    const early = date - received;
    const late = date + 1 - sent;
    if (offset < early - 1 || offset > late + 1) {
        adjustClock(date + 0.5, sent, received);
        uncertain += 0.5;
    }
}
