// What is wrong now and since when, found by rules in the readings and events.

import { rules } from "../layout.js";

const RECENT = 3_600;
const SEVERITY = { critical: 2, warning: 1, notice: 0 };

/**
 * The findings, the most severe first: `{level, word, subject, value, unit, since, times}`. None means healthy.
 *
 * @param state of the connection, `live`, `stale`, …, and since when
 * @param sample the newest one, or null
 * @param events those of the last 24 hours, oldest first, or null
 * @param history a function: the last hour of a metric as `{ts, column}`, or null
 */
export function findings({ state, since, sample, events, catalogue, history, now }) {
    if (state === "stale") return [{ level: "critical", word: "stale", since }];
    if (state === "reconnecting") return [{ level: "critical", word: "lost", since }];
    if (!sample) return [];
    const found = [
        ...flags(sample, events ?? [], now),
        ...limits(sample, catalogue, history, now),
        ...store(events ?? []),
        ...failures(catalogue),
    ];
    return found.sort((one, other) => weight(other) - weight(one));
}

/** What is wrong now comes before what is over. */
function weight({ level, word }) {
    return SEVERITY[level] - (word.endsWith("_earlier") ? 0.5 : 0);
}

/** The firmware's flags: set now, or set in the last 24 hours; in the last hour they are still a warning. */
function flags(sample, events, time) {
    const found = [];
    for (const { now, ever, word, level } of rules.flags) {
        const began = events.filter(({ kind }) => kind === `${word}_began`);
        if (sample.values.get(now) > 0) {
            found.push({ level, word, since: began.at(-1)?.at ?? null, times: began.length });
        } else if (began.length > 0) {
            const since = began.at(-1).at;
            found.push({
                level: time - since < RECENT ? "warning" : "notice",
                word: `${word}_earlier`,
                since,
                times: began.length,
            });
        } else if (sample.values.get(ever) > 0) {
            found.push({ level: "notice", word: `${word}_since_boot` });
        }
    }
    return found;
}

/** Values above a limit, each instance by itself. */
function limits(sample, catalogue, history, now) {
    const found = [];
    for (const { metric, warning, critical = Infinity, word, lasting = 0 } of rules.limits) {
        for (const [key, value] of sample.values) {
            if (value == null || value < warning || (key !== metric && !key.startsWith(`${metric}:`))) continue;
            const since = sinceWhen(history(metric), warning);
            if (lasting > 0 && (since == null || now - since < lasting)) continue;
            const level = value >= critical ? "critical" : "warning";
            const subject = key === metric ? "" : key.slice(metric.length + 1);
            found.push({ level, word, subject, value, unit: catalogue?.get(metric)?.unit ?? "none", since });
        }
    }
    return found;
}

/** The time since which the mean has not been below a limit; null where it is not known. */
function sinceWhen(hour, limit) {
    if (!hour) return null;
    const { ts, column } = hour;
    let since = null;
    for (let i = ts.length - 1; i >= 0; i--) {
        if (column.mean[i] == null) continue;
        if (column.mean[i] < limit) break;
        since = ts[i];
    }
    return since;
}

/** A history that cannot be written or was lost. */
function store(events) {
    const found = [];
    const last = events.filter(({ kind }) => kind === "store_failed" || kind === "store_recovered").at(-1);
    if (last?.kind === "store_failed") found.push({ level: "critical", word: "store_failed", since: last.at });
    for (const word of ["samples_lost", "history_replaced"]) {
        const event = events.filter(({ kind }) => kind === word).at(-1);
        if (event) found.push({ level: "warning", word, since: event.at });
    }
    return found;
}

function failures(catalogue) {
    const failed = catalogue?.failures() ?? [];
    if (failed.length === 0) return [];
    const [{ name, instance, reason }] = failed;
    const subject = instance ? `${name}:${instance}` : name;
    return [{ level: "notice", word: "failed", subject, times: failed.length, value: reason }];
}
