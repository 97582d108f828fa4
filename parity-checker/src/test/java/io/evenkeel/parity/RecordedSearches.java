package io.evenkeel.parity;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Answers as query-service does with what was recorded before: a PUT of a listing replaces it. Before the first it fails. */
final class RecordedSearches implements AutoCloseable {
    private static final int NO_BODY = -1;

    private final HttpServer server;
    private volatile byte[] listing = {};

    RecordedSearches() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        server.createContext("/v1/search/recent", this::answer);
        server.start();
    }

    /** Where it answers. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            listing = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(204, NO_BODY);
        } else if (listing.length == 0) {
            exchange.sendResponseHeaders(500, NO_BODY);
        } else {
            exchange.sendResponseHeaders(200, listing.length);
            exchange.getResponseBody().write(listing);
        }
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
