import { languages } from "./browser.js";
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { adjustClock, adjustClockToDate, now } from "#page/data/clock.js";
import { choose } from "#page/data/settings.js";
import { durationText, momentText, pointText, rangeText, tickTexts } from "#page/text/times.js";

const HOUR = 3_600;
const DAY = 86_400;
const at = (text) => Date.parse(text) / 1000;
const plain = (text) => text.replaceAll("\u00a0", " ");

/** Makes it 14:00 on 1 March 2026 in Berlin, by the server's clock. */
beforeEach(() => setClock(at("2026-03-01T13:00:00Z")));

function setClock(seconds) {
    const received = Date.now() / 1000;
    adjustClock(seconds, received, received);
}

test("the server's clock counts, however far the browser's is off", () => {
    assert.ok(Math.abs(now() - at("2026-03-01T13:00:00Z")) < 1);
});

test("half of a request's duration is taken off", () => {
    const received = Date.now() / 1000;
    adjustClock(5_000, received - 2, received);
    assert.ok(Math.abs(now() - 5_001) < 0.5);
});

test("a slower answer within a minute changes nothing", () => {
    const received = Date.now() / 1000;
    adjustClock(at("2026-03-01T13:00:01Z"), received - 2, received);
    assert.ok(now() < at("2026-03-01T13:00:01Z"));
});

test("a Date has whole seconds: only one that is further off counts", () => {
    const browser = Date.now() / 1000;
    adjustClockToDate("Sun, 01 Mar 2026 13:00:00 GMT", browser, browser);
    assert.ok(Math.abs(now() - at("2026-03-01T13:00:00Z")) < 0.5);
    adjustClockToDate("Sun, 01 Mar 2026 15:00:00 GMT", browser, browser);
    assert.ok(Math.abs(now() - at("2026-03-01T15:00:00Z")) < 1.5);
    adjustClockToDate(null, browser, browser);
    adjustClockToDate("yesterday", browser, browser);
    assert.ok(Math.abs(now() - at("2026-03-01T15:00:00Z")) < 1.5);
});

test("a moment is as short as possible", () => {
    assert.equal(momentText(at("2026-03-01T08:05:09Z")), "09:05");
    assert.equal(momentText(at("2026-03-01T08:05:09Z"), true), "09:05:09");
    assert.equal(momentText(at("2026-02-27T08:05:09Z")), "27 Feb, 09:05");
    assert.equal(momentText(at("2025-02-27T08:05:09Z")), "27 Feb 2025, 09:05");
});

test("midnight is 00:00, in every country", () => {
    const midnight = at("2026-03-01T00:00:00+01:00");
    assert.equal(momentText(midnight), "00:00");
    languages.unshift("en-US");
    assert.equal(momentText(midnight), "00:00");
    languages.shift();
});

test("moments are in the language in force", () => {
    choose("language", "de");
    assert.match(momentText(at("2026-02-27T08:05:09Z")), /^27\. Feb\.?, 09:05$/);
    choose("language", "auto");
});

test("English of another country keeps that country's dates", () => {
    languages.unshift("en-US");
    assert.match(momentText(at("2026-02-27T08:05:09Z")), /^Feb 27, 09:05$/);
    languages.shift();
});

test("a point is as exact as its bucket", () => {
    const noon = at("2026-02-27T11:00:05Z");
    assert.match(pointText(noon, 0), /^Fri,? 27 Feb, 12:00:05$/);
    assert.match(pointText(noon, 10), /^Fri,? 27 Feb, 12:00:05$/);
    assert.match(pointText(noon, 60), /^Fri,? 27 Feb, 12:00$/);
    assert.match(pointText(noon, DAY), /^Fri,? 27 Feb 2026$/);
});

test("the hour that comes twice in autumn is told apart by its zone", () => {
    const summer = pointText(at("2025-10-26T00:30:00Z"), 60);
    const winter = pointText(at("2025-10-26T01:30:00Z"), 60);
    assert.match(summer, /26 Oct, 02:30 (CEST|GMT\+2)$/);
    assert.match(winter, /26 Oct, 02:30 (CET|GMT\+1)$/);
});

test("the hour that clocks skip in spring does not appear", () => {
    const ticks = [0, 1, 2, 3].map((hours) => at("2026-03-29T00:00:00Z") + hours * HOUR);
    assert.deepEqual(tickTexts(ticks, HOUR), ["01:00", "03:00", "04:00", "05:00"]);
});

test("ticks name a day, a month and a year where they begin", () => {
    const evening = at("2026-02-28T22:00:00+01:00");
    assert.deepEqual(tickTexts([evening, evening + 2 * HOUR, evening + 4 * HOUR], 2 * HOUR), ["22:00", "1 Mar", "02:00"]);
    assert.deepEqual(tickTexts([evening, evening + 10], 10), ["22:00:00", "22:00:10"]);
    const months = ["2025-12-01", "2026-01-01", "2026-02-01"].map((day) => at(`${day}T00:00:00+01:00`));
    assert.deepEqual(tickTexts(months, 30 * DAY), ["Dec", "2026", "Feb"]);
    assert.deepEqual(tickTexts(months, 365 * DAY), ["2025", "2026", "2026"]);
});

test("a range names its day once", () => {
    const noon = at("2026-02-22T12:00:00+01:00");
    assert.equal(rangeText(noon, noon + HOUR), "22 Feb, 12:00 – 13:00");
    assert.equal(rangeText(noon, noon + 60), "22 Feb, 12:00:00 – 12:01:00");
    assert.equal(rangeText(noon, noon + DAY), "22 Feb, 12:00 – 23 Feb, 12:00");
    assert.equal(rangeText(noon - 365 * DAY, noon), "22 Feb 2025 – 22 Feb 2026");
});

test("a duration has its two largest units", () => {
    for (const [seconds, text] of [
        [0, "0 s"],
        [0.4, "0 s"],
        [1, "1 s"],
        [59.9, "59 s"],
        [60, "1 min"],
        [119, "1 min"],
        [HOUR, "1 h"],
        [HOUR + 60, "1 h 1 min"],
        [3 * DAY + 4 * HOUR + 5, "3 d 4 h"],
        [3 * DAY + 59, "3 d"],
        [800 * DAY, "2 y 70 d"],
    ]) {
        assert.equal(plain(durationText(seconds)), text, String(seconds));
    }
});
