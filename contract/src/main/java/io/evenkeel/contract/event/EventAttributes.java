package io.evenkeel.contract.event;

import io.evenkeel.contract.catalogue.Entity;
import io.evenkeel.contract.change.Condition;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.value.TextDomain;
import io.evenkeel.contract.value.Timestamps;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event's attributes, checked.
 *
 * @param root the root's id as it was given, or null
 */
record EventAttributes(
        String id,
        String source,
        String type,
        Instant time,
        @Nullable Long sequence,
        Condition condition,
        @Nullable String root) {

    private static final int MAX_BYTES = 512;
    private static final Pattern INT64 = Pattern.compile("-?\\d{1,19}");
    private static final Pattern JSON_TYPE =
            Pattern.compile("application/(json|[^;\\s]+\\+json)(\\s*;.*)?", Pattern.CASE_INSENSITIVE);

    /** The attributes; null when problems were added. */
    static @Nullable EventAttributes read(
            Map<String, String> given, String workspace, Clock clock, List<Problem> problems) {
        return new Reader(given, problems).read(workspace, clock);
    }

    private record Reader(Map<String, String> given, List<Problem> problems) {

        @Nullable
        EventAttributes read(String workspace, Clock clock) {
            int before = problems.size();
            String version = required("specversion");
            if (version != null && !version.equals("1.0")) {
                invalid("specversion", "is '" + ProblemCode.excerpt(version) + "'; send CloudEvents 1.0");
            }
            String id = required("id");
            String source = required("source");
            String type = required("type");
            if (source != null && !isUriReference(source)) {
                invalid("source", "is not a URI reference (RFC 3986); escape what a URI may not hold");
            }
            contentType();
            workspace(workspace);
            Instant time = time(clock);
            Long sequence = sequence();
            Condition condition = condition();
            if (problems.size() > before) {
                return null;
            }
            return new EventAttributes(
                    Objects.requireNonNull(id),
                    Objects.requireNonNull(source),
                    Objects.requireNonNull(type),
                    time,
                    sequence,
                    condition,
                    given.get("root"));
        }

        private @Nullable String required(String name) {
            String value = given.get(name);
            if (value == null || value.isEmpty()) {
                problems.add(ProblemCode.MISSING_ATTRIBUTE.at(
                        "/" + name, "A CloudEvent has the attribute " + name + ", which is not empty; add it."));
                return null;
            }
            if (value.codePoints()
                    .anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE)) {
                invalid(name, "holds control characters or half a surrogate pair; remove them");
            }
            int bytes = TextDomain.bytes(value);
            if (bytes > MAX_BYTES) {
                invalid(name, "has " + bytes + " bytes in UTF-8, at most " + MAX_BYTES + " are taken; shorten it");
            }
            return value;
        }

        private void contentType() {
            String contentType = given.get("datacontenttype");
            if (contentType != null && !JSON_TYPE.matcher(contentType).matches()) {
                invalid(
                        "datacontenttype",
                        "is '" + ProblemCode.excerpt(contentType) + "'; data is JSON, write application/json");
            }
        }

        private void workspace(String workspace) {
            String own = given.get(EventRecords.WORKSPACE);
            if (own != null && !own.equals(workspace)) {
                problems.add(ProblemCode.WRONG_WORKSPACE.at(
                        "/" + EventRecords.WORKSPACE,
                        "The event says workspace '" + ProblemCode.excerpt(own) + "', but its sender's is '"
                                + ProblemCode.excerpt(workspace)
                                + "'; leave it out, or send the event as that workspace."));
            }
        }

        private Instant time(Clock clock) {
            String time = given.get("time");
            if (time == null) {
                return Timestamps.instant(Timestamps.micros(clock.instant()));
            }
            OptionalLong micros = Timestamps.parse(time);
            if (micros.isEmpty()) {
                invalid("time", "is '" + ProblemCode.excerpt(time) + "'; " + Timestamps.EXPECTED);
            }
            return Timestamps.instant(micros.orElse(0));
        }

        private @Nullable Long sequence() {
            String sequence = given.get(EventRecords.SEQUENCE);
            if (sequence == null) {
                return null;
            }
            if (INT64.matcher(sequence).matches()) {
                try {
                    return Long.parseLong(sequence);
                } catch (NumberFormatException outOfRange) {
                    // said below
                }
            }
            invalid(
                    EventRecords.SEQUENCE,
                    "is '" + ProblemCode.excerpt(sequence)
                            + "'; write a 64-bit integer in decimal, for example \"42\"");
            return null;
        }

        private Condition condition() {
            boolean ifAbsent = ifAbsent();
            String version = given.get(EventRecords.IF_MATCH);
            if (version == null) {
                return ifAbsent ? Condition.IF_ABSENT : Condition.NONE;
            }
            if (ifAbsent) {
                invalid(EventRecords.IF_MATCH, "stands beside " + EventRecords.IF_ABSENT + "; send one of them");
            }
            try {
                return new Condition.IfMatch(Position.parse(version));
            } catch (IllegalArgumentException malformed) {
                invalid(
                        EventRecords.IF_MATCH,
                        "is '" + ProblemCode.excerpt(version)
                                + "'; write the row's source_epoch:source_partition:source_offset, for example"
                                + " \"1780000000000:3:42\"");
                return Condition.NONE;
            }
        }

        private boolean ifAbsent() {
            String ifAbsent =
                    given.getOrDefault(EventRecords.IF_ABSENT, "false").toLowerCase(Locale.ROOT);
            if (!ifAbsent.equals("true") && !ifAbsent.equals("false")) {
                invalid(
                        EventRecords.IF_ABSENT,
                        "is '" + ProblemCode.excerpt(ifAbsent) + "'; write \"true\" or leave it out");
            }
            return ifAbsent.equals("true");
        }

        private static boolean isUriReference(String text) {
            try {
                return new URI(text).toString().equals(text);
            } catch (URISyntaxException notOne) {
                return false;
            }
        }

        private void invalid(String name, String what) {
            problems.add(ProblemCode.INVALID_ATTRIBUTE.at("/" + name, "Attribute " + name + " " + what + "."));
        }
    }

    /** What is wrong with a workspace, for a gate that serves all of them or only the default. */
    static @Nullable Problem workspaceProblem(String workspace, boolean singleWorkspace) {
        if (singleWorkspace && !workspace.equals(Entity.DEFAULT_WORKSPACE)) {
            return ProblemCode.WRONG_WORKSPACE.at(
                    "/" + EventRecords.WORKSPACE,
                    "This installation has the one workspace '" + Entity.DEFAULT_WORKSPACE + "', not '"
                            + ProblemCode.excerpt(workspace) + "'; name no workspace.");
        }
        return TextDomain.keyProblem(workspace, "/" + EventRecords.WORKSPACE).orElse(null);
    }
}
