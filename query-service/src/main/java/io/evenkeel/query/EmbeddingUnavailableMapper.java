package io.evenkeel.query;

import io.evenkeel.kit.Problems;
import io.evenkeel.query.search.EmbeddingUnavailableException;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;

/** Answers searches for which no vector can be made now. */
@Provider
public class EmbeddingUnavailableMapper implements ExceptionMapper<EmbeddingUnavailableException> {
    // Looked up when called: mappers are made before there is a configuration.
    private final Instance<QueryConfig> config;

    EmbeddingUnavailableMapper(Instance<QueryConfig> config) {
        this.config = config;
    }

    @Override
    public Response toResponse(EmbeddingUnavailableException unavailable) {
        return Problems.unavailable(
                        "embedding-unavailable",
                        "the query needs a vector from embedding-service, but " + unavailable.getMessage()
                                + "; start it, or set EMBEDDING_URL, or send vector instead of query",
                        config.get().retryAfter())
                .toResponse();
    }
}
