package dev.pistat.collector.linux;

import dev.pistat.core.metric.Reading;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What a file says of many instances, in a line for each. One line that makes no sense leaves the others alone.
 *
 * <p>A line whose name cannot be told might be anybody's: then nobody's figures are to be trusted to be all there are, and
 * whatever is missing would seem to be gone. The whole file is refused.
 *
 * @param whole what was understood, by name
 * @param malformed why the others were not, by name
 */
record Lines<C>(SortedMap<String, C> whole, SortedMap<String, String> malformed) {

    /** Of a file that is not there. */
    static <C> Lines<C> none() {
        return new Lines<>(new TreeMap<>(), new TreeMap<>());
    }

    /**
     * Parses each line.
     *
     * @param name of the instance that a line is of
     * @param counters what the line says of it
     * @throws MalformedException if {@code name} does
     */
    static <C> Lines<C> parse(Stream<String> lines, Function<String, String> name, Function<String, C> counters) {
        Lines<C> parsed = none();
        lines.forEach(line -> {
            String instance = name.apply(line);
            try {
                parsed.whole.put(instance, counters.apply(line));
            } catch (MalformedException e) {
                parsed.malformed.put(instance, String.valueOf(e.getMessage()));
            }
        });
        parsed.whole.keySet().removeAll(parsed.malformed.keySet());
        return parsed;
    }

    /** Every instance that has a line. */
    Set<String> names() {
        Set<String> names = new TreeSet<>(whole.keySet());
        names.addAll(malformed.keySet());
        return names;
    }

    /** Why there are no figures of an instance whose line was malformed. */
    Reading failed(String name) {
        return new Reading.Failed(malformed.getOrDefault(name, "it has no line"));
    }
}
