package dev.pistat.core.text;

import java.math.BigDecimal;

/**
 * Numbers as plain decimals. Java itself writes {@code 1.79E9} and {@code 5.0E-4}, which not every reader of JSON
 * and CSV takes.
 */
public final class Decimal {

    private static final double EXACT_LONG = 1L << 53;
    private static final int MOST_SHORT_DIGITS = 4;
    /** Up to here a value with the most digits after the point is still an exact whole number. */
    private static final double MOST_SHORT = 1e11;

    private Decimal() {}

    /**
     * Appends a whole number without a fraction ({@code 98222080}).
     *
     * @param out what it is appended to
     * @param value finite; one that is not whole keeps its fraction
     */
    public static void appendWhole(StringBuilder out, double value) {
        if (value != Math.rint(value)) {
            append(out, value);
        } else if (Math.abs(value) <= EXACT_LONG) {
            out.append((long) value);
        } else {
            out.append(new BigDecimal(value).toPlainString());
        }
    }

    /**
     * Appends a number with a fraction ({@code 1795357742.53994}), in the fewest digits that read back the same.
     *
     * @param out what it is appended to
     * @param value finite
     */
    public static void append(StringBuilder out, double value) {
        if (value == (int) value) {
            out.append((int) value).append(".0");
            return;
        }
        if (appendShort(out, value)) {
            return;
        }
        String text = Double.toString(value);
        if (text.indexOf('E') < 0) {
            out.append(text);
            return;
        }
        String plain = new BigDecimal(text).stripTrailingZeros().toPlainString();
        out.append(plain);
        if (plain.indexOf('.') < 0) {
            out.append(".0");
        }
    }

    /**
     * Appends microseconds as seconds with a fraction, such as {@code 1795357742.53994}.
     *
     * @param out what it is appended to
     * @param micros may be negative, as before 1970
     */
    public static void appendSeconds(StringBuilder out, long micros) {
        if (micros < 0) {
            out.append('-');
        }
        long number = Math.abs(micros);
        int digits = 6;
        while (digits > 1 && number % 10 == 0) {
            number /= 10;
            digits--;
        }
        appendPoint(out, number, digits);
    }

    /**
     * Most readings have few digits after the point, and to write those needs no object. A whole number over a power of ten
     * is the double next to that decimal, if both are exact: then the decimal reads back as the same number.
     */
    private static boolean appendShort(StringBuilder out, double value) {
        double magnitude = Math.abs(value);
        if (!(magnitude < MOST_SHORT)) {
            return false;
        }
        double power = 1;
        for (int digits = 1; digits <= MOST_SHORT_DIGITS; digits++) {
            power *= 10;
            double scaled = Math.rint(magnitude * power);
            if (scaled / power == magnitude) {
                if (value < 0) {
                    out.append('-');
                }
                appendPoint(out, (long) scaled, digits);
                return true;
            }
        }
        return false;
    }

    /** Appends a number with a point before its last digits: all at once and then the point, for each call counts. */
    private static void appendPoint(StringBuilder out, long number, int digits) {
        for (long unit = tenToThe(digits); number < unit && unit > 1; unit /= 10) {
            out.append('0');
        }
        out.append(number);
        out.insert(out.length() - digits, '.');
    }

    private static long tenToThe(int power) {
        long result = 1;
        for (int i = 0; i < power; i++) {
            result *= 10;
        }
        return result;
    }
}
