package io.evenkeel.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.kit.Problems;
import io.evenkeel.query.routing.Answer;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns answers into responses, each with its position, backend and term, and counts them. */
@Singleton
class Answers {
    private static final String POSITION = "Evenkeel-Position";
    private static final String BACKEND = "Evenkeel-Backend";
    private static final String TERM = "Evenkeel-Term";

    private final QueryConfig config;
    private final MeterRegistry metrics;

    Answers(QueryConfig config, MeterRegistry metrics) {
        this.config = config;
        this.metrics = metrics;
    }

    /** What was read, or a problem (503) that says why nothing was. */
    <T> Answer.Served<T> served(Answer<T> answer) {
        String backend = answer.backend().label();
        return switch (answer) {
            case Answer.Served<T> served -> {
                count(backend, served.fallback() ? "fallback" : "served");
                yield served;
            }
            case Answer.Behind<T> behind -> {
                count(backend, "behind");
                throw notNow(
                        "behind",
                        backend + " has not yet applied what this read has to show; it has applied [" + behind.reached()
                                + "] and should have [" + behind.wanted() + "]",
                        answer);
            }
            case Answer.Unreachable<T> unreachable -> {
                count(backend, "unreachable");
                throw notNow("unreachable", backend + " cannot be reached: " + unreachable.reason(), answer);
            }
        };
    }

    private void count(String backend, String outcome) {
        metrics.counter("evenkeel.query.reads", "backend", backend, "outcome", outcome)
                .increment();
    }

    /** A response of its own shape; the headers tell where it comes from. */
    Response ok(Answer.Served<?> served, ObjectNode body) {
        Response.ResponseBuilder response = Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
        headers(served).forEach(response::header);
        return response.build();
    }

    /** The beginning of a body that tells where it comes from. */
    ObjectNode body(Answer.Served<?> served) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("backend", served.backend().label())
                .put("term", served.term())
                .put("position", served.position().toString());
    }

    /** That something is not there is an answer as well. */
    ProblemAnswer notFound(Answer.Served<?> served, String detail) {
        HttpProblem.Builder problem = Problems.of(404, "not-found", "Not found", detail);
        headers(served).forEach(problem::withHeader);
        return new ProblemAnswer(problem.build());
    }

    private ProblemAnswer notNow(String code, String detail, Answer<?> answer) {
        return new ProblemAnswer(HttpProblem.builder(Problems.unavailable(code, detail, config.retryAfter()))
                .withHeader(BACKEND, answer.backend().label())
                .withHeader(TERM, Long.toString(answer.term()))
                .build());
    }

    private static Map<String, String> headers(Answer.Served<?> served) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(POSITION, served.position().toString());
        headers.put(BACKEND, served.backend().label());
        headers.put(TERM, Long.toString(served.term()));
        if (served.fallback()) {
            headers.put(
                    "Warning",
                    "199 evenkeel \"" + served.backend().other().label() + " cannot be reached; "
                            + served.backend().label() + " served\"");
        }
        return Map.copyOf(headers);
    }
}
