import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Members of groups by name: each polls in a thread of its own and tells every callback of its rebalance listener. */
final class Members {
  private final String bootstrap;
  private final Map<String, Member> members = new ConcurrentHashMap<>();

  Members(String bootstrap) {
    this.bootstrap = bootstrap;
  }

  private static final class Member extends Thread implements ConsumerRebalanceListener {
    private final String name;
    private final KafkaConsumer<String, String> consumer;

    Member(String name, Properties properties, String topic) {
      this.name = name;
      consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer());
      consumer.subscribe(List.of(topic), this);
    }

    private void tell(String callback, Collection<TopicPartition> partitions) {
      Wire.write(
          Map.of(
              "event", callback,
              "member", name,
              "atMs", System.currentTimeMillis(),
              "partitions", partitions.stream().map(TopicPartition::partition).sorted().toList()));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      tell("assigned", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      tell("revoked", partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      tell("lost", partitions);
    }

    @Override
    public void run() {
      try {
        while (true) consumer.poll(Duration.ofMillis(100));
      } catch (WakeupException asked) {
        consumer.close();
      }
    }
  }

  Object join(JsonNode arguments) {
    Properties properties = Wire.properties(bootstrap, arguments.get("settings"));
    String name = arguments.get("member").asText();
    properties.put("group.id", arguments.get("group").asText());
    properties.put("client.id", name);
    Member member = new Member(name, properties, arguments.get("topic").asText());
    members.put(name, member);
    member.start();
    return true;
  }

  /** Leaves in good order and answers when the consumer is closed. */
  Object leave(JsonNode arguments) throws Exception {
    Member member = members.remove(arguments.get("member").asText());
    member.consumer.wakeup();
    member.join();
    return true;
  }
}
