package io.evenkeel.parity.letter;

import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.ParityService;
import io.evenkeel.parity.ledger.LedgerUnavailableException;
import io.quarkiverse.resteasy.problem.HttpProblem;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What the stores, or embedding-service, have refused. */
@Path("/v1/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Blocking
class DeadLettersResource {
    private static final int LONGEST_REASON = 1_000;
    private static final int LONGEST_LIST = 10_000;

    private final ParityService parity;

    DeadLettersResource(ParityService parity) {
        this.parity = parity;
    }

    @GET
    @Operation(summary = "The open dead letters in the order of the log, at most 10,000, and how many there are")
    public LetterJson.Listing list(
            @QueryParam("store") @Nullable String store, @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 0 || limit > LONGEST_LIST) {
            throw Problems.of(422, "invalid-limit", "No such limit", "limit is 0 to " + LONGEST_LIST)
                    .build();
        }
        Letters letters = read();
        if (store != null) {
            Selection.checkStore(store);
        }
        var byStore = letters.open().byStore();
        return new LetterJson.Listing(
                store == null ? letters.open().total() : byStore.getOrDefault(store, 0L),
                byStore,
                letters.list(store, limit).stream().map(LetterJson::entry).toList());
    }

    @POST
    @Path("replay")
    @Admin
    @Operation(
            summary = "Has each letter's store take what the log still has of it",
            description =
                    "In the order of the log, at most 1,000 at a time. 409 when none of them could be replayed, with"
                            + " the results; 503 when that is because somebody does not answer")
    public LetterJson.Replays replay(LetterJson.@Nullable Request request) {
        Letters letters = read();
        Selection selection = Selection.of(request, letters);
        List<Replayed> replayed = replay(letters, selection);
        LetterJson.Replays answer = answer(replayed, selection.left());
        if (answer.replayed() == 0 && answer.failed() > 0) {
            throw noneReplayed(replayed, answer);
        }
        return answer;
    }

    @POST
    @Path("dismiss")
    @Admin
    @Operation(
            summary = "Closes letters without replaying them; the reason is recorded",
            description =
                    "At most 1,000 at a time. Rows that a store lacks stay mismatches until the event comes again")
    public LetterJson.Dismissed dismiss(LetterJson.@Nullable Request request) {
        String reason = reason(request);
        Letters letters = read();
        Selection selection = Selection.of(request, letters);
        try {
            letters.dismiss(selection.letters(), "operator", reason);
        } catch (StoreUnavailableException unavailable) {
            throw Problems.unavailable(
                    "kafka-unavailable", String.valueOf(unavailable.getMessage()), Duration.ofSeconds(5));
        }
        List<String> keys =
                selection.letters().stream().map(open -> open.letter().key()).toList();
        return new LetterJson.Dismissed(keys.size(), selection.left(), keys);
    }

    private static List<Replayed> replay(Letters letters, Selection selection) {
        try {
            return letters.replay(selection.letters());
        } catch (KafkaException | LedgerUnavailableException unavailable) {
            throw Problems.unavailable(
                    "log-unavailable",
                    "what the log has of the letters cannot be read: " + unavailable.getMessage()
                            + "; list again to see which are closed",
                    Duration.ofSeconds(5));
        }
    }

    private Letters read() {
        Letters letters = parity.letters();
        if (!letters.open().read()) {
            throw Problems.unavailable("starting", "the dead letters are being read", Duration.ofSeconds(2));
        }
        return letters;
    }

    private static String reason(LetterJson.@Nullable Request request) {
        String reason = request == null ? null : request.reason();
        if (reason == null || reason.isBlank()) {
            throw Problems.of(
                            422, "reason-required", "A reason is required", "dismissing needs a reason; it is recorded")
                    .with("pointer", "/reason")
                    .build();
        }
        if (reason.length() > LONGEST_REASON) {
            throw Problems.of(
                            422,
                            "reason-too-long",
                            "The reason is too long",
                            "a reason has at most " + LONGEST_REASON + " characters, not " + reason.length())
                    .with("pointer", "/reason")
                    .build();
        }
        return reason;
    }

    private static LetterJson.Replays answer(List<Replayed> replayed, long left) {
        long closed = replayed.stream().filter(Replayed::isClosed).count();
        return new LetterJson.Replays(
                closed,
                replayed.size() - closed,
                left,
                replayed.stream().map(LetterJson::result).toList());
    }

    private static HttpProblem noneReplayed(List<Replayed> replayed, LetterJson.Replays answer) {
        Replayed first = replayed.getFirst();
        boolean refused = replayed.stream().anyMatch(one -> one.result() == Replayed.Result.REFUSED);
        String more = replayed.size() == 1 ? "" : "; and " + (replayed.size() - 1) + " more";
        return Problems.of(
                        refused ? 409 : 503,
                        refused ? "replay-refused" : "replay-failed",
                        "No dead letter was replayed",
                        first.letter().key() + ": " + first.message() + more)
                .with("replayed", answer.replayed())
                .with("failed", answer.failed())
                .with("left", answer.left())
                .with("results", answer.results())
                .build();
    }
}
