package dev.pistat.collector.linux.board;

import dev.pistat.collector.linux.kernel.InstanceLimit;
import dev.pistat.collector.linux.kernel.KernelFile;
import dev.pistat.collector.linux.kernel.MalformedException;
import dev.pistat.collector.linux.kernel.ParsedLines;
import dev.pistat.core.metric.Reading;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of what {@code vcgencmd} prints (vcgencmd(1), and "vcgencmd" in the documentation of Raspberry Pi OS). Each
 * method throws {@link MalformedException} at anything else.
 */
final class VcgencmdOutput {

    private static final Pattern TEMPERATURE = Pattern.compile("temp=(-?\\d{1,4}(?:\\.\\d{1,3})?)'C");
    private static final Pattern THROTTLED = Pattern.compile("throttled=0x([0-9a-fA-F]{1,8})");
    private static final Pattern FREQUENCY = Pattern.compile("frequency\\(\\d{1,3}\\)=([1-9]\\d{3,9})");
    private static final Pattern VOLTAGE = Pattern.compile("volt=(\\d\\.\\d{1,8})V");
    private static final String AMPERES = "_A";
    private static final String VOLTS = "_V";
    private static final Pattern FIGURE_NAME = Pattern.compile(" *([A-Z0-9_]{1,30}_[AV]) ");
    private static final Pattern FIGURE =
            Pattern.compile(" *[A-Z0-9_]+(?:_A current|_V volt)\\(\\d{1,3}\\)=(\\d{1,2}\\.\\d{1,9})[AV] *");
    private static final double MILLI = 1_000;

    private VcgencmdOutput() {}

    /** Watts by rail, and their sum. */
    record Power(SortedMap<String, Reading> rails, Reading sum) {}

    /** Degrees Celsius, of {@code temp=48.3'C}. */
    static double temperature(String answer) {
        return Double.parseDouble(only(TEMPERATURE, answer, "a temperature"));
    }

    /** The bits of {@code throttled=0x50005}: 0 to 3 are on now, 16 to 19 were since boot. */
    static int throttled(String answer) {
        return Integer.parseUnsignedInt(only(THROTTLED, answer, "the bits of get_throttled"), 16);
    }

    /** Hertz, of {@code frequency(48)=1500398464}. */
    static double hertz(String answer) {
        return Double.parseDouble(only(FREQUENCY, answer, "a frequency"));
    }

    /** Volts, of {@code volt=0.8563V}. A core has never 0: so it answers to what it does not know. */
    static double volts(String answer) {
        double volts = Double.parseDouble(only(VOLTAGE, answer, "a voltage"));
        if (volts == 0) {
            throw new MalformedException("a voltage", answer);
        }
        return volts;
    }

    /**
     * Watts, to the milliwatt, of each rail that has two lines such as
     *
     * <pre>
     *   VDD_CORE_A current(7)=0.88324000A
     *   VDD_CORE_V volt(15)=0.72144600V
     * </pre>
     *
     * <p>Rails with one of them only, such as {@code EXT5V_V}, are left out. The numbers differ, so the names pair them. A line
     * that makes no sense fails its rail alone, and the sum.
     *
     * @throws MalformedException if there is no rail with both lines
     */
    static Power watts(String answer) {
        Set<String> seen = new HashSet<>();
        ParsedLines<Double> figures = ParsedLines.parse(
                KernelFile.lines(answer).filter(line -> !line.isBlank()),
                VcgencmdOutput::figureName,
                line -> figure(line, seen.add(figureName(line))));
        SortedMap<String, Reading> watts = new TreeMap<>();
        Optional<Reading> failed = figures.incomplete();
        double sum = 0;
        for (String name : figures.names()) {
            String rail = name.substring(0, name.length() - AMPERES.length());
            if (name.endsWith(AMPERES) && figures.names().contains(rail + VOLTS)) {
                Double amperes = figures.whole().get(name);
                Double volts = figures.whole().get(rail + VOLTS);
                if (amperes == null || volts == null) {
                    Reading why = figures.failed(amperes == null ? name : rail + VOLTS);
                    watts.put(rail, why);
                    failed = Optional.of(why);
                } else {
                    watts.put(rail, new Reading.Value(rounded(amperes * volts)));
                    sum += amperes * volts;
                }
            }
        }
        if (watts.isEmpty() || watts.size() > InstanceLimit.MOST) {
            throw new MalformedException("an answer of pmic_read_adc", answer);
        }
        return new Power(watts, failed.orElse(new Reading.Value(rounded(sum))));
    }

    private static String figureName(String line) {
        Matcher name = FIGURE_NAME.matcher(line);
        if (!name.lookingAt()) {
            throw new MalformedException("a line of pmic_read_adc", line);
        }
        return name.group(1);
    }

    private static double figure(String line, boolean first) {
        Matcher figure = FIGURE.matcher(line);
        if (!figure.matches() || !first) {
            throw new MalformedException(first ? "a line of pmic_read_adc" : "the only line of its name", line);
        }
        return Double.parseDouble(figure.group(1));
    }

    private static double rounded(double watts) {
        return Math.round(watts * MILLI) / MILLI;
    }

    private static String only(Pattern pattern, String answer, String expected) {
        Matcher matcher = pattern.matcher(answer.strip());
        if (!matcher.matches()) {
            throw new MalformedException(expected, answer);
        }
        return matcher.group(1);
    }
}
