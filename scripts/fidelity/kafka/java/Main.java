import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Kafka's Java client, driven by JSON lines on stdin; what it finds goes to stdout. It ends when its input ends. */
public final class Main {
  private interface Call {
    Object answer(JsonNode arguments) throws Exception;
  }

  private static Map<String, Call> calls(String bootstrap) {
    Admins admins = new Admins(bootstrap);
    Producers producers = new Producers(bootstrap);
    Members members = new Members(bootstrap);
    Readers readers = new Readers(bootstrap);
    return Map.ofEntries(
        Map.entry("createTopic", admins::createTopic),
        Map.entry("describeTopic", admins::describeTopic),
        Map.entry("offsets", admins::offsets),
        Map.entry("brokers", admins::brokers),
        Map.entry("activeController", admins::activeController),
        Map.entry("describeGroup", admins::describeGroup),
        Map.entry("openProducer", producers::open),
        Map.entry("send", producers::send),
        Map.entry("startStream", producers::startStream),
        Map.entry("stopStream", producers::stopStream),
        Map.entry("transact", producers::transact),
        Map.entry("closeProducer", producers::close),
        Map.entry("join", members::join),
        Map.entry("leave", members::leave),
        Map.entry("read", readers::read));
  }

  private static void answer(Call call, JsonNode request) {
    int id = request.get("id").asInt();
    try {
      Wire.write(Map.of("id", id, "result", call.answer(request.get("arguments"))));
    } catch (Throwable failure) {
      Wire.write(Map.of("id", id, "error", Wire.nameOf(failure), "message", String.valueOf(failure.getMessage())));
    }
  }

  public static void main(String[] args) throws Exception {
    Map<String, Call> calls = calls(args[0]);
    ExecutorService threads = Executors.newCachedThreadPool();
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      JsonNode request = Wire.JSON.readTree(line);
      Call call = calls.get(request.get("call").asText());
      threads.execute(() -> answer(call, request));
    }
    // No client says goodbye: whoever wants that has asked for it.
    Runtime.getRuntime().halt(0);
  }
}
