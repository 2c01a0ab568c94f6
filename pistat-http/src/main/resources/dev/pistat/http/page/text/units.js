// Values as text, by their unit, in the viewer's language and choice of units.

import { locale, setting } from "../data/settings.js";
import { durationText } from "./times.js";

const formats = new Map();

/** A number with this many digits after the point. */
function fixed(value, digits) {
    const key = locale() + digits;
    if (!formats.has(key)) {
        const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
        formats.set(key, new Intl.NumberFormat(locale(), options));
    }
    return formats.get(key).format(value);
}

const scaled = (base, prefixes, unit) => ({
    base,
    words: prefixes.map((prefix) => prefix + unit),
});

const BINARY = scaled(1024, ["", "Ki", "Mi", "Gi", "Ti", "Pi"], "B");
const SCALES = {
    bytes: BINARY,
    bytes_per_second: scaled(1000, ["", "k", "M", "G", "T"], "B/s"),
    bits_per_second: scaled(1000, ["", "k", "M", "G", "T"], "bit/s"),
    hertz: scaled(1000, ["", "k", "M", "G"], "Hz"),
};
const DIGITS = { percent: 1, celsius: 1, fahrenheit: 1, volts: 3, watts: 2, rpm: 0, dbm: 0, load: 2 };
const WORDS = {
    percent: "%",
    celsius: "°C",
    fahrenheit: "°F",
    volts: "V",
    watts: "W",
    rpm: "rpm",
    dbm: "dBm",
    load: "",
    none: "",
};

/** The unit in which values of a metric's unit are shown; `bits` for the rates of a network. */
export function shownUnit(unit, bits = false) {
    if (unit === "celsius") return setting("temperature");
    if (unit === "bytes_per_second" && bits && setting("network") === "bits") return "bits_per_second";
    return unit;
}

/** The unit of a counter's rate. */
export function rateUnit(unit) {
    return unit === "none" ? "per_second" : `${unit}_per_second`;
}

/** A value of a metric's unit in the unit that is shown. */
export function converted(value, unit, bits = false) {
    if (value == null) return null;
    const shown = shownUnit(unit, bits);
    if (shown === "fahrenheit") return value * 1.8 + 32;
    return shown === "bits_per_second" ? value * 8 : value;
}

/** A converted value as `[number, unit]`, both texts. */
export function parts(value, shown) {
    if (shown === "seconds") return secondsParts(value);
    const scale = SCALES[shown];
    if (!scale) return [plain(value, shown), word(shown)];
    let power = 0;
    while (Math.abs(value) >= scale.base * 0.9995 ** (scale.base === 1000 ? 1 : 0) && power < scale.words.length - 1) {
        value /= scale.base;
        power++;
    }
    if (scale === BINARY && Math.abs(value) >= 999.5 && power < scale.words.length - 1) {
        value /= 1024;
        power++;
    }
    return [power === 0 ? fixed(value, 0) : threeSignificant(value), scale.words[power]];
}

/** A value of a metric's unit as text; a dash where there is none. */
export function valueText(value, unit, bits = false) {
    if (value == null) return "–";
    return joined(parts(converted(value, unit, bits), shownUnit(unit, bits)));
}

/** The same without a fraction. */
export function wholeText(value, unit) {
    return joined([fixed(converted(value, unit), 0), word(shownUnit(unit))]);
}

/** A number and its unit, with a space that does not break. */
export function joined([number, unit]) {
    return unit ? `${number}\u00a0${unit}` : number;
}

/** The labels of an axis, all in the unit that fits the largest. A mirrored axis shows outgoing data below zero. */
export function tickLabels(ticks, shown, mirrored) {
    const most = ticks.reduce((most, tick) => Math.max(most, Math.abs(tick ?? 0)), 0);
    const scale = SCALES[shown] ?? (shown === "seconds" ? secondsScale(most) : { base: 1, words: [word(shown)] });
    let power = 0;
    while (scale.base > 1 && most / scale.base ** power >= scale.base && power < scale.words.length - 1) power++;
    const by = scale.by ?? scale.base ** power;
    const unit = scale.words[power];
    const values = ticks.map((tick) => (tick == null ? null : (mirrored ? Math.abs(tick) : tick) / by));
    const digits = values.reduce((most, value) => Math.max(most, value == null ? 0 : decimals(value)), 0);
    const zero = shown !== "celsius" && shown !== "fahrenheit";
    return values.map((value) =>
        value == null ? null : value === 0 && zero ? fixed(0, 0) : joined([fixed(value, digits), unit]),
    );
}

/** The possible distances between the ticks of an axis. */
export function tickSteps(shown) {
    const steps = [];
    if (shown === "bytes") {
        for (let power = 0; power < 50; power++) steps.push(2 ** power);
        return steps;
    }
    for (let power = -6; power < 15; power++) {
        for (const step of [1, 2, 2.5, 5]) steps.push(Number(`${step}e${power}`));
    }
    return steps;
}

/** A number with three significant digits. */
function threeSignificant(value) {
    const size = Math.abs(value);
    return fixed(value, size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

function plain(value, shown) {
    if (shown in DIGITS) return fixed(value, DIGITS[shown]);
    if (shown === "none") return Number.isInteger(value) ? fixed(value, 0) : fixed(value, 2);
    return Number.isInteger(value) ? fixed(value, 0) : threeSignificant(value);
}

function word(shown) {
    return WORDS[shown] ?? shown.replace(/_per_second$|^per_second$/, "/s").replaceAll("_", " ");
}

function secondsParts(value) {
    if (value === 0) return ["0", "s"];
    if (Math.abs(value) >= 60) return [durationText(value), ""];
    const { by, words } = secondsScale(Math.abs(value));
    return [threeSignificant(value / by), words[0]];
}

function secondsScale(most) {
    const [by, unit] = [
        [1, "s"],
        [1e-3, "ms"],
        [1e-6, "µs"],
    ].find(([by]) => most >= by) ?? [1e-6, "µs"];
    return { base: 1, by, words: [unit] };
}

function decimals(value) {
    for (const digits of [0, 1, 2]) {
        if (Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6) return digits;
    }
    return 3;
}
