package dev.pistat.app.program;

/**
 * How a Raspberry Pi fares over time, in seconds since 1970: a little to do, and a backup for eight minutes of every half hour.
 * It is always the same at the same moment.
 *
 * @param began when one of the backups begins
 * @param hot whether it stands in the sun, on a supply that is too weak
 */
public record Course(double began, boolean hot) {

    private static final double EVERY = 1_800;
    private static final double LASTS = 480;
    private static final double RAMP = 25;

    /** How much of the backup runs, 0 to 1. */
    double backup(double at) {
        double since = (at - began) % EVERY;
        since = since < 0 ? since + EVERY : since;
        return clamp(Math.min(since, LASTS - since) / RAMP, 0, 1);
    }

    double corePercent(int core, double at) {
        double idle = 7 + 4 * noise(at, 45, core) + 3 * noise(at, 400, core + 10);
        return clamp(idle + backup(at) * (core < 2 ? 68 : 42) * (1 + 0.2 * noise(at, 20, core + 20)), 0.5, 100);
    }

    double cpuPercent(double at) {
        return (corePercent(0, at) + corePercent(1, at) + corePercent(2, at) + corePercent(3, at)) / 4;
    }

    /** The processor follows what it has to do by a minute or so. */
    double celsius(double at) {
        double warmth = 0;
        for (int i = 0; i < 6; i++) {
            warmth += cpuPercent(at - 25 * i) / 6;
        }
        return (hot ? 53 : 42) + (hot ? 0.49 : 0.29) * warmth + 0.4 * noise(at, 30, 40);
    }

    double fanRpm(double at) {
        double celsius = celsius(at);
        return celsius < 50 ? 0 : celsius < 60 ? 3_020 : celsius < 67.5 ? 5_010 : 8_230;
    }

    double load(double at, double minutes) {
        double load = 0;
        int looks = (int) (10 * minutes);
        for (int i = 0; i < looks; i++) {
            load += 4 * cpuPercent(at - 12 * i) / 100 / looks;
        }
        return load;
    }

    double memoryUsed(double at) {
        return 1.62e9 + 1.3e8 * noise(at, 900, 50) + 7e8 * backup(at);
    }

    double received(double at) {
        return 42_000 + 31_000 * noise(at, 25, 60) + 700_000 * Math.pow(clamp(noise(at, 180, 61), 0, 1), 4);
    }

    double sent(double at) {
        return 17_000 + 12_000 * noise(at, 25, 62) + backup(at) * (2_900_000 + 600_000 * noise(at, 18, 63));
    }

    double diskRead(double at) {
        return 9_000 + 8_000 * noise(at, 35, 70) + backup(at) * (14e6 + 5e6 * noise(at, 15, 71));
    }

    double diskWritten(double at) {
        return 150_000 + 120_000 * noise(at, 30, 72) + backup(at) * (1.1e6 + 7e5 * noise(at, 22, 73));
    }

    double watts(double at) {
        return 2.6 + 0.045 * cpuPercent(at) + 0.05 * noise(at, 15, 80);
    }

    boolean undervoltage(double at) {
        return hot && backup(at) > 0.9 && noise(at, 60, 90) > 0.55;
    }

    boolean throttled(double at) {
        return hot && celsius(at) > 80;
    }

    /** Smooth, between -1 and 1; another value after each interval. */
    private static double noise(double at, double every, int seed) {
        double place = at / every;
        long left = (long) Math.floor(place);
        double part = place - left;
        double smooth = part * part * (3 - 2 * part);
        return scattered(left, seed) * (1 - smooth) + scattered(left + 1, seed) * smooth;
    }

    /** SplitMix64's way of making bits look like chance. */
    private static double scattered(long place, int seed) {
        long bits = (place + 1) * 0x9E3779B97F4A7C15L + seed * 0xD1B54A32D192ED03L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        return (bits >> 11) * 0x1p-52;
    }

    private static double clamp(double value, double least, double most) {
        return Math.min(Math.max(value, least), most);
    }
}
