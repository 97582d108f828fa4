package io.evenkeel.kit;

import io.evenkeel.contract.event.Problem;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.time.Duration;

/** Problem documents (RFC 9457) in Evenkeel's form: {@code type} is {@code urn:evenkeel:problem:<code>}. */
public final class Problems {
    private Problems() {}

    /** A problem with a code of its own. */
    public static HttpProblem.Builder of(int status, String code, String title, String detail) {
        return HttpProblem.builder()
                .withStatus(status)
                .withType(URI.create("urn:evenkeel:problem:" + code))
                .withTitle(title)
                .withDetail(detail);
    }

    /** A refused value. */
    public static HttpProblem.Builder of(int status, Problem problem) {
        return of(status, problem.code(), problem.title(), problem.detail()).with("pointer", problem.pointer());
    }

    /** Something that this service needs does not answer now: 503 with {@code Retry-After}. */
    public static HttpProblem unavailable(String code, String detail, Duration retryAfter) {
        return of(Status.SERVICE_UNAVAILABLE.getStatusCode(), code, "Not available now", detail)
                .withHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())))
                .build();
    }
}
