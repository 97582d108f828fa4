package io.evenkeel.query;

import io.evenkeel.query.request.InvalidRequestException;

/** The request header that names the tenant; {@code default} when it is absent. */
final class Workspace {
    static final String HEADER = "Evenkeel-Workspace";

    private Workspace() {}

    static String of(String header) {
        if (header.isBlank()) {
            throw InvalidRequestException.parameter(HEADER, "it is empty; name the workspace, or leave the header out");
        }
        return header.strip();
    }
}
