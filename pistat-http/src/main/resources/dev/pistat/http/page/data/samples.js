// Samples, whose values have the key `metric` or `metric:instance` and are null where a reading is absent; and the tables
// of points that charts are drawn from.

import { arrays } from "../layout.js";

/** The key of a series. */
export function keyOf(metric, instance) {
    return instance ? `${metric}:${instance}` : metric;
}

/** The sample in an answer of `/api/current` or in the data of a `sample` event. */
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

/** Adds the readings of the same moment from answers of `/api/query`; then the sample is whole. */
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

/** A counter that grows faster than this per second has jumped: it has no rate there, as in the history. */
const FASTEST = { bytes: 1e11 };
const FASTEST_OTHER = 1e12;

/** Adds the rate of each counter since the sample before; null where it went back or jumped. */
export function addRates(sample, before, counters) {
    const seconds = before ? sample.at - before.at : 0;
    for (const [key, value] of seconds > 0 ? sample.values : []) {
        const colon = key.indexOf(":");
        const unit = counters.get(colon < 0 ? key : key.slice(0, colon));
        if (unit === undefined) continue;
        const old = before.values.get(key);
        const grown = value == null || old == null ? null : value - old;
        const possible = grown != null && grown >= 0 && grown <= seconds * (FASTEST[unit] ?? FASTEST_OTHER);
        sample.rates.set(key, possible ? grown / seconds : null);
    }
    return sample;
}

/** Samples further apart than this many intervals have a gap between them. */
const GAP = 2.5;
/** Old points are removed in batches of at least this many. */
const TOO_OLD = 32;

export class Table {
    /**
     * @param parts the answers, each with the moment of its request: it has all samples from before that
     * @param wants whether a series of an answer belongs to this table
     */
    constructor(parts, wants) {
        const mine = parts.filter(({ answer }) => answer.series.some(wants));
        const { answer, requested } = mine[0] ?? parts[0];
        this.requested = requested;
        this.step = answer.step;
        this.to = answer.to;
        this.ts = answer.ts.slice();
        this.columns = new Map();
        for (const part of mine) {
            const places = part.answer === answer ? null : new Map(part.answer.ts.map((at, i) => [at, i]));
            const pick = (values) => (places ? this.ts.map((at) => values[places.get(at)] ?? null) : values.slice());
            for (const series of part.answer.series.filter(wants)) this.#add(series, pick);
        }
    }

    #add(series, pick) {
        const counter = series.kind === "counter";
        this.columns.set(keyOf(series.metric, series.instance), {
            metric: series.metric,
            instance: series.instance,
            unit: series.unit,
            counter,
            count: pick(series.count),
            mean: pick(counter ? series.rate : series.mean),
            min: counter ? null : pick(series.min),
            max: counter ? null : pick(series.max),
        });
    }

    /** The number of points. */
    get size() {
        return this.ts.length;
    }

    /** Whether a column has any value. */
    filled(key) {
        return this.columns.get(key)?.mean.some((value) => value != null) ?? false;
    }

    /** The times at which points are drawn: the middle of each bucket. */
    times() {
        return this.step > 0 ? this.ts.map((at) => at + this.step / 2) : this.ts;
    }

    /** Appends a sample that is newer than all; `interval` is that between samples, and what is before `from` may be removed. */
    append(sample, interval, from) {
        const last = this.ts.at(-1) ?? -Infinity;
        const bucket = this.step > 0 ? Math.floor(sample.at / this.step) * this.step : sample.at;
        if (this.step > 0 ? bucket < last || sample.at <= this.requested : sample.at <= last) return;
        if (this.step > 0) {
            for (let at = last + this.step; last > 0 && at < bucket; at += this.step) this.#empty(at);
        } else if (sample.at - last > GAP * interval && last > 0) {
            this.#empty(last + GAP * interval);
        }
        if (bucket > (this.ts.at(-1) ?? -Infinity)) this.#empty(bucket);
        for (const [key, column] of this.columns) {
            add(column, column.counter ? sample.rates.get(key) : sample.values.get(key));
        }
        this.to = Math.max(this.to, bucket + this.step);
        this.#forget(from);
    }

    #empty(at) {
        this.ts.push(at);
        for (const { count, mean, min, max } of this.columns.values()) {
            count.push(0);
            mean.push(null);
            min?.push(null);
            max?.push(null);
        }
    }

    /** One point before the range stays, where the line begins. */
    #forget(from) {
        let old = 0;
        while (old + 1 < this.ts.length && this.ts[old + 1] + this.step < from) old++;
        if (old < TOO_OLD) return;
        this.ts.splice(0, old);
        for (const { count, mean, min, max } of this.columns.values()) {
            count.splice(0, old);
            mean.splice(0, old);
            min?.splice(0, old);
            max?.splice(0, old);
        }
    }
}

function add(column, value) {
    if (value == null) return;
    const i = column.mean.length - 1;
    const count = column.count[i];
    column.count[i] = count + 1;
    column.mean[i] = count > 0 ? (column.mean[i] * count + value) / (count + 1) : value;
    if (column.min) {
        column.min[i] = count > 0 ? Math.min(column.min[i], value) : value;
        column.max[i] = count > 0 ? Math.max(column.max[i], value) : value;
    }
}

/** The unbroken intervals `[from, to]` in which the values of a column meet a condition. A point lasts until the next one. */
export function intervals(table, values, condition) {
    const found = [];
    let open = false;
    for (let i = 0; i < table.size; i++) {
        const met = values[i] != null && condition(values[i]);
        const end = i + 1 < table.size ? table.ts[i + 1] : table.ts[i] + table.step;
        if (met && open) found.at(-1)[1] = end;
        else if (met) found.push([table.ts[i], end]);
        open = met;
    }
    return found;
}
