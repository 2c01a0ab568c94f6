// The range of time that is shown: a live one (`{span}`, the newest seconds) or a fixed one (`{from, to}`). It is part of the
// page's address, so that a link shows the same range: `#range=6h`, `#from=2026-03-01T12:00:00Z&to=2026-03-01T13:30:00Z`.

const LENGTHS = { s: 1, m: 60, h: 3600, d: 86400, y: 365 * 86400 };

/** The ranges that have a button. */
export const presets = ["15m", "1h", "6h", "24h", "7d", "30d", "1y", "5y"];

const SHORTEST = 10;
const LONGEST = 12 * LENGTHS.y;
/** The server has nothing from before. It lies before 1970, where a clock begins that was never set. */
const EARLIEST = Date.UTC(1900, 0) / 1000;

/** A live range, such as the newest `6h`; null if that is not a length. */
export function newest(words) {
    const [, count, unit] = /^(\d{1,9})([smhdy])$/.exec(words) ?? [];
    const span = Number(count) * LENGTHS[unit];
    return span >= SHORTEST && span <= LONGEST ? { span } : null;
}

const DEFAULT = newest("1h");

/** A fixed range: at least 10 s, at most 12 years, not before 1900. */
export function between(from, to) {
    const middle = (from + to) / 2;
    const half = Math.min(Math.max(to - from, SHORTEST), LONGEST) / 2;
    const whole = half > 60 ? Math.round : (at) => Math.round(at * 10) / 10;
    const start = Math.max(whole(middle - half), EARLIEST);
    return { from: start, to: Math.max(whole(middle + half), start + SHORTEST) };
}

/** Whether a range moves on with time. */
export function isLive(range) {
    return "span" in range;
}

/** The two ends of a range. */
export function ends(range, now) {
    return isLive(range) ? { from: now - range.span, to: now } : range;
}

/** A live range as text, such as `6h`; null for a fixed one. */
export function words(range) {
    if (!isLive(range)) return null;
    const preset = presets.find((each) => newest(each).span === range.span);
    if (preset) return preset;
    const [unit, length] = Object.entries(LENGTHS)
        .reverse()
        .find(([, length]) => range.span % length === 0);
    return range.span / length + unit;
}

/** A range as the fragment of an address. */
export function toHash(range) {
    return isLive(range) ? `#range=${words(range)}` : `#from=${iso(range.from)}&to=${iso(range.to)}`;
}

/** The range in the fragment of an address; null if it has none. */
export function fromHash(hash) {
    const parameters = new Map(
        hash
            .replace(/^#/, "")
            .split("&")
            .map((pair) => pair.split("=", 2)),
    );
    if (parameters.has("range")) return newest(parameters.get("range"));
    const [from, to] = [moment(parameters.get("from")), moment(parameters.get("to"))];
    return from < to ? between(from, to) : null;
}

/** A fixed range of the same length, later by `part` of the length. */
export function moved(range, now, part) {
    const { from, to } = ends(range, now);
    return between(from + (to - from) * part, to + (to - from) * part);
}

/** A fixed range `factor` times as long; the moment `around`, or the middle, stays in place. */
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

/** The range in the address, or the default. */
export function addressed() {
    return fromHash(location.hash) ?? DEFAULT;
}

/** Puts a range into the address: as a new entry of the history, or `inPlace` of the present one. */
export function address(range, inPlace = false) {
    const depth = history.state?.depth ?? 0;
    if (inPlace) history.replaceState({ depth }, "", toHash(range));
    else history.pushState({ depth: depth + 1 }, "", toHash(range));
}

/** Goes back to the range before; false if there was none on this page. */
export function goBack() {
    const can = (history.state?.depth ?? 0) > 0;
    if (can) history.back();
    return can;
}

/** Calls a listener when the browser changed the address: back, forward, or a new one typed in. */
export function onAddress(listener) {
    addEventListener("popstate", () => listener(addressed()));
}
