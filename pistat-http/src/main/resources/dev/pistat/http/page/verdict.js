// The one sentence at the top: what is wrong now and since when, found by rules in the readings and events.

import { el, say } from "./dom.js";
import { wordsOf } from "./beside.js";
import { rules } from "./layout.js";
import { text } from "./texts.js";
import { durationText, momentText } from "./times.js";
import { written } from "./units.js";

const RECENT = 3_600;
const GRAVITY = { critical: 2, warning: 1, notice: 0 };

/**
 * What there is to say, the gravest first: `{level, word, subject, value, unit, since, times}`; nothing means healthy.
 *
 * @param state `live`, `stale`, …, and since when
 * @param sample the newest one, or null
 * @param events of the last 24 hours, oldest first, or null
 * @param history gives the last hour of a metric, `{ts, column}`, or null
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

/** What is so now comes before what is over. */
function weight({ level, word }) {
    return GRAVITY[level] - (word.endsWith("_earlier") ? 0.5 : 0);
}

/** The firmware's complaints: now, or today though not any more; of the last hour they are a warning still. */
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

/** Values above what is good, those with instances each by itself. */
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

/** From when on the mean was never below a limit again; null where that is not known. */
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

/** A history that is not written, or that was lost. */
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

const IN_HEADLINE = 2;
const IN_NOTE = 3;

export class Verdict {
    #words = el("p", { class: "words" });
    #note = el("p", { class: "note" });

    constructor() {
        /** What is read out: it changes with what is wrong, and not with each second that it lasts. */
        this.spoken = el("p", { class: "unseen", role: "status" });
        this.box = el(
            "section",
            { id: "verdict", "aria-label": text("verdict"), "data-level": "" },
            this.#words,
            this.#note,
        );
    }

    /** @param known what {@link findings} looks at */
    show(known) {
        const found = findings(known);
        const grave = found.filter(({ level }) => level !== "notice");
        const shown = (grave.length > 0 ? grave : []).slice(0, IN_HEADLINE);
        const rest = found.filter((each) => !shown.includes(each)).slice(0, IN_NOTE);
        const told = shown.map(({ word, subject }) => `${word} ${subject ?? ""}`).join();
        const ready = known.sample !== null || found.length > 0;
        this.box.dataset.level = ready ? (grave[0]?.level ?? "healthy") : "";
        if (!ready) {
            say(this.#words, text(known.state === "waiting" ? "verdict.waiting" : "verdict.connecting"));
            say(this.#note, "");
            return;
        }
        say(
            this.#words,
            shown.length > 0 ? shown.map((each) => sentence(each, known.now)).join(". ") : text("verdict.healthy"),
        );
        if (this.spoken.dataset.told !== told) say(this.spoken, this.#words.textContent);
        this.spoken.dataset.told = told;
        say(this.#note, rest.length > 0 ? rest.map((each) => sentence(each, known.now)).join(". ") : lastEvent(known));
    }
}

function sentence({ word, subject, value, unit, since, times, level }, now) {
    const ago = since == null ? "" : durationText(Math.max(now - since, 0));
    const said = unit ? written(value, unit) : value;
    const what = text(`find.${word}`, { subject, value: said, times, ago });
    if (word === "stale" || word === "lost" || word === "failed") return what;
    const often = text("find.times", times ?? 0);
    if (since == null) return what + often;
    const moment = momentText(since);
    if (word.endsWith("_earlier") || level === "notice") return what + often + text("find.last", moment);
    return what + text("find.since", moment) + often;
}

function lastEvent({ events, now }) {
    if (events === null) return "";
    const last = events.at(-1);
    return last
        ? text("verdict.last", wordsOf(last), durationText(Math.max(now - last.at, 0)))
        : text("verdict.nothing");
}
