import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "#page/data/catalogue.js";
import { findings } from "#page/data/findings.js";

const NOW = 100_000;
const catalogue = new Catalogue([
    { name: "cpu_temp", unit: "celsius", kind: "gauge", available: true, instances: [] },
    { name: "filesystem_percent", unit: "percent", kind: "gauge", available: true, instances: ["/", "/boot"] },
]);

/** The last hour of a metric: one point a minute, `above` for as many minutes as given. */
const hour = (minutes, above, below = 0) => ({
    ts: Array.from({ length: 60 }, (_, i) => NOW - 3_600 + 60 * i),
    column: { mean: Array.from({ length: 60 }, (_, i) => (i >= 60 - minutes ? above : below)) },
});

function find(values, others = {}) {
    return findings({
        state: "live",
        since: null,
        sample: { values: new Map(Object.entries(values)), rates: new Map() },
        events: [],
        catalogue,
        history: () => null,
        now: NOW,
        ...others,
    });
}

const words = (found) => found.map(({ level, word }) => `${level} ${word}`);
const event = (kind, ago) => ({ kind, at: NOW - ago });

test("nothing is wrong with a machine that is merely at work", () => {
    assert.deepEqual(find({ cpu_temp: 79.9, cpu_percent: 84, mem_percent: 84, "filesystem_percent:/": 84.9 }), []);
    assert.deepEqual(find({ cpu_temp: null, cpu_percent: null }), []);
    assert.deepEqual(find({}, { sample: null }), []);
});

test("each limit begins at its value", () => {
    for (const [metric, value, level, word] of [
        ["cpu_temp", 80, "critical", "temperature"],
        ["filesystem_percent:/boot", 85, "critical", "disk"],
        ["mem_percent", 85, "critical", "memory"],
        ["flash_wear_percent:mmc0", 80, "warning", "wear"],
        ["flash_wear_percent:mmc0", 100, "critical", "wear"],
        ["flash_reserve_status:mmc0", 2, "warning", "reserve"],
        ["flash_reserve_status:mmc0", 3, "critical", "reserve"],
        ["pressure_memory_full_percent", 10, "warning", "pressure_memory"],
        ["pressure_memory_full_percent", 40, "critical", "pressure_memory"],
        ["pressure_io_full_percent", 60, "warning", "pressure_io"],
    ]) {
        assert.deepEqual(words(find({ [metric]: value })), [`${level} ${word}`], `${metric} ${value}`);
        const below = find({ [metric]: value - 0.1 }).filter((each) => each.level === level);
        assert.deepEqual(below, [], `${metric} below ${value}`);
    }
});

test("a limit names the instance, the value and its unit", () => {
    const [found] = find({ "filesystem_percent:/boot": 91 });
    assert.equal(found.subject, "/boot");
    assert.equal(found.value, 91);
    assert.equal(found.unit, "percent");
});

test("a processor at work is a finding after five minutes", () => {
    assert.deepEqual(find({ cpu_percent: 99 }), [], "of unknown duration");
    assert.deepEqual(find({ cpu_percent: 99 }, { history: () => hour(4, 99) }), []);
    const [found] = find({ cpu_percent: 99 }, { history: () => hour(6, 99) });
    assert.equal(found.word, "cpu");
    assert.equal(found.since, NOW - 360);
});

test("since when: from the last time below the limit, over gaps", () => {
    const history = hour(10, 90);
    history.column.mean[55] = null;
    assert.equal(find({ mem_percent: 90 }, { history: () => history })[0].since, NOW - 600);
    history.column.mean[56] = 80;
    assert.equal(find({ mem_percent: 90 }, { history: () => history })[0].since, NOW - 180);
});

test("the firmware's flags: now, earlier, since boot", () => {
    const flag = (values, events = []) => find(values, { events })[0];
    const now = flag({ undervoltage_now: 1 }, [event("undervoltage_began", 500), event("undervoltage_began", 100)]);
    assert.deepEqual(now, { level: "critical", word: "undervoltage", since: NOW - 100, times: 2 });
    assert.equal(flag({ throttled_now: 1 }).level, "warning");
    const recent = flag({ undervoltage_now: 0 }, [event("undervoltage_began", 3_599)]);
    assert.deepEqual([recent.level, recent.word], ["warning", "undervoltage_earlier"]);
    const earlier = flag({ undervoltage_now: 0 }, [event("undervoltage_began", 3_600)]);
    assert.deepEqual([earlier.level, earlier.word], ["notice", "undervoltage_earlier"]);
    assert.deepEqual(flag({ undervoltage_now: 0, undervoltage_since_boot: 1 }), {
        level: "notice",
        word: "undervoltage_since_boot",
    });
    assert.equal(flag({ undervoltage_now: 0, undervoltage_since_boot: 0 }), undefined);
});

test("a history that is not written is critical until it is written again", () => {
    const store = (...events) => words(find({}, { events }));
    assert.deepEqual(store(event("store_failed", 60)), ["critical store_failed"]);
    assert.deepEqual(store(event("store_failed", 60), event("store_recovered", 30)), []);
    assert.deepEqual(store(event("samples_lost", 60), event("history_replaced", 30)), [
        "warning samples_lost",
        "warning history_replaced",
    ]);
});

test("without a connection nothing else counts", () => {
    const values = { cpu_temp: 99 };
    assert.deepEqual(words(find(values, { state: "stale", since: 5 })), ["critical stale"]);
    assert.deepEqual(words(find(values, { state: "reconnecting", since: 5, sample: null })), ["critical lost"]);
});

test("failed readings are one notice, and those that the machine lacks are none", () => {
    const failing = new Catalogue([
        { name: "cpu_temp", available: false, instances: [], reason: "failed: no such file" },
        { name: "fan_rpm", available: false, instances: [], reason: "no fan" },
        { name: "wifi_signal_dbm", available: true, instances: [], unavailable: [{ instance: "wlan0", reason: "failed: x" }] },
    ]);
    const [found, ...others] = find({}, { catalogue: failing });
    assert.deepEqual([found.level, found.word, found.subject, found.times], ["notice", "failed", "cpu_temp", 2]);
    assert.deepEqual(others, []);
});

test("the most severe come first, and what is now before what is over", () => {
    const found = find(
        { throttled_now: 0, pressure_io_full_percent: 60, undervoltage_since_boot: 1, cpu_temp: 90 },
        { events: [event("throttled_began", 60)] },
    );
    assert.deepEqual(words(found), [
        "critical temperature",
        "warning pressure_io",
        "warning throttled_earlier",
        "notice undervoltage_since_boot",
    ]);
});
