// Time: the server's clock, which all times on the page go by, whatever the browser's own clock says; and how moments and
// stretches of time are written, in the viewer's zone and language.

import { locale } from "./settings.js";
import { text } from "./texts.js";

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

const formats = new Map();

function format(options) {
    const key = locale() + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
    return formats.get(key);
}

const written = (seconds, options) => format(options).format(seconds * 1000);

const HOURS = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SECONDS = { ...HOURS, second: "2-digit" };
const DAY = { day: "numeric", month: "short" };
const WEEKDAY = { weekday: "short", ...DAY };

const day = (seconds) => new Date(seconds * 1000).toDateString();
const zone = (seconds) => new Date(seconds * 1000).getTimezoneOffset();

/** A moment as short as it can be told from now: the time alone today, with the day before that, else with the year. */
export function momentText(seconds, precise = false) {
    const time = precise ? SECONDS : HOURS;
    if (day(seconds) === day(now())) return written(seconds, time);
    const year = new Date(seconds * 1000).getFullYear() === new Date(now() * 1000).getFullYear();
    return written(seconds, { ...DAY, ...(year ? {} : { year: "numeric" }), ...time });
}

/** A point of a chart: as exact as its bucket is long, and with the zone on a day whose clocks were changed. */
export function pointText(seconds, step) {
    if (step >= 86400) return written(seconds, { ...WEEKDAY, year: "numeric" });
    const changed = zone(seconds - 43200) !== zone(seconds + 43200) ? { timeZoneName: "short" } : {};
    return written(seconds, { ...WEEKDAY, ...(step >= 60 ? HOURS : SECONDS), ...changed });
}

/** `22 Nov, 14:02 – 15:02` */
export function rangeText(from, to) {
    const span = to - from;
    const time = span < 600 ? SECONDS : span > 60 * 86400 ? {} : HOURS;
    const year = span > 180 * 86400 || new Date(to * 1000).getFullYear() !== new Date(now() * 1000).getFullYear();
    const date = { ...DAY, ...(year ? { year: "numeric" } : {}) };
    if (day(from) === day(to)) return `${written(from, { ...date, ...time })} – ${written(to, time)}`;
    return `${written(from, { ...date, ...time })} – ${written(to, { ...date, ...time })}`;
}

/** The labels of a time axis whose ticks are `step` seconds apart. A new day, and a new year, are named where they begin. */
export function tickTexts(ticks, step) {
    return ticks.map((tick, i) => {
        const date = new Date(tick * 1000);
        if (step >= 365 * 86400) return written(tick, { year: "numeric" });
        if (step >= 28 * 86400) {
            return date.getMonth() === 0 ? written(tick, { year: "numeric" }) : written(tick, { month: "short" });
        }
        if (step >= 86400) return written(tick, DAY);
        if (i > 0 && day(tick) !== day(ticks[i - 1])) return written(tick, DAY);
        return written(tick, step < 60 ? SECONDS : HOURS);
    });
}

const UNITS = [
    ["year", 365 * 86400],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
];

/** `3 d 4 h`: the two greatest units; below a minute seconds. */
export function durationText(seconds) {
    const at = UNITS.findIndex(([, length]) => seconds >= length);
    if (at < 0) return `0\u00a0${text("short.second")}`;
    const [unit, length] = UNITS[at];
    const first = `${Math.floor(seconds / length)}\u00a0${text(`short.${unit}`)}`;
    if (at + 1 >= UNITS.length || unit === "minute") return first;
    const [next, nextLength] = UNITS[at + 1];
    const rest = Math.floor((seconds % length) / nextLength);
    return rest > 0 ? `${first} ${rest}\u00a0${text(`short.${next}`)}` : first;
}
