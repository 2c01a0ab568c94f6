// The processes that used most, now or at the moment under the cursor.

import { get } from "./api.js";
import { now } from "./clock.js";
import { el, say } from "./dom.js";
import { text } from "./texts.js";
import { momentText } from "./times.js";
import { written } from "./units.js";

/** The cursor must rest for so long before anybody is asked. */
const REST = 120;
const EVERY = 30_000;
const ROWS = 5;

export class Processes {
    #when = el("p", { class: "aside-note" });
    #tables = [];
    #timer = null;
    #at = null;
    #asked = 0;

    constructor() {
        this.box = el(
            "section",
            { id: "processes", class: "aside-box", "aria-labelledby": "processes-title" },
            el("div", { class: "aside-head" }, el("h2", { id: "processes-title" }, text("processes")), this.#when),
            this.#table("by_cpu", text("processes.cpu"), ({ cpu_percent: share }) => [
                share,
                written(share, "percent"),
            ]),
            this.#table("by_memory", text("processes.memory"), ({ resident_bytes: size }) => [
                size,
                written(size, "bytes"),
            ]),
        );
    }

    /** The cursor stands at a time, or nowhere. */
    cursor(at) {
        if (at === this.#at) return;
        this.#at = at;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.load(), REST);
    }

    /** Asks again, if the newest are shown and may be old. */
    refresh() {
        if (this.#at === null && performance.now() - this.#asked > EVERY) this.load();
    }

    async load() {
        const at = this.#at;
        this.#asked = performance.now();
        try {
            const answer = await get(at === null ? "api/processes" : `api/processes?at=${at.toFixed(3)}`);
            if (at === this.#at) this.#show(answer, at);
        } catch {
            // What stands there stays; its time says how old it is.
        }
    }

    #show(answer, at) {
        this.box.dataset.at = at === null ? "now" : String(answer?.at ?? "");
        say(this.#when, answer ? momentText(answer.at, now(), true) : text("processes.none"));
        for (const { name, rows, value } of this.#tables) {
            const processes = answer?.[name] ?? [];
            const most = processes.reduce((most, process) => Math.max(most, value(process)[0]), 0);
            rows.forEach((row, i) => this.#fill(row, processes[i], value, most));
        }
    }

    #fill({ row, name, user, number, bar }, process, value, most) {
        row.hidden = process === undefined;
        if (!process) return;
        say(name, process.name);
        name.title = `${process.name} (${process.pid})`;
        say(user, process.user);
        const [size, words] = value(process);
        say(number, words);
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
        this.#tables.push({ name, rows, value });
        return el(
            "table",
            { "data-processes": name },
            el("caption", {}, caption),
            el("tbody", {}, ...rows.map(({ row }) => row)),
        );
    }
}
