import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads one partition from an offset to its end, as a consumer without a group. */
final class Readers {
  private final String bootstrap;

  Readers(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  /** Every record that the consumer is given, its position at the end, and the error that ended it, if one did. */
  Object read(JsonNode arguments) {
    Properties properties = Wire.properties(bootstrap, arguments.get("settings"));
    TopicPartition partition = new TopicPartition(arguments.get("topic").asText(), arguments.get("partition").asInt());
    List<Object> records = new ArrayList<>();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("records", records);
    try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, arguments.get("from").asLong());
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long untilMs = System.currentTimeMillis() + 10_000;
      do {
        consumer
            .poll(Duration.ofMillis(100))
            .forEach(record -> records.add(Map.of("offset", record.offset(), "value", record.value())));
      } while (consumer.position(partition) < end && System.currentTimeMillis() < untilMs);
      answer.put("position", consumer.position(partition));
    } catch (RuntimeException failure) {
      answer.put("error", Wire.nameOf(failure));
    }
    return answer;
  }
}
