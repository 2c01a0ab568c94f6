// Keeps the page at the newest sample: by the event stream, or by asking where there is none. Whatever breaks, sleeps or
// hangs, it comes back by itself, and says when something may have been missed.

import { get, host } from "./api.js";
import { now } from "./times.js";
import { addRates, sampleOf } from "./samples.js";

const ASK_EVERY = 5_000;
const TRY_STREAM_AGAIN = 60_000;
const LOOK_EVERY = 1_000;
/** So many intervals without a sample are too many; and a moment for its way here. */
const LATE = 3;
const LATE_AT_LEAST = 15;

export class Live {
    #to;
    #interval = 10;
    #stream = null;
    #streamAt = 0;
    #asked = 0;
    #asking = false;
    #last = null;
    #lastWhole = null;
    #lostSince = null;

    /**
     * @param to `counters()` names the counters, `sample(sample)`, `event(event)`, `state(state, since)`, and `missed()`:
     *     there may be a hole that only the history can fill
     */
    constructor(to) {
        this.#to = to;
        setInterval(() => this.#look(), LOOK_EVERY);
        for (const wake of ["online", "pageshow", "focus"]) addEventListener(wake, () => this.#look());
        document.addEventListener("visibilitychange", () => this.#seen());
    }

    /** Seconds between two samples. */
    set interval(seconds) {
        this.#interval = seconds;
    }

    /** The newest sample, or null. */
    get newest() {
        return this.#last;
    }

    /** A sample that had the seed's readings alone has got the others. */
    completed(sample) {
        if (sample === this.#last) this.#lastWhole = sample;
    }

    start() {
        this.#ask();
        this.#open();
    }

    #open() {
        this.#stream?.close();
        this.#streamAt = performance.now();
        const stream = new EventSource("api/stream");
        this.#stream = stream;
        stream.addEventListener("open", () => this.#answered());
        stream.addEventListener("sample", ({ data }) => {
            this.#answered();
            this.#take(JSON.parse(data), true);
        });
        stream.addEventListener("event", ({ data }) => this.#to.event(JSON.parse(data)));
        stream.addEventListener("error", () => {
            if (stream !== this.#stream) return;
            // One that is closed was refused: then it is asked instead, and the stream tried again later.
            if (stream.readyState === EventSource.CLOSED) this.#stream = null;
            this.#ask();
        });
    }

    /** Once a second: is it time to ask, is the stream silent for too long, was the page asleep? */
    #look() {
        if (document.hidden) return;
        const quiet = now() - (this.#last?.at ?? 0);
        const late = Math.max(LATE * this.#interval, LATE_AT_LEAST);
        const due = this.#stream === null || this.#lostSince !== null || quiet > late || this.#last === null;
        if (due && performance.now() - this.#asked >= ASK_EVERY) this.#ask();
        if (this.#stream === null && performance.now() - this.#streamAt >= TRY_STREAM_AGAIN) this.#open();
        this.#tell();
    }

    /** A page that nobody sees takes none of the server's streams, and none of its time. */
    #seen() {
        if (document.hidden) {
            this.#stream?.close();
            this.#stream = null;
            return;
        }
        this.#lastWhole = null;
        this.#to.missed();
        this.start();
    }

    async #ask() {
        if (this.#asking) return;
        this.#asking = true;
        this.#asked = performance.now();
        try {
            if (this.#lostSince !== null) await host();
            const current = await get("api/current");
            this.#answered();
            if (current) this.#behind(current);
        } catch {
            this.#lostSince ??= now();
        } finally {
            this.#asking = false;
            this.#tell();
        }
    }

    /** The server has a sample that the stream did not bring: the stream is dead, though it may not know. */
    #behind(current) {
        const fresh = this.#last === null || current.timestamp > this.#last.at || current.id > this.#last.id;
        if (!fresh) return;
        const silent = this.#last !== null && current.timestamp - this.#last.at > LATE * this.#interval;
        this.#take(current, false);
        if (silent) {
            this.#to.missed();
            if (this.#stream) this.#open();
        }
    }

    #answered() {
        if (this.#lostSince === null) return;
        this.#lostSince = null;
        this.#tell();
        if (this.#stream === null) this.#open();
    }

    /** @param whole whether it has all readings, and not the seed's alone */
    #take(json, whole) {
        const before = this.#lastWhole;
        const sample = addRates(sampleOf(json), before ?? this.#last, this.#to.counters());
        sample.whole = whole;
        if (this.#last?.id === sample.id && this.#last.whole >= whole) return;
        const hole = whole && before && sample.id > before.id + 1;
        this.#last = sample;
        if (whole) this.#lastWhole = sample;
        this.#to.sample(sample);
        if (hole) this.#to.missed();
        this.#tell();
    }

    #tell() {
        if (this.#lostSince !== null) return this.#to.state("reconnecting", this.#last?.at ?? this.#lostSince);
        if (this.#last === null) return this.#to.state(this.#asked ? "waiting" : "connecting", null);
        const late = Math.max(LATE * this.#interval, LATE_AT_LEAST);
        if (now() - this.#last.at > late) return this.#to.state("stale", this.#last.at);
        this.#to.state("live", null);
    }
}
