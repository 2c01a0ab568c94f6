// The live connection: it brings each new sample by the event stream, or by polling where there is no stream. It recovers by
// itself from any outage, and tells when samples may have been missed.

import { get, host } from "./api.js";
import { now } from "./clock.js";
import { addRates, sampleOf } from "./samples.js";

const POLL_EVERY = 5_000;
const RETRY_STREAM = 60_000;
const OPENS_WITHIN = 5_000;
const CHECK_EVERY = 1_000;
/** A sample is late after this many intervals, and at least this many seconds. */
const LATE = 3;
const LATE_AT_LEAST = 15;
/** A browser has six connections to one server. Of its visible pages, the oldest three stream and the others poll. */
const MOST_STREAMS = 3;
/** The stream brings what was missed in this many seconds; more comes faster from the history. */
const RESUMED = 600;

export class Live {
    #listener;
    #interval = 10;
    #stream = null;
    #streamAt = 0;
    #streamed = false;
    #position = null;
    #polled = 0;
    #polling = false;
    #last = null;
    #lastWhole = null;
    #lostSince = null;
    #born = performance.timeOrigin + Math.random();
    #older = new Set();
    #others = new BroadcastChannel("pistat");

    /**
     * @param listener `counters()` gives the units of the counters by name; `sample(sample)`, `event(event)` and
     *     `state(state, since)` are called with each new one, `missed()` when only the history can fill a gap
     */
    constructor(listener) {
        this.#listener = listener;
        setInterval(() => this.#check(), CHECK_EVERY);
        for (const wake of ["online", "pageshow", "focus"]) addEventListener(wake, () => this.#check());
        this.#others.addEventListener("message", ({ data }) => this.#heardOther(data));
        document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.start()));
    }

    /** Seconds between two samples. */
    set interval(seconds) {
        this.#interval = seconds;
    }

    /** Whether samples come by the stream, or soon will. */
    get streams() {
        const opening = performance.now() - this.#streamAt < OPENS_WITHIN;
        return this.#stream !== null && (this.#stream.readyState === EventSource.OPEN || opening);
    }

    /** A sample that had only the readings of `/api/current` has the others now. */
    completed(sample) {
        if (sample === this.#last) this.#lastWhole = sample;
    }

    start() {
        this.#poll();
        this.#open();
    }

    /** Opens the stream where the last one ended, or, if that was long ago, at the newest sample. */
    #open() {
        this.#close();
        const resumes = this.#position !== null && now() - this.#lastWhole.at < RESUMED;
        if (this.#lastWhole && !resumes) {
            this.#lastWhole = null;
            this.#listener.missed();
        }
        this.#streamAt = performance.now();
        this.#streamed = false;
        this.#older.clear();
        const stream = new EventSource(resumes ? `api/stream?last=${this.#position}` : "api/stream");
        this.#stream = stream;
        stream.addEventListener("open", () => this.#answered());
        stream.addEventListener("sample", ({ data, lastEventId }) => {
            this.#streamed = true;
            this.#position = lastEventId || null;
            this.#answered();
            this.#take(JSON.parse(data), true);
        });
        stream.addEventListener("event", ({ data, lastEventId }) => {
            this.#position = lastEventId || null;
            this.#listener.event(JSON.parse(data));
        });
        stream.addEventListener("error", () => {
            if (stream !== this.#stream) return;
            // A closed stream was refused: poll, and try the stream again later.
            if (stream.readyState === EventSource.CLOSED) this.#close();
            this.#poll();
        });
        this.#others.postMessage({ born: this.#born, asks: true });
    }

    /** Another page of this browser streams too. The oldest pages keep their streams. */
    #heardOther({ born, asks }) {
        if (this.#stream === null) return;
        if (asks) this.#others.postMessage({ born: this.#born });
        if (born < this.#born) this.#older.add(born);
        if (this.#older.size >= MOST_STREAMS) this.#close();
    }

    /** A hidden page has no stream. */
    #close() {
        this.#stream?.close();
        this.#stream = null;
    }

    /** Runs once a second: polls if it is time or the stream is silent for too long. */
    #check() {
        if (document.hidden) return;
        const due = this.#stream === null || this.#lostSince !== null || this.#last === null || this.#isLate();
        if (due && performance.now() - this.#polled >= POLL_EVERY) this.#poll();
        if (this.#stream === null && performance.now() - this.#streamAt >= RETRY_STREAM) this.#open();
        this.#tellState();
    }

    #isLate() {
        return now() - (this.#last?.at ?? 0) > Math.max(LATE * this.#interval, LATE_AT_LEAST);
    }

    async #poll() {
        if (this.#polling) return;
        this.#polling = true;
        this.#polled = performance.now();
        try {
            if (this.#lostSince !== null) await host();
            const current = await get("api/current");
            this.#answered();
            if (current && current.id !== this.#last?.id) this.#foundNew(current);
        } catch {
            this.#lostSince ??= now();
        } finally {
            this.#polling = false;
            this.#tellState();
        }
    }

    /** A sample that the stream did not bring. If several are missing, the stream is dead without an error. */
    #foundNew(current) {
        const dead = this.#stream !== null && this.#isLate() && !this.#isReconnecting();
        this.#take(current, false);
        if (!dead) return;
        if (this.#streamed) this.#open();
        else this.#close();
    }

    #isReconnecting() {
        return this.#stream.readyState === EventSource.CONNECTING;
    }

    #answered() {
        if (this.#lostSince === null) return;
        this.#lostSince = null;
        this.#tellState();
        if (this.#stream === null) this.#open();
    }

    /** @param whole whether the sample has all readings, not only those of `/api/current` */
    #take(json, whole) {
        const before = this.#lastWhole;
        const sample = addRates(sampleOf(json), before ?? this.#last, this.#listener.counters());
        sample.whole = whole;
        if (this.#last?.id === sample.id && this.#last.whole >= whole) return;
        const hole = whole && before && sample.id > before.id + 1;
        this.#last = sample;
        if (whole) this.#lastWhole = sample;
        this.#listener.sample(sample);
        if (hole) this.#listener.missed();
        this.#tellState();
    }

    #tellState() {
        if (this.#lostSince !== null) this.#listener.state("reconnecting", this.#last?.at ?? this.#lostSince);
        else if (this.#last === null) this.#listener.state(this.#polled ? "waiting" : "connecting", null);
        else if (this.#isLate()) this.#listener.state("stale", this.#last.at);
        else this.#listener.state("live", null);
    }
}
