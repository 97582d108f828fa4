package io.evenkeel.query;

import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/**
 * A problem that belongs to normal operation: it is answered, and counted, but not logged as an error with its stack, as
 * every other {@link HttpProblem} of 500 and above is.
 */
final class ProblemAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpProblem problem;

    ProblemAnswer(HttpProblem problem) {
        super(problem.getDetail(), null, false, false);
        this.problem = problem;
    }

    /** Answers with the problem. */
    @Provider
    public static final class Mapper implements ExceptionMapper<ProblemAnswer> {
        @Override
        public Response toResponse(ProblemAnswer answer) {
            return answer.problem.toResponse();
        }
    }
}
