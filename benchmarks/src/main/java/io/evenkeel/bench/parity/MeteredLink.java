package io.evenkeel.bench.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A way to a port of this machine that counts what goes through, and may be as slow as a network: everything arrives half a
 * round trip later, and no faster than so many bytes a second in each direction of a connection.
 */
final class MeteredLink implements AutoCloseable {
    private static final int CHUNK = 16 << 10;
    /** What a network has under way at a time, and then some. */
    private static final int CHUNKS_UNDER_WAY = 1_024;

    private final ServerSocket server;
    private final int target;
    private final Duration delay;
    private final long bytesPerSecond;
    private final AtomicLong bytes = new AtomicLong();

    /** Bytes, and when they are to arrive; no bytes at the end. */
    private record Chunk(byte @Nullable [] bytes, long due) {}

    private MeteredLink(ServerSocket server, int target, Duration roundTrip, long bytesPerSecond) {
        this.server = server;
        this.target = target;
        this.delay = roundTrip.dividedBy(2);
        this.bytesPerSecond = bytesPerSecond;
    }

    /** As fast as the machine. */
    static MeteredLink to(int port) throws IOException {
        return to(port, Duration.ZERO, Long.MAX_VALUE);
    }

    /** As fast as a network with that round trip and bandwidth. */
    static MeteredLink to(int port, Duration roundTrip, long bytesPerSecond) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        MeteredLink link = new MeteredLink(server, port, roundTrip, bytesPerSecond);
        Thread.ofPlatform().daemon().name("link").start(link::accept);
        return link;
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many bytes went through so far, in both directions. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket there = new Socket(InetAddress.getLoopbackAddress(), target);
                client.setTcpNoDelay(true);
                there.setTcpNoDelay(true);
                carry(client, there);
                carry(there, client);
            } catch (IOException closed) {
                // The next one tells whether the link is.
            }
        }
    }

    private void carry(Socket from, Socket to) {
        BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS_UNDER_WAY);
        Thread.ofPlatform().daemon().name("link-in").start(() -> read(from, underWay));
        Thread.ofPlatform().daemon().name("link-out").start(() -> write(to, underWay));
    }

    private void read(Socket from, BlockingQueue<Chunk> underWay) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[CHUNK];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                byte[] read = Arrays.copyOf(buffer, length);
                bytes.addAndGet(length);
                underWay.put(new Chunk(read, System.nanoTime() + delay.toNanos()));
            }
            underWay.put(new Chunk(null, System.nanoTime() + delay.toNanos()));
        } catch (IOException reset) {
            underWay.offer(new Chunk(null, System.nanoTime()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Socket to, BlockingQueue<Chunk> underWay) {
        try (to) {
            OutputStream out = to.getOutputStream();
            long free = System.nanoTime();
            for (Chunk chunk = underWay.take(); ; chunk = underWay.take()) {
                byte[] carried = chunk.bytes();
                if (carried == null) {
                    return;
                }
                long sending = bytesPerSecond == Long.MAX_VALUE ? 0 : carried.length * 1_000_000_000L / bytesPerSecond;
                free = Math.max(free, chunk.due()) + sending;
                for (long early = free - System.nanoTime(); early > 0; early = free - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                out.write(carried);
            }
        } catch (IOException reset) {
            // Whoever is at the other end finds out.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
