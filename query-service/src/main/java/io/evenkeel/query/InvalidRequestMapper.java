package io.evenkeel.query;

import io.evenkeel.kit.Problems;
import io.evenkeel.query.request.InvalidRequestException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Objects;

/** Answers refused requests with a problem document that names the parameter, or points to the member. */
@Provider
public class InvalidRequestMapper implements ExceptionMapper<InvalidRequestException> {
    @Override
    public Response toResponse(InvalidRequestException refused) {
        HttpProblem.Builder problem = Problems.of(
                refused.status(), refused.code(), refused.title(), Objects.requireNonNull(refused.getMessage()));
        if (refused.where().startsWith("/")) {
            problem.with("pointer", refused.where());
        } else if (!refused.where().isEmpty()) {
            problem.with("parameter", refused.where());
        }
        return problem.build().toResponse();
    }
}
