package dev.pistat.app.process;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system (signal(7)). A shutdown hook, Java's own way to hear of SIGTERM, ends with exit code 143
 * and runs beside those of all others. sun.misc.Signal does not, and is called by reflection because the compiler's warning of
 * it cannot be silenced.
 */
public final class Signals {

    private Signals() {}

    /** Has an action run, on a thread of the JVM's, when a signal such as {@code TERM} arrives. */
    public static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This Java has no sun.misc.Signal (module jdk.unsupported)", e);
        }
    }
}
