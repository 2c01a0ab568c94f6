import assert from "node:assert/strict";
import { test } from "node:test";
import { addRates, complete, intervals, keyOf, sampleOf, Table } from "#page/data/samples.js";

const LOAD = { metric: "load_1", instance: "", kind: "gauge", unit: "none" };
const SENT = { metric: "sent", instance: "eth0", kind: "counter", unit: "bytes" };

const gauge = (values) => ({ ...LOAD, count: values.map((v) => (v == null ? 0 : 1)), mean: values, min: values, max: values });
const counter = (rates, last = rates) => ({ ...SENT, count: rates.map(() => 1), rate: rates, last });
const tableOf = (step, ts, ...series) =>
    new Table([{ answer: { step, ts, to: ts.at(-1) + step, series }, requested: ts.at(-1) + step }], () => true);
const sampleAt = (at, value) => ({ id: at, at, values: new Map([["load_1", value]]), rates: new Map([["sent:eth0", value]]) });

test("an array of the current sample becomes instances of a metric", () => {
    const sample = sampleOf({ id: 7, timestamp: 12.5, cpu_percent: 3, cpu_temp: null, cpu_per_core: [1, null] });
    assert.equal(sample.id, 7);
    assert.equal(sample.at, 12.5);
    assert.deepEqual(
        [...sample.values],
        [
            ["cpu_percent", 3],
            ["cpu_temp", null],
            ["cpu_core_percent:0", 1],
            ["cpu_core_percent:1", null],
        ],
    );
    assert.deepEqual([...sampleOf({ id: 1, timestamp: 0, cpu_per_core: null }).values], []);
});

test("the key of a series has its instance, if there is one", () => {
    assert.equal(keyOf("load_1", ""), "load_1");
    assert.equal(keyOf("disk_reads", "nvme0n1"), "disk_reads:nvme0n1");
});

test("a counter's rate is its growth per second", () => {
    const counters = new Map([["sent", "bytes"]]);
    const sample = (at, value) => ({ at, values: new Map([["sent:eth0", value], ["load_1", value]]), rates: new Map() });
    const rate = (before, after) => addRates(after, before, counters).rates.get("sent:eth0");
    assert.equal(rate(sample(0, 100), sample(10, 600)), 50);
    assert.equal(rate(sample(0, 100), sample(10, 100)), 0);
    assert.equal(rate(sample(0, 600), sample(10, 100)), null, "went back");
    assert.equal(rate(sample(0, 0), sample(1, 2e11)), null, "jumped");
    assert.equal(rate(sample(0, null), sample(10, 100)), null, "was absent");
    assert.equal(rate(sample(0, 100), sample(10, null)), null, "is absent");
    assert.equal(rate(null, sample(10, 100)), undefined, "the first sample");
    assert.equal(rate(sample(10, 100), sample(10, 200)), undefined, "no time between");
    assert.equal(addRates(sample(10, 1), sample(0, 0), counters).rates.has("load_1"), false, "a gauge");
});

test("a sample is completed by the history of its own moment alone", () => {
    const sample = sampleOf({ id: 1, timestamp: 20, load_1: 5 });
    const answer = { ts: [10, 20], series: [gauge([1, 2]), counter([3, 4], [30, 40]), { ...LOAD, metric: "fan_rpm", mean: [8, null] }] };
    complete(sample, [{ answer }]);
    assert.equal(sample.values.get("load_1"), 5, "what it has stays");
    assert.equal(sample.values.get("sent:eth0"), 40);
    assert.equal(sample.rates.get("sent:eth0"), 4);
    assert.equal(sample.values.get("fan_rpm"), null);
    assert.ok(sample.whole);
});

test("a table takes a counter's rate and draws in the middle of a bucket", () => {
    const table = tableOf(10, [0, 10], gauge([1, 2]), counter([3, 4]));
    assert.deepEqual(table.columns.get("sent:eth0").mean, [3, 4]);
    assert.equal(table.columns.get("sent:eth0").min, null);
    assert.deepEqual(table.times(), [5, 15]);
    assert.deepEqual(tableOf(0, [0, 10], gauge([1, 2])).times(), [0, 10]);
});

