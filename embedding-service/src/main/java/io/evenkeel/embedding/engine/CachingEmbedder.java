package io.evenkeel.embedding.engine;

import io.evenkeel.contract.change.Provenance;
import io.evenkeel.contract.value.Digest;
import io.evenkeel.contract.value.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Remembers the vectors of the texts seen last, by the digest of what the model reads, so that unchanged text is not
 * embedded again. The model is the delegate's alone, so the key need not name it. A text that was forgotten is embedded
 * again, to the same bits. Safe for use by several threads.
 */
public final class CachingEmbedder implements Embedder {
    private final Embedder delegate;
    private final Map<Digest, Vector> cache;
    private long hits;
    private long misses;

    /**
     * Wraps an embedder.
     *
     * @param capacity how many vectors are kept; one of 384 dimensions takes about 1.7 KB
     */
    public CachingEmbedder(Embedder delegate, int capacity) {
        this.delegate = delegate;
        cache = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, Vector> eldest) {
                return size() > capacity;
            }
        };
    }

    @Override
    public List<Vector> embed(List<String> texts, Purpose purpose) {
        List<Digest> digests = texts.stream()
                .map(text -> Digest.of(delegate.input(text, purpose).getBytes(StandardCharsets.UTF_8)))
                .toList();
        Map<Digest, Vector> known = new LinkedHashMap<>();
        Map<Digest, String> missing = new LinkedHashMap<>();
        synchronized (cache) {
            for (int i = 0; i < texts.size(); i++) {
                Vector vector = cache.get(digests.get(i));
                if (vector == null) {
                    missing.put(digests.get(i), texts.get(i));
                } else {
                    hits++;
                    known.put(digests.get(i), vector);
                }
            }
        }
        List<Digest> made = new ArrayList<>(missing.keySet());
        List<Vector> vectors = delegate.embed(List.copyOf(missing.values()), purpose);
        synchronized (cache) {
            misses += made.size();
            for (int i = 0; i < made.size(); i++) {
                known.put(made.get(i), vectors.get(i));
                cache.put(made.get(i), vectors.get(i));
            }
        }
        return digests.stream()
                .map(digest -> Objects.requireNonNull(known.get(digest)))
                .toList();
    }

    /** How many texts did not have to be embedded. */
    public long hits() {
        synchronized (cache) {
            return hits;
        }
    }

    /** How many texts were embedded. */
    public long misses() {
        synchronized (cache) {
            return misses;
        }
    }

    /** How many vectors are remembered now. */
    public int size() {
        synchronized (cache) {
            return cache.size();
        }
    }

    @Override
    public String input(String text, Purpose purpose) {
        return delegate.input(text, purpose);
    }

    @Override
    public EmbeddingModelId model() {
        return delegate.model();
    }

    @Override
    public Provenance provenance() {
        return delegate.provenance();
    }

    @Override
    public int dimensions() {
        return delegate.dimensions();
    }
}
