package tare;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The main function of a client contender: one command a line in, one answer a line out. */
public final class ClientMain {
    public interface Client extends Contender.Probe {
        List<String> variants();

        /** What need not wait for the first open, such as the event loop. */
        void start(String variant) throws Exception;

        /** Finishes the handshakes; caFile is null for ws:. TLS is 1.3 alone, verified against it and the name. */
        Connection open(String variant, URI url, String caFile) throws Exception;
    }

    /** One open connection. All of its callbacks come from one thread, the same for all connections. */
    public interface Connection {
        /** Who hears of messages and of the connection's loss; null: nobody. */
        void listen(Listener listener);

        /** Runs on the thread of the callbacks. */
        void execute(Runnable task);

        /** Sends one message, from the thread of the callbacks; the bytes may change when an answer has come. */
        void send(byte[] bytes, boolean isText);

        /** The closing handshake and the end of the TCP connection, within about a second. */
        void close();
    }

    public interface Listener {
        void onMessage(Answer answer, boolean isText);

        void onLoss(String why);
    }

    /** A whole message, valid within onMessage. */
    public interface Answer {
        int length();

        /** Copies its first bytes. */
        void copy(byte[] to, int bytes);
    }

    private static final Map<String, List<String>> MEMBERS = Map.of(
            "open", List.of("do", "url", "connections", "ca_file", "deflate"),
            "block", List.of("do", "workload", "size_bytes", "kind", "duration_ns", "deadline_ns", "seed"),
            "go", List.of("do"),
            "save", List.of("do", "times_file"),
            "close", List.of("do"));

    private final Client client;
    private final String variant;
    private List<Connection> connections = List.of();
    private Block block;
    private boolean hasRun;

    private ClientMain(Client client, String variant) {
        this.client = client;
        this.variant = variant;
    }

    public static void run(String[] words, Client client) throws Exception {
        Map<String, String> options = Contender.parse(words, client.variants(), false, client);
        ClientMain talk = new ClientMain(client, options.get("--variant"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        client.start(talk.variant);
        Contender.say("{\"ready\":{}}");
        for (String line; (line = lines.readLine()) != null;) {
            String answer;
            try {
                answer = talk.answer(line);
            } catch (Exception trouble) {
                String sentence = trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
                answer = "{\"error\":" + Json.text(sentence) + "}";
            }
            Contender.say(answer);
        }
        Runtime.getRuntime().halt(0);
    }

    private String answer(String line) throws Exception {
        if (line.equals("{\"do\":\"go\"}")) return go(); // the one that is weighed with the work is not parsed
        Map<String, Object> command = Json.parse(line);
        Object name = command.get("do");
        if (!(name instanceof String) || !MEMBERS.containsKey(name))
            throw new IllegalArgumentException("\"" + name + "\" is not a command; there are: open, block, go, save, close");
        for (String member : command.keySet())
            if (!MEMBERS.get(name).contains(member))
                throw new IllegalArgumentException(name + ": \"" + member + "\" is not a member of this command");
        switch ((String) name) {
            case "open": return open(command);
            case "block": return arm(command);
            case "go": return go();
            case "save":
                if (!hasRun) throw new IllegalStateException("save: no block has run");
                return "{\"saved\":" + block.save((String) command.get("times_file")) + "}";
            default:
                close();
                return "{\"closed\":true}";
        }
    }

    private String open(Map<String, Object> command) throws Exception {
        if (!connections.isEmpty()) throw new IllegalStateException("open: is open already, close first");
        if (Boolean.TRUE.equals(command.get("deflate")))
            throw new IllegalArgumentException("open: this client offers no compression");
        URI url = URI.create((String) command.get("url"));
        long count = number(command, "connections", 1, 100_000, 1L);
        connections = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++)
                connections.add(client.open(variant, url, url.getScheme().equals("wss") ? (String) command.get("ca_file") : null));
        } catch (Exception trouble) {
            close();
            throw new IllegalStateException("open: " + trouble.getMessage());
        }
        return "{\"opened\":" + count + "}";
    }

    private String arm(Map<String, Object> command) {
        block = null;
        hasRun = false;
        if (connections.isEmpty()) throw new IllegalStateException("block: nothing is open");
        if (!"echo".equals(command.get("workload")))
            throw new IllegalArgumentException("block: only echo is known, asked for " + command.get("workload"));
        Object kind = command.get("kind");
        if (!"binary".equals(kind) && !"text".equals(kind))
            throw new IllegalArgumentException("block: \"kind\" must be binary or text, got " + kind);
        block = new Block(new Block.Request((int) number(command, "size_bytes", 0, Contender.MAX_MESSAGE_BYTES, null),
                "text".equals(kind), number(command, "duration_ns", 1, Long.MAX_VALUE, null),
                number(command, "deadline_ns", 1, Long.MAX_VALUE, null),
                command.get("seed") instanceof Long seed ? seed : 1), connections);
        return "{\"armed\":true}";
    }

    private static long number(Map<String, Object> command, String name, long least, long most, Long usual) {
        Object value = command.getOrDefault(name, usual);
        if (value instanceof Long number && number >= least && number <= most) return number;
        throw new IllegalArgumentException(command.get("do") + ": \"" + name + "\" must be a whole number from " + least
                + " to " + most + ", got " + value);
    }

    private String go() throws InterruptedException {
        if (block == null || hasRun) throw new IllegalStateException("go: no block is armed");
        Block armed = block;
        block = null;
        String report = armed.run();
        block = armed;
        hasRun = true;
        return report;
    }

    private void close() {
        for (Connection connection : connections) connection.close();
        connections = List.of();
        block = null;
        hasRun = false;
    }
}
