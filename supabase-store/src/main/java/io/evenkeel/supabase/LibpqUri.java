package io.evenkeel.supabase;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection URI as libpq does: {@code postgresql://[user[:password]@][host[:port]][/dbname][?param=value&...]},
 * everything percent-encoded. One host only. Messages never hold the URI, which holds the password.
 *
 * <p>See "Connection URIs" in the manual of PostgreSQL.
 */
final class LibpqUri {
    private static final Pattern SHAPE = Pattern.compile(
            "postgres(?:ql)?://(?:(?<user>[^:@/?#]*)(?::(?<password>[^@/?#]*))?@)?"
                    + "(?<host>\\[[^\\]]*\\]|[^:@/?#\\[\\],]*)(?::(?<port>[0-9]*))?(?:/(?<dbname>[^?#]*))?(?:\\?(?<params>[^#]*))?");

    private static final Set<String> USED = Set.of(
            "user",
            "password",
            "host",
            "port",
            "dbname",
            "sslmode",
            "sslrootcert",
            "application_name",
            "connect_timeout",
            "options",
            "pgbouncer");

    /** Parameters of other clients and of libpq that change nothing of what is sent or trusted. */
    private static final Set<String> IGNORED = Set.of(
            "channel_binding",
            "client_encoding",
            "connection_limit",
            "gssencmode",
            "keepalives",
            "keepalives_count",
            "keepalives_idle",
            "keepalives_interval",
            "pool_timeout",
            "target_session_attrs",
            "tcp_user_timeout");

    private final Map<String, String> values = new HashMap<>();

    /** @throws IllegalArgumentException when the text is no such URI, or holds a parameter that is not supported */
    LibpqUri(String text) {
        Matcher uri = SHAPE.matcher(text.strip());
        if (!uri.matches()) {
            throw new IllegalArgumentException("not a connection URI of the form"
                    + " postgresql://user:password@host:port/dbname?sslmode=require; write special characters of the"
                    + " password percent-encoded, for example @ as %40");
        }
        put("user", uri.group("user"));
        put("password", uri.group("password"));
        String host = uri.group("host");
        put("host", host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
        put("port", uri.group("port"));
        put("dbname", uri.group("dbname"));
        String params = uri.group("params");
        if (params != null && !params.isEmpty()) {
            for (String param : params.split("&", -1)) {
                String[] parts = param.split("=", 2);
                putParameter(parts[0], parts.length == 2 ? parts[1] : "");
            }
        }
    }

    /** The value, decoded; null when it is not given or empty. */
    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** The value, decoded, or another when it is not given. */
    String get(String name, String otherwise) {
        return Objects.requireNonNullElse(values.get(name), otherwise);
    }

    /** The value as a number, or another when it is not given. */
    int number(String name, int otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("parameter " + name + " is a number, not " + value, notANumber);
        }
    }

    private void putParameter(String name, String value) {
        if (USED.contains(name)) {
            put(name, value);
        } else if (!IGNORED.contains(name)) {
            throw new IllegalArgumentException(
                    "parameter " + name + " of the connection URI is not supported; remove it");
        }
    }

    private void put(String name, @Nullable String encoded) {
        if (encoded != null && !encoded.isEmpty()) {
            // URLDecoder reads + as a space, which a URI does not.
            values.put(name, URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
        }
    }
}
