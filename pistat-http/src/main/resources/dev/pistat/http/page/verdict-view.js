// The verdict, in words.

import { el, say } from "./dom.js";
import { text } from "./texts.js";
import { durationText, momentText } from "./times.js";
import { written } from "./units.js";
import { findings } from "./verdict.js";
import { wordsOf } from "./events.js";

const SHOWN = 3;

export class Verdict {
    #words = el("p", { class: "words", role: "status" });
    #note = el("p", { class: "note" });

    constructor() {
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
        const shown = (grave.length > 0 ? grave : []).slice(0, SHOWN);
        const rest = found.filter((each) => !shown.includes(each));
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
    const moment = momentText(since, now);
    return level === "notice" ? what + often + text("find.last", moment) : what + text("find.since", moment) + often;
}

function lastEvent({ events, now }) {
    if (events === null) return "";
    const last = events.at(-1);
    return last
        ? text("verdict.last", wordsOf(last), durationText(Math.max(now - last.at, 0)))
        : text("verdict.nothing");
}
