import { languages } from "./browser.js";
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { choose } from "#page/data/settings.js";
import { converted, rateUnit, shownUnit, tickLabels, tickSteps, valueText, wholeText } from "#page/text/units.js";

const plain = (text) => text?.replaceAll("\u00a0", " ") ?? null;
const text = (...value) => plain(valueText(...value));

afterEach(() => {
    choose("temperature", "celsius");
    choose("network", "bytes");
    choose("language", "auto");
});

test("bytes are counted in powers of 1024", () => {
    assert.equal(text(0, "bytes"), "0 B");
    assert.equal(text(999, "bytes"), "999 B");
    assert.equal(text(1_023, "bytes"), "1.00 KiB");
    assert.equal(text(1_024, "bytes"), "1.00 KiB");
    assert.equal(text(1_536, "bytes"), "1.50 KiB");
    assert.equal(text(4 * 2 ** 30, "bytes"), "4.00 GiB");
    assert.equal(text(931 * 2 ** 30, "bytes"), "931 GiB");
    assert.equal(text(2 ** 50, "bytes"), "1.00 PiB");
});

test("rates, hertz and bits are counted in powers of 1000", () => {
    assert.equal(text(999, "bytes_per_second"), "999 B/s");
    assert.equal(text(1_000, "bytes_per_second"), "1.00 kB/s");
    assert.equal(text(999_600, "bytes_per_second"), "1.00 MB/s");
    assert.equal(text(125e6, "bytes_per_second"), "125 MB/s");
    assert.equal(text(1.8e9, "hertz"), "1.80 GHz");
});

test("a scaled number has three digits", () => {
    for (let value = 1; value < 9e11; value = value * 1.01 + 1) {
        for (const unit of ["bytes", "bytes_per_second", "hertz"]) {
            assert.match(text(value, unit), /^(\d{1,3}|\d\d\.\d|\d\.\d\d) \D+$/, `${value} ${unit}`);
        }
    }
});

test("networks may be shown in bits, other rates stay in bytes", () => {
    choose("network", "bits");
    assert.equal(text(125_000, "bytes_per_second", true), "1.00 Mbit/s");
    assert.equal(text(125_000, "bytes_per_second"), "125 kB/s");
    assert.equal(text(125_000, "bytes", true), "122 KiB");
    assert.equal(shownUnit("bytes_per_second", true), "bits_per_second");
});

test("temperatures may be shown in Fahrenheit", () => {
    assert.equal(text(48.25, "celsius"), "48.3 °C");
    choose("temperature", "fahrenheit");
    assert.equal(text(0, "celsius"), "32.0 °F");
    assert.equal(text(-40, "celsius"), "-40.0 °F");
    assert.equal(plain(wholeText(80, "celsius")), "176 °F");
    assert.equal(converted(null, "celsius"), null);
});

test("an absent value is a dash", () => {
    assert.equal(valueText(null, "bytes"), "–");
    assert.equal(valueText(undefined, "percent"), "–");
});

test("every unit has its own digits and word", () => {
    for (const [value, unit, expected] of [
        [12.345, "percent", "12.3 %"],
        [0.85625, "volts", "0.856 V"],
        [3.456, "watts", "3.46 W"],
        [2_345.6, "rpm", "2,346 rpm"],
        [-61.4, "dbm", "-61 dBm"],
        [1.234, "load", "1.23"],
        [3, "none", "3"],
        [3.14159, "none", "3.14"],
        [12, "per_second", "12 /s"],
        [7.777, "packets_per_second", "7.78 packets/s"],
        [21, "blocks", "21 blocks"],
    ]) {
        assert.equal(text(value, unit), expected);
    }
});

test("seconds become shorter or longer units", () => {
    assert.equal(text(0, "seconds"), "0 s");
    assert.equal(text(0.0000012, "seconds"), "1.20 µs");
    assert.equal(text(0.0123, "seconds"), "12.3 ms");
    assert.equal(text(59, "seconds"), "59.0 s");
    assert.equal(text(90_000, "seconds"), "1 d 1 h");
});

test("the rate of a counter is its unit per second", () => {
    assert.equal(rateUnit("bytes"), "bytes_per_second");
    assert.equal(rateUnit("none"), "per_second");
});

test("numbers are written as the language does", () => {
    choose("language", "de");
    languages.unshift("de-DE");
    assert.equal(text(1_234_567, "rpm"), "1.234.567 rpm");
    assert.equal(text(12.345, "percent"), "12,3 %");
    languages.shift();
});

test("the labels of an axis share one unit", () => {
    const labels = (...axis) => tickLabels(...axis).map(plain);
    const MIB = 2 ** 20;
    assert.deepEqual(labels([0, 512 * MIB, 1024 * MIB], "bytes", false), ["0", "0.5 GiB", "1.0 GiB"]);
    assert.deepEqual(labels([-2_000, 0, 2_000], "bytes_per_second", true), ["2 kB/s", "0", "2 kB/s"]);
    assert.deepEqual(labels([0, 0.01, 0.02], "seconds", false), ["0", "10 ms", "20 ms"]);
    assert.deepEqual(labels([0, 40, null], "celsius", false), ["0 °C", "40 °C", null]);
});

test("ticks of bytes lie at powers of two, others at 1, 2, 2.5 and 5", () => {
    assert.ok(tickSteps("bytes").every((step) => Number.isInteger(Math.log2(step))));
    const steps = tickSteps("percent");
    for (const step of [0.1, 1, 2, 2.5, 5, 10, 25]) assert.ok(steps.includes(step), String(step));
    assert.deepEqual(steps, [...steps].sort((one, other) => one - other));
});
