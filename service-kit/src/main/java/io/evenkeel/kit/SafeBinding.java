package io.evenkeel.kit;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Refuses to start where strangers could reach the admin calls without a token. */
@Singleton
class SafeBinding {
    private final String host;
    private final PlatformConfig config;

    SafeBinding(@ConfigProperty(name = "quarkus.http.host") String host, PlatformConfig config) {
        this.host = host;
        this.config = config;
    }

    void check(@Observes @Priority(1) StartupEvent started) {
        check(host, config.adminToken().isPresent());
    }

    static void check(String host, boolean hasToken) {
        if (!hasToken && !isLoopback(host)) {
            throw new IllegalStateException("this service would listen on " + host
                    + ", beyond this machine, without an admin token: set EVENKEEL_ADMIN_TOKEN, or QUARKUS_HTTP_HOST"
                    + " to 127.0.0.1");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