test("answers with other times are joined at the times of the first", () => {
    const parts = [
        { answer: { step: 0, ts: [0, 10, 20], to: 20, series: [gauge([1, 2, 3])] }, requested: 20 },
        { answer: { step: 0, ts: [10, 20, 30], to: 30, series: [counter([5, 6, 7])] }, requested: 30 },
    ];
    assert.deepEqual(new Table(parts, () => true).columns.get("sent:eth0").mean, [null, 5, 6]);
});

test("a sample is merged into the last bucket", () => {
    const table = tableOf(60, [0, 60], gauge([1, 4]));
    table.requested = 70;
    table.append(sampleAt(80, 8), 10, 0);
    const { mean, min, max, count } = table.columns.get("load_1");
    assert.deepEqual(mean, [1, 6]);
    assert.deepEqual([min[1], max[1], count[1]], [4, 8, 2]);
    table.append(sampleAt(70, 100), 10, 0);
    assert.equal(mean[1], 6, "the answer has what came before it");
    table.requested = 0;
    table.append(sampleAt(59, 100), 10, 0);
    assert.deepEqual(mean, [1, 6], "an earlier bucket is closed");
});

test("a sample in a later bucket leaves the ones between empty", () => {
    const table = tableOf(60, [0, 60], gauge([1, 4]));
    table.append(sampleAt(250, 9), 10, 0);
    assert.deepEqual(table.ts, [0, 60, 120, 180, 240]);
    assert.deepEqual(table.columns.get("load_1").mean, [1, 4, null, null, 9]);
});

test("single samples further apart than two and a half intervals have a gap", () => {
    const table = tableOf(0, [0, 10], gauge([1, 2]));
    table.append(sampleAt(20, 3), 10, 0);
    table.append(sampleAt(45, 4), 10, 0);
    assert.deepEqual(table.columns.get("load_1").mean, [1, 2, 3, 4]);
    table.append(sampleAt(71, 5), 10, 0);
    assert.deepEqual(table.ts, [0, 10, 20, 45, 70, 71]);
    assert.deepEqual(table.columns.get("load_1").mean, [1, 2, 3, 4, null, 5]);
    table.append(sampleAt(71, 6), 10, 0);
    table.append(sampleAt(50, 6), 10, 0);
    assert.equal(table.size, 6, "an old sample changes nothing");
});

test("an absent reading is a gap, not zero", () => {
    const table = tableOf(0, [0, 10], gauge([1, 2]));
    table.append(sampleAt(20, null), 10, 0);
    assert.deepEqual(table.columns.get("load_1").mean, [1, 2, null]);
    assert.equal(tableOf(0, [0, 10], gauge([null, null])).filled("load_1"), false);
});

test("a table does not grow with time", () => {
    const table = tableOf(0, [0, 10], gauge([1, 2]));
    for (let at = 20; at < 100_000; at += 10) table.append(sampleAt(at, 1), 10, at - 3_600);
    assert.ok(table.size >= 360 && table.size <= 400, String(table.size));
    assert.equal(table.columns.get("load_1").mean.length, table.size);
    assert.ok(table.ts[0] <= 99_990 - 3_600, "the line begins before the range");
});

test("an interval lasts until the next point, and ends at a gap", () => {
    const table = { ts: [0, 10, 20, 30, 40], step: 10, size: 5 };
    const above = (value) => value > 0;
    assert.deepEqual(intervals(table, [1, 1, 0, 1, 1], above), [
        [0, 20],
        [30, 50],
    ]);
    assert.deepEqual(intervals(table, [1, null, 1, 0, 0], above), [
        [0, 10],
        [20, 30],
    ]);
    assert.deepEqual(intervals(table, [0, 0, 0, 0, 0], above), []);
});
