package tare;

import java.util.HashMap;
import java.util.Map;

/** The little JSON that the contract needs: one flat object a line, of texts, numbers and truth values. */
final class Json {
    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** A flat object: a String, a Boolean, or for a number a Long (the bits of an unsigned one). */
    static Map<String, Object> parse(String line) {
        Json json = new Json(line);
        Map<String, Object> members = new HashMap<>();
        json.expect('{');
        if (json.next('}')) return members;
        do {
            json.skip();
            String key = json.string();
            json.expect(':');
            members.put(key, json.value());
        } while (json.next(','));
        json.expect('}');
        json.skip();
        if (json.at != line.length()) throw json.wrong("something follows the object");
        return members;
    }

    private Object value() {
        skip();
        if (text.startsWith("\"", at)) return string();
        int from = at;
        while (at < text.length() && "0123456789+-.eEtrufalsn".indexOf(text.charAt(at)) >= 0) at++;
        String word = text.substring(from, at);
        if (word.equals("true") || word.equals("false")) return Boolean.valueOf(word);
        try {
            return word.startsWith("-") ? Long.parseLong(word) : Long.parseUnsignedLong(word);
        } catch (NumberFormatException notWhole) {
            throw wrong("\"" + word + "\" is no text, whole number or truth value");
        }
    }

    private String string() {
        expect('"');
        StringBuilder result = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return result.toString();
            if (c != '\\') {
                result.append(c);
            } else if (at < text.length()) {
                char escaped = text.charAt(at++);
                int plain = "nrtbf".indexOf(escaped);
                if (plain >= 0) {
                    result.append("\n\r\t\b\f".charAt(plain));
                } else if (escaped == 'u' && at + 4 <= text.length()) {
                    result.append((char) Integer.parseInt(text.substring(at, at += 4), 16));
                } else {
                    result.append(escaped);
                }
            }
        }
        throw wrong("a text is cut off");
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private boolean next(char c) {
        skip();
        if (at == text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void expect(char c) {
        if (!next(c)) throw wrong("expected " + c);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("a command must be one JSON object a line: " + what + " at " + at);
    }

    static String text(String value) {
        StringBuilder result = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') result.append('\\').append(c);
            else if (c < ' ') result.append(String.format("\\u%04x", (int) c));
            else result.append(c);
        }
        return result.append('"').toString();
    }

    static String object(Map<String, String> members) {
        StringBuilder result = new StringBuilder("{");
        members.forEach((key, value) -> result.append(result.length() == 1 ? "" : ",").append(text(key)).append(':')
                .append(text(value)));
        return result.append('}').toString();
    }
}
