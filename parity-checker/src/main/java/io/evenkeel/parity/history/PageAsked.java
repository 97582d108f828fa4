package io.evenkeel.parity.history;

import io.evenkeel.kit.Problems;
import io.quarkiverse.resteasy.problem.HttpProblem;
import jakarta.ws.rs.QueryParam;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Which page of the history is asked for; what cannot be is a 422. */
class PageAsked {
    private static final int USUAL = 100;
    private static final int LONGEST = 1_000;

    @QueryParam("limit")
    @Nullable
    Integer limit;

    @QueryParam("cursor")
    @Nullable
    String cursor;

    @QueryParam("since")
    @Nullable
    String since;

    int size() {
        int size = limit == null ? USUAL : limit;
        if (size < 1 || size > LONGEST) {
            throw refused("limit", "limit is 1 to " + LONGEST + "; use the cursor of a page to get the next");
        }
        return size;
    }

    @Nullable
    Cursor behind() {
        if (cursor == null) {
            return null;
        }
        try {
            return Cursor.parse(cursor);
        } catch (IllegalArgumentException wrong) {
            throw refused("cursor", "send the cursor that came with a page, and the same conditions");
        }
    }

    @Nullable
    Instant first() {
        if (since == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(since).toInstant();
        } catch (DateTimeException wrong) {
            throw refused("since", "send a time with its offset, as 2026-01-31T12:00:00Z");
        }
    }

    private static HttpProblem refused(String parameter, String detail) {
        return Problems.of(422, "invalid-" + parameter, "No such page", detail).build();
    }
}
