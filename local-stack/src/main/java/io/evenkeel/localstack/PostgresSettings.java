package io.evenkeel.localstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of the server, given on its command line so that the data folder stays as Postgres made it. */
record PostgresSettings(Durability durability) {
    Map<String, String> properties() {
        String onDisk = durability == Durability.DURABLE ? "on" : "off";
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("max_connections", "200");
        properties.put("wal_level", "logical");
        properties.put("max_replication_slots", "20");
        properties.put("max_wal_senders", "20");
        // With off, a logical slot would see commits up to 600 ms late.
        properties.put("synchronous_commit", "on");
        properties.put("fsync", onDisk);
        properties.put("full_page_writes", onDisk);
        // pgvector before 0.8.2 can overflow a buffer when it builds an HNSW index in parallel.
        properties.put("max_parallel_maintenance_workers", "0");
        return properties;
    }

    /** The settings as arguments of {@code postgres}. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        properties().forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }
}
