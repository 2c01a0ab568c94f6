// The column beside the charts: the processes that used most, and the events.

import * as api from "../data/api.js";
import { now } from "../data/clock.js";
import { text } from "../text/texts.js";
import { momentText } from "../text/times.js";
import { valueText } from "../text/units.js";
import { el, setText, visible } from "./dom.js";

/** The cursor must rest for this many milliseconds before a request. */
const REST = 120;
const EVERY = 30_000;
const ROWS = 5;

export class Processes {
    #when = el("p", { class: "aside-note" });
    #tables = [];
    #timer = null;
    #at = null;
    #loaded = 0;

    constructor() {
        this.box = el(
            "section",
            { id: "processes", class: "aside-box", "aria-labelledby": "processes-title" },
            el("div", { class: "aside-head" }, el("h2", { id: "processes-title" }, text("processes")), this.#when),
            this.#table("by_cpu", text("processes.cpu"), ({ cpu_percent: share }) => [
                share,
                valueText(share, "percent"),
            ]),
            this.#table("by_memory", text("processes.memory"), ({ resident_bytes: size }) => [
                size,
                valueText(size, "bytes"),
            ]),
        );
    }

    /** Follows the cursor to a time, or to now (null). */
    cursor(at) {
        if (at === this.#at) return;
        this.#at = at;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.load(), REST);
    }

    /** Loads again if the newest processes are shown and may be old. */
    refresh() {
        if (this.#at === null && performance.now() - this.#loaded > EVERY) this.load();
    }

    async load() {
        const at = this.#at;
        this.#loaded = performance.now();
        try {
            const answer = await api.get(at === null ? "api/processes" : `api/processes?at=${at.toFixed(3)}`);
            if (at === this.#at) this.#show(answer, at);
        } catch {
            // What is shown stays, with its time.
        }
    }

    #show(answer, at) {
        this.box.dataset.at = at === null ? "now" : String(answer?.at ?? "");
        setText(this.#when, answer ? momentText(answer.at, true) : text("processes.none"));
        for (const { name, table, rows, value } of this.#tables) {
            const processes = answer?.[name] ?? [];
            table.hidden = processes.length === 0;
            const most = processes.reduce((most, process) => Math.max(most, value(process)[0]), 0);
            rows.forEach((row, i) => this.#fill(row, processes[i], value, most));
        }
    }

    #fill({ row, name, user, number, bar }, process, value, most) {
        row.hidden = process === undefined;
        if (!process) return;
        setText(name, process.name);
        name.title = visible(`${process.name} (${process.pid})`);
        setText(user, process.user);
        const [size, words] = value(process);
        setText(number, words);
        bar.style.transform = `scaleX(${most > 0 ? size / most : 0})`;
    }

    #table(name, caption, value) {
        const rows = Array.from({ length: ROWS }, () => {
            const cells = {
                name: el("span", { class: "name" }),
                user: el("td", { class: "user" }),
                number: el("td", { class: "number" }),
                bar: el("i", { class: "bar" }),
            };
            cells.row = el(
                "tr",
                { hidden: true },
                el("th", { scope: "row" }, cells.bar, cells.name),
                cells.user,
                cells.number,
            );
            return cells;
        });
        const body = el("tbody", {}, ...rows.map(({ row }) => row));
        const table = el("table", { "data-processes": name, hidden: true }, el("caption", {}, caption), body);
        this.#tables.push({ name, table, rows, value });
        return table;
    }
}

const DAY = 86_400;
const MOST_SHOWN = 200;
const MOST_KEPT = 5_000;

/** The severity of a kind of event: `critical`, `warning` or `info`. */
function severity(kind) {
    if (/^(store_failed|samples_lost|history_replaced|undervoltage_began)$/.test(kind)) return "critical";
    if (/_began$|_failed$|^booted$|_stepped$|_shortened$|^disappeared$/.test(kind)) return "warning";
    return "info";
}

/** An event in a few words; for a kind that has no text here, the text of the server. */
export function eventText({ kind, subject, text: words }) {
    return text(`event.${kind}`, subject) ?? `${subject}: ${words}`;
}

export class Events {
    #list = el("ol", { class: "events" });
    #note = el("p", { class: "aside-note" });
    #actions;
    #shown = [];
    #today = null;
    #loading = null;

    /** @param actions `marks(marks)` gives the charts their marks, `go(at)` shows a moment */
    constructor(actions) {
        this.#actions = actions;
        this.box = el(
            "section",
            { id: "events", class: "aside-box", "aria-labelledby": "events-title" },
            el("div", { class: "aside-head" }, el("h2", { id: "events-title" }, text("events")), this.#note),
            this.#list,
        );
    }

    /** The events of the last 24 hours, oldest first; null until they are loaded. */
    today() {
        const since = now() - DAY;
        return this.#today?.filter(({ at }) => at >= since) ?? null;
    }

    /** Loads the events of a range; `live` if it ends now. */
    async load({ from, to }, live) {
        this.#loading?.abort();
        const loading = (this.#loading = new AbortController());
        try {
            const until = live ? now() + 60 : to;
            const today = now() - DAY;
            // The last 24 hours are loaded once.
            const beyond = from < today ? await api.events(from, until, loading.signal) : null;
            this.#today = beyond && live ? beyond : await api.events(today, now() + 60, loading.signal);
            this.#shown = beyond ?? this.#today.filter(({ at }) => at >= from && at < until);
            this.box.hidden = false;
            this.#show();
        } catch (failure) {
            if (failure.status === 404) this.box.hidden = true;
        }
    }

    /** Adds a new event. */
    add(event, live) {
        const known = (list) => list.some(({ id }) => id === event.id);
        if (!known(this.#today ?? [])) this.#today = [...(this.#today ?? []), event].slice(-MOST_KEPT);
        if (live && !known(this.#shown)) this.#shown = [...this.#shown, event].slice(-MOST_KEPT);
        this.#show();
    }

    #show() {
        const sorted = [...this.#shown].sort((one, other) => one.at - other.at || one.id - other.id);
        this.#actions.marks(sorted.map((event) => ({ at: event.at, level: severity(event.kind), words: eventText(event) })));
        const newest = sorted.slice(-MOST_SHOWN).reverse();
        const more = sorted.length - newest.length;
        setText(this.#note, more > 0 ? text("events.more", more) : sorted.length === 0 ? text("events.none") : "");
        this.#list.replaceChildren(...newest.map((event) => this.#item(event)));
    }

    #item(event) {
        const level = severity(event.kind);
        const time = el("time", { datetime: new Date(event.at * 1000).toISOString() }, momentText(event.at));
        const words = el("span", { class: "words" }, eventText(event));
        const unseen = level === "info" ? null : el("span", { class: "unseen" }, `${text(`severity.${level}`)}: `);
        return el(
            "li",
            { "data-level": level, "data-kind": event.kind, "data-event": event.id },
            el(
                "button",
                { type: "button", title: event.text, onclick: () => this.#actions.go(event.at) },
                el("span", {}, unseen, words),
                time,
            ),
        );
    }
}
