package io.evenkeel.kit;

import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Lets {@link Admin} calls through only with the token, where one is set. */
@Admin
@Provider
class AdminFilter implements ContainerRequestFilter {
    // Looked up when called: filters are made before there is a configuration.
    private final Instance<PlatformConfig> config;

    AdminFilter(Instance<PlatformConfig> config) {
        this.config = config;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String given = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        boolean allowed = config.get()
                .adminToken()
                .map(token -> given != null && sameBytes("Bearer " + token, given))
                .orElse(true);
        if (!allowed) {
            throw Problems.of(
                            401,
                            "admin-token-required",
                            "Admin token required",
                            "send Authorization: Bearer with the value of EVENKEEL_ADMIN_TOKEN")
                    .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .build();
        }
    }

    private static boolean sameBytes(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
