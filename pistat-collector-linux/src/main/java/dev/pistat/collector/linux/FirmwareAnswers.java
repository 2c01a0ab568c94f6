package dev.pistat.collector.linux;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parses what {@code vcgencmd} prints (vcgencmd(1), and "vcgencmd" in the documentation of Raspberry Pi OS). Each throws
 * {@link MalformedException} at anything else.
 */
final class FirmwareAnswers {

    private static final Pattern TEMPERATURE = Pattern.compile("temp=(-?\\d{1,4}(?:\\.\\d{1,3})?)'C");
    private static final Pattern THROTTLED = Pattern.compile("throttled=0x([0-9a-fA-F]{1,8})");
    private static final Pattern FREQUENCY = Pattern.compile("frequency\\(\\d{1,3}\\)=([1-9]\\d{3,9})");
    private static final Pattern VOLTAGE = Pattern.compile("volt=(\\d\\.\\d{1,8})V");
    private static final Pattern AMPERES =
            Pattern.compile(" *([A-Z0-9_]{1,30})_A current\\(\\d{1,3}\\)=(\\d{1,2}\\.\\d{1,9})A *");
    private static final Pattern VOLTS =
            Pattern.compile(" *([A-Z0-9_]{1,30})_V volt\\(\\d{1,3}\\)=(\\d{1,2}\\.\\d{1,9})V *");
    private static final double MILLI = 1_000;

    private FirmwareAnswers() {}

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
     * <p>Rails with one of them only, such as {@code EXT5V_V}, are left out. The numbers differ, so the names pair them.
     *
     * @return by rail; the one with the empty name is the sum
     */
    static SortedMap<String, Double> watts(String answer) {
        Map<String, Double> amperes = new HashMap<>();
        Map<String, Double> volts = new HashMap<>();
        answer.lines().filter(line -> !line.isBlank()).forEach(line -> {
            Matcher current = AMPERES.matcher(line);
            Matcher voltage = VOLTS.matcher(line);
            boolean isNew = current.matches()
                    ? amperes.put(current.group(1), Double.valueOf(current.group(2))) == null
                    : voltage.matches() && volts.put(voltage.group(1), Double.valueOf(voltage.group(2))) == null;
            if (!isNew || amperes.size() > SensorLimit.MOST) {
                throw new MalformedException("a line of pmic_read_adc", line);
            }
        });
        Set<String> rails = new HashSet<>(amperes.keySet());
        rails.retainAll(volts.keySet());
        if (rails.isEmpty()) {
            throw new MalformedException("an answer of pmic_read_adc", answer);
        }
        SortedMap<String, Double> watts = new TreeMap<>();
        double sum = 0;
        for (String rail : rails) {
            double power = amperes.getOrDefault(rail, 0.0) * volts.getOrDefault(rail, 0.0);
            watts.put(rail, rounded(power));
            sum += power;
        }
        watts.put("", rounded(sum));
        return watts;
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
