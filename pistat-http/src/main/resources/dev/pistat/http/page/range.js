// The range of time that is shown: the newest so many seconds (`{span}`), or a fixed one (`{from, to}`), and how it is
// written in the page's address, so that it can be sent to somebody and "back" goes back: `#range=6h`,
// `#from=2026-03-01T12:00:00Z&to=2026-03-01T13:30:00Z`.

const LENGTHS = { s: 1, m: 60, h: 3600, d: 86400, y: 365 * 86400 };

/** The ranges that are a click away. */
export const presets = ["15m", "1h", "6h", "24h", "7d", "30d", "1y", "5y"];

const SHORTEST = 10;
const LONGEST = 12 * LENGTHS.y;
/** The server answers for nothing before. A clock that was never set stands at 1970, so much lies before that. */
const EARLIEST = Date.UTC(1900, 0) / 1000;

/** The newest `6h`, say; null if that is no length. */
export function newest(words) {
    const [, count, unit] = /^(\d{1,9})([smhdy])$/.exec(words) ?? [];
    const span = Number(count) * LENGTHS[unit];
    return span >= SHORTEST && span <= LONGEST ? { span } : null;
}

export const DEFAULT = newest("1h");

/** A fixed range: not too short, not too long, not before 1900. */
export function between(from, to) {
    const middle = (from + to) / 2;
    const half = Math.min(Math.max(to - from, SHORTEST), LONGEST) / 2;
    const whole = half > 60 ? Math.round : (at) => Math.round(at * 10) / 10;
    const start = Math.max(whole(middle - half), EARLIEST);
    return { from: start, to: Math.max(whole(middle + half), start + SHORTEST) };
}

/** Whether it moves on with time. */
export function isLive(range) {
    return "span" in range;
}

/** Where it begins and ends if the newest is at `now`. */
export function ends(range, now) {
    return isLive(range) ? { from: now - range.span, to: now } : range;
}

/** As words: `6h`, or null for a fixed one. */
export function words(range) {
    if (!isLive(range)) return null;
    const preset = presets.find((each) => newest(each).span === range.span);
    if (preset) return preset;
    const [unit, length] = Object.entries(LENGTHS)
        .reverse()
        .find(([, length]) => range.span % length === 0);
    return range.span / length + unit;
}

/** What stands behind the # of the address. */
export function toHash(range) {
    return isLive(range) ? `#range=${words(range)}` : `#from=${iso(range.from)}&to=${iso(range.to)}`;
}

/** The range of an address; null if it says none that can be understood. */
export function fromHash(hash) {
    const said = new Map(
        hash
            .replace(/^#/, "")
            .split("&")
            .map((pair) => pair.split("=", 2)),
    );
    if (said.has("range")) return newest(said.get("range"));
    const [from, to] = [moment(said.get("from")), moment(said.get("to"))];
    return from < to ? between(from, to) : null;
}

/** The same length, moved by a part of it (0.5: half a length later); a live one stands still then. */
export function moved(range, now, part) {
    const { from, to } = ends(range, now);
    return between(from + (to - from) * part, to + (to - from) * part);
}

/** `factor` times as long, around a moment that stays where it is. */
export function zoomed(range, now, factor, around) {
    const { from, to } = ends(range, now);
    const at = around ?? (from + to) / 2;
    return between(at - (at - from) * factor, at + (to - at) * factor);
}

function iso(seconds) {
    return new Date(seconds * 1000).toISOString().replace(/\.?0*Z$/, "Z");
}

function moment(words) {
    if (words == null) return NaN;
    if (/^-?\d+(\.\d+)?$/.test(words)) return Number(words);
    return Date.parse(words.replace(/%3A/gi, ":").replace(/%2B/gi, "+")) / 1000;
}

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
