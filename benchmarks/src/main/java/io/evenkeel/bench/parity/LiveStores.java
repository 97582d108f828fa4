package io.evenkeel.bench.parity;

import io.evenkeel.bench.BenchServers;
import io.evenkeel.contract.schema.Migrations;
import io.evenkeel.contract.schema.VectorIndex;
import io.evenkeel.contract.store.Store;
import io.evenkeel.contract.topic.Topics;
import io.evenkeel.sqlite.SqliteStore;
import io.evenkeel.supabase.SupabaseMigrator;
import io.evenkeel.supabase.SupabaseStore;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Empty stores, without HNSW indexes, as bulk loads have them. */
final class LiveStores {
    private LiveStores() {}

    static Store sqlite(BenchServers servers, String name, Topics topics) {
        return SqliteStore.open(servers.folder().resolve(name + ".sqlite"), PairCorpus.CATALOGUE, topics.changes());
    }

    static Store supabase(BenchServers servers, String name, Topics topics) throws SQLException {
        String uri = database(servers, name);
        return SupabaseStore.open(uri, PairCorpus.CATALOGUE, topics.changes());
    }

    /** A new database with the tables of the catalogue, and says where it is. */
    static String database(BenchServers servers, String name) throws SQLException {
        String uri = servers.postgres().createDatabase(name.replace('-', '_'));
        SupabaseMigrator.apply(uri, Migrations.list());
        try (Connection connection = connect(uri, servers.postgres().port());
                Statement statement = connection.createStatement()) {
            for (VectorIndex index : VectorIndex.of(PairCorpus.CATALOGUE)) {
                statement.execute(index.drop());
            }
        }
        return uri;
    }

    /** Connects to a database of that server by way of some port. */
    static Connection connect(String postgresUri, int port) throws SQLException {
        URI uri = URI.create(postgresUri);
        String user = uri.getUserInfo().split(":", -1)[0];
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + uri.getPath()
                + "?currentSchema=public,extensions&user=" + user);
    }
}
