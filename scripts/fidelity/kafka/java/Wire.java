import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.protocol.Errors;

/** JSON lines out, and what they are made of. */
final class Wire {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Wire() {}

  static synchronized void write(Object value) {
    try {
      OUT.println(JSON.writeValueAsString(value));
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The protocol's name of an error. What the client finds itself has none: its class is spelled as if it had. */
  static String nameOf(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof ExecutionException && cause.getCause() != null) cause = cause.getCause();
    Errors error = Errors.forException(cause);
    if (error != Errors.UNKNOWN_SERVER_ERROR) return error.name();
    String name = cause.getClass().getSimpleName().replaceAll("Exception$", "");
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(java.util.Locale.ROOT);
  }

  /** A client's properties: the cluster's address, then what the caller says. */
  static Properties properties(String bootstrap, JsonNode settings) {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrap);
    if (settings != null) settings.properties().forEach(entry -> properties.put(entry.getKey(), entry.getValue().asText()));
    return properties;
  }
}
