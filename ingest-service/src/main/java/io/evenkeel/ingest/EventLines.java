package io.evenkeel.ingest;

import io.evenkeel.contract.event.ProblemCode;
import io.evenkeel.contract.event.StrictJson;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads NDJSON, one structured CloudEvent a line; blank lines are skipped. Holds one line at a time, of at most
 * {@code maxLine} bytes: a longer one is passed over and reported.
 */
final class EventLines implements Arrivals {
    private final InputStream in;
    private final int maxLine;

    EventLines(InputStream in, int maxLine) {
        this.in = new BufferedInputStream(in, 64 << 10);
        this.maxLine = maxLine;
    }

    @Override
    public @Nullable Arrival next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        boolean blank = true;
        long length = 0;
        int next = in.read();
        while (next >= 0) {
            if (next == '\n') {
                if (!blank) {
                    return arrival(line.toByteArray(), length);
                }
                line.reset();
                length = 0;
            } else {
                blank &= next == ' ' || next == '\t' || next == '\r';
                length++;
                if (length <= maxLine) {
                    line.write(next);
                }
            }
            next = in.read();
        }
        return blank ? null : arrival(line.toByteArray(), length);
    }

    private Arrival arrival(byte[] line, long length) {
        if (length > maxLine) {
            return new Arrival.Unparsed(
                    null,
                    ProblemCode.EVENT_TOO_LARGE.at(
                            "",
                            "The line has " + length + " bytes, at most " + maxLine + " are taken; split the event."));
        }
        return switch (StrictJson.parse(line, "")) {
            case StrictJson.Result.Parsed parsed -> StructuredEvents.read(parsed.json());
            case StrictJson.Result.Refused refused -> new Arrival.Unparsed(null, refused.problem());
        };
    }
}
