package tare;

import java.io.File;
import java.util.List;
import java.util.Map;

/** The main function of a server contender. */
public final class ServerMain {
    private ServerMain() {}

    public interface Server extends Contender.Probe {
        List<String> variants();

        /** Listens and returns the port; cert and key are PEM files, or null for bare TCP. TLS is 1.3 alone. */
        int listen(String variant, String host, int port, File cert, File key) throws Exception;
    }

    public static void run(String[] words, Server server) {
        Map<String, String> options = Contender.parse(words, server.variants(), true, server);
        String listen = options.get("--listen");
        int colon = listen.lastIndexOf(':');
        String host = listen.substring(0, Math.max(colon, 0)).replaceAll("[\\[\\]]", "");
        try {
            if (host.isEmpty()) throw new IllegalArgumentException("expected ADDRESS:PORT");
            int port = Integer.parseInt(listen.substring(colon + 1));
            String variant = options.get("--variant");
            String ready = "{\"ready\":{\"ws\":" + server.listen(variant, host, port, null, null);
            if (options.containsKey("--tls-cert"))
                ready += ",\"wss\":" + server.listen(variant, host, 0, new File(options.get("--tls-cert")),
                        new File(options.get("--tls-key")));
            Contender.endWithStdin();
            Contender.say(ready + "}}");
        } catch (Exception trouble) {
            throw Contender.fail(1, "cannot listen on " + listen + ": " + trouble.getMessage());
        }
    }
}
