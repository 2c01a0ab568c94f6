// Moments and durations as text, in the viewer's time zone and language.

import { now } from "../data/clock.js";
import { locale } from "../data/settings.js";
import { text } from "./texts.js";

const formats = new Map();

function formatter(options) {
    const key = locale() + JSON.stringify(options);
    if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), options));
    return formats.get(key);
}

const format = (seconds, options) => formatter(options).format(seconds * 1000);

const HOURS = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const SECONDS = { ...HOURS, second: "2-digit" };
const DAY = { day: "numeric", month: "short" };
const WEEKDAY = { weekday: "short", ...DAY };

const day = (seconds) => new Date(seconds * 1000).toDateString();
const zone = (seconds) => new Date(seconds * 1000).getTimezoneOffset();

/** A moment as short as possible: the time alone for today, else with the day, in another year also with the year. */
export function momentText(seconds, precise = false) {
    const time = precise ? SECONDS : HOURS;
    if (day(seconds) === day(now())) return format(seconds, time);
    const year = new Date(seconds * 1000).getFullYear() === new Date(now() * 1000).getFullYear();
    return format(seconds, { ...DAY, ...(year ? {} : { year: "numeric" }), ...time });
}

/** The time of a point of a chart, as exact as its bucket; with the time zone on a day on which clocks change. */
export function pointText(seconds, step) {
    if (step >= 86400) return format(seconds, { ...WEEKDAY, year: "numeric" });
    const changed = zone(seconds - 43200) !== zone(seconds + 43200) ? { timeZoneName: "short" } : {};
    return format(seconds, { ...WEEKDAY, ...(step >= 60 ? HOURS : SECONDS), ...changed });
}

/** `22 Nov, 14:02 – 15:02` */
export function rangeText(from, to) {
    const span = to - from;
    const time = span < 600 ? SECONDS : span > 60 * 86400 ? {} : HOURS;
    const year = span > 180 * 86400 || new Date(to * 1000).getFullYear() !== new Date(now() * 1000).getFullYear();
    const date = { ...DAY, ...(year ? { year: "numeric" } : {}) };
    if (day(from) === day(to)) return `${format(from, { ...date, ...time })} – ${format(to, time)}`;
    return `${format(from, { ...date, ...time })} – ${format(to, { ...date, ...time })}`;
}

/** The labels of a time axis with ticks every `step` seconds. The first tick of a day or a year names it. */
export function tickTexts(ticks, step) {
    return ticks.map((tick, i) => {
        const date = new Date(tick * 1000);
        if (step >= 365 * 86400) return format(tick, { year: "numeric" });
        if (step >= 28 * 86400) {
            return date.getMonth() === 0 ? format(tick, { year: "numeric" }) : format(tick, { month: "short" });
        }
        if (step >= 86400) return format(tick, DAY);
        if (i > 0 && day(tick) !== day(ticks[i - 1])) return format(tick, DAY);
        return format(tick, step < 60 ? SECONDS : HOURS);
    });
}

const UNITS = [
    ["year", 365 * 86400],
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
    ["second", 1],
];

/** A duration in its two largest units, such as `3 d 4 h`; in one if it is below an hour. */
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
