package tare;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Arguments, the probe and the end (contract/CONTRACT.md): what servers and clients in Java share. */
public final class Contender {
    /** The largest message that the contract knows; limits must not be below it. */
    public static final int MAX_MESSAGE_BYTES = 64 << 20;

    private static final PrintStream OUT = new PrintStream(System.out, false, StandardCharsets.UTF_8);

    private Contender() {}

    /** What a library answers to --probe: its versions, or why this variant cannot run here. */
    public interface Probe {
        /** Versions by library; throws Unavailable with one sentence: why, and how to mend it. */
        Map<String, String> versions(String variant) throws Unavailable;
    }

    /** A variant cannot run here. */
    public static final class Unavailable extends Exception {
        private static final long serialVersionUID = 1;

        public Unavailable(String sentence) {
            super(sentence);
        }
    }

    /** One sentence on stderr, and the end: 1 failed, 2 wrong usage, 77 cannot run here. */
    public static RuntimeException fail(int code, String sentence) {
        System.err.println(sentence);
        Runtime.getRuntime().halt(code);
        return new IllegalStateException(sentence); // for `throw fail(…)`, which tells the compiler
    }

    /** One line on stdout; a reader that has gone ends the process. */
    static void say(String line) {
        OUT.print(line + "\n");
        OUT.flush();
        if (OUT.checkError()) throw fail(1, "nobody reads the answers");
    }

    /** The command line by option, checked; answers --probe. */
    static Map<String, String> parse(String[] words, List<String> variants, boolean isServer, Probe probe) {
        Map<String, String> options = new HashMap<>(Map.of("--wait", "block", "--listen", "127.0.0.1:0"));
        List<String> known = isServer
                ? List.of("--variant", "--wait", "--listen", "--tls-cert", "--tls-key")
                : List.of("--variant", "--wait");
        boolean isProbe = false;
        for (int i = 0; i < words.length; i++) {
            String[] parts = words[i].split("=", 2);
            if (words[i].equals("--probe")) {
                isProbe = true;
            } else if (!known.contains(parts[0])) {
                throw fail(2, "unknown argument \"" + parts[0] + "\"");
            } else if (parts.length == 1 && i + 1 == words.length) {
                throw fail(2, parts[0] + " wants a value");
            } else {
                options.put(parts[0], parts.length == 2 ? parts[1] : words[++i]);
            }
        }
        String variant = options.getOrDefault("--variant", "");
        if (!variants.contains(variant))
            throw fail(2, "--variant \"" + variant + "\" does not exist; there are: " + String.join(", ", variants));
        if (!options.get("--wait").equals("block"))
            throw fail(2, "--wait must be block, got \"" + options.get("--wait") + "\"");
        if (options.containsKey("--tls-cert") != options.containsKey("--tls-key"))
            throw fail(2, "--tls-cert and --tls-key must be given together");
        try {
            Map<String, String> versions = new HashMap<>(probe.versions(variant));
            versions.put("java", Runtime.version().toString());
            if (isProbe) {
                say("{\"versions\":" + Json.object(versions) + ",\"features\":" + Json.text(features())
                        + footprint() + "}");
                Runtime.getRuntime().halt(0);
            }
        } catch (Unavailable why) {
            throw fail(77, why.getMessage());
        }
        return options;
    }

    /** The jars that contender.jar names; what cannot be read is left out. */
    private static String footprint() {
        Path jars = Path.of(System.getProperty("java.class.path")).resolveSibling("jars");
        try (java.util.stream.Stream<Path> files = Files.list(jars)) {
            List<Path> all = files.sorted().toList();
            long bytes = 0;
            for (Path jar : all) bytes += Files.size(jar);
            String names = String.join(", ", all.stream().map(jar -> jar.getFileName().toString()).toList());
            return ",\"footprint\":{\"packages\":" + all.size() + ",\"bytes\":" + bytes + ",\"what\":"
                    + Json.text("jars: " + names) + "}";
        } catch (IOException unknown) {
            return "";
        }
    }

    /** How the virtual machine is set, as it comes unless the environment says otherwise. */
    private static String features() {
        String options = String.join(" ", java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
        return System.getProperty("java.vm.name") + ", " + System.getProperty("java.vm.info") + ", options: "
                + (options.isEmpty() ? "none, so the serial collector on one core" : options);
    }

    /** Ends the process when its stdin ends, if somebody holds the other end. (SIGTERM ends it by itself.) */
    static void endWithStdin() {
        try {
            Path stdin = Path.of("/proc/self/fd/0");
            if (Files.isRegularFile(stdin) || Files.readSymbolicLink(stdin).startsWith("/dev")) return;
        } catch (IOException unknown) {
            // then it is read all the same
        }
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException gone) {
                // as good as its end
            }
            Runtime.getRuntime().halt(0);
        }, "stdin");
        watch.setDaemon(true);
        watch.start();
    }
}
