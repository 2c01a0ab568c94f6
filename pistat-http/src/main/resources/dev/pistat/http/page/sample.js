// A sample as the page has it: values by key, `metric` or `metric:instance`; null where a reading is absent.

import { arrays } from "./layout.js";

/** The key of a series. */
export function keyOf(metric, instance) {
    return instance ? `${metric}:${instance}` : metric;
}

/** The answer of `/api/current`, or the data of a `sample` event. */
export function sampleOf(json) {
    const { id, timestamp, ...fields } = json;
    const values = new Map();
    for (const [name, value] of Object.entries(fields)) {
        if (name in arrays) {
            (value ?? []).forEach((each, place) => values.set(keyOf(arrays[name], String(place)), each));
        } else {
            values.set(name, value);
        }
    }
    return { id, at: timestamp, values, rates: new Map() };
}

/** Adds the readings of the same moment that answers of /api/query have; then the sample is whole. */
export function complete(sample, parts) {
    for (const { answer } of parts) {
        const point = answer.ts.findIndex((at) => Math.abs(at - sample.at) < 1e-3);
        for (const { metric, instance, kind, last, rate, mean } of answer.series) {
            const key = keyOf(metric, instance);
            const value = (kind === "counter" ? last : mean)[point] ?? null;
            if (sample.values.has(key) || (instance && value === null)) continue;
            sample.values.set(key, value);
            if (kind === "counter") sample.rates.set(key, rate[point] ?? null);
        }
    }
    sample.whole = true;
}

/** Adds what counters grew by a second since the sample before; where one went back, nothing is known. */
export function addRates(sample, before, counters) {
    const seconds = before ? sample.at - before.at : 0;
    for (const [key, value] of seconds > 0 ? sample.values : []) {
        const colon = key.indexOf(":");
        if (!counters.has(colon < 0 ? key : key.slice(0, colon))) continue;
        const old = before.values.get(key);
        const grown = value == null || old == null ? null : value - old;
        sample.rates.set(key, grown == null || grown < 0 ? null : grown / seconds);
    }
    return sample;
}
