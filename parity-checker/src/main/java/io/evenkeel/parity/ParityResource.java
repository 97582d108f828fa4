package io.evenkeel.parity;

import io.evenkeel.contract.catalogue.Catalogue;
import io.evenkeel.contract.change.Position;
import io.evenkeel.contract.store.StorePosition;
import io.evenkeel.contract.store.StoreScanner;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.kit.Admin;
import io.evenkeel.kit.EventLog;
import io.evenkeel.kit.Problems;
import io.evenkeel.parity.drift.DriftJson;
import io.evenkeel.parity.history.HistoryJson;
import io.evenkeel.parity.history.Recorder;
import io.evenkeel.parity.letter.DeadLetters;
import io.evenkeel.parity.search.SearchJson;
import io.evenkeel.parity.search.Searches;
import io.evenkeel.parity.sweep.SweepReport;
import io.evenkeel.parity.sweep.SweepRequest;
import io.evenkeel.parity.sweep.Sweeps;
import io.evenkeel.parity.tail.TailState;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Parity as operators ask for it. */
@Path("/v1/parity")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
class ParityResource {
    private final ParityService parity;
    private final Stores stores;
    private final Searches searches;
    private final Recorder recorder;
    private final EventLog log;
    private final Catalogue catalogue;
    private final Clock clock;

    ParityResource(
            ParityService parity,
            Stores stores,
            Searches searches,
            Recorder recorder,
            EventLog log,
            Catalogue catalogue,
            Clock clock) {
        this.parity = parity;
        this.stores = stores;
        this.searches = searches;
        this.recorder = recorder;
        this.log = log;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "Whether both stores hold what the log says, and how far each has come")
    public ParityJson.Status status() {
        Verification running = parity.verification();
        ParityVerdict verdict = parity.verdict();
        TailState tail = running.tail().state();
        Duration age = verdict.age();
        Map<Integer, Long> watermarks = running.findings().watermarks();
        DeadLetters.Open letters = running.deadLetters().open();
        Map<String, ParityJson.StoreStatus> statuses = new LinkedHashMap<>();
        stores.scanners()
                .forEach((backend, scanner) -> statuses.put(
                        backend.label(),
                        store(scanner, tail.ends(), letters.byStore().getOrDefault(backend.label(), 0L))));
        return new ParityJson.Status(
                verdict.verdict().label(),
                verdict.reason(),
                age == null ? null : ParityJson.seconds(age),
                ParityJson.seconds(tail.lag(clock.instant())),
                running.findings().open().size(),
                watermarks.entrySet().stream()
                        .map(mark -> new Position(log.epoch(), mark.getKey(), mark.getValue()).toString())
                        .sorted()
                        .toList(),
                partitions(running, tail, watermarks),
                statuses,
                letters.byStore(),
                running.sweeps().lastEnded().map(ParityJson::summary).orElse(null),
                searches.last().map(SearchJson::summary).orElse(null),
                HistoryJson.state(recorder),
                DriftJson.watches(running.drift()));
    }

    @GET
    @Path("mismatches")
    @Operation(summary = "The mismatches that are open")
    public ParityJson.Mismatches mismatches() {
        Verification running = parity.verification();
        return new ParityJson.Mismatches(running.findings().open().stream()
                .map(mismatch -> ParityJson.open(
                        mismatch, running.drift().journal().row(mismatch.key()).orElse(null)))
                .toList());
    }

    @POST
    @Path("sweeps")
    @Consumes(MediaType.WILDCARD)
    @Admin
    @Operation(hidden = true)
    public Response sweepAll(@Nullable String body) {
        if (body != null && !body.isBlank()) {
            throw Problems.of(415, "json-expected", "JSON is expected", "send the document as application/json")
                    .build();
        }
        return begin(new ParityJson.SweepAsked(null, null, null, null));
    }

    @POST
    @Path("sweeps")
    @Consumes(MediaType.APPLICATION_JSON)
    @Admin
    @Operation(summary = "Starts a comparison of all content, or of a part; writers are not paused")
    public Response begin(ParityJson.@Nullable SweepAsked asked) {
        Verification running = parity.verification();
        SweepRequest request = asked == null ? SweepRequest.ALL : SweepQuestions.request(asked, catalogue);
        if (!parity.comparing()) {
            throw Problems.of(
                            409,
                            "nothing-to-compare",
                            "Nothing to compare",
                            parity.verdict().reason() + "; a sweep compares both stores")
                    .build();
        }
        SweepReport report = running.sweeps()
                .request(request)
                .orElseThrow(() -> Problems.of(
                                429,
                                "too-many-sweeps",
                                "Too many sweeps",
                                "wait until those that are queued have ended")
                        .build());
        return Response.accepted(ParityJson.sweep(report))
                .location(URI.create("/v1/parity/sweeps/" + report.id()))
                .build();
    }

    @GET
    @Path("sweeps/{id}")
    @Operation(
            summary = "Where a sweep stands, and what it found; 'current' is the one that runs, or was asked for last")
    public ParityJson.SweepStatus sweep(@PathParam("id") String id) {
        return ParityJson.sweep(find(id));
    }

    @POST
    @Path("sweeps/{id}/stop")
    @Admin
    @Operation(summary = "Stops a sweep; what it found stays")
    public ParityJson.SweepStatus stop(@PathParam("id") String id) {
        SweepReport report = find(id);
        if (report.ended()) {
            throw Problems.of(409, "sweep-ended", "Not now", "that sweep has ended; there is nothing to stop")
                    .build();
        }
        return ParityJson.sweep(parity.verification().sweeps().stop(report.id()).orElse(report));
    }

    private SweepReport find(String id) {
        Sweeps sweeps = parity.verification().sweeps();
        return (id.equals("current") ? sweeps.current() : sweeps.find(id))
                .orElseThrow(
                        () -> Problems.of(404, "no-such-sweep", "No such sweep", "only the last sweeps are remembered")
                                .build());
    }

    private ParityJson.StoreStatus store(StoreScanner scanner, Map<Integer, Long> ends, long deadLetters) {
        try {
            Map<Integer, StorePosition> positions = scanner.positions();
            return new ParityJson.StoreStatus(
                    true,
                    positions.values().stream()
                            .map(position -> position.applied().toString())
                            .sorted()
                            .toList(),
                    WriterLag.events(log.epoch(), positions, ends),
                    deadLetters);
        } catch (StoreUnavailableException unreachable) {
            return new ParityJson.StoreStatus(false, List.of(), null, deadLetters);
        }
    }

    private List<ParityJson.Partition> partitions(Verification running, TailState tail, Map<Integer, Long> watermarks) {
        Topics topics = log.topics();
        Map<Integer, StorePosition> ledger = running.ledger().positions();
        return IntStream.range(0, topics.partitions())
                .mapToObj(partition -> {
                    StorePosition position = ledger.get(partition);
                    return new ParityJson.Partition(
                            partition,
                            tail.ends().getOrDefault(partition, 0L),
                            position == null ? -1 : position.applied().offset(),
                            watermarks.getOrDefault(partition, -1L));
                })
                .toList();
    }
}
