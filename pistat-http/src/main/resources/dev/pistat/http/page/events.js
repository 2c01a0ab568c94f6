// What happened: the events of the range in view, newest first, and their marks on the charts.

import * as api from "./api.js";
import { now } from "./clock.js";
import { el, say } from "./dom.js";
import { text } from "./texts.js";
import { momentText } from "./times.js";

const DAY = 86_400;
const MOST_SHOWN = 200;
const MOST_KEPT = 5_000;

/** How grave an event of a kind is: `critical`, `warning` or `info`. */
export function gravity(kind) {
    if (/_(failed|lost|replaced)$|^undervoltage_began$/.test(kind)) return "critical";
    if (/_began$|^booted$|_stepped$|_shortened$|^disappeared$/.test(kind)) return "warning";
    return "info";
}

/** What happened, in a few words; of a kind that is new here, as the server says it. */
export function wordsOf({ kind, subject, text: words }) {
    return text(`event.${kind}`, subject) ?? `${subject}: ${words}`;
}

export class Events {
    #list = el("ol", { class: "events" });
    #note = el("p", { class: "aside-note" });
    #to;
    #shown = [];
    #today = null;
    #asking = null;

    /** @param to `marks(marks)` for the charts, `go(at)` to look at a moment */
    constructor(to) {
        this.#to = to;
        this.box = el(
            "section",
            { id: "events", class: "aside-box", "aria-labelledby": "events-title" },
            el("div", { class: "aside-head" }, el("h2", { id: "events-title" }, text("events")), this.#note),
            this.#list,
        );
    }

    /** Those of the last 24 hours, oldest first; null as long as they are not known. */
    today() {
        const since = now() - DAY;
        return this.#today?.filter(({ at }) => at >= since) ?? null;
    }

    /** Those of a range; `live` says that it ends now. */
    async load({ from, to }, live) {
        this.#asking?.abort();
        const asking = (this.#asking = new AbortController());
        try {
            const until = live ? now() + 60 : to;
            const today = now() - DAY;
            // What lies within the last 24 hours is asked for once.
            const beyond = from < today ? await api.events(from, until, asking.signal) : null;
            this.#today = beyond && live ? beyond : await api.events(today, now() + 60, asking.signal);
            this.#shown = beyond ?? this.#today.filter(({ at }) => at >= from && at < until);
            this.box.hidden = false;
            this.#show();
        } catch (failure) {
            if (failure.status === 404) this.box.hidden = true;
        }
    }

    /** One that has happened just now. */
    add(event, live) {
        const known = (list) => list.some(({ id }) => id === event.id);
        if (!known(this.#today ?? [])) this.#today = [...(this.#today ?? []), event].slice(-MOST_KEPT);
        if (live && !known(this.#shown)) this.#shown = [...this.#shown, event].slice(-MOST_KEPT);
        this.#show();
    }

    #show() {
        const sorted = [...this.#shown].sort((one, other) => one.at - other.at || one.id - other.id);
        this.#to.marks(sorted.map((event) => ({ at: event.at, level: gravity(event.kind), words: wordsOf(event) })));
        const newest = sorted.slice(-MOST_SHOWN).reverse();
        const more = sorted.length - newest.length;
        say(this.#note, more > 0 ? text("events.more", more) : sorted.length === 0 ? text("events.none") : "");
        this.#list.replaceChildren(...newest.map((event) => this.#item(event)));
    }

    #item(event) {
        const level = gravity(event.kind);
        const time = el("time", { datetime: new Date(event.at * 1000).toISOString() }, momentText(event.at, now()));
        const words = el("span", { class: "words" }, wordsOf(event));
        const grave = level === "info" ? null : el("span", { class: "unseen" }, `${text(`gravity.${level}`)}: `);
        return el(
            "li",
            { "data-level": level, "data-kind": event.kind, "data-event": event.id },
            el(
                "button",
                { type: "button", title: event.text, onclick: () => this.#to.go(event.at) },
                el("span", {}, grave, words),
                time,
            ),
        );
    }
}
