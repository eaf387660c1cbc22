package tare;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The message of the echo workload, and what its answers are held against. */
public final class Payload {
    public static final int HEADER_BYTES = 16;
    private static final int WHOLE_EVERY = 256;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    public final byte[] bytes;
    public final boolean isText;
    private final byte[] header = new byte[HEADER_BYTES];

    Payload(int size, boolean isText, long seed) {
        this.bytes = new byte[size];
        this.isText = isText;
        long x = seed == 0 ? 1 : seed;
        for (int i = HEADER_BYTES; i < size; i++) {
            x ^= x >>> 12;
            x ^= x << 25;
            x ^= x >>> 27;
            int top = (int) (x * 2685821657736338717L >>> 56);
            bytes[i] = (byte) (isText ? 'a' + top % 26 : top);
        }
    }

    /** Writes the header of this message. */
    void number(long connection, long message) {
        if (isText) {
            hex(0, 4, connection);
            hex(4, 12, message);
        } else {
            LONGS.set(header, 0, connection);
            LONGS.set(header, 8, message);
        }
        System.arraycopy(header, 0, bytes, 0, Math.min(HEADER_BYTES, bytes.length));
    }

    private void hex(int from, int digits, long value) {
        for (int i = from + digits - 1; i >= from; i--, value >>>= 4)
            header[i] = (byte) "0123456789abcdef".charAt((int) (value & 15));
    }

    /** How much of an answer is compared: all of it for message 0, every 256th and where `whole`. */
    public int comparedBytes(long message, boolean whole) {
        return whole || message % WHOLE_EVERY == 0 ? bytes.length : Math.min(HEADER_BYTES, bytes.length);
    }

    /** Whether these are the first bytes of the message that number() wrote last. */
    boolean begins(byte[] answer, int length) {
        return Arrays.equals(answer, 0, length, bytes, 0, length);
    }

    String mismatch(byte[] answer, int length, boolean answerIsText, long connection, long message) {
        String place = "connection " + connection + ", message " + message;
        if (answerIsText != isText)
            return place + ": expected a " + kind(isText) + " message, got a " + kind(answerIsText) + " one";
        if (length != bytes.length) return place + ": expected " + bytes.length + " bytes, got " + length;
        int at = Arrays.mismatch(answer, 0, length, bytes, 0, length);
        if (at < 0) return place + ": nothing differs";
        return String.format("%s: at offset %d expected 0x%02x, got 0x%02x", place, at, bytes[at], answer[at]);
    }

    private static String kind(boolean isText) {
        return isText ? "text" : "binary";
    }
}
