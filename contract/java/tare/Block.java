package tare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One stretch of the echo workload, driven by the messages that come in. All connections belong to one thread,
 * the library's event loop; the thread that runs commands only starts it and waits.
 */
final class Block {
    record Request(int size, boolean isText, long duration, long deadline, long seed) {}

    private final Request request;
    private final List<Lane> lanes = new ArrayList<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final boolean alone;
    private long[] stamps;
    private int used;
    private int open;
    private long operations;
    private long end;

    /** One connection's part. */
    private final class Lane implements ClientMain.Listener {
        final ClientMain.Connection connection;
        final int number;
        final Payload payload;
        final byte[] looked; // at an answer
        long message;
        volatile long sentAt; // 0: nothing is outstanding

        Lane(ClientMain.Connection connection, int number) {
            this.connection = connection;
            this.number = number;
            payload = new Payload(request.size, request.isText, request.seed);
            looked = new byte[request.size];
        }

        void send(long now) {
            sentAt = now;
            payload.number(number, message);
            connection.send(payload.bytes, payload.isText);
        }

        @Override
        public void onMessage(ClientMain.Answer answer, boolean isText) {
            if (sentAt == 0) {
                fail("connection " + number + ": a message that nobody asked for");
                return;
            }
            if (!verify(answer, isText, false)) return;
            long received = System.nanoTime();
            if (!alone) push(sentAt);
            push(received);
            operations++;
            if (received < end) {
                message++;
                send(received);
            } else if (verify(answer, isText, true)) {
                sentAt = 0;
                if (--open == 0) done.complete(null);
            }
        }

        private boolean verify(ClientMain.Answer answer, boolean isText, boolean whole) {
            int length = answer.length();
            if (isText == payload.isText && length == payload.bytes.length) {
                int compared = payload.comparedBytes(message, whole);
                answer.copy(looked, compared);
                if (payload.begins(looked, compared)) return true;
            }
            byte[] all = new byte[length];
            answer.copy(all, length);
            fail(payload.mismatch(all, length, isText, number, message));
            return false;
        }

        @Override
        public void onLoss(String why) {
            fail("connection " + number + ", message " + message + ": " + why);
        }
    }

    Block(Request request, List<ClientMain.Connection> connections) {
        this.request = request;
        alone = connections.size() == 1;
        open = connections.size();
        for (int i = 0; i < connections.size(); i++) lanes.add(new Lane(connections.get(i), i));
        // A message takes 2 µs at the very least; what comes beyond that costs an allocation.
        int room = (int) Math.min(Math.max(request.duration / 2000, 1024), 4 << 20);
        stamps = new long[room * (alone ? 1 : 2) + 1];
        Arrays.fill(stamps, 1); // touches the pages
    }

    /** The work; the answer to "go". */
    String run() throws InterruptedException {
        long started = System.nanoTime(); // CLOCK_MONOTONIC on Linux
        end = started + request.duration;
        for (Lane lane : lanes) {
            lane.connection.listen(lane);
            lane.connection.execute(() -> {
                if (done.isDone()) return;
                long now = System.nanoTime();
                if (alone) push(now);
                lane.send(now);
            });
        }
        try {
            await();
        } catch (ExecutionException trouble) {
            throw new IllegalStateException(trouble.getCause().getMessage());
        } finally {
            for (Lane lane : lanes) lane.connection.listen(null);
        }
        long ended = System.nanoTime();
        return "{\"ran\":{\"operations\":" + operations + ",\"bytes\":" + operations * request.size
                + ",\"started_ns\":" + started + ",\"ended_ns\":" + ended + "}}";
    }

    /** Waits, and looks now and then whether a connection has fallen silent. */
    private void await() throws InterruptedException, ExecutionException {
        long nap = Math.max(request.deadline / 4, 1_000_000);
        while (true) {
            try {
                done.get(nap, TimeUnit.NANOSECONDS);
                return;
            } catch (TimeoutException stillRunning) {
                for (Lane lane : lanes) {
                    long since = lane.sentAt;
                    if (since != 0 && System.nanoTime() - since > request.deadline)
                        fail("connection " + lane.number + ": silence for " + request.deadline / 1_000_000 + " ms");
                }
            }
        }
    }

    private void fail(String sentence) {
        done.completeExceptionally(new IllegalStateException(sentence));
    }

    private void push(long stamp) {
        if (used == stamps.length) stamps = Arrays.copyOf(stamps, 2 * used);
        stamps[used++] = stamp;
    }

    /** Writes the stamps; returns how many. */
    int save(String file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * used).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(stamps, 0, used);
        try (FileChannel to = FileChannel.open(Path.of(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            while (bytes.hasRemaining()) to.write(bytes);
        }
        return used;
    }
}
