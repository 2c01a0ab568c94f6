package dev.pistat.collector.linux.kernel;

import dev.pistat.core.metric.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The parsed lines of a file that has one for each of many instances. One line that makes no sense leaves the others alone; of two lines
 * of the same name the last one counts.
 *
 * <p>A line whose name cannot be told may be of any instance that has no other line: one that was there is then not
 * {@linkplain #after gone but has failed}, and a sum over all that there are is not known.
 *
 * @param whole what was understood, by name
 * @param malformed why the others were not, by name
 * @param nameless why there are lines whose name could not be told, of each
 */
public record ParsedLines<C>(SortedMap<String, C> whole, SortedMap<String, String> malformed, List<String> nameless) {

    /** Of a file that is not there. */
    public static <C> ParsedLines<C> none() {
        return new ParsedLines<>(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
    }

    /**
     * Parses each line.
     *
     * @param name of the instance that a line is of; throws a {@link MalformedException} if it cannot be told
     * @param counters what the line says of it; throws one too
     */
    public static <C> ParsedLines<C> parse(
            Stream<String> lines, Function<String, String> name, Function<String, C> counters) {
        ParsedLines<C> parsed = none();
        lines.forEach(line -> parsed.add(line, name, counters));
        return parsed;
    }

    private void add(String line, Function<String, String> name, Function<String, C> counters) {
        String instance;
        try {
            instance = name.apply(line);
        } catch (MalformedException e) {
            nameless.add(String.valueOf(e.getMessage()));
            return;
        }
        try {
            whole.put(instance, counters.apply(line));
            malformed.remove(instance);
        } catch (MalformedException e) {
            malformed.put(instance, String.valueOf(e.getMessage()));
            whole.remove(instance);
        }
    }

    /**
     * The same lines, beside those that were there before: which of them has no line now may be the one whose name cannot be
     * told.
     *
     * @param before the names at the reading before
     */
    public ParsedLines<C> after(Set<String> before) {
        nameless.stream()
                .findFirst()
                .ifPresent(why -> before.stream()
                        .filter(name -> !whole.containsKey(name))
                        .forEach(name -> malformed.putIfAbsent(name, why)));
        return this;
    }

    /** Every instance that has a line. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(whole.keySet());
        names.addAll(malformed.keySet());
        return names;
    }

    /** Why there are no figures of an instance whose line was malformed. */
    public Reading failed(String name) {
        return new Reading.Failed(malformed.getOrDefault(name, "it has no line"));
    }

    /** Why it is not known what all there are have together; empty if every line has a name. */
    public Optional<Reading> incomplete() {
        return nameless.stream().findFirst().map(Reading.Failed::new);
    }
}
