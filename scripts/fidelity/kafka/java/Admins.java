import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;

/** What the admin client sees: topics, leaders, in-sync replicas, offsets, groups. */
final class Admins {
  private final Admin admin;
  /** Polled while brokers stand still: a request that nobody answers must be given up before it is an error of measurement. */
  private final Admin observer;

  Admins(String bootstrap) {
    admin = open(bootstrap, 5_000, 60_000);
    observer = open(bootstrap, 200, 400);
  }

  private static Admin open(String bootstrap, int requestTimeoutMs, int apiTimeoutMs) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", bootstrap);
    settings.put("request.timeout.ms", requestTimeoutMs);
    settings.put("default.api.timeout.ms", apiTimeoutMs);
    settings.put("reconnect.backoff.ms", 10);
    settings.put("retry.backoff.ms", 10);
    settings.put("retry.backoff.max.ms", 50);
    return Admin.create(settings);
  }

  /** assignments: by partition the replicas, the preferred leader first. */
  Object createTopic(JsonNode arguments) throws Exception {
    Map<Integer, List<Integer>> assignments = new HashMap<>();
    for (JsonNode replicas : arguments.get("assignments")) {
      List<Integer> brokers = new ArrayList<>();
      replicas.forEach(broker -> brokers.add(broker.asInt()));
      assignments.put(assignments.size(), brokers);
    }
    Map<String, String> configs = new HashMap<>();
    arguments.get("configs").properties().forEach(entry -> configs.put(entry.getKey(), entry.getValue().asText()));
    String topic = arguments.get("topic").asText();
    admin.createTopics(List.of(new NewTopic(topic, assignments).configs(configs))).all().get();
    return true;
  }

  Object describeTopic(JsonNode arguments) throws Exception {
    String topic = arguments.get("topic").asText();
    TopicDescription description = observer.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    return description.partitions().stream()
        .map(
            partition -> {
              Map<String, Object> view = new LinkedHashMap<>();
              view.put("leader", partition.leader() == null ? -1 : partition.leader().id());
              view.put("isr", partition.isr().stream().map(Node::id).sorted().toList());
              view.put("elr", partition.elr() == null ? List.of() : partition.elr().stream().map(Node::id).sorted().toList());
              return view;
            })
        .toList();
  }

  private ListOffsetsResultInfo offset(TopicPartition partition, OffsetSpec spec, IsolationLevel level) throws Exception {
    return observer.listOffsets(Map.of(partition, spec), new ListOffsetsOptions(level)).partitionResult(partition).get();
  }

  /** Earliest and latest offset, the last stable one, and the leader's epoch (-1 where the log says none). */
  Object offsets(JsonNode arguments) throws Exception {
    TopicPartition partition = new TopicPartition(arguments.get("topic").asText(), arguments.get("partition").asInt());
    ListOffsetsResultInfo latest = offset(partition, OffsetSpec.latest(), IsolationLevel.READ_UNCOMMITTED);
    return Map.of(
        "earliest", offset(partition, OffsetSpec.earliest(), IsolationLevel.READ_UNCOMMITTED).offset(),
        "latest", latest.offset(),
        "stable", offset(partition, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED).offset(),
        "leaderEpoch", latest.leaderEpoch().orElse(-1));
  }

  /** The ids of the brokers that are not fenced. */
  Object brokers(JsonNode arguments) throws Exception {
    return observer.describeCluster().nodes().get().stream().map(Node::id).sorted().toList();
  }

  /** The id of the active controller. */
  Object activeController(JsonNode arguments) throws Exception {
    return admin.describeMetadataQuorum().quorumInfo().get().leaderId();
  }

  /** A group's state, and by client id the partitions that the coordinator says are a member's. */
  Object describeGroup(JsonNode arguments) throws Exception {
    String group = arguments.get("group").asText();
    var description = admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    Map<String, List<Integer>> members = new TreeMap<>();
    description
        .members()
        .forEach(
            member ->
                members.put(
                    member.clientId(),
                    member.assignment().topicPartitions().stream().map(TopicPartition::partition).sorted().toList()));
    return Map.of("state", description.groupState().toString(), "members", members);
  }
}
