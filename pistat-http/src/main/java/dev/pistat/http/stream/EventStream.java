package dev.pistat.http.stream;

import dev.pistat.core.history.KeptEvent;
import dev.pistat.core.metric.Sample;
import dev.pistat.http.json.EventJson;
import dev.pistat.http.json.JsonWriter;
import dev.pistat.http.json.SampleJson;
import dev.pistat.http.stream.LiveSamples.Live;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One client's stream of samples and events, in the format of server-sent events (HTML standard, section 9.2). For one
 * thread.
 *
 * <p>It has a place in the order of the samples, and takes what comes after it: from the live samples if the next one is
 * there, else from the store. So it does not matter why some are missing, and none is sent twice.
 */
final class EventStream {

    private static final long UNKNOWN = -1;

    private final OutputStream out;
    private final LiveSamples samples;
    private final MissedSamples missed;
    private final NewEvents events;
    private final Duration heartbeat;

    private long lastSample;
    private long lastEvent;
    /** Up to here they were missed, and are left out if they are from before that moment. */
    private long missedEvents;

    private Instant missedFrom = Instant.MIN;

    /** @param heartbeat how long to be silent at most */
    EventStream(OutputStream out, LiveSamples samples, MissedSamples missed, NewEvents events, Duration heartbeat) {
        this.out = out;
        this.samples = samples;
        this.missed = missed;
        this.events = events;
        this.heartbeat = heartbeat;
    }

    /** Begins with the newest sample, and with the events from now on. */
    void begin() {
        lastSample = Math.max(0, samples.newestId() - 1);
        lastEvent = events.newestId().orElse(UNKNOWN);
    }

    /**
     * Goes on from a position. One that lies ahead is of another history, and says nothing.
     *
     * @param from older events are left out, even if they were missed
     */
    void goOn(StreamPosition position, Instant from) {
        begin();
        if (position.sample() <= samples.newestId()) {
            lastSample = position.sample();
            missedEvents = lastEvent;
            missedFrom = from;
            lastEvent = lastEvent == UNKNOWN ? position.event() : Math.min(position.event(), lastEvent);
        }
    }

    /**
     * Sends until the samples are closed.
     *
     * @throws IOException if the client has gone
     * @throws UncheckedIOException the same
     */
    void run() throws IOException, InterruptedException {
        send("retry: 3000\n\n");
        if (samples.newestId() <= lastSample) {
            sendEvents();
        }
        while (!samples.isClosed()) {
            Optional<Live> next = samples.next(lastSample, heartbeat);
            if (next.isPresent()) {
                send(next.get());
                sendEvents();
            } else if (!samples.isClosed()) {
                sendHeartbeat();
            }
        }
    }

    private void send(Live next) throws IOException, InterruptedException {
        if (next.id() > lastSample + 1) {
            while (!missed.after(lastSample, samples.newestId(), heartbeat, this::sendStored)) {
                sendHeartbeat();
            }
        }
        if (next.id() > lastSample) {
            sendSample(next.id(), next.json());
        }
    }

    private void sendStored(Sample sample) {
        if (samples.isClosed()) {
            throw new UncheckedIOException(new IOException("the stream was closed"));
        }
        try {
            sendSample(sample.id(), JsonWriter.bytes(json -> SampleJson.write(json, sample)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendSample(long id, byte[] json) throws IOException {
        lastSample = id;
        send("sample", json);
    }

    private void sendEvents() throws IOException {
        if (lastEvent == UNKNOWN) {
            lastEvent = events.newestId().orElse(UNKNOWN);
            return;
        }
        List<KeptEvent> page;
        do {
            page = events.after(lastEvent, lastSample);
            for (KeptEvent kept : page) {
                lastEvent = kept.id();
                if (kept.id() > missedEvents || !kept.event().at().isBefore(missedFrom)) {
                    send("event", JsonWriter.bytes(json -> EventJson.write(json, kept)));
                }
            }
        } while (page.size() == NewEvents.PAGE);
    }

    private void sendHeartbeat() throws IOException {
        send(":\n\n");
    }

    private void send(String event, byte[] json) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream(json.length + 64);
        StreamPosition position = new StreamPosition(lastSample, Math.max(0, lastEvent));
        text.writeBytes(("event: " + event + "\nid: " + position + "\ndata: ").getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(json);
        text.write('\n');
        text.write('\n');
        text.writeTo(out); // whole, for each write is a packet
        out.flush();
    }

    private void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
