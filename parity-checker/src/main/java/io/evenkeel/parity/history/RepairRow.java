package io.evenkeel.parity.history;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A {@link RepairRecorded} as it stands in Supabase. */
@Entity
@Table(schema = "evenkeel", name = "parity_repair")
class RepairRow {
    @Id
    UUID id;

    @Column(name = "at")
    Instant repairedAt;

    String askedBy;
    String entity;
    String workspaceId;

    @Column(name = "key")
    String rowKey;

    String store;
    String action;
    String outcome;

    @Nullable
    String code;

    @Nullable
    String message;

    Instant recordedAt;

    @SuppressWarnings("NullAway.Init")
    RepairRow() {}

    RepairRow(UUID id, RepairRecorded repair, Instant now) {
        this.id = id;
        repairedAt = repair.at();
        askedBy = repair.by();
        entity = repair.entity();
        workspaceId = Excerpt.storable(repair.workspaceId());
        rowKey = Excerpt.storable(repair.id());
        store = repair.store();
        action = repair.action();
        outcome = repair.outcome();
        code = repair.code();
        message = repair.message();
        recordedAt = now;
    }

    RepairRecorded recorded() {
        return new RepairRecorded(
                repairedAt, askedBy, entity, workspaceId, rowKey, store, action, outcome, code, message);
    }
}
