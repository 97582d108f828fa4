package io.evenkeel.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evenkeel.contract.control.Backend;
import io.evenkeel.contract.store.StoreReader;
import io.evenkeel.contract.store.StoreUnavailableException;
import io.evenkeel.query.routing.Route;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Where reads go. */
@Path("/v1/config")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "status")
public class ConfigResource {
    private final Routing routing;
    private final Stores stores;

    ConfigResource(Routing routing, Stores stores) {
        this.routing = routing;
        this.stores = stores;
    }

    /** Backend, stage and term, and whether each store answers: {@code up}, {@code down} or {@code not-configured}. */
    @GET
    @Operation(summary = "Where reads go, and whether both stores answer")
    public ObjectNode config() {
        Route route = routing.route();
        CompletableFuture<String> supabase = CompletableFuture.supplyAsync(() -> health(Backend.SUPABASE));
        String sqlite = health(Backend.SQLITE);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("backend", route.backend().label());
        body.put("stage", route.stage().label());
        body.put("term", route.term());
        body.putObject("health").put("sqlite", sqlite).put("supabase", supabase.join());
        return body;
    }

    private String health(Backend backend) {
        StoreReader reader = stores.readers().get(backend);
        if (reader == null) {
            return "not-configured";
        }
        try {
            reader.positions();
            return "up";
        } catch (StoreUnavailableException unavailable) {
            return "down";
        }
    }
}
