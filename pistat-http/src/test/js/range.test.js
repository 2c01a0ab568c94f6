import "./browser.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { between, ends, fromHash, isLive, moved, newest, presets, toHash, words, zoomed } from "#page/data/range.js";

const HOUR = 3_600;
const DAY = 86_400;
const at = (text) => Date.parse(text) / 1000;

test("every preset is a live range that has its own name", () => {
    for (const preset of presets) {
        const range = newest(preset);
        assert.ok(isLive(range));
        assert.equal(words(range), preset);
        assert.deepEqual(fromHash(toHash(range)), range);
    }
});

test("a live range ends now", () => {
    assert.deepEqual(ends(newest("6h"), 100_000), { from: 100_000 - 6 * HOUR, to: 100_000 });
    assert.deepEqual(ends({ from: 1, to: 2 }, 100_000), { from: 1, to: 2 });
});

test("a live range is named in the largest unit that divides it", () => {
    assert.equal(words({ span: 2 * HOUR }), "2h");
    assert.equal(words({ span: 90 * 60 }), "90m");
    assert.equal(words({ span: 45 }), "45s");
    assert.equal(words({ from: 0, to: 60 }), null);
});

test("what is not a length is no range", () => {
    for (const wrong of ["", "6", "h", "6w", "-6h", "1e3h", "9s", "13y", "6h ", undefined]) {
        assert.equal(newest(wrong), null, String(wrong));
    }
});

test("a fixed range survives the address", () => {
    const range = { from: at("2026-03-01T12:00:00Z"), to: at("2026-03-01T13:30:00Z") };
    assert.equal(toHash(range), "#from=2026-03-01T12:00:00Z&to=2026-03-01T13:30:00Z");
    assert.deepEqual(fromHash(toHash(range)), range);
    const short = { from: range.from + 0.5, to: range.from + 20.5 };
    assert.deepEqual(fromHash(toHash(short)), short);
});

test("an address may have seconds, escapes and other zones", () => {
    const range = { from: at("2026-03-01T12:00:00Z"), to: at("2026-03-01T13:30:00Z") };
    assert.deepEqual(fromHash(`#from=${range.from}&to=${range.to}`), range);
    assert.deepEqual(fromHash("#from=2026-03-01T12%3A00%3A00Z&to=2026-03-01T14%3A30%3A00%2B01:00"), range);
});

test("an address without a range in it is refused", () => {
    for (const wrong of [
        "",
        "#",
        "#range=",
        "#range=never",
        "#from=2026-03-01T12:00:00Z",
        "#from=x&to=y",
        "#from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z",
    ]) {
        assert.equal(fromHash(wrong), null, wrong);
    }
});

test("a range over daylight saving lasts as long as its seconds, not as its hours on a clock", () => {
    // On 29 March 2026 clocks in Berlin went from 02:00 to 03:00, on 26 October 2025 back again.
    const spring = fromHash("#from=2026-03-29T00:00:00%2B01:00&to=2026-03-30T00:00:00%2B02:00");
    assert.equal(spring.to - spring.from, 23 * HOUR);
    const autumn = fromHash("#from=2025-10-26T00:00:00%2B02:00&to=2025-10-27T00:00:00%2B01:00");
    assert.equal(autumn.to - autumn.from, 25 * HOUR);
    const later = moved(spring, 0, 1);
    assert.deepEqual(later, { from: spring.to, to: spring.to + 23 * HOUR });
    const earlier = moved(later, 0, -1);
    assert.deepEqual(earlier, spring);
});

test("a range is at least 10 s and at most 12 years long, and not before 1900", () => {
    const short = between(1_000, 1_001);
    assert.equal(short.to - short.from, 10);
    assert.equal((short.to + short.from) / 2, 1_000.5);
    const long = between(0, 100 * 365 * DAY);
    assert.equal(long.to - long.from, 12 * 365 * DAY);
    assert.equal(between(at("1800-01-01T00:00:00Z"), at("1801-01-01T00:00:00Z")).from, at("1900-01-01T00:00:00Z"));
});

test("a range is zoomed around a moment that keeps its place", () => {
    const range = { from: 0, to: 4 * HOUR };
    assert.deepEqual(zoomed(range, 0, 0.5), { from: HOUR, to: 3 * HOUR });
    assert.deepEqual(zoomed(range, 0, 0.5, HOUR), { from: HOUR / 2, to: 2.5 * HOUR });
    assert.deepEqual(zoomed(newest("1h"), 10 * HOUR, 2), { from: 8.5 * HOUR, to: 10.5 * HOUR });
});
