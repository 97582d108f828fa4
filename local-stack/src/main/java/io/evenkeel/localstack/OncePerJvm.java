package io.evenkeel.localstack;

import java.util.function.Supplier;

/**
 * Values that a JVM computes once. They are system properties, and not static fields, because a test framework may load
 * this class several times in one JVM, once for the application and once for its tests, and both must meet the same
 * servers.
 */
final class OncePerJvm {
    private OncePerJvm() {}

    static String value(String property, Supplier<String> first) {
        synchronized (Runtime.getRuntime()) {
            String known = System.getProperty(property);
            if (known == null) {
                known = first.get();
                System.setProperty(property, known);
            }
            return known;
        }
    }
}
