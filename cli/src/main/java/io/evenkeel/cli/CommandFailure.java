package io.evenkeel.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Ends a command: printed as a sentence, or with {@code --json} as a problem document. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Failed, or not equal. */
    static final int FAILED = 1;

    /** Refused, or wrong use. */
    static final int REFUSED = 2;

    private final int exitCode;
    private final String code;
    private final transient @Nullable JsonNode problem;

    private CommandFailure(int exitCode, String code, String message, @Nullable JsonNode problem) {
        super(message);
        this.exitCode = exitCode;
        this.code = code;
        this.problem = problem;
    }

    /** Something went wrong. The message says what to do. */
    static CommandFailure failed(String code, String message) {
        return new CommandFailure(FAILED, code, message, null);
    }

    /** The request was refused, or made no sense. The message says what to do. */
    static CommandFailure refused(String code, String message) {
        return new CommandFailure(REFUSED, code, message, null);
    }

    /** A service answered with a problem document. */
    static CommandFailure of(int exitCode, JsonNode problem) {
        String detail = problem.path("detail").asText(problem.path("title").asText("the service refused"));
        return new CommandFailure(exitCode, "service", detail, problem);
    }

    int exitCode() {
        return exitCode;
    }

    /** The problem document (RFC 9457). */
    JsonNode problem() {
        if (problem != null) {
            return problem;
        }
        ObjectNode document = Json.object();
        document.put("type", "urn:evenkeel:problem:" + code);
        document.put("title", exitCode == REFUSED ? "Refused" : "Failed");
        document.put("detail", getMessage());
        return document;
    }
}
