package io.evenkeel.parity.history;

import io.evenkeel.contract.value.RowKey;
import io.evenkeel.parity.finding.Mismatch;
import io.evenkeel.parity.finding.MismatchKind;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link Sighting} as it stands in Supabase. */
@Entity
@Table(schema = "evenkeel", name = "parity_mismatch")
class MismatchRow {
    @Id
    UUID id;

    long epoch;
    String entity;
    String workspaceId;

    @Column(name = "key")
    String rowKey;

    String kind;

    @Nullable
    String columnName;

    String store;

    @Nullable
    String logValue;

    @Nullable
    String sqliteValue;

    @Nullable
    String supabaseValue;

    boolean valuesCut;
    Instant firstSeen;
    Instant lastSeen;

    @Nullable
    Instant closedAt;

    @Nullable
    String closedHow;

    Instant recordedAt;

    @SuppressWarnings("NullAway.Init")
    MismatchRow() {}

    MismatchRow(Sighting sighting, Instant now) {
        Mismatch mismatch = sighting.mismatch();
        id = sighting.id();
        epoch = sighting.epoch();
        entity = mismatch.key().entity();
        workspaceId = Excerpt.storable(mismatch.key().workspace());
        rowKey = Excerpt.storable(mismatch.key().key());
        kind = mismatch.kind().label();
        columnName = mismatch.column();
        store = StoreNames.of(mismatch.stores());
        logValue = mismatch.log();
        sqliteValue = mismatch.sqlite();
        supabaseValue = mismatch.supabase();
        valuesCut = sighting.cut();
        firstSeen = mismatch.foundAt();
        lastSeen = sighting.lastSeen();
        closedAt = sighting.closedAt();
        closedHow = sighting.closedHow();
        recordedAt = now;
    }

    Sighting sighting() {
        return new Sighting(
                id,
                epoch,
                new Mismatch(
                        new RowKey(entity, workspaceId, rowKey),
                        MismatchKind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        columnName,
                        logValue,
                        sqliteValue,
                        supabaseValue,
                        StoreNames.parse(store),
                        firstSeen),
                valuesCut,
                lastSeen,
                closedAt,
                closedHow,
                1);
    }
}
