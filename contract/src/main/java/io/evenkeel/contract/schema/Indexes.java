package io.evenkeel.contract.schema;

import io.evenkeel.contract.catalogue.Entity;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The ordered indexes of an entity beside its primary key; each begins with the workspace. */
final class Indexes {
    private Indexes() {}

    /** The columns of each index after the workspace: the owner's, each reference's, then the further ones. */
    static Set<List<String>> of(Entity entity) {
        Set<List<String>> wanted = new LinkedHashSet<>();
        var parent = entity.parent();
        if (parent != null) {
            wanted.add(List.of(parent.column()));
        }
        entity.references().forEach(reference -> wanted.add(List.of(reference.column())));
        wanted.addAll(entity.indexes());
        wanted.remove(List.of(entity.key()));
        return wanted;
    }

    static List<String> withWorkspace(List<String> columns) {
        List<String> all = new ArrayList<>(List.of(Entity.WORKSPACE_COLUMN));
        all.addAll(columns);
        return all;
    }
}
