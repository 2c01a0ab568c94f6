// The verdict at the top of the page: in one sentence, what is wrong now and since when.

import { findings } from "../data/findings.js";
import { text } from "../text/texts.js";
import { durationText, momentText } from "../text/times.js";
import { valueText } from "../text/units.js";
import { el, setText } from "./dom.js";
import { eventText } from "./aside.js";

const IN_HEADLINE = 2;
const IN_NOTE = 3;

export class Verdict {
    #words = el("p", { class: "words" });
    #note = el("p", { class: "note" });

    constructor() {
        /** For screen readers: it changes with what is wrong, not with each second that it lasts. */
        this.spoken = el("p", { class: "unseen", role: "status" });
        this.box = el(
            "section",
            { id: "verdict", "aria-label": text("verdict"), "data-level": "" },
            this.#words,
            this.#note,
        );
    }

    /** @param known the parameters of {@link findings} */
    show(known) {
        const found = findings(known);
        const serious = found.filter(({ level }) => level !== "notice");
        const shown = serious.slice(0, IN_HEADLINE);
        const rest = found.filter((each) => !shown.includes(each)).slice(0, IN_NOTE);
        const spoken = shown.map(({ word, subject }) => `${word} ${subject ?? ""}`).join();
        const ready = known.sample !== null || found.length > 0;
        this.box.dataset.level = ready ? (serious[0]?.level ?? "healthy") : "";
        if (!ready) {
            setText(this.#words, text(known.state === "waiting" ? "verdict.waiting" : "verdict.connecting"));
            setText(this.#note, "");
            return;
        }
        setText(
            this.#words,
            shown.length > 0 ? shown.map((each) => sentence(each, known.now)).join(". ") : text("verdict.healthy"),
        );
        if (this.spoken.dataset.spoken !== spoken) setText(this.spoken, this.#words.textContent);
        this.spoken.dataset.spoken = spoken;
        setText(this.#note, rest.length > 0 ? rest.map((each) => sentence(each, known.now)).join(". ") : lastEvent(known));
    }
}

function sentence({ word, subject, value, unit, since, times, level }, now) {
    const ago = since == null ? "" : durationText(Math.max(now - since, 0));
    const said = unit ? valueText(value, unit) : value;
    const what = text(`finding.${word}`, { subject, value: said, times, ago });
    if (word === "stale" || word === "lost" || word === "failed") return what;
    const often = text("finding.times", times ?? 0);
    if (since == null) return what + often;
    const moment = momentText(since);
    if (word.endsWith("_earlier") || level === "notice") return what + often + text("finding.last", moment);
    return what + text("finding.since", moment) + often;
}

function lastEvent({ events, now }) {
    if (events === null) return "";
    const last = events.at(-1);
    return last
        ? text("verdict.last", eventText(last), durationText(Math.max(now - last.at, 0)))
        : text("verdict.nothing");
}
