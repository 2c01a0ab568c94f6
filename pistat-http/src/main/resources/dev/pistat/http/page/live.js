// Keeps the page at the newest sample: by the event stream, or by asking where there is none. Whatever breaks, sleeps or
// hangs, it comes back by itself, and says when something may have been missed.

import { get, host } from "./api.js";
import { addRates, sampleOf } from "./samples.js";
import { now } from "./times.js";

const ASK_EVERY = 5_000;
const TRY_STREAM_AGAIN = 60_000;
const OPENS_WITHIN = 5_000;
const LOOK_EVERY = 1_000;
/** So many intervals without a sample are too many; and a moment for its way here. */
const LATE = 3;
const LATE_AT_LEAST = 15;
/** A browser has six connections to one server. Of pages that are in sight together so many stream, the others ask. */
const MOST_STREAMS = 3;
/** What was missed in so many seconds the stream brings itself; more is quicker read from the history. */
const RESUMED = 600;

export class Live {
    #to;
    #interval = 10;
    #stream = null;
    #streamAt = 0;
    #streamed = false;
    #position = null;
    #asked = 0;
    #asking = false;
    #last = null;
    #lastWhole = null;
    #lostSince = null;
    #born = performance.timeOrigin + Math.random();
    #older = new Set();
    #others = new BroadcastChannel("pistat");

    /**
     * @param to `counters()` gives the units of the counters by name, `sample(sample)`, `event(event)`, `state(state, since)`, and `missed()`:
     *     there may be a hole that only the history can fill
     */
    constructor(to) {
        this.#to = to;
        setInterval(() => this.#look(), LOOK_EVERY);
        for (const wake of ["online", "pageshow", "focus"]) addEventListener(wake, () => this.#look());
        this.#others.addEventListener("message", ({ data }) => this.#heard(data));
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

    /** A sample that had the seed's readings alone has got the others. */
    completed(sample) {
        if (sample === this.#last) this.#lastWhole = sample;
    }

    start() {
        this.#ask();
        this.#open();
    }

    /** Opens the stream where the last one ended, or if that is long ago at the newest sample. */
    #open() {
        this.#close();
        const resumes = this.#position !== null && now() - this.#lastWhole.at < RESUMED;
        if (this.#lastWhole && !resumes) {
            this.#lastWhole = null;
            this.#to.missed();
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
            this.#to.event(JSON.parse(data));
        });
        stream.addEventListener("error", () => {
            if (stream !== this.#stream) return;
            // One that is closed was refused: then the newest is asked for, and the stream tried again later.
            if (stream.readyState === EventSource.CLOSED) this.#close();
            this.#ask();
        });
        this.#others.postMessage({ born: this.#born, asks: true });
    }

    /** Another page of this browser streams too. The oldest ones may. */
    #heard({ born, asks }) {
        if (this.#stream === null) return;
        if (asks) this.#others.postMessage({ born: this.#born });
        if (born < this.#born) this.#older.add(born);
        if (this.#older.size >= MOST_STREAMS) this.#close();
    }

    /** A page that nobody sees takes none of the server's streams, and none of its time. */
    #close() {
        this.#stream?.close();
        this.#stream = null;
    }

    /** Once a second: is it time to ask, is the stream silent for too long, was the page asleep? */
    #look() {
        if (document.hidden) return;
        const due = this.#stream === null || this.#lostSince !== null || this.#last === null || this.#isLate();
        if (due && performance.now() - this.#asked >= ASK_EVERY) this.#ask();
        if (this.#stream === null && performance.now() - this.#streamAt >= TRY_STREAM_AGAIN) this.#open();
        this.#tell();
    }

    #isLate() {
        return now() - (this.#last?.at ?? 0) > Math.max(LATE * this.#interval, LATE_AT_LEAST);
    }

    async #ask() {
        if (this.#asking) return;
        this.#asking = true;
        this.#asked = performance.now();
        try {
            if (this.#lostSince !== null) await host();
            const current = await get("api/current");
            this.#answered();
            if (current && current.id !== this.#last?.id) this.#found(current);
        } catch {
            this.#lostSince ??= now();
        } finally {
            this.#asking = false;
            this.#tell();
        }
    }

    /** There is a sample that the stream did not bring. If several are missing it is dead, though it may not know. */
    #found(current) {
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
        if (this.#lostSince !== null) this.#to.state("reconnecting", this.#last?.at ?? this.#lostSince);
        else if (this.#last === null) this.#to.state(this.#asked ? "waiting" : "connecting", null);
        else if (this.#isLate()) this.#to.state("stale", this.#last.at);
        else this.#to.state("live", null);
    }
}
